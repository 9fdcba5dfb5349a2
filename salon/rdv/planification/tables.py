"""Give each meeting of a timetable a table: the exhibitor's stand first, else the least walking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salon.rdv.planification.modele import Horaire, Instance

# Walking between zones when nothing is known of the hall: staying is free, changing costs one.
PAREIL, AUTRE = 0, 1


@dataclass(frozen=True)
class Salle:
    """The tables of an event, numbered from 0: which zone each is in, whose stand it is.

    `distances` says how far two zones are, in any unit; a pair it does not know counts one.
    """

    zones: Sequence[int]
    stands: Mapping[int, int] = field(default_factory=dict)  # person → their own table
    distances: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def distance(self, une: int, autre: int) -> int:
        """Return how far one walks between two tables."""
        depart, arrivee = self.zones[une], self.zones[autre]
        defaut = PAREIL if depart == arrivee else AUTRE
        paire = (min(depart, arrivee), max(depart, arrivee))
        return self.distances.get(paire, defaut)


def attribuer(instance: Instance, horaire: Horaire, salle: Salle | None = None) -> list[int | None]:
    """Return the table of each meeting, None for those left out.

    Slot after slot: the stands first, then each meeting at the free table that its two people
    reach with least walking from their last one (somebody else's stand only when no other is left),
    then exchanges within the slot while they help.
    A table serves one meeting at a time, and only those under the capacity of the slot exist.
    """
    plan = salle or Salle(zones=(0,) * max(instance.capacites, default=0))
    tables: list[int | None] = [None] * len(horaire)
    stands = set(plan.stands.values())
    derniere: dict[int, int] = {}
    for creneau, presents in enumerate(_par_creneau(instance, horaire)):
        prises = _aux_stands(instance, plan, presents, instance.capacites[creneau])
        occupees = set(prises.values())
        libres = [t for t in range(instance.capacites[creneau]) if t not in occupees]
        mobiles = [numero for numero in presents if numero not in prises]
        marche = _Marche(instance, plan, derniere)
        for numero in mobiles:
            choisie = min(libres, key=lambda table: (table in stands, marche.de(numero, table)))
            libres.remove(choisie)
            prises[numero] = choisie
        _echanger(prises, mobiles, marche)
        for numero, table in prises.items():
            tables[numero] = table
            derniere.update((personne, table) for personne in instance.rdv[numero])
    return tables


def marche_totale(instance: Instance, horaire: Horaire, tables: Horaire, salle: Salle) -> int:
    """Return how far everybody walks in all, from meeting to meeting."""
    derniere: dict[int, int] = {}
    total = 0
    for presents in _par_creneau(instance, horaire):
        for numero in presents:
            table = tables[numero]
            if table is not None:
                for personne in instance.rdv[numero]:
                    total += salle.distance(derniere.get(personne, table), table)
                    derniere[personne] = table
    return total


class _Marche:
    """What people walk from where they last met."""

    def __init__(self, instance: Instance, salle: Salle, derniere: Mapping[int, int]) -> None:
        self.instance = instance
        self.salle = salle
        self.derniere = dict(derniere)

    def de(self, numero: int, table: int) -> int:
        """Return what the two people of a meeting walk to a table."""
        return sum(
            self.salle.distance(self.derniere.get(personne, table), table)
            for personne in self.instance.rdv[numero]
        )


def _par_creneau(instance: Instance, horaire: Horaire) -> list[list[int]]:
    presents: list[list[int]] = [[] for _ in range(instance.creneaux)]
    for numero, creneau in enumerate(horaire):
        if creneau is not None:
            presents[creneau].append(numero)
    return presents


def _aux_stands(
    instance: Instance, salle: Salle, presents: Sequence[int], capacite: int
) -> dict[int, int]:
    """Give the meetings of exhibitors with a stand their stand; two exhibitors meet at the first's."""
    prises: dict[int, int] = {}
    for numero in presents:
        for personne in instance.rdv[numero]:
            stand = salle.stands.get(personne)
            if stand is not None and stand < capacite and stand not in prises.values():
                prises[numero] = stand
                break
    return prises


def _echanger(prises: dict[int, int], mobiles: Sequence[int], marche: _Marche) -> None:
    """Exchange the tables of two meetings while it saves walking."""
    genes = [numero for numero in mobiles if marche.de(numero, prises[numero])]
    for un in genes:
        for autre in mobiles:
            ici, la = prises[un], prises[autre]
            avant = marche.de(un, ici) + marche.de(autre, la)
            if marche.de(un, la) + marche.de(autre, ici) < avant:
                prises[un], prises[autre] = la, ici
