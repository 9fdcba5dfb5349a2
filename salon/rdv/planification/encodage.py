"""A timetable as a logical formula: what a solver of satisfiability may choose, and what binds it.

The viewpoint (a variable for each meeting and slot, the number of busy slots of a person, the number
of busy people in a slot) is that of Bofill et al., JAIR 74 (2022); the windows of `_serrer` are ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product
from typing import Literal, get_args

from salon.rdv.planification.formule import Formule
from salon.rdv.planification.modele import Instance

# What is counted in each slot. The people busy in it follow from its meetings: some instances are
# proved ten times faster when they are counted too, others when they are not (docs/adr/0011).
Comptes = Literal["rdv et personnes", "rdv"]
COMPTES: tuple[Comptes, ...] = get_args(Comptes)


@dataclass
class Encodage:
    """The formula of an instance, and the meaning of its literals."""

    formule: Formule
    # For each meeting, slot -> literal `it lies there`.
    place: list[dict[int, int]]
    # For each person, slot -> literal `busy`.
    occupe: list[dict[int, int]]
    # For each person, literals `at least 1 break`, `at least 2`…
    pauses: list[list[int]]


def encoder(instance: Instance, comptes: Comptes) -> Encodage:
    """Write the formula of the complete timetables of an instance, fair when the instance asks for it."""
    formule = Formule()
    place = [{t: formule.variable() for t in domaine} for domaine in instance.domaines]
    for choix in place:
        formule.clauses.append(list(choix.values()))
        formule.clauses += [[-un, -autre] for un, autre in combinations(choix.values(), 2)]
    for avant, apres in instance.precedences:
        formule.clauses += [
            [-place[avant][s], -place[apres][t]]
            for s, t in product(place[avant], place[apres])
            if s >= t
        ]
    occupe = [_occuper(formule, [place[r] for r in siens]) for siens in instance.rdv_de]
    for creneau, capacite in enumerate(instance.capacites):
        formule.au_plus([choix[creneau] for choix in place if creneau in choix], capacite)
        if comptes == "rdv et personnes":
            gens = [busy[creneau] for busy in occupe if creneau in busy]
            formule.au_plus(gens, 2 * capacite)
    pauses = [
        _compter_pauses(formule, busy, len(siens), instance)
        for busy, siens in zip(occupe, instance.rdv_de, strict=True)
    ]
    if instance.equite is not None:
        _egaliser(formule, pauses, instance.equite)
    return Encodage(formule, place, occupe, pauses)


def _occuper(formule: Formule, choix: Sequence[dict[int, int]]) -> dict[int, int]:
    """Say when a person is busy: never twice in a slot, and as often as they have meetings."""
    occupe = {}
    for creneau in sorted({t for places in choix for t in places}):
        ici = [places[creneau] for places in choix if creneau in places]
        busy = occupe[creneau] = formule.variable()
        formule.clauses.append([-busy, *ici])
        formule.clauses += [[busy, -litteral] for litteral in ici]
        formule.clauses += [[-un, -autre] for un, autre in combinations(ici, 2)]
    tous = list(occupe.values())
    formule.au_plus(tous, len(choix))
    formule.au_plus([-busy for busy in tous], len(tous) - len(choix))
    return occupe


def _compter_pauses(
    formule: Formule, occupe: dict[int, int], nombre: int, instance: Instance
) -> list[int]:
    """Count the breaks of a person: each is a slot where they begin anew, having met before."""
    if nombre <= 1:
        return []
    reprises: list[int] = []
    entames: list[dict[int, int]] = []
    for creneaux in _demi_journees(instance):
        entame = _entamer(formule, occupe, creneaux)
        entames.append(entame)
        for creneau in creneaux:
            if creneau in occupe and creneau - 1 in entame:
                reprise = formule.variable()
                causes = [occupe[creneau], entame[creneau - 1]]
                if creneau - 1 in occupe:
                    causes.append(-occupe[creneau - 1])
                formule.egale(reprise, tous=causes)
                reprises.append(reprise)
    pauses = formule.compter(reprises, min(nombre - 1, len(reprises)))
    utiles = [entame for entame in entames if entame]
    if pauses and len(utiles) == 1:
        _serrer(formule, occupe, utiles[0], (nombre, pauses[0]))
    return pauses


def _demi_journees(instance: Instance) -> list[list[int]]:
    """Split the slots into the stretches inside which idle slots make a break."""
    return [list(lot) for _, lot in groupby(range(instance.creneaux), instance.blocs.__getitem__)]


def _entamer(formule: Formule, occupe: dict[int, int], creneaux: Iterable[int]) -> dict[int, int]:
    """For each slot from the first possible meeting on, say whether the person has begun by then."""
    entame: dict[int, int] = {}
    avant: list[int] = []
    for creneau in creneaux:
        ici = [occupe[creneau]] if creneau in occupe else []
        if avant or ici:
            litteral = entame[creneau] = formule.variable()
            formule.clauses.append([-litteral, *avant, *ici])
            formule.clauses += [[litteral, -cause] for cause in avant + ici]
            avant = [litteral]
    return entame


def _serrer(
    formule: Formule, occupe: dict[int, int], entame: dict[int, int], sans: tuple[int, int]
) -> None:
    """Someone without a break is busy in a slot just when they began in the last `nombre` slots.

    It follows from the rest, but no solver finds it by itself: with it, fixing one slot of a person
    narrows all the others.
    """
    nombre, une_pause = sans
    fin = max(entame)
    for creneau, debut in entame.items():
        passe = [entame[creneau - nombre]] if creneau - nombre in entame else []
        ici = [occupe[creneau]] if creneau in occupe else []
        formule.clauses.append([une_pause, -debut, *passe, *ici])
        formule.clauses += [[une_pause, -busy, -ancien] for busy in ici for ancien in passe]
    if fin - nombre + 1 in entame:
        formule.clauses.append([une_pause, entame[fin - nombre + 1]])
    formule.clauses.append([entame[fin]])


def _egaliser(formule: Formule, pauses: Sequence[Sequence[int]], ecart: int) -> None:
    """Keep the numbers of breaks of any two people within a distance.

    `plancher[j]` says that everybody has more than j breaks; unless it is so, nobody has more than
    j + `ecart`. One person who cannot have any break makes that `at most ecart each`.
    """
    rang = 0
    while any(len(siennes) > rang + ecart for siennes in pauses):
        plancher = []
        if all(len(siennes) > rang for siennes in pauses):
            plancher = [formule.variable()]
            formule.clauses += [[-plancher[0], siennes[rang]] for siennes in pauses]
        formule.clauses += [
            [-siennes[rang + ecart], *plancher] for siennes in pauses if len(siennes) > rang + ecart
        ]
        rang += 1
