"""The search: what every timetable keeps, and what makes it the same twice."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from salon.rdv.planification.diagnostic import diagnostiquer
from salon.rdv.planification.echange import instance_de
from salon.rdv.planification.kempe import COMPILEE, ORDINAIRE, planifier, reproduire
from salon.rdv.planification.mesure import mesurer

from .outils import contenus, fautes, salon_de, total


@settings(max_examples=150, deadline=None)
@given(contenus(), st.integers(0, 1_000))
def test_no_timetable_breaks_a_rule(contenu, graine):
    instance = instance_de(contenu)

    resultat = reproduire(instance, iterations=2_000, graine=graine)

    assert fautes(contenu, resultat.horaire) == []
    assert resultat.pauses == total(instance, resultat.horaire)
    assert resultat.ecartes == resultat.horaire.count(None) >= diagnostiquer(instance).ecartes


@settings(max_examples=60, deadline=None)
@given(contenus())
def test_a_complete_timetable_is_never_called_impossible_nor_beats_the_bound(contenu):
    instance = instance_de(contenu)
    resultat = reproduire(instance, iterations=2_000, graine=1)
    if resultat.ecartes:
        return

    diagnostic = diagnostiquer(instance)

    assert diagnostic.possible
    assert diagnostic.pauses <= resultat.pauses


@settings(max_examples=40, deadline=None)
@given(contenus(), st.integers(0, 1_000))
def test_compiled_and_plain_code_give_the_same_timetable(contenu, graine):
    instance = instance_de(contenu)

    compilee = reproduire(instance, iterations=1_500, graine=graine, moteur=COMPILEE)

    assert reproduire(instance, iterations=1_500, graine=graine, moteur=ORDINAIRE) == compilee


def test_compiled_and_plain_code_agree_on_a_whole_event():
    instance = salon_de()

    compilee = reproduire(instance, iterations=20_000, graine=7, moteur=COMPILEE)

    assert reproduire(instance, iterations=20_000, graine=7, moteur=ORDINAIRE) == compilee


def test_a_seed_gives_its_own_timetable_again():
    instance = salon_de()

    premier = reproduire(instance, iterations=2_000, graine=1)

    assert reproduire(instance, iterations=2_000, graine=1) == premier
    assert reproduire(instance, iterations=2_000, graine=2) != premier
    assert reproduire(instance, iterations=40_000, graine=1) != premier


def test_everybody_is_placed_and_time_does_not_make_it_worse():
    instance = salon_de()

    court = reproduire(instance, iterations=400, graine=1)
    longue = reproduire(instance, iterations=200_000, graine=1)

    assert (court.ecartes, longue.ecartes) == (0, 0)
    assert longue.pauses <= court.pauses


def test_locked_meetings_stay_where_they_are():
    fixes = {"0": 9, "40": 0, "80": 5}
    instance = salon_de(fixed=fixes, locked=[0, 40, 80])

    horaire = reproduire(instance, iterations=20_000, graine=1).horaire

    assert {cle: horaire[int(cle)] for cle in fixes} == fixes


def test_too_few_tables_leave_out_the_bound_and_no_more():
    instance = salon_de(capacity=8)

    resultat = reproduire(instance, iterations=100_000, graine=1)

    assert resultat.ecartes == diagnostiquer(instance).ecartes == 10


def test_a_bonus_decides_who_is_left_out():
    instance = salon_de(capacity=8, bonus=[50] * 60 + [0] * 30)

    horaire = reproduire(instance, iterations=100_000, graine=1).horaire

    assert horaire[:60].count(None) == 0
    assert horaire.count(None) == 10


def test_lunch_is_nobody_s_waiting():
    contenu = {
        "format": "b2b-1",
        "name": "midi",
        "participants": 3,
        "slots": 4,
        "capacity": 1,
        "sessions": [0, 0, 1, 1],
        "meetings": [[0, 1], [0, 2]],
        "fixed": {"0": 0, "1": 3},
    }

    sans, avec = (instance_de({**contenu, "lunch_boundary": oui}) for oui in (False, True))

    assert [mesurer(sans, [0, 3]).pauses, mesurer(avec, [0, 3]).pauses] == [1, 0]
    assert reproduire(sans, iterations=10, graine=1).pauses == diagnostiquer(sans).pauses == 1
    assert reproduire(avec, iterations=10, graine=1).pauses == diagnostiquer(avec).pauses == 0


def test_a_run_tells_its_progress_and_ends_when_asked():
    suivis = []
    instance = replace(salon_de(capacity=8), nom="sans fin")

    resultat = planifier(
        instance,
        secondes=600,
        graine=1,
        suivi=lambda part, pauses, ecartes: suivis.append((part, pauses, ecartes)),
        annule=lambda: True,
    )

    assert [suivi[0] for suivi in suivis] == [0.0, 1.0]
    assert suivis[-1][1:] == (resultat.pauses, resultat.ecartes)


def test_an_event_without_meetings_is_already_scheduled():
    instance = salon_de(visiteurs=0)

    resultat = planifier(instance, secondes=1, graine=1)

    assert resultat.horaire == ()
