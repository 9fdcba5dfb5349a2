"""What the clock starts."""

from datetime import timedelta

from django.utils import timezone

from salon import debit
from salon.echanges.sorties import oublier_fichiers
from salon.exposants.inscription import effacer_brouillons
from salon.exposants.logo import effacer_logos_perdus
from salon.journal import envoi
from salon.journal.effets import effet
from salon.journal.models import ReponseGardee
from salon.rdv.echeances import expirer_demandes

REPONSES_GARDEES = timedelta(days=1)


@effet(queue="lots")
def expirer(*, minute: str) -> None:
    """Close the meeting requests that nobody answered in time."""
    expirer_demandes()


@effet(queue="lots")
def constater_echecs(*, minute: str) -> None:
    """Show as failed the e-mails that were given up."""
    envoi.constater_echecs()


@effet(queue="lots")
def purger(*, jour: str) -> None:
    """Forget the answers kept for repeated requests, and the counts that limit nothing any more."""
    debit.purger()
    ReponseGardee.objects.filter(le__lt=timezone.now() - REPONSES_GARDEES).delete()


@effet(queue="lots")
def effacer_vieux_brouillons(*, jour: str) -> None:
    """Forget the drafts that nobody sent, and the pictures that nobody shows."""
    effacer_brouillons()
    effacer_logos_perdus()


@effet(queue="lots")
def oublier_listes(*, jour: str) -> None:
    """Forget the lists of people that left, and the files that were never stored."""
    oublier_fichiers()
