"""Give each meeting of a timetable its place: a stand of one of the two before a table.

Within a slot, stands are matched with meetings (Kuhn's augmenting paths); tables go to the rest, in the
zone where the two were before if there is one, the very table if it is free. Those who have fewest
meetings choose first, so that what finds no place is missed least.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salon.rdv.passerelle import Plateau
from salon.rdv.planification.modele import Horaire


@dataclass(frozen=True)
class Lieu:
    """Where one meeting sits: a table, or a place (from 1) of a stand."""

    table: int | None = None
    stand: int | None = None
    place: int | None = None


def attribuer(plateau: Plateau, horaire: Horaire) -> tuple[list[int | None], list[Lieu | None]]:
    """Return the timetable and the place of each meeting.

    What is published and keeps its slot keeps its place. The room of a slot is counted as if any
    stand could receive anybody: a meeting that finds none of its stands and no table there goes to a
    slot where it does, or is left out.
    """
    salle = _Salle(plateau, horaire)
    final = list(horaire)
    par_creneau: defaultdict[int, list[int]] = defaultdict(list)
    for numero, creneau in enumerate(horaire):
        if creneau is not None:
            par_creneau[creneau].append(numero)
    delaisses = [
        n for creneau in sorted(par_creneau) for n in salle.remplir(creneau, par_creneau[creneau])
    ]
    for numero in delaisses:
        final[numero] = salle.recaser(numero, final)
    return final, salle.lieux


class _Salle:
    """The places of an event as they fill up, slot by slot."""

    def __init__(self, plateau: Plateau, horaire: Horaire) -> None:
        self.plateau = plateau
        self.lieux: list[Lieu | None] = [None] * len(plateau.rdvs)
        self.zones = {table.pk: table.zone_id for table in plateau.tables}
        # Free tables of each slot, by zone.
        self.tables: defaultdict[int, dict[int | None, dict[int, None]]] = defaultdict(self._libres)
        self.stands: defaultdict[int, set[Lieu]] = defaultdict(set)
        # Where each person sat last.
        self.derniers: dict[int, Lieu] = {}
        gardees = {None, *self.zones}
        tenus = [
            sum(horaire[numero] is not None for numero in siens)
            for siens in plateau.instance.rdv_de
        ]
        self.rares = [min(tenus[une], tenus[autre]) for une, autre in plateau.instance.rdv]
        # Whoever keeps their slot keeps their place, but for a table that is no longer there.
        for numero, (avant, apres) in enumerate(zip(plateau.actuel(), horaire, strict=True)):
            rdv = plateau.rdvs[numero]
            if avant is not None and avant == apres and rdv.table_id in gardees:
                self._poser(numero, avant, self._lieu_publie(numero))

    def _libres(self) -> dict[int | None, dict[int, None]]:
        libres: defaultdict[int | None, dict[int, None]] = defaultdict(dict)
        for table, zone in self.zones.items():
            libres[zone][table] = None
        return libres

    def _lieu_publie(self, numero: int) -> Lieu:
        rdv = self.plateau.rdvs[numero]
        if rdv.stand_id is None:
            return Lieu(table=rdv.table_id)
        # The row of the meeting does not say which place of the stand it has; its hosts do.
        place = next((p for s, p in self.plateau.stands[numero] if s == rdv.stand_id), 1)
        return Lieu(stand=rdv.stand_id, place=place)

    def _poser(self, numero: int, creneau: int, lieu: Lieu) -> None:
        self.lieux[numero] = lieu
        self.stands[creneau].add(lieu)
        self.derniers.update(dict.fromkeys(self.plateau.instance.rdv[numero], lieu))
        if lieu.table is not None:
            self.tables[creneau][self.zones[lieu.table]].pop(lieu.table, None)

    def remplir(self, creneau: int, numeros: Iterable[int]) -> list[int]:
        """Place the meetings of a slot; return those that find no place."""
        a_placer = [numero for numero in numeros if self.lieux[numero] is None]
        a_placer.sort(key=lambda numero: self.rares[numero])
        for numero, lieu in self._aux_stands(creneau, a_placer).items():
            self._poser(numero, creneau, lieu)
        restes = []
        for numero in a_placer:
            if self.lieux[numero] is None and not self._a_une_table(numero, creneau):
                restes.append(numero)
        return restes

    def _aux_stands(self, creneau: int, numeros: Sequence[int]) -> dict[int, Lieu]:
        """Match as many meetings as possible with the stands of their people."""
        occupant: dict[Lieu, int] = {}

        def placer(numero: int, vus: set[Lieu]) -> bool:
            for lieu in self._stands_libres(numero, creneau):
                if lieu in vus:
                    continue
                vus.add(lieu)
                if lieu not in occupant or placer(occupant[lieu], vus):
                    occupant[lieu] = numero
                    return True
            return False

        for numero in numeros:
            placer(numero, set())
        return {numero: lieu for lieu, numero in occupant.items()}

    def _stands_libres(self, numero: int, creneau: int) -> list[Lieu]:
        lieux = [Lieu(stand=stand, place=place) for stand, place in self.plateau.stands[numero]]
        return [lieu for lieu in lieux if lieu not in self.stands[creneau]]

    def _a_une_table(self, numero: int, creneau: int) -> bool:
        libres = self.tables[creneau]
        gens = self.plateau.instance.rdv[numero]
        derniers = [self.derniers[personne] for personne in gens if personne in self.derniers]
        les_memes = [
            lieu.table for lieu in derniers if lieu.table in libres.get(self._zone(lieu), ())
        ]
        choix = [*les_memes, *(next(iter(tables)) for tables in libres.values() if tables)]
        if not choix:
            return False
        table = min(choix, key=lambda pk: self._marche(derniers, Lieu(table=pk)))
        self._poser(numero, creneau, Lieu(table=table))
        return True

    def _marche(self, derniers: Iterable[Lieu], lieu: Lieu) -> int:
        """Return how many of these places are known to be in another zone than this one."""
        zone = self._zone(lieu)
        return sum(zone != ailleurs for d in derniers if zone and (ailleurs := self._zone(d)))

    def _zone(self, lieu: Lieu) -> int | None:
        if lieu.table is not None:
            return self.zones[lieu.table]
        return self.plateau.zones.get(lieu.stand or 0)

    def recaser(self, numero: int, horaire: Sequence[int | None]) -> int | None:
        """Place a meeting in the first slot where both people are free and a place is; return it."""
        instance = self.plateau.instance
        occupes = {
            horaire[n] for personne in instance.rdv[numero] for n in instance.rdv_de[personne]
        }
        for creneau in instance.domaines[numero]:
            if creneau not in occupes and not self.remplir(creneau, [numero]):
                return creneau
        return None
