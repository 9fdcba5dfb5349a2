"""Races at the gates: whatever happens at once, one admission; and the twin without its guard."""

import time
from collections import Counter
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from salon.acces import enroler_appareil
from salon.models import Badge, Participant
from salon.pointage import services
from salon.pointage.compteurs import compter
from salon.pointage.lot import Lot, Poste, Releve
from salon.pointage.models import Passage
from salon.pointage.regles import Sens
from salon.pointage.services import pointer_lot
from salon.services import emettre_badge
from tests.mesures import ensemble, sans_contrainte

pytestmark = pytest.mark.django_db(transaction=True)

PORTES = 20


@pytest.fixture
def releve(porte, edition, code):
    """Make one scan of the badge, at a device of the gate, as a thread would."""
    poste = Poste(enroler_appareil(porte=porte, nom="Téléphone")[0], porte, edition, False)

    def faire(scan_id=None, sens=Sens.ENTREE, code=code):
        return Releve(poste, scan_id or uuid4(), code, sens, recu_a=timezone.now())

    return faire


def verdicts(decisions):
    return Counter((d.passage.admis, d.passage.raison) for [d] in decisions)


def test_a_badge_scanned_at_twenty_gates_at_once_is_admitted_once(releve, edition):
    decisions = ensemble(lambda rang: pointer_lot([releve()]), PORTES)

    assert verdicts(decisions) == {(True, ""): 1, (False, "deja_entre"): PORTES - 1}
    assert compter(edition).presents == 1


def test_twenty_exits_at_once_take_one_person_out(releve, edition):
    pointer_lot([releve()])

    decisions = ensemble(lambda rang: pointer_lot([releve(sens=Sens.SORTIE)]), PORTES)

    assert verdicts(decisions) == {(True, ""): 1, (False, "deja_sorti"): PORTES - 1}
    assert compter(edition).presents == 0


def test_a_scan_sent_fifty_times_at_once_is_stored_once_and_answered_alike(releve):
    scan_id = UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")

    decisions = ensemble(lambda rang: pointer_lot([releve(scan_id)]), 50)

    assert {decision.passage.pk for [decision] in decisions} == {Passage.objects.get().pk}
    assert verdicts(decisions) == {(True, ""): 50}


def test_entries_and_exits_at_once_leave_a_count_that_the_rows_explain(releve, edition):
    decisions = ensemble(lambda rang: pointer_lot([releve(sens=list(Sens)[rang % 2])]), PORTES)

    admis = [d.passage for [d] in decisions if d.passage.admis and d.passage.rang]
    assert sorted(passage.rang for passage in admis) == list(range(1, len(admis) + 1))
    assert compter(edition).presents == len(admis) % 2


def test_lots_of_the_same_people_in_another_order_never_wait_for_each_other(
    releve, nouveau_participant, edition
):
    codes = [emettre_badge(nouveau_participant()).code for _ in range(10)]
    ordres = [codes, codes[::-1]]

    decisions = ensemble(lambda rang: pointer_lot([releve(code=lu) for lu in ordres[rang % 2]]), 8)

    admis = Counter(d.passage.participant_id for lot in decisions for d in lot if d.passage.admis)
    assert set(admis.values()) == {1}
    assert compter(edition).presents == 10


@pytest.fixture
def sans_verrou(monkeypatch):
    """Read without locking, decide slowly, and write outside any transaction."""

    def pointer(releves):
        lot = Lot(releves)
        time.sleep(0.3)
        decisions = [services._decision(lot, releve) for releve in releves]
        Passage.objects.bulk_create(lot.nouveaux)
        return decisions

    monkeypatch.setattr(services, "_pointer_une_fois", pointer)
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda self, **_: self)


def test_the_constraint_alone_keeps_the_count_right(sans_verrou, releve, edition):
    decisions = ensemble(lambda rang: pointer_lot([releve()]), 5)

    assert verdicts(decisions) == {(True, ""): 1, (False, "deja_entre"): 4}
    assert compter(edition).presents == 1


def test_twin_without_the_constraint_the_same_race_counts_doubles(sans_verrou, releve, edition):
    with sans_contrainte(Passage, "passage_rang_unique"):
        ensemble(lambda rang: pointer_lot([releve()]), 5)

        assert compter(edition).presents > 1


def test_a_badge_printed_at_eight_desks_at_once_leaves_one_that_is_valid(acheteuse):
    emis = ensemble(lambda rang: emettre_badge(Participant.objects.get(pk=acheteuse.pk)), 8)

    assert Badge.objects.count() == len(emis) == 8
    assert Badge.objects.filter(revoque_le=None).count() == 1
