"""Calendar objects, read back as two calendars read them: icalendar, and vobject, which is strict."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from salon.models import Creneau
from salon.rdv.calendrier import Disparu, annulation, flux, invitation
from salon.rdv.fuseaux import regles
from salon.rdv.models import RendezVous

PARIS = ZoneInfo("Europe/Paris")
MAINTENANT = datetime(2027, 5, 13, 15, 5, tzinfo=UTC)
NOMS = ['R&D; "3D", \\ Zoë\u2019s — مريم 李小龙 ' + "x" * 60, "é" * 100, "a\\n;,:b", '"']


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


@pytest.fixture
def a_dix_heures(planifier):
    return planifier(datetime(2027, 5, 20, 8, tzinfo=UTC))


def inviter(rdv):
    return invitation(rdv.destinataire, [rdv], MAINTENANT)


def lire(texte):
    """Return a calendar and its first event; vobject must agree that it is well formed."""
    strict = vobject.readOne(texte)
    strict.validate(raiseException=True)
    calendrier = Calendar.from_ical(texte)
    assert len(strict.contents["vevent"]) == len(calendrier.events)
    assert strict.vevent.summary.value == calendrier.events[0]["summary"]
    assert strict.vevent.dtstart.value.astimezone(UTC) == calendrier.events[0].start.astimezone(UTC)
    return calendrier, calendrier.events[0]


def test_an_invitation_says_who_where_and_when(a_dix_heures):
    calendrier, evenement = lire(inviter(a_dix_heures))

    assert (calendrier["method"], evenement["status"]) == ("REQUEST", "CONFIRMED")
    assert evenement["summary"] == "Rendez-vous avec Village des Garrigues"
    assert evenement["description"] == "Claire Fabre, Village des Garrigues"
    assert evenement["location"] == "Table 7, Montpellier"
    assert evenement["attendee"] == "mailto:chef@table.example"
    assert dict(evenement["attendee"].params) == {
        "CN": "Nour Haddad",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert evenement["organizer"] == "mailto:coventis@salon.example"
    assert evenement.end - evenement.start == timedelta(minutes=20)


def test_a_meeting_at_a_booth_takes_place_there(a_dix_heures, edition):
    a_dix_heures.table, a_dix_heures.stand = None, edition.stands.create(numero="A12")

    _, evenement = lire(inviter(a_dix_heures))

    assert evenement["location"] == "Stand A12, Montpellier"


# The clocks go forward at 2 o'clock on 28 March 2027, and back at 3 o'clock on 31 October.
HEURES = {
    datetime(2027, 3, 27, 9, tzinfo=UTC): "27/03 10:00 +0100",
    datetime(2027, 3, 28, 0, 50, tzinfo=UTC): "28/03 01:50 +0100",
    datetime(2027, 3, 28, 1, tzinfo=UTC): "28/03 03:00 +0200",
    datetime(2027, 3, 28, 8, tzinfo=UTC): "28/03 10:00 +0200",
    datetime(2027, 10, 30, 22, tzinfo=UTC): "31/10 00:00 +0200",
    datetime(2027, 10, 31, 9, tzinfo=UTC): "31/10 10:00 +0100",
}


@pytest.mark.parametrize("instant", HEURES, ids=HEURES.values())
def test_the_hour_is_right_on_both_sides_of_a_change_of_clocks(planifier, instant):
    rdv = planifier(instant)

    _, evenement = lire(inviter(rdv))

    assert evenement["dtstart"].params["tzid"] == "Europe/Paris"
    assert f"{evenement.start:%d/%m %H:%M %z}" == HEURES[instant]


@pytest.mark.parametrize("heure", [0, 1])
def test_the_hour_that_comes_twice_is_told_apart(planifier, heure):
    rdv = planifier(datetime(2027, 10, 31, heure, 30, tzinfo=UTC))

    _, evenement = lire(inviter(rdv))

    assert evenement.start.astimezone(UTC).hour == heure


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Etc/UTC"])
def test_the_rules_of_a_zone_say_what_the_zone_says(zone):
    reglee, vraie = regles(ZoneInfo(zone), (2027, 2027)).to_tz(), ZoneInfo(zone)
    instants = [
        datetime(2027, mois, jour, heure, 30)
        for mois, jour in ((1, 1), (3, 27), (3, 28), (7, 1), (10, 30), (10, 31), (12, 31))
        for heure in (0, 1, 3, 4, 23)
    ]

    assert [instant.replace(tzinfo=reglee).utcoffset() for instant in instants] == [
        instant.replace(tzinfo=vraie).utcoffset() for instant in instants
    ]


def test_each_change_of_clocks_stands_in_the_time_that_was_used_before_it():
    fuseau = regles(PARIS, (2027, 2027))

    lus = [
        (regle.name, f"{regle['dtstart'].dt:%Y-%m-%d %H:%M}", regle["tzoffsetto"].to_ical())
        for regle in fuseau.subcomponents
    ]
    assert lus[3:5] == [
        ("DAYLIGHT", "2027-03-28 02:00", "+0200"),
        ("STANDARD", "2027-10-31 03:00", "+0100"),
    ]


def test_a_whole_agenda_is_one_object_with_each_meeting_once(a_dix_heures, planifies):
    rdvs = [a_dix_heures, *planifies]

    calendrier, _ = lire(invitation(a_dix_heures.destinataire, rdvs, MAINTENANT))

    assert [str(evenement["uid"]) for evenement in calendrier.events] == [
        f"{rdv.uid}@coventis" for rdv in rdvs
    ]
    assert len(calendrier.timezones) == 1


@pytest.fixture
def planifies(traiteur, nouveau_participant, dix_heures, table):
    """Two more meetings of the caterer."""
    return [
        RendezVous.objects.create(
            edition=traiteur.edition,
            demandeur=nouveau_participant(),
            destinataire=traiteur,
            paire=f"p{rang}-x",
            etat="planifie",
            creneau=dix_heures,
            table=table,
            expire_le=MAINTENANT,
        )
        for rang in range(2)
    ]


def test_a_cancellation_keeps_the_identity_and_is_a_later_revision(a_dix_heures):
    debut, fin = a_dix_heures.creneau.debut, a_dix_heures.creneau.fin
    disparu = Disparu(str(a_dix_heures.uid), 2, debut, fin, a_dix_heures)

    calendrier, evenement = lire(annulation(a_dix_heures.demandeur, [disparu], MAINTENANT))

    assert (calendrier["method"], evenement["status"]) == ("CANCEL", "CANCELLED")
    assert (evenement["uid"], evenement["sequence"]) == (f"{a_dix_heures.uid}@coventis", 2)
    assert evenement.start == debut
    assert evenement["attendee"] == "mailto:achats@village.example"


@pytest.mark.parametrize("nom", NOMS)
def test_lines_and_names_of_any_kind_survive_the_round_trip(a_dix_heures, nom):
    a_dix_heures.demandeur.organisation = nom
    a_dix_heures.destinataire.nom = nom

    _, evenement = lire(inviter(a_dix_heures))

    assert evenement["summary"] == f"Rendez-vous avec {nom}"
    assert evenement["attendee"].params["cn"] == f"Nour {nom}"


@pytest.mark.parametrize("nom", NOMS)
def test_the_text_is_folded_as_calendars_expect(a_dix_heures, nom):
    a_dix_heures.demandeur.organisation = nom

    octets = inviter(a_dix_heures).encode()

    lignes = octets.split(b"\r\n")
    assert max(len(ligne) for ligne in lignes) <= 75
    assert b"\n" not in octets.replace(b"\r\n", b"")


def test_a_feed_names_no_address_but_ours_and_is_the_same_until_something_changes(a_dix_heures):
    textes = {flux(a_dix_heures.destinataire, [a_dix_heures]) for _ in range(2)}

    [texte] = textes
    calendrier, evenement = lire(texte)
    assert (calendrier["method"], "attendee" in evenement) == ("PUBLISH", False)
    assert (texte.count("@village.example"), texte.count("@table.example")) == (0, 0)


def test_an_empty_feed_is_still_a_calendar(traiteur):
    calendrier = Calendar.from_ical(flux(traiteur, []))

    assert (calendrier.events, calendrier["x-wr-calname"]) == ([], "Coventis – mes rendez-vous")
