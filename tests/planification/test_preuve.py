"""Proofs: equal to the trial of every timetable, sound with any seed, and over in time."""

import time
from dataclasses import replace
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salon.rdv.planification.formule import Formule
from salon.rdv.planification.modele import Instance
from salon.rdv.planification.oracle import Oracle, TempsEcoule
from salon.rdv.planification.preuve import prouver

from .outils import salon_de

ECARTS = st.none() | st.integers(0, 2)


@st.composite
def petites(tirage):
    """Draw an instance small enough to try every timetable."""
    personnes, creneaux = tirage(st.integers(2, 4)), tirage(st.integers(2, 5))
    personne, creneau = st.integers(0, personnes - 1), st.integers(0, creneaux - 1)
    paires = st.lists(personne, min_size=2, max_size=2, unique=True).map(tuple)
    rdv = tirage(st.lists(paires, min_size=1, max_size=5))
    domaine = st.just(range(creneaux)) | st.sets(creneau, max_size=3).map(sorted)
    ordre = st.lists(st.integers(0, len(rdv) - 1), min_size=2, max_size=2, unique=True).map(tuple)
    midi = tirage(creneau)
    return Instance(
        nom="petite",
        personnes=personnes,
        capacites=tuple(
            tirage(st.lists(st.sampled_from([2, 1, 3, 0]), min_size=creneaux, max_size=creneaux))
        ),
        rdv=tuple(rdv),
        domaines=tuple(tuple(tirage(domaine)) for _ in rdv),
        sessions=tuple(int(t > midi) for t in range(creneaux)),
        precedences=tuple(tirage(st.lists(ordre, max_size=1))) if len(rdv) > 1 else (),
        equite=tirage(ECARTS),
        pause_entre_sessions=tirage(st.booleans()),
    )


def pauses_de(instance, horaire):
    """Return the breaks of each person, None when the timetable breaks a rule."""
    agendas = [sorted(horaire[r] for r in siens) for siens in instance.rdv_de]
    pauses = [
        sum(b - a > 1 and not midi(instance, a, b) for a, b in pairwise(agenda))
        for agenda in agendas
    ]
    permis = (
        all(horaire.count(t) <= places for t, places in enumerate(instance.capacites))
        and all(len(set(agenda)) == len(agenda) for agenda in agendas)
        and all(horaire[avant] < horaire[apres] for avant, apres in instance.precedences)
        and (instance.equite is None or max(pauses) - min(pauses) <= instance.equite)
    )
    return sum(pauses) if permis else None


def midi(instance, un, autre):
    """Tell whether a lunch that counts as nobody's waiting lies between two slots."""
    return instance.pause_entre_sessions and instance.sessions[un] != instance.sessions[autre]


def essais(instance):
    """Return each complete timetable with its breaks."""
    horaires = product(*instance.domaines)
    return {h: p for h in horaires if (p := pauses_de(instance, h)) is not None}


@settings(max_examples=200, deadline=None)
@given(petites())
def test_the_proof_agrees_with_the_trial_of_every_timetable(instance):
    possibles = essais(instance)

    preuve = prouver(instance, secondes=60)

    if possibles:
        minimum = min(possibles.values())
        assert (preuve.etat, preuve.pauses, preuve.borne) == ("optimal", minimum, minimum)
        assert possibles[tuple(preuve.horaire)] == minimum
    else:
        assert (preuve.etat, preuve.horaire, preuve.pauses) == ("infaisable", None, None)


@settings(max_examples=100, deadline=None)
@given(petites(), st.data())
def test_any_timetable_and_any_bound_given_lead_to_the_same_optimum(instance, data):
    possibles = essais(instance)
    if not possibles:
        return
    minimum = min(possibles.values())
    graine, borne = (
        data.draw(st.sampled_from(sorted(possibles))),
        data.draw(st.integers(0, minimum)),
    )

    preuve = prouver(instance, secondes=60, horaire=graine, borne=borne)

    assert (preuve.etat, preuve.pauses, preuve.borne) == ("optimal", minimum, minimum)
    assert possibles[tuple(preuve.horaire)] == minimum


def test_fairness_compares_people_and_sets_no_limit_of_its_own():
    instance = Instance("duo", 2, (1,) * 5, ((0, 1),) * 3, ((0,), (2,), (4,)), (0,) * 5, equite=0)

    preuve = prouver(instance, secondes=60)

    assert (preuve.etat, preuve.pauses, preuve.borne) == ("optimal", 4, 4)


def test_fairness_alone_can_forbid_every_timetable():
    trio = Instance("trio", 3, (1,) * 3, ((0, 1), (0, 2)), ((0,), (2,)), (0,) * 3, equite=0)

    etats = [prouver(replace(trio, equite=ecart), secondes=60).etat for ecart in (0, 1, None)]

    assert etats == ["infaisable", "optimal", "optimal"]


def test_a_timetable_that_meets_the_bound_is_optimal_without_a_search():
    instance = Instance("trio", 3, (1, 1), ((0, 1), (0, 2)), ((0, 1), (0, 1)), (0, 0))

    preuve = prouver(instance, secondes=0, horaire=[1, 0])

    assert (preuve.etat, preuve.pauses, preuve.borne) == ("optimal", 0, 0)


def test_a_timetable_that_breaks_a_rule_counts_for_nothing():
    instance = salon_de()

    preuve = prouver(instance, secondes=0, horaire=[0] * len(instance.rdv))

    assert (preuve.etat, preuve.horaire, preuve.pauses) == ("inconnu", None, None)


def test_an_incomplete_timetable_counts_for_nothing():
    instance = salon_de()

    preuve = prouver(instance, secondes=0, horaire=[None] * len(instance.rdv))

    assert (preuve.etat, preuve.horaire, preuve.pauses) == ("inconnu", None, None)


def test_when_time_is_over_the_timetable_and_the_bound_given_remain():
    # Three meetings of one person at 0, 2 and 4 only, said to have one break at least.
    instance = Instance(
        "serrée", 4, (1,) * 5, ((0, 1), (0, 2), (0, 3)), ((0,), (2,), (4,)), (0,) * 5
    )

    preuve = prouver(instance, secondes=0, horaire=[0, 2, 4], borne=1)

    assert (preuve.etat, list(preuve.horaire), preuve.pauses) == ("inconnu", [0, 2, 4], 2)
    assert preuve.borne == 1


def test_a_hopeless_search_stops_near_its_time():
    # Sixteen pigeons for fifteen holes, a question that clauses answer in no useful time.
    formule = Formule()
    nids = [[formule.variable() for _ in range(15)] for _ in range(16)]
    formule.clauses += nids
    for trou in zip(*nids, strict=True):
        formule.clauses += [[-un, -autre] for un, autre in combinations(trou, 2)]

    with Oracle(formule, time.monotonic() + 0.5) as oracle, pytest.raises(TempsEcoule):
        oracle.trancher()


def test_a_bound_above_a_valid_timetable_is_refused():
    instance = Instance("paire", 2, (1,), ((0, 1),), ((0,),), (0,))

    with pytest.raises(ValueError, match="under the bound"):
        prouver(instance, secondes=1, horaire=[0], borne=1)


def test_an_instance_too_large_for_a_formula_keeps_its_timetable():
    rdv = tuple((2 * n, 2 * n + 1) for n in range(1_100))
    instance = Instance("grande", 2_200, (1_000,) * 2, rdv, ((0, 1),) * 1_100, (0, 0))

    preuve = prouver(instance, secondes=60, horaire=None, borne=0)

    assert (preuve.etat, preuve.horaire, preuve.borne) == ("inconnu", None, 0)
