"""How the staff comes in: name and password, then a code; how long a session lasts, and what ends it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon.journal.models import Ecriture
from salon.models import Compte, Mandat
from salon.second_facteur import renouveler_secours

from ..appels import navigateur_de
from ..conftest import MOT_DE_PASSE

DIRECT = "/direct/coventis/"
BONS = {"identifiant": "organisation", "mot_de_passe": MOT_DE_PASSE}


def code_de(compte: Compte) -> str:
    """Return what the phone of this account shows now."""
    appareil = TOTPDevice.objects.filter(user=compte).first()
    return f"{totp(appareil.bin_key):06}"


@pytest.fixture
def telephone(organisateur) -> TOTPDevice:
    """The device that the organiser enrolled some day."""
    return TOTPDevice.objects.create(user=organisateur, name="téléphone")


@pytest.fixture
def connu(client, organisateur) -> Client:
    """A browser in which the password was right, and the code is still to come."""
    client.post("/connexion/", BONS)
    return client


def test_the_first_sign_in_enrols_a_phone(connu, organisateur):
    page = connu.get("/connexion/code/").content.decode()

    reponse = connu.post("/connexion/code/", {"code": code_de(organisateur)})

    assert 'aria-label="QR code de la clé"' in page
    assert (reponse.status_code, len(reponse.context["codes"])) == (200, 10)
    assert TOTPDevice.objects.get().confirmed
    assert connu.get(DIRECT).status_code == 200
    assert [e.type for e in Ecriture.objects.all()] == ["SecondFacteurActive"]


def test_the_key_to_enrol_stays_the_same_until_it_is_used(connu):
    cles = {connu.get("/connexion/code/").context["cle"] for _ in range(3)}

    assert (len(cles), TOTPDevice.objects.count()) == (1, 1)


def test_later_sign_ins_ask_for_the_code(connu, organisateur, telephone):
    avant = connu.get(DIRECT).status_code

    reponse = connu.post("/connexion/code/", {"code": code_de(organisateur)})

    assert (avant, reponse.status_code, reponse.url) == (302, 302, "/")
    assert connu.get(DIRECT).status_code == 200


def test_a_password_alone_opens_no_page_and_no_endpoint(connu, telephone):
    pages = [DIRECT, "/courriels/", "/compte/", "/gestion/"]

    statuts = [connu.get(page).status_code for page in pages]

    assert statuts == [302] * 4
    assert connu.get("/api/v1/editions/coventis/compteurs").status_code == 401


def test_a_session_that_never_showed_a_code_is_nobody(organisateur, telephone):
    client = Client()
    client.force_login(organisateur)

    assert client.get(DIRECT).status_code == 302


def test_a_session_of_another_phone_is_nobody(connecte, organisateur):
    TOTPDevice.objects.all().delete()
    TOTPDevice.objects.create(user=organisateur, name="nouveau")

    assert connecte.get(DIRECT).status_code == 302


@pytest.mark.parametrize("faux", ["000000", "12345", "abcdefgh", "١٢٣٤٥٦", ""])
def test_a_wrong_code_is_told_beside_its_field(connu, telephone, faux):
    reponse = connu.post("/connexion/code/", {"code": faux})

    assert reponse.status_code == 422
    assert 'aria-describedby="id_code_error"' in reponse.content.decode()
    assert connu.get(DIRECT).status_code == 302


def test_a_code_serves_once(connu, organisateur, telephone):
    code = code_de(organisateur)
    connu.post("/connexion/code/", {"code": code})
    autre = Client()
    autre.post("/connexion/", BONS)

    assert autre.post("/connexion/code/", {"code": code}).status_code == 422


def test_wrong_codes_wait_longer_and_longer(connu, organisateur, telephone):
    connu.post("/connexion/code/", {"code": "000000"})

    reponse = connu.post("/connexion/code/", {"code": code_de(organisateur)})

    assert (reponse.status_code, reponse["Retry-After"]) == (429, "1")
    assert "Trop d’essais\xa0: attendez 1 s" in reponse.content.decode()


def test_a_recovery_code_stands_in_for_the_phone_once(connu, organisateur, telephone):
    secours = renouveler_secours(organisateur)[0]
    autre = Client()
    autre.post("/connexion/", BONS)

    statuts = [c.post("/connexion/code/", {"code": secours}).status_code for c in (connu, autre)]

    assert statuts == [302, 422]
    assert "Il vous en reste 9." in connu.get("/compte/").content.decode()


def test_new_recovery_codes_want_a_code_first(connecte, organisateur):
    anciens = renouveler_secours(organisateur)

    refus = connecte.post("/compte/codes-de-secours/", {"code": "abcdefgh"})
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        reponse = connecte.post("/compte/codes-de-secours/", {"code": anciens[0]})

    assert refus.status_code == 422
    assert set(reponse.context["codes"]).isdisjoint(anciens)


def test_the_code_is_due_within_ten_minutes(connu, organisateur, telephone):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        reponse = connu.post("/connexion/code/", {"code": code_de(organisateur)})

    assert (reponse.status_code, reponse.url) == (302, "/connexion/")


def test_the_page_of_the_code_wants_the_password_first(client, db):
    assert client.get("/connexion/code/").url == "/connexion/"


def test_a_password_changed_meanwhile_ends_a_sign_in(connu, organisateur, telephone):
    organisateur.set_password("une autre phrase assez longue")
    organisateur.save()

    assert connu.post("/connexion/code/", {"code": code_de(organisateur)}).url == "/connexion/"


def test_signing_in_leads_back_to_the_page_asked_for(client, organisateur, telephone):
    mots = client.post("/connexion/", BONS | {"next": DIRECT})
    code = client.post(mots.url, {"code": code_de(organisateur)})

    assert mots.url == "/connexion/code/?next=%2Fdirect%2Fcoventis%2F"
    assert code.url == DIRECT


AILLEURS = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "https:evil.example",
    "http://127.0.0.1@evil.example/",
    "http://testserver.evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "ftp://testserver/",
    " //evil.example",
    "\x00//evil.example",
    "//[::1",
]


@pytest.mark.parametrize("suite", AILLEURS)
def test_signing_in_leads_to_no_other_site(client, organisateur, telephone, suite):
    mots = client.post("/connexion/", BONS | {"next": suite})
    code = client.post(mots.url, {"code": code_de(organisateur), "next": suite})

    assert (mots.url, code.url) == ("/connexion/code/", "/")


def test_somebody_signed_in_is_not_asked_again(connecte):
    assert connecte.get("/connexion/", {"next": DIRECT}).url == DIRECT


@pytest.mark.parametrize("suite", ["0", "direct", "direct.html", "salon.pages"])
def test_a_word_that_is_no_address_leads_home(connecte, suite):
    assert connecte.get("/connexion/", {"next": suite}).url == "/"


@pytest.mark.parametrize("identifiant", ["organisation", "personne"])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(client, organisateur, identifiant):
    reponse = client.post("/connexion/", {"identifiant": identifiant, "mot_de_passe": "autre"})

    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())
    attendue = client.post("/connexion/", {"identifiant": "x", "mot_de_passe": "autre"})
    autre = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", attendue.content.decode())
    assert reponse.status_code == 422
    assert 'role="alert"' in page
    assert page.replace(f'value="{identifiant}"', "") == autre.replace('value="x"', "")


def test_an_account_that_was_closed_does_not_come_in(client, organisateur):
    Compte.objects.update(is_active=False)

    assert client.post("/connexion/", BONS).status_code == 422


def test_a_session_has_a_new_identifier_once_signed_in(client, organisateur, telephone):
    client.session.save()
    client.cookies["sessionid"] = ancien = client.session.session_key

    client.post("/connexion/", BONS)
    client.post("/connexion/code/", {"code": code_de(organisateur)})

    assert client.session.session_key != ancien
    assert not Session.objects.filter(session_key=ancien).exists()


@pytest.mark.parametrize(("heures", "statut"), [(7, 200), (9, 302)])
def test_a_session_nobody_uses_ends_after_eight_hours(connecte, heures, statut):
    with time_machine.travel(timezone.now() + timedelta(hours=heures)):
        assert connecte.get("/compte/").status_code == statut


def test_a_session_in_use_ends_after_a_day(connecte):
    debut, statuts = timezone.now(), []

    for heures in (7, 14, 21, 23, 25):
        with time_machine.travel(debut + timedelta(hours=heures)):
            statuts.append(connecte.get("/compte/").status_code)

    assert statuts == [200, 200, 200, 200, 302]


def test_signing_out_ends_the_session_for_every_holder_of_its_cookie(connecte):
    cle = connecte.cookies["sessionid"].value
    connecte.post("/deconnexion/")

    voleur = Client(headers={"Cookie": f"sessionid={cle}"})

    assert voleur.get(DIRECT).status_code == 302


def test_a_new_password_ends_every_other_session(connecte, organisateur):
    ailleurs = navigateur_de(organisateur)
    nouveau = "  une phrase nouvelle, avec des espaces et plus de soixante-quatre signes  "
    donnees = {"old_password": MOT_DE_PASSE, "new_password1": nouveau, "new_password2": nouveau}

    reponse = connecte.post("/compte/mot-de-passe/", donnees)

    assert "Votre mot de passe est changé" in reponse.content.decode()
    assert (connecte.get(DIRECT).status_code, ailleurs.get(DIRECT).status_code) == (200, 302)
    organisateur.refresh_from_db()
    assert organisateur.check_password(nouveau)


@pytest.mark.parametrize("faible", ["court", "password123", "organisation", "a\0" * 9, "x" * 2000])
def test_a_weak_or_strange_password_is_refused(connecte, organisateur, faible):
    donnees = {"old_password": MOT_DE_PASSE, "new_password1": faible, "new_password2": faible}

    reponse = connecte.post("/compte/mot-de-passe/", donnees)

    organisateur.refresh_from_db()
    assert reponse.status_code == 422
    assert organisateur.check_password(MOT_DE_PASSE)


def test_a_role_taken_back_is_gone_at_the_next_request(connecte, edition, organisateur):
    avant = connecte.get(DIRECT).status_code

    Mandat.objects.all().delete()

    assert (avant, connecte.get(DIRECT).status_code) == (200, 403)


def test_the_back_office_has_no_sign_in_of_its_own(client, connecte, db):
    reponse = client.get("/gestion/", follow=True)

    assert [adresse for adresse, _ in reponse.redirect_chain] == [
        "/gestion/login/?next=/gestion/",
        "/connexion/?next=%2Fgestion%2F",
    ]
    assert client.post("/gestion/login/", {"username": "x"}).status_code == 405
    assert connecte.get("/gestion/", follow=True).status_code == 403
