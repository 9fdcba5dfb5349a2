"""Lower bounds on breaks: each person alone, everybody else bending to them."""

from collections.abc import Iterator, Sequence
from functools import cache

from salon.rdv.planification.appariement import Appariement, masque
from salon.rdv.planification.modele import Instance

# Beyond it the search stops and the bound is this plus one: still a bound.
PAUSES_MAX = 6


def pauses_seule(instance: Instance, domaines: Sequence[int]) -> int | None:
    """Return the fewest breaks of a person with meetings of these domains; None: no way at all.

    Looks for runs of slots, as few as possible, in which the meetings can be matched one to a slot
    (Bofill et al. 2022, section 4.5; the search follows the runs and not the meetings).
    """
    if Appariement(domaines).exclus:
        return None
    if len(domaines) <= 1:
        return 0
    union, imposes = 0, 0
    for domaine in domaines:
        union |= domaine
        if domaine.bit_count() == 1:
            imposes |= domaine
    suites = _suites(instance.blocs, union)
    for pauses in range(PAUSES_MAX + 1):
        for ensemble in _ensembles(suites, len(domaines), pauses, imposes):
            if not Appariement([domaine & ensemble for domaine in domaines]).exclus:
                return pauses
    return PAUSES_MAX + 1


@cache
def _suites(blocs: tuple[int, ...], union: int) -> "Suites":
    return Suites(blocs, union)


class Suites:
    """All runs of consecutive slots of a set, none across two stretches of time."""

    def __init__(self, blocs: tuple[int, ...], union: int) -> None:
        self.blocs = blocs
        self.departs: list[list[int]] = [[] for _ in blocs]
        for debut in range(len(blocs)):
            ensemble = 0
            for fin in range(debut, len(blocs)):
                if not union >> fin & 1 or blocs[fin] != blocs[debut]:
                    break
                ensemble |= 1 << fin
                self.departs[debut].append(ensemble)


def _ensembles(suites: Suites, taille: int, pauses: int, imposes: int) -> Iterator[int]:
    """Yield the sets of `taille` slots with exactly so many breaks that hold the imposed slots."""
    pile = [(0, 0, taille, pauses, -1)]
    creneaux = len(suites.blocs)
    while pile:
        ensemble, depuis, reste, permises, bloc = pile.pop()
        if not reste:
            if not permises and not imposes & ~ensemble:
                yield ensemble
            continue
        manquants = imposes & ~ensemble
        limite = (manquants & -manquants).bit_length() - 1 if manquants else creneaux - 1
        for debut in range(depuis, limite + 1):
            cout = int(suites.blocs[debut] == bloc)
            if cout > permises:
                continue
            for longueur, suite in enumerate(suites.departs[debut][:reste], 1):
                fin = debut + longueur
                suivant = fin + int(fin < creneaux and suites.blocs[fin] == suites.blocs[debut])
                pile.append(
                    (
                        ensemble | suite,
                        suivant,
                        reste - longueur,
                        permises - cout,
                        suites.blocs[debut],
                    )
                )


def pauses_par_personne(instance: Instance, domaines: Sequence[int]) -> list[int | None]:
    """Return for each person their fewest breaks alone, None where their meetings cannot fit."""
    return [
        pauses_seule(instance, [domaines[numero] for numero in siens]) for siens in instance.rdv_de
    ]


def masques(instance: Instance) -> list[int]:
    """Return the domain of each meeting as a set of bits."""
    return [masque(domaine) for domaine in instance.domaines]
