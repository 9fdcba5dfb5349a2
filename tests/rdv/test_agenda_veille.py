"""The reminder of the day before: once, in the afternoon where the edition is, for that day's meetings."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from salon.journal.models import Courriel
from salon.journal.services import publier_heure
from salon.models import Creneau, Edition
from salon.rdv.models import RendezVous
from salon.rdv.veille import bornes_du_lendemain, editions_du_lendemain, heure_du_rappel

# Zones at both ends of the world, and the days on which the clocks of Paris change.
ZONES = ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti"]


@pytest.fixture
def rencontre(demande, table):
    """Plan meetings at some instants; more than one are as many meetings."""

    def placer(*instants):
        Edition.objects.update(debut=min(instants).date(), fin=max(instants).date())
        for rang, debut in enumerate(instants):
            creneau = Creneau.objects.create(
                edition=demande.edition, debut=debut, fin=debut + timedelta(minutes=20)
            )
            RendezVous.objects.create(
                edition=demande.edition,
                demandeur=demande.demandeur,
                destinataire=demande.destinataire,
                paire=f"essai-{rang}",
                etat="planifie",
                creneau=creneau,
                table=table,
                expire_le=timezone.now(),
            )

    return placer


@pytest.fixture
def vivre(ouvriers):
    """Let the hours go by, between two instants, as the relay and the workers live them."""

    def passer(debut, fin):
        with time_machine.travel(debut, tick=False) as voyage:
            while timezone.now() <= fin:
                publier_heure(timezone.now())
                ouvriers()
                voyage.shift(timedelta(hours=1))

    return passer


def rappels():
    return list(Courriel.objects.filter(cle__startswith="veille:").order_by("pk"))


def paris(*quand):
    return datetime(*quand, tzinfo=ZoneInfo("Europe/Paris"))


def test_each_party_is_reminded_once_of_the_meetings_of_the_day(rencontre, vivre):
    rencontre(paris(2027, 5, 20, 10), paris(2027, 5, 20, 15), paris(2027, 5, 21, 9))

    vivre(paris(2027, 5, 18, 12), paris(2027, 5, 20, 12))

    [premier, _] = rappels()
    assert sorted(lettre.a for lettre in rappels()) == [
        "achats@village.example",
        "chef@table.example",
    ]
    assert premier.sujet == "Coventis : vos rendez-vous du 20 mai 2027"
    assert [ligne[:20] for ligne in premier.texte.splitlines() if ligne.startswith("- ")] == [
        "- 20/05 10:00–10:20 ",
        "- 20/05 15:00–15:20 ",
    ]
    assert [piece.nom for piece in premier.pieces.all()] == ["agenda.pdf"]


def test_the_reminder_leaves_in_the_afternoon(rencontre, vivre):
    rencontre(paris(2027, 5, 20, 10))

    vivre(paris(2027, 5, 19, 0), paris(2027, 5, 19, 16, 30))
    avant = rappels()
    vivre(paris(2027, 5, 19, 17), paris(2027, 5, 19, 17, 30))

    assert (avant, len(rappels())) == ([], 2)


def test_midnight_parts_two_days(rencontre, vivre):
    rencontre(paris(2027, 5, 20, 23, 50), paris(2027, 5, 21, 0, 10))

    vivre(paris(2027, 5, 19, 12), paris(2027, 5, 20, 23))

    chef = [lettre for lettre in rappels() if lettre.a == "chef@table.example"]
    assert [lettre.sujet[-11:] for lettre in chef] == ["20 mai 2027", "21 mai 2027"]
    assert ["23:50" in lettre.texte for lettre in chef] == [True, False]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("heure", [0, 23])
def test_the_day_is_that_of_the_edition(edition, rencontre, vivre, zone, heure):
    Edition.objects.update(fuseau=zone)
    debut = datetime(2027, 5, 20, heure, 30, tzinfo=ZoneInfo(zone))
    rencontre(debut)

    vivre(datetime(2027, 5, 18, 12, tzinfo=UTC), debut - timedelta(minutes=1))

    lettres = rappels()
    assert [lettre.sujet[-11:] for lettre in lettres] == ["20 mai 2027"] * 2
    assert [f"{lettre.ecrit_le.astimezone(ZoneInfo(zone)):%d %H}" for lettre in lettres] == [
        "19 17"
    ] * 2


@pytest.mark.parametrize(("jour", "heures"), [(date(2027, 3, 27), 23), (date(2027, 10, 30), 25)])
def test_a_day_on_which_the_clocks_change_is_whole(edition, jour, heures):
    debut, fin = bornes_du_lendemain(edition, jour)

    assert fin.astimezone(UTC) - debut.astimezone(UTC) == timedelta(hours=heures)
    assert heure_du_rappel(edition, jour).astimezone(ZoneInfo(edition.fuseau)).time() == time(17)


def test_an_edition_without_a_slot_tomorrow_reminds_nobody(edition, rencontre):
    rencontre(paris(2027, 5, 20, 10))

    jours = [date(2027, 5, jour) for jour in (18, 19, 20)]
    assert [len(editions_du_lendemain(jour)) for jour in jours] == [0, 1, 0]


def test_a_relay_that_was_down_reminds_late_and_never_of_what_is_past(rencontre, vivre):
    rencontre(paris(2027, 5, 20, 0, 10), paris(2027, 5, 20, 10))
    vivre(paris(2027, 5, 19, 10), paris(2027, 5, 19, 10))

    vivre(paris(2027, 5, 20, 1), paris(2027, 5, 20, 1))

    assert ["00:10" in lettre.texte for lettre in rappels()] == [False, False]


def test_a_cancelled_meeting_is_not_recalled(rencontre, vivre):
    rencontre(paris(2027, 5, 20, 10))
    RendezVous.objects.update(etat="annule")

    vivre(paris(2027, 5, 19, 0), paris(2027, 5, 19, 20))

    assert rappels() == []
