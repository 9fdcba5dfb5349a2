"""The pages where visitors register, and those where they change their mind."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from salon.acces import lien_participant
from salon.journal.models import Courriel, Ecriture
from salon.models import Badge, Participant
from salon.pages.champs import ouverture
from salon.services import emettre_badge

PAGE, GROUPE = "/editions/coventis/visiter/", "/editions/coventis/visiter/groupe/"
MERCI = "/editions/coventis/visiter/merci/"


@pytest.fixture
def jeton():
    """The token of a form that was opened a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return ouverture()


@pytest.fixture
def saisie(jeton, edition):
    return {
        "ouvert": jeton,
        "prenom": "Ana",
        "nom": "Sol",
        "organisation": "Sol & Cie",
        "fonction": "Gérante",
        "courriel": "ana@sol.example",
        "categorie": "acheteur",
        "consentement": "on",
        "notice": "1",
    }


@pytest.fixture
def saisie_de_groupe(saisie):
    autres = {"groupe": "BTS 1", "liste": "Nina;Blanc\nAli;Azur;Délégué;ali@lycee.example"}
    return {cle: valeur for cle, valeur in saisie.items() if cle != "categorie"} | autres


@pytest.fixture
def chez_elle(client, acheteuse, settings) -> Client:
    settings.BASE_URL = ""
    emettre_badge(acheteuse)
    client.post(lien_participant(acheteuse))
    return client


def test_a_visitor_registers_on_one_page_and_receives_a_badge(client, saisie, ouvriers, mailoutbox):
    reponse = client.post(PAGE, saisie)
    ouvriers()

    ana = Participant.objects.get()
    assert (reponse.status_code, reponse.url) == (302, MERCI)
    assert (ana.nom_complet(), ana.organisation, ana.fonction, ana.categorie) == (
        "Ana Sol",
        "Sol & Cie",
        "Gérante",
        "acheteur",
    )
    assert [(mail.to, len(mail.attachments)) for mail in mailoutbox] == [(["ana@sol.example"], 2)]


def test_the_page_shows_the_information_and_keeps_its_version(client, edition, saisie):
    edition.notice, edition.notice_version = "Vos données restent ici.", 4
    edition.save()
    page = client.get(PAGE).content.decode()
    client.post(PAGE, saisie | {"notice": "3"})

    assert ("Vos données restent ici." in page, 'name="notice" value="4"' in page) == (True, True)
    assert Participant.objects.get().consenti_version == 3


@pytest.mark.parametrize("adresse", ["achats@village.example", "nouvelle@village.example"])
def test_the_page_after_is_the_same_for_every_address(client, acheteuse, saisie, adresse):
    reponse = client.post(PAGE, saisie | {"courriel": adresse})

    assert (reponse.status_code, reponse.url, reponse.content) == (302, MERCI, b"")
    assert client.get(MERCI).status_code == 200


@pytest.mark.parametrize(
    "robot",
    [
        {"adresse_bis": "https://pub.example"},
        {"ouvert": ""},
        {"ouvert": "inventé"},
        {"ouvert": "trop tôt"},
        {"ouvert": "trop tard"},
    ],
    ids=str,
)
@pytest.mark.parametrize("adresse", [PAGE, GROUPE])
def test_a_robot_sees_the_same_page_and_nothing_is_stored(
    client, saisie, saisie_de_groupe, robot, adresse
):
    ages = {"trop tôt": timedelta(0), "trop tard": timedelta(hours=25)}
    age = ages.get(robot.get("ouvert", ""))
    if age is not None:
        with time_machine.travel(timezone.now() - age, tick=False):
            robot = {"ouvert": ouverture()}
    bonne = saisie if adresse == PAGE else saisie_de_groupe | {"action": "inscrire"}
    reponse = client.post(adresse, bonne | robot)

    assert (reponse.status_code, reponse.url) == (302, MERCI)
    assert (Participant.objects.count(), Ecriture.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("nom", "", "Indiquez votre nom."),
        ("nom", "\u200b", "Ce champ est vide."),
        ("nom", "x" * 101, "100 caractères"),
        ("courriel", "a@b", "Adresse e-mail invalide"),
        ("courriel", "a@b.example\r\nBcc: x@y.example", "Adresse e-mail invalide"),
        ("consentement", "", "Cochez la case"),
        ("categorie", "equipe", "equipe"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    client, saisie, champ, valeur, message
):
    reponse = client.post(PAGE, saisie | {champ: valeur})

    page = reponse.content.decode()
    assert (reponse.status_code, Participant.objects.count()) == (422, 0)
    assert message in page
    assert f'id="id_{champ}_error"' in page
    assert page.count(" autofocus") == 1
    assert 'value="Gérante"' in page


def test_the_form_does_not_work_from_another_site(saisie):
    assert Client(enforce_csrf_checks=True).post(PAGE, saisie).status_code == 403


@pytest.mark.parametrize("adresse", [PAGE, GROUPE])
def test_a_closed_edition_registers_nobody(client, edition, saisie, adresse):
    edition.inscriptions_ouvertes = False
    edition.save()

    assert [client.get(adresse).status_code, client.post(adresse, saisie).status_code] == [409, 409]
    assert Participant.objects.count() == 0


def test_a_group_is_shown_line_by_line_before_anything_is_stored(client, saisie_de_groupe):
    page = client.post(GROUPE, saisie_de_groupe | {"action": "verifier"})

    lignes = page.context["formulaire"].lignes
    assert (page.status_code, [ligne.cellules[:2] for ligne in lignes]) == (
        200,
        [("Nina", "Blanc"), ("Ali", "Azur")],
    )
    assert "Inscrire 2 personnes et le contact" in page.content.decode()
    assert Participant.objects.count() == 0


def test_a_group_that_was_read_over_is_registered(client, saisie_de_groupe, ouvriers):
    reponse = client.post(GROUPE, saisie_de_groupe | {"action": "inscrire"})
    ouvriers()

    assert (reponse.status_code, reponse.url) == (302, MERCI)
    assert sorted(map(str, Participant.objects.filter(groupe="BTS 1"))) == [
        "Ali Azur",
        "Ana Sol",
        "Nina Blanc",
    ]
    sujets = Courriel.objects.filter(a="ana@sol.example").values_list("sujet", flat=True)
    assert sorted(sujets) == ["Coventis : les badges de votre groupe (1)", "Coventis : votre badge"]


@pytest.mark.parametrize("action", ["verifier", "inscrire"])
def test_one_wrong_line_registers_nobody_and_says_which(client, saisie_de_groupe, action):
    liste = "Nina;Blanc\nAli;;;pas une adresse\nLou;Vert"
    reponse = client.post(GROUPE, saisie_de_groupe | {"liste": liste, "action": action})

    page = reponse.content.decode()
    assert (reponse.status_code, Participant.objects.count()) == (422, 0)
    assert "1 ligne à corriger sur 3" in page
    assert "Inscrire" not in page.split("<main")[1].split("Ce que nous avons lu")[1]
    assert "Ali;;;pas une adresse" in page


def test_a_file_becomes_a_list_that_can_be_corrected(client, saisie_de_groupe):
    fichier = SimpleUploadedFile("classe.csv", "Prénom;Nom\nZoé;Lemaître\n".encode("cp1252"))
    donnees = saisie_de_groupe | {"liste": "", "fichier": fichier, "action": "verifier"}
    page = client.post(GROUPE, donnees).content.decode()

    assert "Zoé;Lemaître;;" in page


@pytest.mark.parametrize(
    "contenu", [b"", b"PK\x03\x04zip", b"\xff\xfeA\x00", b"\x00\x01\x02", b"x" * 300_000]
)
def test_a_file_that_is_no_list_is_refused(client, saisie_de_groupe, contenu):
    fichier = SimpleUploadedFile("classe.csv", contenu)
    reponse = client.post(GROUPE, saisie_de_groupe | {"fichier": fichier, "action": "inscrire"})

    assert (reponse.status_code, Participant.objects.count()) == (422, 0)


def test_the_names_of_a_group_are_shown_as_they_are(client, saisie_de_groupe):
    liste = "<b>Ana</b>;{{7*7}}"
    page = client.post(GROUPE, saisie_de_groupe | {"liste": liste}).content.decode()

    assert "<td>&lt;b&gt;Ana&lt;/b&gt;</td><td>{{7*7}}</td>" in page


def test_one_corrects_the_badge(chez_elle, acheteuse):
    saisie = {"prenom": "Clara", "nom": "Fabre", "organisation": "Village", "fonction": "Achats"}
    reponse = chez_elle.post("/moi/modifier/", saisie)

    acheteuse.refresh_from_db()
    assert (reponse.url, str(acheteuse), acheteuse.organisation) == (
        "/moi/",
        "Clara Fabre",
        "Village",
    )


def test_a_correction_without_a_name_is_refused(chez_elle, acheteuse):
    reponse = chez_elle.post("/moi/modifier/", {"nom": "", "fonction": "Achats"})

    assert (reponse.status_code, "Indiquez votre nom." in reponse.content.decode()) == (422, True)


def test_one_calls_off_at_the_press_of_a_button(chez_elle, acheteuse):
    demande = chez_elle.get("/moi/annuler/").status_code
    fait = chez_elle.post("/moi/annuler/").content.decode()

    acheteuse.refresh_from_db()
    assert (demande, "Inscription annulée" in fait) == (200, True)
    assert acheteuse.annule_le is not None
    assert chez_elle.get("/moi/").status_code == 403


def test_one_hands_a_place_over(chez_elle, acheteuse):
    saisie = {"prenom": "Marc", "nom": "Oliva", "courriel": "marc@village.example"}
    fait = chez_elle.post("/moi/ceder/", saisie).content.decode()

    marc = Participant.objects.get(courriel="marc@village.example")
    assert ("Place cédée" in fait, chez_elle.get("/moi/").status_code) == (True, 403)
    assert Badge.objects.get(revoque_le=None).participant == marc


def test_a_place_that_cannot_be_handed_over_is_told_beside_the_field(chez_elle, traiteur):
    saisie = {"nom": "Haddad", "courriel": traiteur.courriel}
    reponse = chez_elle.post("/moi/ceder/", saisie)

    assert reponse.status_code == 422
    assert 'id="id_courriel_error"' in reponse.content.decode()


def test_an_exhibitor_is_sent_to_the_team(client, exposant, settings):
    settings.BASE_URL = ""
    client.post(lien_participant(exposant.equipe.get()))
    reponse = client.post("/moi/annuler/")

    assert (reponse.status_code, "son équipe" in reponse.content.decode()) == (409, True)


def test_one_downloads_the_badge_as_a_picture_once_it_is_drawn(chez_elle, ouvriers):
    avant = chez_elle.get("/moi/badge.png").status_code
    ouvriers()
    reponse = chez_elle.get("/moi/badge.png")

    code_court = Badge.objects.get().code_court
    assert (avant, reponse.status_code, reponse["Content-Type"]) == (404, 200, "image/png")
    assert reponse["Content-Disposition"] == f'attachment; filename="badge-{code_court}.png"'


@pytest.mark.parametrize("page", ["modifier", "ceder", "annuler", "badge.png"])
def test_nobody_unknown_has_a_registration(client, edition, page):
    adresse = f"/moi/{page}" if "." in page else f"/moi/{page}/"

    assert client.get(adresse).status_code in (302, 404)
    assert client.post(adresse).status_code in (302, 405)
