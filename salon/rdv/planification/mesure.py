"""Measure a timetable: what is left out, and the breaks of each person."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from salon.rdv.planification.modele import Horaire, Instance


@dataclass(frozen=True)
class Mesure:
    """What a timetable is worth: fewest left out first, then fewest breaks."""

    ecartes: int
    pauses: int
    ecart: int  # between the person with most breaks and the one with fewest


def mesurer(instance: Instance, horaire: Horaire) -> Mesure:
    """Return the measure of a timetable, valid or not."""
    pauses = [
        pauses_de(instance, (creneau for m in siens if (creneau := horaire[m]) is not None))
        for siens in instance.rdv_de
    ]
    ecartes = sum(creneau is None for creneau in horaire)
    return Mesure(ecartes, sum(pauses), max(pauses, default=0) - min(pauses, default=0))


def pauses_de(instance: Instance, creneaux: Iterable[int]) -> int:
    """Return the breaks of somebody busy in these slots: groups of idle slots between meetings."""
    tries = sorted(creneaux)
    blocs = instance.blocs
    return sum(
        suivant > creneau + 1 and blocs[suivant] == blocs[creneau]
        for creneau, suivant in pairwise(tries)
    )
