"""Schedule: a complete timetable at once, then better and better, by annealing over Kempe chains."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from salon.rdv.planification import cases as c
from salon.rdv.planification.bornes import masques, pauses_par_personne
from salon.rdv.planification.compilation import COMPILE
from salon.rdv.planification.depart import etaler, semer, tableau
from salon.rdv.planification.mesure import mesurer, pauses_de
from salon.rdv.planification.modele import Horaire, Instance
from salon.rdv.planification.partage import partager
from salon.rdv.planification.recuit import (
    CERTAIN,
    construire,
    construire_compile,
    recuire,
    recuire_compile,
)

# In breaks. Hotter wastes time, colder freezes; eight pairs were tried over 1,500 meetings.
CHAUD, FROID = 0.3, 0.08
# Losses beyond are never accepted: at the hottest their odds are below 10^-57.
PERTE_MAX = 40
PALIERS = 400
ENTRE_DEUX_SUIVIS = 0.25
BASE_MINIMALE = 1_000

# What a run tells while it works: the share of its time, and the best breaks and left out so far.
Suivi = Callable[[float, int, int], None]


@dataclass(frozen=True)
class Moteur:
    """One of the two ways to run the inner loop; both give the same timetable."""

    preparer: Callable[[list[int]], Any]
    construire: Callable[[Any, Any], None]
    recuire: Callable[[Any, Any, int], None]
    lot: int  # moves between two looks at the clock: some milliseconds


ORDINAIRE = Moteur(list, construire, recuire, 500)
COMPILEE = Moteur(tableau, construire_compile, recuire_compile, 20_000)
MOTEUR = COMPILEE if COMPILE else ORDINAIRE


@dataclass(frozen=True)
class Resultat:
    """A timetable and its measure; it keeps every rule, fairness included."""

    horaire: tuple[int | None, ...]
    ecartes: int
    pauses: int
    iterations: int


def planifier(
    instance: Instance,
    *,
    secondes: float,
    graine: int,
    suivi: Suivi | None = None,
    annule: Callable[[], bool] | None = None,
) -> Resultat:
    """Return the best timetable found in so many seconds, or until it cannot be better.

    `suivi` hears of progress some times a second; `annule` is asked as often, and ends the run
    with the best timetable so far. The first run of an installation compiles for half a minute
    before its clock starts.
    """
    chauffer()
    debut = time.monotonic()
    recherche = Recherche(instance, graine)
    suivi = suivi or _se_taire
    suivi(0.0, recherche.pauses, recherche.ecartes)
    borne, prochain, part = _borne(instance), time.monotonic() + ENTRE_DEUX_SUIVIS, 0.0
    while part < 1.0 and recherche.perfectible(borne) and not (annule and annule()):
        recherche.avancer(part, recherche.moteur.lot)
        maintenant = time.monotonic()
        part = (maintenant - debut) / secondes if secondes > 0 else 1.0
        if maintenant >= prochain:
            prochain = maintenant + ENTRE_DEUX_SUIVIS
            suivi(min(part, 1.0), recherche.pauses, recherche.ecartes)
    resultat = recherche.resultat()
    suivi(1.0, resultat.pauses, resultat.ecartes)
    return resultat


def reproduire(
    instance: Instance, *, iterations: int, graine: int, moteur: Moteur = MOTEUR
) -> Resultat:
    """Return the timetable of so many moves: the same on each machine, compiled or not."""
    recherche = Recherche(instance, graine, moteur)
    for palier in range(PALIERS):
        pas = iterations * (palier + 1) // PALIERS - iterations * palier // PALIERS
        recherche.avancer(palier / PALIERS, pas)
    return recherche.resultat()


def chauffer() -> None:
    """Compile the inner loop, or read it from the disk, without any work for it."""
    plan = MOTEUR.preparer([0] * c.TAILLE)
    MOTEUR.construire(plan, MOTEUR.preparer([0])[:0])
    MOTEUR.recuire(plan, MOTEUR.preparer([0]), 0)


class Recherche:
    """One annealing: from a first timetable, warm to cold; remembers the best one."""

    def __init__(self, instance: Instance, graine: int, moteur: Moteur = MOTEUR) -> None:
        self.instance = instance
        self.moteur = moteur
        self.iterations = 0
        self.plafond = plafond(instance)
        plan = etaler(instance, plafond=self.plafond, poids=poids(instance))
        semer(plan, graine)
        self.plan = moteur.preparer(plan)
        self.moteur.construire(self.plan, moteur.preparer(_ordre(instance)))

    def avancer(self, part: float, pas: int) -> None:
        """Draw so many moves at the temperature of this part of the run."""
        if not self.instance.rdv or not self.instance.creneaux:
            return
        self.moteur.recuire(self.plan, self.moteur.preparer(chances(part)), pas)
        self.iterations += pas

    @property
    def pauses(self) -> int:
        """Breaks of the best timetable so far."""
        return int(self.plan[c.RECORD_PAUSES])

    @property
    def ecartes(self) -> int:
        """Meetings that the best timetable so far leaves out."""
        return int(self.plan[c.RECORD_ECARTES])

    def perfectible(self, borne: int) -> bool:
        """Tell whether a better timetable may exist, so many breaks being unavoidable."""
        return bool(self.plan[c.RECORD] > borne)

    def resultat(self) -> Resultat:
        """Return the best timetable so far, made fair: shared, and if need be by leaving meetings out."""
        debut, absent = self.plan[c.MEILLEUR], self.instance.creneaux
        places = self.plan[debut : debut + len(self.instance.rdv)]
        horaire = [None if creneau == absent else int(creneau) for creneau in places]
        if None in horaire:
            partager(self.instance, horaire)
        _rendre_equitable(self.instance, horaire, self.plafond)
        if None in horaire:
            # Somebody may now have fewer breaks than their whole agenda would force on them.
            _rendre_equitable(self.instance, horaire, self.instance.equite)
        mesure = mesurer(self.instance, horaire)
        return Resultat(tuple(horaire), mesure.ecartes, mesure.pauses, self.iterations)


def chances(part: float, chaud: float = CHAUD) -> list[int]:
    """Return the odds, out of 2^30, of accepting each loss at this part of a run."""
    temperature = chaud * (FROID / chaud) ** part
    return [int(CERTAIN * math.exp(-perte / temperature)) for perte in range(PERTE_MAX)]


def plafond(instance: Instance) -> int | None:
    """Return how many breaks one may have so that fairness holds whatever the others have.

    Everybody has at least the fewest breaks that anybody must have alone; most often that is none.
    """
    if instance.equite is None:
        return None
    if any(len(siens) <= 1 for siens in instance.rdv_de):
        return instance.equite
    seules = pauses_par_personne(instance, masques(instance))
    return instance.equite + min((pauses or 0 for pauses in seules), default=0)


def poids(instance: Instance) -> list[int]:
    """Return the price of leaving each meeting out: above all breaks, and more with a bonus."""
    bonus = instance.bonus or (0,) * len(instance.rdv)
    base = max(BASE_MINIMALE, len(instance.rdv) + sum(bonus) + 1)
    return [base + prime for prime in bonus]


def _ordre(instance: Instance) -> list[int]:
    """Return the meetings, those with least choice first: locked, few slots, busy people."""
    charge = [len(siens) for siens in instance.rdv_de]

    def liberte(numero: int) -> tuple[bool, int, int]:
        une, autre = instance.rdv[numero]
        libre = numero not in instance.verrous
        return libre, len(instance.domaines[numero]), -charge[une] - charge[autre]

    return sorted(range(len(instance.rdv)), key=liberte)


def _borne(instance: Instance) -> int:
    seules = pauses_par_personne(instance, masques(instance))
    return sum(pauses or 0 for pauses in seules)


def _rendre_equitable(instance: Instance, horaire: list[int | None], permises: int | None) -> None:
    """Leave out, one by one, what gives people more breaks than fairness allows.

    The search itself mends nearly all of it; this is what makes the promise unconditional.
    """
    if permises is None:
        return
    a_voir = list(range(instance.personnes))
    while a_voir:
        personne = a_voir.pop()
        while _pauses(instance, horaire, personne) > permises:
            choix = [
                numero
                for numero in instance.rdv_de[personne]
                if horaire[numero] is not None and numero not in instance.verrous
            ]
            if not choix:
                break
            retire = min(choix, key=lambda n: _perte(instance, horaire, personne, n))
            horaire[retire] = None
            a_voir.extend(instance.rdv[retire])


def _pauses(instance: Instance, horaire: Horaire, personne: int) -> int:
    siens = instance.rdv_de[personne]
    return pauses_de(instance, (t for n in siens if (t := horaire[n]) is not None))


def _perte(instance: Instance, horaire: Horaire, personne: int, rdv: int) -> tuple[bool, int]:
    """Return whether a meeting is all that somebody has, and the breaks of a person without it."""
    seul = any(
        all(horaire[n] is None for n in instance.rdv_de[p] if n != rdv) for p in instance.rdv[rdv]
    )
    siens = (numero for numero in instance.rdv_de[personne] if numero != rdv)
    return seul, pauses_de(instance, (t for n in siens if (t := horaire[n]) is not None))


def _se_taire(part: float, pauses: int, ecartes: int) -> None:
    """Hear of progress and do nothing."""
