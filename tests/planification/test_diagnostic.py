"""What the organiser reads before scheduling."""

from pathlib import Path

import pytest

from salon.rdv.planification.diagnostic import diagnostiquer
from salon.rdv.planification.echange import instance_de, lire_instance

from .outils import salon_de

PUBLIEES = Path(__file__).parents[3] / "shared/b2b/instances"
NOMS = ["Ferme X", "Hôtel Y", "Cantine Z", "École W"]


def phrases(**champs):
    base = {
        "format": "b2b-1",
        "name": "essai",
        "participants": 4,
        "slots": 3,
        "capacity": 2,
        "names": NOMS,
        "slot_names": ["9 h", "10 h", "11 h"],
    }
    diagnostic = diagnostiquer(instance_de({**base, **champs}))
    return [empechement.phrase for empechement in diagnostic.empechements]


def test_a_person_with_more_meetings_than_slots_is_named():
    trouvees = phrases(meetings=[[0, 1], [0, 2], [0, 3]], forbidden={"0": [2]})

    assert trouvees == ["Ferme X : 3 demandes acceptées, 2 créneaux libres."]


def test_meetings_that_fight_for_one_slot_are_told_from_the_whole_agenda():
    trouvees = phrases(meetings=[[0, 1], [0, 2], [0, 3]], fixed={"0": 1, "1": 1})

    assert trouvees == ["Ferme X : 2 demandes acceptées ne peuvent avoir lieu qu’au créneau 10 h."]


def test_two_people_never_free_together_are_named():
    trouvees = phrases(meetings=[[0, 1]], forbidden={"0": [0], "1": [1, 2]})

    assert trouvees[0] == (
        "Ferme X et Hôtel Y : aucun créneau libre en commun pour leur rendez-vous."
    )


def test_too_few_tables_are_counted():
    trouvees = phrases(capacity=[1, 1, 0], meetings=[[0, 1], [2, 3], [0, 2], [1, 3]])

    assert trouvees[-1] == ("4 rendez-vous pour 2 places de table en tout : 2 au moins à écarter.")


def test_too_few_tables_of_a_half_day_are_found():
    trouvees = phrases(
        capacity=1,
        sessions=[0, 1, 1],
        meetings=[[0, 1], [2, 3]],
        meeting_session={"0": 0, "1": 0},
    )

    assert trouvees == [
        "2 rendez-vous pour 1 place de table au créneau 9 h : 1 au moins à écarter."
    ]


def test_an_order_that_does_not_fit_is_told_in_full():
    trouvees = phrases(meetings=[[0, 1], [2, 3]], precedences=[[0, 1]], fixed={"0": 2, "1": 1})

    assert trouvees == [
        "L’ordre imposé ne tient pas dans les créneaux possibles : "
        "Ferme X et Hôtel Y, puis Cantine Z et École W."
    ]


def test_breaks_of_each_person_alone_bound_the_whole():
    diagnostic = diagnostiquer(salon_de(fixed={"0": 0, "30": 2, "60": 4}))

    assert diagnostic.possible
    assert diagnostic.pauses_par_personne[12] == 2
    assert diagnostic.pauses == 2


@pytest.mark.skipif(not PUBLIEES.exists(), reason="published instances are not on this machine")
def test_every_published_impossible_event_is_named_impossible():
    lignes = (PUBLIEES.parent / "instances.csv").read_text().splitlines()[1:]
    publiees = [ligne.split(",") for ligne in lignes if ",published," in ligne]

    vus = {
        champs[0]: diagnostiquer(lire_instance(PUBLIEES / f"{champs[0]}.json")).possible
        for champs in publiees
    }

    assert vus == {champs[0]: champs[10] != "infeasible" for champs in publiees}
