"""Prove how few breaks a complete timetable can have, or that there is no complete timetable.

The bound rises from below: everybody is asked to have no break, and each refusal names people of
whom one must have a break more (the algorithm OLL of maximum satisfiability: Andres et al., ICLP
2012; Morgado et al., CP 2014). A timetable found elsewhere ends the climb as soon as they meet.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from salon.rdv.planification.encodage import COMPTES, Encodage, encoder
from salon.rdv.planification.formule import Formule
from salon.rdv.planification.jugement import juger
from salon.rdv.planification.mesure import mesurer, pauses_de
from salon.rdv.planification.modele import Horaire, Instance
from salon.rdv.planification.oracle import Oracle, TempsEcoule

Etat = Literal["optimal", "infaisable", "inconnu"]
# Conflicts granted to the question under hypotheses, before a fresh solver is told them as facts
# (it then simplifies more); to drop one hypothesis from a refusal; to raise a bound once more; to
# each case of a question, in its first round, and how many times more where the seed has a break.
CONFLITS_QUESTION, CONFLITS_TRI, CONFLITS_HAUSSE, CONFLITS_CAS = 20_000, 100, 300, 25_000
FAVEUR = 4
# Seconds of the first climb of each formula: one formula may take a moment where the other takes an
# hour, and nobody knows which before; they take turns, each turn twice as long.
TOUR = 6.0
# Clauses for the counts of tables, roughly; beyond it the formula fills the memory and proves little.
TAILLE_MAX = 1_000_000


@dataclass(frozen=True)
class Preuve:
    """What is known at the end: at least `borne` breaks, and `horaire` has `pauses` of them.

    `infaisable`: no timetable holds all the meetings (fairness included). `inconnu`: time is over,
    or the instance is too large; the bound holds all the same.
    """

    etat: Etat
    horaire: Horaire | None
    pauses: int | None
    borne: int
    secondes: float


def prouver(
    instance: Instance, *, secondes: float, horaire: Horaire | None = None, borne: int = 0
) -> Preuve:
    """Look for the fewest breaks of a complete timetable, and the proof, within some seconds.

    `horaire` is the best timetable known (ignored unless complete and valid), `borne` a number of
    breaks known to be unavoidable. Raises ValueError when these two contradict each other.
    """
    debut = time.monotonic()
    pauses = None if horaire is None else juger(instance, horaire)
    if pauses is None:
        horaire = None
    etat: Etat = "optimal" if pauses == borne else "inconnu"
    if etat == "inconnu" and _taille(instance) <= TAILLE_MAX:
        montee, etat = _monter_par_tours(instance, horaire, fin=debut + secondes)
        if montee.horaire is not None:
            horaire, pauses = montee.horaire, juger(instance, montee.horaire)
        if (etat == "optimal" and pauses != montee.borne) or (etat == "infaisable" and horaire):
            raise RuntimeError(
                f"{etat}: {pauses} breaks, bound {montee.borne}; the formula is wrong"
            )
        borne = max(borne, montee.borne)
    if pauses is not None and pauses < borne:
        raise ValueError(f"a timetable has {pauses} breaks, under the bound of {borne}")
    return Preuve(etat, horaire, pauses, borne, time.monotonic() - debut)


def _taille(instance: Instance) -> int:
    charges = [0] * instance.creneaux
    for domaine in instance.domaines:
        for creneau in domaine:
            charges[creneau] += 1
    return sum(min(c, n) * n for c, n in zip(instance.capacites, charges, strict=True))


def _monter_par_tours(
    instance: Instance, graine: Horaire | None, *, fin: float
) -> tuple["_Montee", Etat]:
    """Climb with each formula in turn; return the climb that ended, or the one that came highest."""
    plus_haute: _Montee | None = None
    tour = 0
    while True:
        rang, choix = divmod(tour, len(COMPTES))
        arret = min(time.monotonic() + TOUR * 2**rang, fin)
        montee = _Montee(instance, graine, encoder(instance, COMPTES[choix]), fin=arret)
        etat = montee.monter()
        if etat != "inconnu":
            return montee, etat
        # Formulas are large: only one is kept.
        if plus_haute is None or montee.borne > plus_haute.borne:
            plus_haute = montee
        if time.monotonic() >= fin:
            return plus_haute, etat
        tour += 1


class _Montee:
    """The climb of the bound from no break at all, refusal by refusal."""

    def __init__(
        self, instance: Instance, graine: Horaire | None, encodage: Encodage, *, fin: float
    ) -> None:
        self.plafond = None if graine is None else mesurer(instance, graine).pauses
        self.borne = 0
        self.horaire: Horaire | None = None
        self.encodage = encodage
        self.formule: Formule = self.encodage.formule
        self.fin = fin
        # Hypothesis -> the counter whose literal it denies, and the rank of that literal. To give up
        # one hypothesis costs one break, and puts the next of the counter in its place.
        self.souples = {-pauses[0]: (pauses, 0) for pauses in self.encodage.pauses if pauses}
        self.cas: list[int] = []  # of these past hypotheses, one at most is given up
        self.favoris = self._cedees(instance, graine) if graine is not None else set()

    def monter(self) -> Etat:
        """Climb until a timetable meets the bound, or nothing is left to give up."""
        try:
            with Oracle(self.formule, self.fin) as oracle:
                while self.borne != self.plafond:
                    noyau = self._refus(oracle)
                    if self.horaire is not None:
                        return "optimal"
                    if not noyau and self.borne + 1 != self.plafond:
                        return "infaisable"
                    self.borne += 1
                    if self.borne != self.plafond:
                        self._ceder(oracle, noyau)
        except TempsEcoule:
            return "inconnu"
        return "optimal"

    def _refus(self, oracle: Oracle) -> list[int]:
        """Ask whether the bound is reached; return hypotheses that cannot hold together.

        Sets `horaire` when they all can. One break under the ceiling, they are facts of any better
        timetable: no refusal needs to be explained.
        """
        hypotheses = list(self.souples)
        if self.borne + 1 == self.plafond:
            return self._refus_des_faits(hypotheses)
        reponse = oracle.sonder(hypotheses, CONFLITS_QUESTION)
        if reponse is not None:
            return self._lire(oracle) if reponse else _trier(oracle, oracle.noyau())
        return self._refus_par_cas() if self.cas else self._refus_des_faits(hypotheses)

    def _refus_des_faits(self, hypotheses: Sequence[int]) -> list[int]:
        with Oracle(self._avec(hypotheses), self.fin) as neuf:
            return self._lire(neuf) if neuf.trancher() else list(hypotheses)

    def _refus_par_cas(self) -> list[int]:
        """Ask the question once for each who may be the one to give way, the seed's people first.

        Each case alone is far easier; they take turns, as one may be easy and another hopeless.
        """
        hypotheses, conflits = list(self.souples), CONFLITS_CAS
        ouverts = sorted(self.cas, key=lambda cas: cas not in self.favoris)
        while ouverts:
            for cas in list(ouverts):
                autres = [autre for autre in self.cas if autre != cas]
                part = conflits * FAVEUR if cas in self.favoris else conflits
                with Oracle(self._avec([*hypotheses, *autres]), self.fin) as oracle:
                    reponse = oracle.sonder([], part)
                    if reponse:
                        return self._lire(oracle)
                if reponse is False:
                    ouverts.remove(cas)
            conflits *= 2
        return hypotheses

    def _avec(self, faits: Sequence[int]) -> Formule:
        return Formule([*self.formule.clauses, *([fait] for fait in faits)], self.formule.variables)

    def _cedees(self, instance: Instance, graine: Horaire) -> set[int]:
        """Return the hypotheses that a timetable gives up: where the other breaks are, too."""
        agendas = ([graine[rdv] for rdv in siens] for siens in instance.rdv_de)
        return {
            -litteral
            for agenda, compteur in zip(agendas, self.encodage.pauses, strict=True)
            for litteral in compteur[: pauses_de(instance, (t for t in agenda if t is not None))]
        }

    def _lire(self, oracle: Oracle) -> list[int]:
        vrais = oracle.vrais()
        self.horaire = [
            next(creneau for creneau, litteral in choix.items() if litteral in vrais)
            for choix in self.encodage.place
        ]
        return []

    def _ceder(self, oracle: Oracle, noyau: Sequence[int]) -> None:
        """Give up one of the hypotheses, and more when the others cannot hold either."""
        for hypothese in noyau:
            compteur, rang = self.souples.pop(hypothese)
            self._supposer(compteur, rang + 1)
        self.cas = []
        if len(noyau) == 1:
            return
        total = self.formule.compter([-hypothese for hypothese in noyau], len(noyau))
        rang = 1
        while rang < len(total) and self.borne != self.plafond:
            if oracle.sonder([-total[rang]], CONFLITS_HAUSSE) is not False:
                break
            self.borne += 1
            rang += 1
        self._supposer(total, rang)
        self.cas = list(noyau) if rang == 1 else []

    def _supposer(self, compteur: list[int], rang: int) -> None:
        if rang < len(compteur):
            self.souples[-compteur[rang]] = (compteur, rang)


def _trier(oracle: Oracle, noyau: list[int]) -> list[int]:
    """Drop hypotheses that a refusal does not need: shorter ones lead to higher bounds."""
    for hypothese in list(noyau):
        if hypothese in noyau and len(noyau) > 1:
            autres = [autre for autre in noyau if autre != hypothese]
            if oracle.sonder(autres, CONFLITS_TRI) is False:
                noyau = oracle.noyau()
    return noyau
