"""Match meetings with slots for one person, or for all under the tables of each slot.

Sets of slots are whole numbers, one bit per slot: intersections and counts cost one operation.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Coupe:
    """Meetings that may lie in these slots only, and are more than the room there (Hall, 1935)."""

    rdv: tuple[int, ...]
    creneaux: tuple[int, ...]


def masque(creneaux: Sequence[int]) -> int:
    """Return the set of these slots."""
    ensemble = 0
    for creneau in creneaux:
        ensemble |= 1 << creneau
    return ensemble


def creneaux_de(ensemble: int) -> tuple[int, ...]:
    """Return the slots of a set, in order."""
    trouves = []
    while ensemble:
        bas = ensemble & -ensemble
        trouves.append(bas.bit_length() - 1)
        ensemble ^= bas
    return tuple(trouves)


class Appariement:
    """A largest set of meetings placed one to a slot, for one person (Kuhn's augmenting paths)."""

    def __init__(self, domaines: Sequence[int]) -> None:
        self.domaines = domaines
        self.occupant: dict[int, int] = {}
        self.exclus: list[int] = []
        self.morts = 0
        for rang in range(len(domaines)):
            vus = [self.morts]
            if not self._placer(rang, vus):
                # No later path leads out of the slots seen by a search that failed.
                self.exclus.append(rang)
                self.morts = vus[0]

    def _placer(self, rang: int, vus: list[int]) -> bool:
        libres = self.domaines[rang] & ~vus[0]
        while libres:
            bas = libres & -libres
            vus[0] |= bas
            if bas not in self.occupant or self._placer(self.occupant[bas], vus):
                self.occupant[bas] = rang
                return True
            libres = self.domaines[rang] & ~vus[0]
        return False

    def coupe(self) -> Coupe:
        """Return the meetings and slots that show why some are left over."""
        bloques = [r for r, domaine in enumerate(self.domaines) if not domaine & ~self.morts]
        return Coupe(tuple(bloques), creneaux_de(self.morts))


class Repartition:
    """Meetings spread over slots under their capacities, people forgotten: a bound for all."""

    def __init__(self, domaines: Sequence[int], capacites: Sequence[int]) -> None:
        self.domaines = domaines
        self.capacites = capacites
        self.occupants: list[list[int]] = [[] for _ in capacites]
        self.exclus: list[int] = []
        self.morts = 0
        self.reste = list(capacites)
        for rang in sorted(range(len(domaines)), key=lambda rang: domaines[rang].bit_count()):
            # The emptiest slot first: few meetings then need the search below.
            creneau = max(creneaux_de(domaines[rang]), key=self.reste.__getitem__, default=-1)
            if creneau >= 0 and self.reste[creneau]:
                self._occuper(creneau, rang)
            else:
                self._placer(rang)

    def _occuper(self, creneau: int, rang: int) -> None:
        self.occupants[creneau].append(rang)
        self.reste[creneau] -= 1

    def _placer(self, depart: int) -> None:
        """Search in breadth a slot with room; move the meetings on the way there."""
        venu_de: dict[int, tuple[int, int]] = {}
        file = [(depart, -1)]
        for rang, depuis in file:
            for creneau in creneaux_de(self.domaines[rang] & ~self.morts):
                if creneau in venu_de:
                    continue
                venu_de[creneau] = (rang, depuis)
                if self.reste[creneau]:
                    self._deplacer(creneau, venu_de)
                    return
                file.extend((occupant, creneau) for occupant in self.occupants[creneau])
        self.exclus.append(depart)
        for creneau in venu_de:
            self.morts |= 1 << creneau

    def _deplacer(self, creneau: int, venu_de: dict[int, tuple[int, int]]) -> None:
        while creneau >= 0:
            rang, depuis = venu_de[creneau]
            if depuis >= 0:
                self.occupants[depuis].remove(rang)
                self.reste[depuis] += 1
            self._occuper(creneau, rang)
            creneau = depuis

    def coupe(self) -> Coupe:
        """Return the meetings and slots that show why some are left over."""
        bloques = [r for r, domaine in enumerate(self.domaines) if not domaine & ~self.morts]
        return Coupe(tuple(bloques), creneaux_de(self.morts))
