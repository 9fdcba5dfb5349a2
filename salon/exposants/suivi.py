"""Follow the files of the exhibitors: note something, remind a team, answer many at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from salon.erreurs import Refus
from salon.exposants.completude import avec_de_quoi_mesurer, completude
from salon.exposants.models import Exposant, Note
from salon.exposants.page import VIVANTS
from salon.exposants.services import DejaTraite
from salon.journal.evenements.exposants import DossierRelance, ExposantMisEnAttente, NoteEcrite
from salon.journal.services import publier
from salon.models import Compte, Edition

ENTRE_RELANCES = timedelta(days=3)

Etat = Exposant.Etat


class RelanceTropTot(Refus):
    code = "relance_trop_tot"
    message = "Ce dossier a été relancé il y a moins de trois jours."


class DossierComplet(Refus):
    code = "dossier_complet"
    message = "Ce dossier est complet : il n’y a rien à relancer."


class DossierFerme(Refus):
    code = "dossier_ferme"
    message = "Ce dossier est refusé ou retiré : il n’est plus relancé."


@dataclass(frozen=True)
class Issue:
    """What became of one file among many: done, or refused and why."""

    exposant: Exposant
    refus: str = ""


@transaction.atomic
def noter(*, exposant: Exposant, auteur: Compte, texte: str) -> Note:
    """Keep a note about a file, for the organisers only."""
    note = Note.objects.create(exposant=exposant, auteur=auteur, texte=texte)
    publier(NoteEcrite(exposant_id=exposant.pk, note_id=note.pk))
    return note


@transaction.atomic
def mettre_en_attente(*, exposant: Exposant) -> Exposant:
    """Put a file that was sent on the waiting list, at the organiser's own choice."""
    if not Exposant.objects.filter(pk=exposant.pk, etat=Etat.SOUMIS).update(etat=Etat.ATTENTE):
        raise DejaTraite
    exposant.refresh_from_db()
    publier(ExposantMisEnAttente(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def relancer(*, exposant: Exposant) -> Exposant:
    """Have the team of an incomplete file told what is missing, at most once in three days."""
    if exposant.etat not in VIVANTS:
        raise DossierFerme
    if not completude(exposant).manques:
        raise DossierComplet
    maintenant = timezone.now()
    # The condition is in the UPDATE: of two organisers at once, the second is told.
    jamais_ou_ancienne = Q(relance_le=None) | Q(relance_le__lte=maintenant - ENTRE_RELANCES)
    if not Exposant.objects.filter(jamais_ou_ancienne, pk=exposant.pk).update(
        relance_le=maintenant
    ):
        raise RelanceTropTot
    jour = exposant.edition.heure_locale(maintenant).date().isoformat()
    publier(DossierRelance(exposant_id=exposant.pk, jour=jour))
    return exposant


def relancer_incomplets(*, edition: Edition) -> list[Issue]:
    """Remind every incomplete file of an edition that may be; say what became of each."""
    vivants = avec_de_quoi_mesurer(edition.exposants.filter(etat__in=VIVANTS))
    incomplets = [
        exposant
        for exposant in vivants.select_related("edition", "structure")
        if completude(exposant).manques
    ]
    return agir_en_lot(incomplets, lambda exposant: relancer(exposant=exposant))


def agir_en_lot(exposants: Iterable[Exposant], geste: Callable[[Exposant], object]) -> list[Issue]:
    """Do one thing to each file, each on its own: a refusal stops none of the others."""
    issues = []
    for exposant in exposants:
        try:
            geste(exposant)
        except Refus as refus:
            issues.append(Issue(exposant, refus.message))
        else:
            issues.append(Issue(exposant))
    return issues
