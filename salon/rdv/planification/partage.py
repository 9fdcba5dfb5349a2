"""Share what there is: nobody who asked is left with nothing while others could give way.

The search leaves out as few meetings as it can, and cares little whose. Here somebody without any
takes the place of a meeting of people who have others; where that leaves somebody else with none, they
look in their turn (an augmenting path, as in a matching). As many meetings are left out as before, or
fewer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from salon.rdv.planification.modele import Instance

# Exchanges looked at for one person: few for everybody first, then many. Beyond, none is taken to exist.
ESSAIS = (500, 10_000)
# Exchanges looked at in all: about a second.
ESSAIS_EN_TOUT = 400_000


@dataclass(frozen=True)
class _Echange:
    """A meeting that may enter a slot, and the one that must leave it, if any."""

    entre: int
    creneau: int
    sort: int | None
    delaisses: tuple[int, ...]  # people who are then left with none


def partager(instance: Instance, horaire: list[int | None]) -> None:
    """Change a timetable, in place, so that as few people as can be are left with no meeting."""
    partage = _Partage(instance, horaire)
    reste = ESSAIS_EN_TOUT
    for essais in ESSAIS:
        for personne in range(instance.personnes):
            if instance.rdv_de[personne] and not partage.tenus[personne]:
                partage.essais = min(essais, reste)
                reste -= partage.essais
                partage.servir((personne,), frozenset())
                reste += max(0, partage.essais)


class _Partage:
    """A timetable, with what each person and each slot hold."""

    def __init__(self, instance: Instance, horaire: list[int | None]) -> None:
        self.instance = instance
        self.horaire = horaire
        self.essais = 0  # how many exchanges may still be looked at
        self.bonus = instance.bonus or (0,) * len(horaire)
        self.tenus = [0] * instance.personnes
        self.presents: list[dict[int, None]] = [{} for _ in range(instance.creneaux)]
        self.occupe: dict[tuple[int, int], int] = {}
        for numero, creneau in enumerate(horaire):
            if creneau is not None:
                self._poser(numero, creneau)

    def servir(self, attente: tuple[int, ...], servis: frozenset[int]) -> bool:
        """Find a meeting for each of those who have none; nobody served once gives way again."""
        reste = tuple(personne for personne in attente if not self.tenus[personne])
        if not reste:
            return True
        personne, *autres = reste
        servis |= {personne}
        for echange in sorted(self._echanges(personne), key=self._prix):
            if servis.isdisjoint(echange.delaisses):
                self._faire(echange)
                if self.servir((*autres, *echange.delaisses), servis):
                    return True
                self._defaire(echange)
        return False

    def _echanges(self, personne: int) -> Iterator[_Echange]:
        for numero in self.instance.rdv_de[personne]:
            for creneau in self.instance.domaines[numero]:
                if self.essais > 0 and self._en_ordre(numero, creneau):
                    yield from self._entrees(numero, creneau)

    def _entrees(self, numero: int, creneau: int) -> Iterator[_Echange]:
        gens = self.instance.rdv[numero]
        pris = {self.occupe[cle] for p in gens if (cle := (p, creneau)) in self.occupe}
        presents = self.presents[creneau]
        self.essais -= len(pris or presents) + 1
        if not pris and len(presents) < self.instance.capacites[creneau]:
            yield _Echange(numero, creneau, None, ())
            return
        for sort in pris or presents:
            delaisses = tuple(
                p for p in self.instance.rdv[sort] if self.tenus[p] == 1 and p not in gens
            )
            if sort not in self.instance.verrous:
                yield _Echange(numero, creneau, sort, delaisses)

    def _prix(self, echange: _Echange) -> tuple[int, ...]:
        """Return what is best first: nobody left with none, those with most give, small bonus."""
        if echange.sort is None:
            return (0, 0, 0, echange.entre, echange.creneau, 0)
        restent = min(self.tenus[p] for p in self.instance.rdv[echange.sort])
        cede = self.bonus[echange.sort] - self.bonus[echange.entre]
        qui = (echange.entre, echange.creneau, echange.sort)
        return (1 + len(echange.delaisses), -restent, cede, *qui)

    def _en_ordre(self, numero: int, creneau: int) -> bool:
        for avant, apres in self.instance.precedences:
            if apres == numero and (autre := self.horaire[avant]) is not None and autre >= creneau:
                return False
            if avant == numero and (autre := self.horaire[apres]) is not None and autre <= creneau:
                return False
        return True

    def _faire(self, echange: _Echange) -> None:
        if echange.sort is not None:
            self._retirer(echange.sort, echange.creneau)
        self._poser(echange.entre, echange.creneau)

    def _defaire(self, echange: _Echange) -> None:
        self._retirer(echange.entre, echange.creneau)
        if echange.sort is not None:
            self._poser(echange.sort, echange.creneau)

    def _poser(self, numero: int, creneau: int) -> None:
        self.horaire[numero] = creneau
        self.presents[creneau][numero] = None
        for personne in self.instance.rdv[numero]:
            self.tenus[personne] += 1
            self.occupe[personne, creneau] = numero

    def _retirer(self, numero: int, creneau: int) -> None:
        self.horaire[numero] = None
        del self.presents[creneau][numero]
        for personne in self.instance.rdv[numero]:
            self.tenus[personne] -= 1
            del self.occupe[personne, creneau]
