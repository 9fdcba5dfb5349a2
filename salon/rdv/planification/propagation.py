"""Narrow where each meeting may lie by what the rules force, until nothing changes."""

from collections.abc import Sequence

from salon.rdv.planification.appariement import Appariement, creneaux_de
from salon.rdv.planification.modele import Instance


class Impasse(Exception):
    """What the rules force leaves no timetable; tells whose agenda, or which meeting, shows it."""

    def __init__(self, *, personne: int | None = None, rdv: int | None = None) -> None:
        super().__init__()
        self.personne = personne
        self.rdv = rdv


def propager(instance: Instance, domaines: Sequence[int]) -> list[int]:
    """Return smaller domains that hold the same complete timetables; raises Impasse if there are none.

    Only people and slots touched by a change are looked at again, so that large events cost little.
    """
    restants = list(domaines)
    a_voir = set(range(instance.personnes))
    while True:
        touches = _ordonner(instance, restants) | _fermer_les_pleins(instance, restants)
        a_voir |= {personne for numero in touches for personne in instance.rdv[numero]}
        if not a_voir:
            return restants
        changes: set[int] = set()
        for personne in sorted(a_voir):
            changes |= _filtrer(instance.rdv_de[personne], restants, personne)
        a_voir = {personne for numero in changes for personne in instance.rdv[numero]}


def _ordonner(instance: Instance, domaines: list[int]) -> set[int]:
    """A meeting before another starts before its last slot, and the other way round."""
    touches: set[int] = set()
    encore = bool(instance.precedences)
    while encore:
        encore = False
        for avant, apres in instance.precedences:
            dernier = domaines[apres].bit_length() - 1
            premier = (domaines[avant] & -domaines[avant]).bit_length() - 1
            tot = domaines[avant] & ((1 << max(dernier, 0)) - 1)
            tard = domaines[apres] >> (premier + 1) << (premier + 1)
            if not tot or not tard:
                raise Impasse(rdv=apres if tot else avant)
            if tot != domaines[avant] or tard != domaines[apres]:
                domaines[avant], domaines[apres] = tot, tard
                touches |= {avant, apres}
                encore = True
    return touches


def _fermer_les_pleins(instance: Instance, domaines: list[int]) -> set[int]:
    """A slot whose tables are all taken by meetings with no other choice is closed to the others."""
    imposes = [0] * instance.creneaux
    for domaine in domaines:
        if domaine.bit_count() == 1:
            imposes[domaine.bit_length() - 1] += 1
    pleins = 0
    for creneau, nombre in enumerate(imposes):
        if nombre > instance.capacites[creneau]:
            raise Impasse(rdv=domaines.index(1 << creneau))
        if nombre == instance.capacites[creneau]:
            pleins |= 1 << creneau
    touches = {n for n, d in enumerate(domaines) if d & pleins and d.bit_count() > 1}
    for numero in touches:
        domaines[numero] &= ~pleins
        if not domaines[numero]:
            raise Impasse(rdv=numero)
    return touches


def _filtrer(siens: Sequence[int], domaines: list[int], personne: int) -> set[int]:
    """Keep the slots in which one's meetings can all be placed (Régin, 1994, on sets of bits)."""
    locaux = [domaines[numero] for numero in siens]
    union, communs = 0, -1
    for domaine in locaux:
        union |= domaine
        communs &= domaine
    if communs == union and union.bit_count() >= len(siens):
        return set()  # All agree on all slots, and there are enough of them: nothing is forced.
    appariement = Appariement(locaux)
    if appariement.exclus:
        raise Impasse(personne=personne)
    tenables = _tenables(locaux, appariement.occupant, union)
    changes: set[int] = set()
    for rang, numero in enumerate(siens):
        if tenables[rang] != locaux[rang]:
            domaines[numero] = tenables[rang]
            changes.add(numero)
    return changes


def _tenables(locaux: Sequence[int], occupant: dict[int, int], union: int) -> list[int]:
    """For each meeting the slots it has in some complete matching.

    The occupant of a slot makes way when it can reach, from place to place, an idle slot or the
    place that the newcomer leaves.
    """
    libres = union & ~sum(occupant)
    atteints = _atteints(locaux, occupant)
    mobiles = [
        any(locaux[autre] & libres for autre in creneaux_de(atteints[rang]))
        for rang in range(len(locaux))
    ]
    return [
        sum(
            bas
            for bas in (1 << creneau for creneau in creneaux_de(domaine))
            if bas & libres or mobiles[occupant[bas]] or atteints[occupant[bas]] >> rang & 1
        )
        for rang, domaine in enumerate(locaux)
    ]


def _atteints(locaux: Sequence[int], occupant: dict[int, int]) -> list[int]:
    """For each meeting the others whose place it can take, directly or one after the other."""
    atteints = [1 << rang for rang in range(len(locaux))]
    for bas, autre in occupant.items():
        for rang, domaine in enumerate(locaux):
            if domaine & bas:
                atteints[rang] |= 1 << autre
    for milieu in range(len(locaux)):
        for rang in range(len(locaux)):
            if atteints[rang] >> milieu & 1:
                atteints[rang] |= atteints[milieu]
    return atteints
