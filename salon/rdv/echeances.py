"""What time does to the requests that nobody answers: recalled once, then closed."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from salon.journal.evenements.rdv import DemandesARappeler
from salon.journal.services import publier
from salon.rdv.models import RendezVous
from salon.rdv.services import DELAI_COURT, DELAI_REPONSE

# A request that waits is recalled to mind when a third of its time is left.
RAPPEL, RAPPEL_COURT = DELAI_REPONSE / 3, DELAI_COURT / 3

Etat = RendezVous.Etat


def expirer_demandes() -> int:
    """Close the requests left without an answer; return how many. The pair may ask again."""
    return RendezVous.objects.filter(etat=Etat.DEMANDE, expire_le__lte=timezone.now()).update(
        etat=Etat.EXPIRE
    )


@transaction.atomic
def rappeler_demandes() -> int:
    """Have people reminded, once, of the requests that will expire soon; return of how many."""
    maintenant = timezone.now()
    bientot = Q(expire_le__lte=maintenant + RAPPEL_COURT) | Q(
        # A request that waits for so long had the long delay.
        expire_le__lte=maintenant + RAPPEL,
        demande_le__lte=maintenant - DELAI_REPONSE + RAPPEL,
    )
    demandes = RendezVous.objects.select_for_update().filter(
        bientot, etat=Etat.DEMANDE, expire_le__gt=maintenant, rappele_le=None
    )
    de: dict[int, list[int]] = {}
    for numero, destinataire in demandes.order_by("pk").values_list("pk", "destinataire"):
        de.setdefault(destinataire, []).append(numero)
    numeros = [numero for liste in de.values() for numero in liste]
    RendezVous.objects.filter(pk__in=numeros).update(rappele_le=maintenant)
    publier(*(DemandesARappeler(participant_id=qui, rdv_ids=liste) for qui, liste in de.items()))
    return len(numeros)
