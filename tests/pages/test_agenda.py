"""One's own agenda on a phone, the team's, and the feed that a calendar reads without signing in."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from salon.acces import lien_participant
from salon.models import Creneau, Edition, Participant
from salon.pages.agenda_queries import tableau_equipe
from salon.rdv.abonnement import adresse_du_flux, renouveler_flux
from salon.rdv.models import RendezVous
from salon.rdv.reservations import Place
from salon.rdv.services import accepter_rdv, annuler_rdv
from tests.mesures import ordres

pytestmark = pytest.mark.usefixtures("horloge")


@pytest.fixture
def planifie(demande, dix_heures, table):
    return accepter_rdv(rdv=demande, place=Place(dix_heures, table=table))


@pytest.fixture
def navigateur():
    """The browser of somebody who spent their link."""

    def ouvrir(participant):
        client = Client()
        client.post(lien_participant(participant))
        return client

    return ouvrir


@pytest.fixture
def a_elle(navigateur, acheteuse):
    return navigateur(acheteuse)


@pytest.fixture
def rencontres(acheteuse, nouveau_participant, table):
    """As many meetings of the buyer as one likes, one each hour of tomorrow."""

    def creer(nombre, qui=acheteuse):
        for rang in range(nombre):
            debut = datetime(2027, 5, 21, 9 + rang, tzinfo=ZoneInfo("Europe/Paris"))
            creneau, _ = Creneau.objects.get_or_create(
                edition=qui.edition, debut=debut, fin=debut + timedelta(minutes=20)
            )
            RendezVous.objects.create(
                edition=qui.edition, demandeur=qui, destinataire=nouveau_participant(),
                paire=f"{qui.pk}-{rang}", etat="planifie", creneau=creneau, table=table,
                expire_le=timezone.now(),
            )  # fmt: skip

    return creer


def chemin(participant):
    return urlsplit(adresse_du_flux(participant)).path


def uids(reponse):
    return [str(evenement["uid"]) for evenement in Calendar.from_ical(reponse.content).events]


def test_the_page_begins_with_the_next_meeting(a_elle, planifie):
    page = a_elle.get("/moi/agenda/")

    prochaine = page.context["prochaine"]
    assert (prochaine.rdv, prochaine.avec.nom_complet()) == (planifie, "Nour Haddad")
    assert [journee.nom for journee in page.context["journees"]] == ["Vendredi 21 mai 2027"]
    assert "Table 7" in page.content.decode()


@pytest.mark.parametrize(
    ("minutes", "moment"), [(-1, "à venir"), (0, "en cours"), (19, "en cours"), (20, "passé")]
)
def test_a_meeting_is_to_come_then_under_way_then_past(
    navigateur, planifie, horloge, minutes, moment
):
    horloge.move_to(planifie.creneau.debut + timedelta(minutes=minutes))

    page = navigateur(planifie.demandeur).get("/moi/agenda/")

    [journee] = page.context["journees"]
    assert [rencontre.moment for rencontre in journee.rencontres] == [moment]
    assert (page.context["prochaine"] is None) == (moment == "passé")


def test_hours_are_those_of_the_edition(a_elle, planifie):
    Edition.objects.update(fuseau="Indian/Reunion")

    page = a_elle.get("/moi/agenda/").content.decode()

    assert (">12:00<" in page, ">10:00<" in page) == (True, False)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_asks_as_much_for_three_meetings_as_for_one(a_elle, rencontres, nombre):
    rencontres(nombre)

    with ordres() as lus:
        page = a_elle.get("/moi/agenda/")

    assert sum(len(journee.rencontres) for journee in page.context["journees"]) == nombre
    assert len(lus) == 4  # session, person, meetings, document


def test_the_document_is_there_once_its_email_is(a_elle, planifie, horloge, ouvriers):
    avant = a_elle.get("/moi/agenda.pdf").status_code
    horloge.shift(timedelta(minutes=10))
    ouvriers()

    reponse = a_elle.get("/moi/agenda.pdf")

    assert (avant, reponse.status_code) == (404, 200)
    assert bytes(reponse.content).startswith(b"%PDF")
    assert "/moi/agenda.pdf" in a_elle.get("/moi/agenda/").content.decode()


def test_a_document_that_is_not_true_any_more_is_not_handed_over(
    a_elle, planifie, horloge, ouvriers, edition
):
    horloge.shift(timedelta(minutes=10))
    ouvriers()
    RendezVous.objects.update(table=edition.tables.create(nom="8"))

    assert a_elle.get("/moi/agenda.pdf").status_code == 404


def test_the_calendar_may_be_had_once(a_elle, planifie):
    reponse = a_elle.get("/moi/agenda.ics")

    assert uids(reponse) == [f"{planifie.uid}@coventis"]
    assert reponse["Content-Disposition"] == 'attachment; filename="agenda.ics"'


@pytest.mark.parametrize("adresse", ["/moi/agenda.pdf", "/moi/agenda.ics", "/moi/exposant/agenda/"])
def test_nobody_unknown_has_an_agenda(client, planifie, adresse):
    assert client.get(adresse).status_code == 404
    assert client.get("/moi/agenda/").url == "/moi/"


def test_a_calendar_reads_the_feed_without_signing_in(client, acheteuse, planifie):
    reponse = client.get(chemin(acheteuse))

    assert uids(reponse) == [f"{planifie.uid}@coventis"]
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert (reponse["X-Robots-Tag"], reponse["Cache-Control"]) == (
        "noindex, nofollow",
        "private, no-cache",
    )
    assert b"@village.example" not in reponse.content


def test_a_feed_that_did_not_change_is_not_sent_again(client, acheteuse, planifie):
    adresse = chemin(acheteuse)
    etag = client.get(adresse)["ETag"]

    meme = client.get(adresse, headers={"If-None-Match": etag})
    annuler_rdv(rdv=planifie)
    autre = client.get(adresse, headers={"If-None-Match": etag})

    assert (meme.status_code, meme.content) == (304, b"")
    assert (autre.status_code, uids(autre)) == (200, [])


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_feed_asks_as_much_for_three_meetings_as_for_one(client, acheteuse, rencontres, nombre):
    rencontres(nombre)

    with ordres() as lus:
        reponse = client.get(chemin(acheteuse))

    assert (len(uids(reponse)), len(lus)) == (nombre, 2)


def test_a_revoked_address_opens_nothing_and_the_new_one_does(client, a_elle, acheteuse):
    ancienne = chemin(acheteuse)
    reponse = a_elle.post("/moi/agenda/lien/")
    acheteuse.refresh_from_db()

    assert reponse.url == "/moi/agenda/"
    assert [client.get(adresse).status_code for adresse in (ancienne, chemin(acheteuse))] == [
        404,
        200,
    ]


def test_the_feed_of_somebody_who_no_longer_comes_is_closed(client, acheteuse):
    Participant.objects.filter(pk=acheteuse.pk).update(annule_le=timezone.now())

    assert client.get(chemin(acheteuse)).status_code == 404


@pytest.mark.parametrize("faux", ["x", "WzEsMF0~x", "é", "~", "W10~", "a" * 3000])
def test_a_forged_address_opens_nothing(client, acheteuse, faux):
    assert client.get(f"/agenda/{faux}.ics").status_code == 404


def test_the_address_of_somebody_else_s_feed_cannot_be_made_from_one_s_own(
    client, acheteuse, traiteur
):
    _, signature = chemin(acheteuse).split("~")
    contenu, _ = chemin(traiteur).split("~")

    assert client.get(f"{contenu}~{signature}").status_code == 404


def test_revoking_twice_is_two_addresses_further(acheteuse):
    for _ in range(2):
        renouveler_flux(participant=acheteuse)

    acheteuse.refresh_from_db()
    assert acheteuse.calendrier_numero == 2


@pytest.fixture
def membres(exposant, nouveau_participant):
    """The team of the bakery: two people more."""
    return [
        exposant.equipe.get(),
        *(nouveau_participant(exposant=exposant, structure=exposant.structure) for _ in range(2)),
    ]


def test_a_team_sees_its_members_side_by_side(navigateur, membres, rencontres):
    rencontres(1, membres[0])
    rencontres(2, membres[1])

    page = navigateur(membres[2]).get("/moi/exposant/agenda/")

    [(nom, lignes)] = page.context["tableau"].jours
    assert nom == "Vendredi 21 mai 2027"
    assert [[case is not None for case in ligne.cases] for ligne in lignes] == [
        [True, True, False],
        [False, True, False],
    ]


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_team_s_page_asks_as_much_for_three_meetings_as_for_one(membres, rencontres, nombre):
    for membre in membres:
        rencontres(nombre, membre)

    with ordres() as lus:
        tableau = tableau_equipe(membres[0].exposant)

    assert (len(tableau.jours[0][1]), len(lus)) == (nombre, 3)


def test_a_visitor_has_no_team(a_elle):
    assert a_elle.get("/moi/exposant/agenda/").status_code == 404
