"""During the event: what happened is kept, and few people move."""

import random
from dataclasses import replace

import pytest

from salon.rdv.planification.kempe import reproduire
from salon.rdv.planification.mesure import mesurer
from salon.rdv.planification.replanification import replanifier

from .outils import salon_de


@pytest.fixture(scope="module")
def avant():
    instance = salon_de()
    return instance, reproduire(instance, iterations=300_000, graine=1)


def absent(instance, personne, jusque):
    """Return the instance in which somebody arrives only at that slot."""
    domaines = tuple(
        tuple(t for t in domaine if t >= jusque or personne not in instance.rdv[numero])
        for numero, domaine in enumerate(instance.domaines)
    )
    return replace(instance, domaines=domaines)


def restreindre(instance, horaire, retire):
    """Return the event without one meeting, and its timetable."""
    reste = [n for n in range(len(instance.rdv)) if n != retire]
    sans = replace(
        instance,
        rdv=tuple(instance.rdv[n] for n in reste),
        domaines=tuple(instance.domaines[n] for n in reste),
    )
    return sans, [horaire[n] for n in reste]


def test_a_cancellation_moves_nobody(avant):
    instance, resultat = avant
    sans, ancien = restreindre(instance, resultat.horaire, 17)

    premiere = replanifier(sans, ancien, gel=3, graine=1)[0]

    assert premiere.horaire == tuple(ancien)
    assert premiere.deplaces == ()


@pytest.mark.parametrize("personne", [0, 3, 7, 20, 40])
def test_a_late_arrival_moves_at_most_two_more_than_it_hits(avant, personne):
    instance, resultat = avant
    retard = absent(instance, personne, 4)
    touches = [n for n in instance.rdv_de[personne] if resultat.horaire[n] < 4]

    calmes = [p for p in replanifier(retard, resultat.horaire, gel=0, graine=1) if p.prix != 1]

    assert all(len(p.deplaces) <= len(touches) + 2 for p in calmes)


@pytest.mark.parametrize("graine", range(6))
def test_no_proposal_is_worse_than_leaving_out_what_is_hit(avant, graine):
    instance, resultat = avant
    tirage = random.Random(graine)
    retard = absent(instance, tirage.randrange(42), 6)
    capacites = tuple(c - tirage.randrange(3) for c in instance.capacites)
    perdue = replace(retard, capacites=capacites)

    propositions = replanifier(perdue, resultat.horaire, gel=2, graine=graine)

    mesures = [(p.ecartes, p.pauses) for p in propositions]
    assert mesures == sorted(mesures, reverse=True)
    for p in propositions:
        assert (p.ecartes, p.pauses) == _mesure(perdue, p.horaire)
        assert all(t in perdue.domaines[n] for n, t in enumerate(p.horaire) if t and t > 1)


def _mesure(instance, horaire):
    mesure = mesurer(instance, horaire)
    return mesure.ecartes, mesure.pauses


def test_past_and_running_slots_are_frozen(avant):
    instance, resultat = avant
    perdue = replace(instance, capacites=(1,) * 10)

    propositions = replanifier(perdue, resultat.horaire, gel=5, graine=1)

    passe = {n for n, t in enumerate(resultat.horaire) if t < 5}
    for p in propositions:
        assert {n for n, t in enumerate(p.horaire) if t is not None and t < 5} == passe
        assert all(p.horaire[n] == resultat.horaire[n] for n in passe)


def test_a_new_request_is_placed(avant):
    instance, resultat = avant
    plus = replace(
        instance,
        rdv=(*instance.rdv, (2, 41)),
        domaines=(*instance.domaines, tuple(range(10))),
    )

    propositions = replanifier(plus, [*resultat.horaire, None], gel=0, graine=1)

    assert propositions[-1].ecartes == 0
    assert propositions == replanifier(plus, [*resultat.horaire, None], gel=0, graine=1)
