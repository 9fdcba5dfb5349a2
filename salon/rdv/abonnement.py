"""The address of a calendar feed: secret, the same each time it is shown, and worthless once revoked."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F

from salon.journal.evenements.participants import FluxRenouvele
from salon.journal.services import publier
from salon.models import Participant

_signature = signing.Signer(salt="coventis.calendrier", sep="~")


def adresse_du_flux(participant: Participant) -> str:
    """Return the address that a calendar reads without signing in."""
    jeton = _signature.sign_object([participant.pk, participant.calendrier_numero])
    return f"{settings.BASE_URL}/agenda/{jeton}.ics"


def titulaire_du_flux(jeton: str) -> Participant | None:
    """Return whose feed an address opens, unless it was revoked or the person no longer comes."""
    try:
        identifiant, numero = _signature.unsign_object(jeton)
    except (signing.BadSignature, ValueError):
        return None
    return (
        Participant.objects.filter(pk=identifiant, calendrier_numero=numero, annule_le=None)
        .select_related("edition")
        .first()
    )


@transaction.atomic
def renouveler_flux(*, participant: Participant) -> None:
    """Make the address of the feed worthless; the next one to be shown is another one."""
    Participant.objects.filter(pk=participant.pk).update(
        calendrier_numero=F("calendrier_numero") + 1
    )
    publier(FluxRenouvele(participant_id=participant.pk))
