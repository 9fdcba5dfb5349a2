"""Lay out the plan of an instance: the flat array that the inner loop works on."""

from collections.abc import Sequence

import numpy as np

from salon.rdv.planification import cases as c
from salon.rdv.planification.modele import Instance

BITS = 0xFFFFFFFF
MOT = 32
# No fairness asked: more breaks than anybody can have.
SANS_PLAFOND = 1 << 20
INCONNU = 1 << 60


def etaler(instance: Instance, *, plafond: int | None, poids: Sequence[int]) -> list[int]:
    """Return a plan in which every meeting is left out; `poids` is the price of each of them."""
    personnes, rdv, creneaux = instance.personnes, len(instance.rdv), instance.creneaux
    blocs = instance.blocs[-1] + 1 if creneaux else 1
    largeur, mots = creneaux + blocs + 1, -(-creneaux // MOT)
    plan = [0] * c.TAILLE
    plan[: c.ORDONNE + 1] = [
        *(personnes, rdv, creneaux, largeur, blocs, mots),
        SANS_PLAFOND if plafond is None else plafond,
        max(poids, default=1) * 2,
        0,
        int(bool(instance.precedences)),
    ]
    plan[c.ECARTES], plan[c.RECORD], plan[c.TOUR] = sum(poids), INCONNU, 1
    tables = {
        **_fixes(instance, poids, mots),
        **_personnes(instance),
        **_ordre(instance),
        **_vivantes(instance, largeur, blocs),
    }
    for case, table in tables.items():
        plan[case] = len(plan)
        plan.extend(table)
    return plan


def semer(plan: list[int], graine: int) -> None:
    """Set the generator; neighbouring seeds give unrelated draws (the mixer of SplitMix, 2014)."""
    melange = (graine + 0x9E3779B97F4A7C15) & (1 << 64) - 1
    melange = (melange ^ melange >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
    melange = (melange ^ melange >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
    melange ^= melange >> 31
    plan[c.ALEA] = melange & BITS or 1
    plan[c.WEYL] = melange >> MOT


def tableau(plan: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the plan in the form that compiled code reads."""
    return np.array(plan, dtype=np.int64)


def _fixes(instance: Instance, poids: Sequence[int], mots: int) -> dict[int, Sequence[int]]:
    ouverts = [0] * (len(instance.rdv) * mots)
    for numero, domaine in enumerate(instance.domaines):
        for creneau in domaine:
            ouverts[numero * mots + creneau // MOT] |= 1 << creneau % MOT
    return {
        c.UNE: [une for une, _ in instance.rdv],
        c.AUTRE: [autre for _, autre in instance.rdv],
        c.OUVERT: ouverts,
        c.FIXE: [int(numero in instance.verrous) for numero in range(len(instance.rdv))],
        c.POIDS: poids,
        c.CAPACITE: instance.capacites,
        c.PLACE: [creneau + bloc + 1 for creneau, bloc in enumerate(instance.blocs)],
        c.BLOC: instance.blocs,
    }


def _vivantes(instance: Instance, largeur: int, blocs: int) -> dict[int, Sequence[int]]:
    personnes, rdv, creneaux = instance.personnes, len(instance.rdv), instance.creneaux
    places = [min(capacite, rdv) for capacite in instance.capacites]
    return {
        c.ANCIEN: [creneaux] * rdv,
        c.PRIX: [0] * rdv,
        c.DEPART: _departs(places),
        c.CRENEAU: [creneaux] * rdv,
        c.OCCUPE: [-1] * (personnes * largeur),
        c.PRESENTS: [0] * (personnes * blocs),
        c.PAUSES: [0] * personnes,
        c.CHARGE: [0] * creneaux + [rdv],
        c.LISTE: [-1] * sum(places) + list(range(rdv)),
        c.RANG: list(range(rdv)),
        c.GENES: [0] * personnes,
        c.RANG_GENE: [-1] * personnes,
        **{case: [0] * (rdv + 1) for case in (c.CHAINE, c.ORIGINE, c.MARQUE)},
        c.MEILLEUR: [creneaux] * rdv,
    }


def _personnes(instance: Instance) -> dict[int, Sequence[int]]:
    return {
        c.SIENS_DEPART: _departs([len(siens) for siens in instance.rdv_de]),
        c.SIENS: [numero for siens in instance.rdv_de for numero in siens],
    }


def _ordre(instance: Instance) -> dict[int, Sequence[int]]:
    avant: list[list[int]] = [[] for _ in instance.rdv]
    apres: list[list[int]] = [[] for _ in instance.rdv]
    for premier, second in instance.precedences:
        avant[second].append(premier)
        apres[premier].append(second)
    return {
        c.AVANT_DEPART: _departs([len(liste) for liste in avant]),
        c.AVANT: [numero for liste in avant for numero in liste],
        c.APRES_DEPART: _departs([len(liste) for liste in apres]),
        c.APRES: [numero for liste in apres for numero in liste],
    }


def _departs(longueurs: Sequence[int]) -> list[int]:
    departs = [0]
    for longueur in longueurs:
        departs.append(departs[-1] + longueur)
    return departs
