"""Invitations, read back as a calendar reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from salon.journal.models import Courriel
from salon.models import Creneau
from salon.rdv.agenda import CANCEL, REQUEST, invitation
from salon.rdv.models import RendezVous

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def planifier(accepter, demande, edition):
    """Plan the meeting at an instant of one's choice."""

    def placer(debut):
        accepter(demande)
        creneau = Creneau.objects.create(
            edition=edition, debut=debut, fin=debut + timedelta(minutes=20)
        )
        RendezVous.objects.filter(pk=demande.pk).update(creneau=creneau)
        return RendezVous.objects.get(pk=demande.pk)

    return placer


def lire(rdv, methode=REQUEST):
    calendrier = Calendar.from_ical(invitation(rdv.destinataire, rdv, methode))
    return calendrier, calendrier.events[0]


def test_an_invitation_says_who_where_and_when(planifier):
    rdv = planifier(datetime(2027, 5, 20, 8, tzinfo=UTC))

    calendrier, evenement = lire(rdv)

    assert (calendrier["method"], evenement["status"]) == ("REQUEST", "CONFIRMED")
    assert evenement["summary"] == "Rendez-vous avec Village des Garrigues"
    assert evenement["location"] == "Table 7, Montpellier"
    assert evenement["attendee"] == "mailto:chef@table.example"
    assert evenement["attendee"].params["cn"] == "Nour Haddad"
    assert evenement.end - evenement.start == timedelta(minutes=20)


# The clocks go forward at 2 o'clock on 28 March 2027, and back at 3 o'clock on 31 October.
HEURES = {
    datetime(2027, 3, 27, 9, tzinfo=UTC): "27/03 10:00 +0100",
    datetime(2027, 3, 28, 0, 50, tzinfo=UTC): "28/03 01:50 +0100",
    datetime(2027, 3, 28, 1, tzinfo=UTC): "28/03 03:00 +0200",
    datetime(2027, 3, 28, 8, tzinfo=UTC): "28/03 10:00 +0200",
    datetime(2027, 10, 31, 9, tzinfo=UTC): "31/10 10:00 +0100",
}


@pytest.mark.parametrize("instant", HEURES, ids=HEURES.values())
def test_the_hour_is_right_on_both_sides_of_a_change_of_clocks(planifier, instant):
    rdv = planifier(instant)

    _, evenement = lire(rdv)

    assert evenement["dtstart"].params["tzid"] == "Europe/Paris"
    assert f"{evenement.start:%d/%m %H:%M %z}" == HEURES[instant]
    assert evenement.start == instant


def test_the_calendar_carries_the_rules_of_its_zone(planifier):
    rdv = planifier(datetime(2027, 3, 28, 8, tzinfo=UTC))

    calendrier, _ = lire(rdv)

    zone = calendrier.timezones[0].to_tz()
    assert calendrier.timezones[0].tz_name == "Europe/Paris"
    assert [datetime(2027, 3, 28, heure, tzinfo=zone).utcoffset() for heure in (1, 4)] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]
    assert (
        datetime(2027, 7, 1, tzinfo=zone).utcoffset()
        == datetime(2027, 7, 1, tzinfo=PARIS).utcoffset()
    )


def test_a_revision_keeps_its_identity_and_grows_its_number(accepter, comme, demande, ouvriers):
    accepter(demande)
    ouvriers()
    comme(demande.demandeur).poster(f"/api/v1/editions/coventis/rdv/{demande.pk}/annuler")
    ouvriers()

    courriels = Courriel.objects.filter(a=demande.destinataire.courriel).exclude(agenda="")
    evenements = [
        (mail.agenda_methode, event["uid"], event["sequence"], event["status"])
        for mail in courriels.order_by("pk")
        for event in Calendar.from_ical(mail.agenda).events
    ]
    assert evenements == [
        ("REQUEST", f"{demande.uid}@coventis", 1, "CONFIRMED"),
        ("CANCEL", f"{demande.uid}@coventis", 2, "CANCELLED"),
    ]


def test_lines_and_names_of_any_kind_survive_the_round_trip(planifier, traiteur):
    rdv = planifier(datetime(2027, 5, 20, 8, tzinfo=UTC))
    rdv.demandeur.organisation = 'R&D; "3D", \\ Zoë\u2019s — مريم 李小龙 ' + "x" * 60

    _, evenement = lire(rdv, CANCEL)

    assert evenement["summary"] == f"Rendez-vous avec {rdv.demandeur.organisation}"


def test_the_text_is_folded_as_calendars_expect(planifier):
    rdv = planifier(datetime(2027, 5, 20, 8, tzinfo=UTC))
    rdv.demandeur.organisation = "é" * 100

    octets = invitation(rdv.destinataire, rdv, REQUEST).encode()

    lignes = octets.split(b"\r\n")
    assert max(len(ligne) for ligne in lignes) <= 75
    assert b"\n" not in octets.replace(b"\r\n", b"")
