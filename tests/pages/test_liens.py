"""The link that opens a participant's own page: seen as often as one likes, spent once."""

import logging

import pytest
from django.test import Client

from salon.acces import lien_participant
from salon.annuaire.models import Structure
from salon.exposants.models import Exposant
from salon.journal.models import Ecriture
from salon.models import Participant
from salon.services import emettre_badge

PERIME = "Lien déjà utilisé ou expiré"


@pytest.fixture
def lien(acheteuse, settings) -> str:
    settings.BASE_URL = ""
    return lien_participant(acheteuse)


@pytest.fixture
def chez_elle(client, lien) -> Client:
    """The browser of the buyer, on her own page."""
    client.post(lien)
    return client


@pytest.fixture
def structure_refusee(edition):
    structure = Structure.objects.create(siret="99900000300015", nom="La Table du Marché")
    return Exposant.objects.create(
        edition=edition, structure=structure, etat="refuse", motif_refus="Hors du périmètre"
    )


def test_opening_a_link_fifty_times_leaves_it_good(client, lien):
    vus = [client.get(lien).status_code for _ in range(25)]
    vus += [client.head(lien).status_code for _ in range(25)]

    assert set(vus) == {200}
    assert client.get("/moi/").status_code == 403
    assert client.post(lien).url == "/moi/"


def test_a_link_is_spent_once(client, lien):
    client.post(lien)

    encore = Client().post(lien)

    assert encore.status_code == 410
    assert PERIME in encore.content.decode()


def test_an_invented_link_is_worth_nothing(client, edition):
    reponse = client.post("/acces/WzEsMF0:1xVjvE:abc")

    assert (reponse.status_code, client.get("/moi/").status_code) == (410, 403)


def test_the_address_of_a_link_goes_to_nobody(client, lien):
    pages = [client.get(lien), client.post(lien), client.post(lien)]

    assert {page["Referrer-Policy"] for page in pages} == {"no-referrer"}
    assert all("no-store" in page["Cache-Control"] for page in pages)


def test_spending_a_link_changes_the_session(client, lien):
    client.session.save()
    client.cookies["sessionid"] = ancienne = client.session.session_key

    client.post(lien)

    assert client.session.session_key != ancienne


def test_a_link_is_not_spent_from_another_site(acheteuse, lien):
    reponse = Client(enforce_csrf_checks=True).post(lien)

    acheteuse.refresh_from_db()
    assert (reponse.status_code, acheteuse.lien_numero) == (403, 0)


@pytest.mark.parametrize("courriel", ["achats@village.example", "inconnue@village.example"])
def test_a_new_link_is_asked_for_with_the_same_answer_for_every_address(
    client, acheteuse, courriel
):
    reponse = client.post("/acces/", {"edition": "coventis", "courriel": courriel})

    assert reponse.status_code == 200
    assert "Si cette adresse est inscrite" in reponse.content.decode()
    assert courriel not in reponse.content.decode()


def test_only_a_registered_address_is_sent_a_link(client, acheteuse, ouvriers, mailoutbox):
    for courriel in ("ACHATS@village.example", "inconnue@village.example"):
        client.post("/acces/", {"edition": "coventis", "courriel": courriel})

    demandes = Ecriture.objects.filter(type="LienDemande").values_list("ids__participant_id")
    assert list(demandes) == [(acheteuse.pk,), (None,)]
    ouvriers()
    assert [courriel.to for courriel in mailoutbox] == [["achats@village.example"]]


def test_an_address_that_is_none_is_told_beside_its_field(client, edition):
    reponse = client.post("/acces/", {"edition": "coventis", "courriel": "achats"})

    assert reponse.status_code == 422
    assert 'aria-invalid="true"' in reponse.content.decode()
    assert "n’est pas complète" in reponse.content.decode()
    assert Ecriture.objects.count() == 0


def test_a_participant_sees_the_badge_that_opens_the_door(chez_elle, acheteuse):
    emettre_badge(acheteuse)
    badge = emettre_badge(acheteuse)

    page = chez_elle.get("/moi/").content.decode()

    assert badge.code_court in page
    assert 'aria-label="QR code du badge"' in page
    assert "en préparation" in page


def test_a_participant_downloads_the_badge_once_it_is_drawn(chez_elle, acheteuse, ouvriers):
    badge = emettre_badge(acheteuse)
    avant = chez_elle.get("/moi/badge.pdf").status_code
    ouvriers()

    reponse = chez_elle.get("/moi/badge.pdf")

    assert (avant, reponse.status_code, reponse.content[:5]) == (404, 200, b"%PDF-")
    assert reponse["Content-Disposition"] == f'attachment; filename="badge-{badge.code_court}.pdf"'


def test_nobody_unknown_downloads_a_badge(client, acheteuse, ouvriers):
    emettre_badge(acheteuse)
    ouvriers()

    assert client.get("/moi/badge.pdf").status_code == 404


def test_a_participant_sees_their_meetings(chez_elle, demande, accepter):
    accepter(demande)

    [rencontre] = chez_elle.get("/moi/").context["rencontres"]

    assert rencontre.quand.endswith("10:00–10:20")
    assert str(rencontre.avec) == "Nour Haddad"


def test_a_refused_exhibitor_reads_why(client, traiteur, structure_refusee, settings):
    settings.BASE_URL = ""
    Participant.objects.filter(pk=traiteur.pk).update(exposant=structure_refusee)
    client.post(lien_participant(traiteur))

    page = client.get("/moi/").content.decode()

    assert ("refusé" in page, "Hors du périmètre" in page) == (True, True)


def test_somebody_whose_registration_ended_sees_nothing(chez_elle, acheteuse):
    acheteuse.annule_le = acheteuse.inscrit_le
    acheteuse.save()

    assert chez_elle.get("/moi/").status_code == 403


def test_a_participant_is_no_organiser(chez_elle, edition):
    assert chez_elle.get("/direct/coventis/").status_code == 302
    assert chez_elle.get("/courriels/").status_code == 302


def test_a_participant_signs_out(chez_elle):
    chez_elle.post("/deconnexion/")

    assert chez_elle.get("/moi/").status_code == 403


def test_a_good_link_is_not_written_in_the_logs(client, lien, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get(lien)
        client.post(lien)

    assert lien not in caplog.text
