"""Ask for a timetable of the accepted meetings, and stop it; whoever computes it says when it ends."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.erreurs import Invalide, Refus
from salon.journal.evenements.rdv import PlanificationDemandee, PlanificationFinie
from salon.journal.models import Effet
from salon.journal.services import publier
from salon.models import Compte, Edition
from salon.rdv.models import Planification, RendezVous

SECONDES_MIN, SECONDES_MAX = 1, 40
GRAINE_MAX = 1_000_000
POIDS_MAX = 500

Etat = Planification.Etat


class PlanificationEnCours(Refus):
    code = "planification_en_cours"
    message = "Un horaire est déjà en cours de calcul : attendez sa fin, ou arrêtez-le."


class RienAPlanifier(Refus):
    code = "rien_a_planifier"
    message = "Aucun rendez-vous accepté n’attend de créneau."


class SansCreneau(Refus):
    code = "sans_creneau"
    message = "L’édition n’a pas encore de créneau : créez-les d’abord."


class DejaFinie(Refus):
    code = "planification_finie"
    message = "Ce calcul est déjà terminé."


@dataclass(frozen=True)
class Options:
    """How a timetable is looked for: for how many seconds, from which seed, with what weight.

    `poids_familles`: what a meeting between two families is worth more than another, in percent.
    """

    secondes: int = 20
    graine: int = 1
    poids_familles: int = 0


@transaction.atomic
def demander_planification(
    *, edition: Edition, compte: Compte | None, options: Options = Options()
) -> Planification:
    """Have a worker look for a timetable of the accepted meetings. Raises PlanificationEnCours."""
    _verifier_options(options)
    if not edition.creneaux.exists():
        raise SansCreneau
    acceptes = RendezVous.objects.filter(edition=edition, etat=RendezVous.Etat.ACCEPTE)
    if not acceptes.exists():
        raise RienAPlanifier
    try:
        with transaction.atomic():
            planification = Planification.objects.create(
                edition=edition,
                demandee_par=compte,
                secondes=options.secondes,
                graine=options.graine,
                poids_familles=options.poids_familles,
            )
    except IntegrityError as erreur:
        raise PlanificationEnCours from erreur
    publier(PlanificationDemandee(planification_id=planification.pk))
    return planification


@transaction.atomic
def arreter_planification(*, planification: Planification) -> None:
    """Stop looking for a timetable: at once if no worker has it yet, else at its next heartbeat."""
    encore = Planification.objects.filter(pk=planification.pk)
    if encore.filter(etat=Etat.ATTENTE).update(etat=Etat.ANNULEE, finie_le=timezone.now()):
        publier(PlanificationFinie(planification_id=planification.pk))
    elif not encore.filter(etat=Etat.COURS).update(arret_demande=True):
        raise DejaFinie


def constater_planifications_perdues() -> None:
    """End the runs that no worker will end: given up by the journal, or stopped while nobody had them."""
    for planification in Planification.objects.filter(etat__in=Planification.EN_COURS):
        effets = Effet.objects.filter(
            ecriture__type=PlanificationDemandee.__name__,
            ecriture__ids__planification_id=planification.pk,
        )
        if effets.filter(etat__in=(Effet.Etat.MORT, Effet.Etat.FAIT)).exists():
            clore(planification.pk, Etat.ECHOUEE)
        elif planification.arret_demande and not effets.filter(
            etat=Effet.Etat.EN_COURS, bail_jusqua__gt=timezone.now()
        ):
            clore(planification.pk, Etat.ANNULEE)


@transaction.atomic
def clore(planification_id: int, etat: str) -> bool:
    """Give a run its last state, once; tell whether it was still under way."""
    closes = Planification.objects.filter(
        pk=planification_id, etat__in=Planification.EN_COURS
    ).update(etat=etat, finie_le=timezone.now())
    if closes:
        publier(PlanificationFinie(planification_id=planification_id))
    return bool(closes)


def _verifier_options(options: Options) -> None:
    if not SECONDES_MIN <= options.secondes <= SECONDES_MAX:
        raise Invalide(f"Indiquez de {SECONDES_MIN} à {SECONDES_MAX} secondes.", champ="secondes")
    if not 0 <= options.graine <= GRAINE_MAX:
        raise Invalide(f"Indiquez un nombre de 0 à {GRAINE_MAX}.", champ="graine")
    if not 0 <= options.poids_familles <= POIDS_MAX:
        raise Invalide(f"Indiquez de 0 à {POIDS_MAX} %.", champ="poids_familles")
