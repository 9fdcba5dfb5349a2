"""Compute the timetable that somebody asked for, in a worker: diagnosis, search, proof, draft."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from salon.journal.evenements.rdv import PlanificationFinie
from salon.journal.services import publier
from salon.rdv.attribution import Lieu, attribuer
from salon.rdv.horaires import clore
from salon.rdv.mesures import mesurer, raison
from salon.rdv.models import Placement, Planification
from salon.rdv.passerelle import Plateau, lire_plateau
from salon.rdv.planification.diagnostic import Diagnostic, diagnostiquer
from salon.rdv.planification.kempe import chauffer, planifier
from salon.rdv.planification.modele import Horaire, Instance
from salon.rdv.planification.preuve import prouver

LOT = 1000
PHRASES_MAX = 50
# Between two heartbeats of a run, in seconds.
BATTEMENT = 0.5
# A worker is stopped after a minute: what is not proved by then stays a bound.
DUREE_MAX = 50
PREUVE_MAX = 15
# Beyond it a proof takes longer than anybody waits.
RDV_PROUVABLES = 300
# Part of the time that is spent on timetables in which every wish is granted.
PART_DES_SOUHAITS = 0.25

Etat = Planification.Etat


class Arretee(Exception):
    """Somebody stopped the run, or it is no longer ours."""


class Battement:
    """Writes how far a run is, at most twice a second, and learns whether it is to stop."""

    def __init__(self, planification: Planification, fin: float) -> None:
        """Count the seconds of a run from now; it ends at `fin` (monotonic clock) at the latest."""
        self.planification = planification
        self.fin = fin
        self.depart = time.monotonic()
        self.dernier = self.depart - BATTEMENT
        self.arrete = False
        self.meilleur: dict[str, int] = {}

    def suivre(self, part: float, pauses: int, laisses: int) -> None:
        """Take note of the best timetable so far; how far the run is, its own clock says."""
        self.meilleur = {"laisses": laisses, "pauses": pauses}
        self.annule()

    def annule(self) -> bool:
        """Tell whether to stop. One short statement of its own, so that others see it at once."""
        maintenant = time.monotonic()
        if maintenant - self.dernier >= BATTEMENT and not self.arrete:
            self.dernier = maintenant
            ecoule = (maintenant - self.depart) / self.planification.secondes
            vivante = Planification.objects.filter(
                pk=self.planification.pk, etat=Etat.COURS, arret_demande=False
            ).update(avancement=min(99, int(100 * ecoule)), **self.meilleur)
            self.arrete = not vivante
        return self.arrete

    def reste(self, secondes: float) -> float:
        """Return how long is left of so many seconds, and of the worker's time."""
        maintenant = time.monotonic()
        return max(0.0, min(self.depart + secondes, self.fin) - maintenant)


@dataclass(frozen=True)
class Brouillon:
    """A timetable with its places, and what is known of the best one."""

    horaire: Sequence[int | None]
    lieux: Sequence[Lieu | None]
    borne: int | None
    prouvee: bool


def executer_planification(*, planification_id: int) -> None:
    """Compute and store the draft of a run; does nothing for one that is over. May be repeated."""
    prises = Planification.objects.filter(
        pk=planification_id, etat__in=Planification.EN_COURS
    ).update(etat=Etat.COURS, avancement=0)
    if not prises:
        return
    fin = time.monotonic() + DUREE_MAX
    planification = Planification.objects.select_related("edition").get(pk=planification_id)
    chauffer()  # the first run of an installation compiles, which nobody asked for
    plateau = lire_plateau(
        planification.edition, timezone.now(), poids_familles=planification.poids_familles
    )
    battement = Battement(planification, fin)
    diagnostic = diagnostiquer(plateau.instance)
    phrases = [empechement.phrase for empechement in diagnostic.empechements[:PHRASES_MAX]]
    Planification.objects.filter(pk=planification_id).update(diagnostic=phrases)
    try:
        horaire, instance = chercher(plateau, battement)
        brouillon = _prouver(plateau, instance, (horaire, diagnostic), battement)
        ranger(planification, plateau, brouillon)
    except Arretee:
        clore(planification_id, Etat.ANNULEE)


def chercher(plateau: Plateau, battement: Battement) -> tuple[Horaire, Instance]:
    """Return a timetable, and the problem that it solves: as many wishes granted as may be.

    Those who do not fit into the slots that they wished are then placed in any.
    """
    planification = battement.planification
    instance = plateau.selon_souhaits()
    if plateau.souhaits:
        essai = _planifier(instance, battement, planification.secondes * PART_DES_SOUHAITS)
        delaisses = [n for n, creneau in enumerate(essai) if creneau is None]
        instance = plateau.selon_souhaits(sauf=delaisses)
    return _planifier(instance, battement, battement.reste(planification.secondes)), instance


def _planifier(instance: Instance, battement: Battement, secondes: float) -> Horaire:
    resultat = planifier(
        instance,
        secondes=max(0.1, secondes),
        graine=battement.planification.graine,
        suivi=battement.suivre,
        annule=battement.annule,
    )
    if battement.arrete:
        raise Arretee
    return resultat.horaire


def _prouver(
    plateau: Plateau,
    instance: Instance,
    trouve: tuple[Horaire, Diagnostic],
    battement: Battement,
) -> Brouillon:
    """Say how good a timetable is: against the bound, and by a proof if the event is small."""
    horaire, diagnostic = trouve
    pauses = mesurer(plateau, horaire)["pauses"]
    borne, prouvee = (diagnostic.pauses if diagnostic.possible else None), False
    if borne is not None and None not in horaire:
        prouvee = pauses == borne
        if not prouvee and len(horaire) <= RDV_PROUVABLES:
            secondes = min(PREUVE_MAX, battement.reste(DUREE_MAX))
            preuve = prouver(instance, secondes=secondes, horaire=horaire, borne=borne)
            borne, prouvee = max(borne, preuve.borne), preuve.etat == "optimal"
            horaire = preuve.horaire or horaire
    final, lieux = attribuer(plateau, horaire)
    return Brouillon(final, lieux, borne, prouvee and list(final) == list(horaire))


@transaction.atomic
def ranger(planification: Planification, plateau: Plateau, brouillon: Brouillon) -> None:
    """Store a draft, complete or not at all. Raises Arretee if it was stopped meanwhile."""
    mesures = mesurer(plateau, brouillon.horaire)
    gardee = Planification.objects.filter(
        pk=planification.pk, etat=Etat.COURS, arret_demande=False
    ).update(
        etat=Etat.FINIE,
        finie_le=timezone.now(),
        avancement=100,
        pauses=mesures["pauses"],
        laisses=mesures["laisses"],
        mesures=mesures,
        borne=brouillon.borne,
        prouvee=brouillon.prouvee,
    )
    if not gardee:
        raise Arretee
    Placement.objects.bulk_create(placements(planification, plateau, brouillon), LOT)
    publier(PlanificationFinie(planification_id=planification.pk))


def placements(
    planification: Planification, plateau: Plateau, brouillon: Brouillon
) -> list[Placement]:
    """Return the rows of a draft, not yet stored."""
    lignes = []
    for numero, rdv in enumerate(plateau.rdvs):
        ligne = Placement(planification=planification, rdv=rdv)
        creneau, lieu = brouillon.horaire[numero], brouillon.lieux[numero]
        if creneau is None or lieu is None:
            ligne.raison = raison(plateau, numero, brouillon.horaire)
        else:
            ligne.creneau = plateau.creneaux[creneau]
            ligne.table_id, ligne.stand_id, ligne.place = lieu.table, lieu.stand, lieu.place
        lignes.append(ligne)
    return lignes
