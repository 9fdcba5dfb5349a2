"""Writes on the nouns everyone shares: a participant joins an edition, a badge is issued."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from badges.code import cle_privee, code_court, signer
from salon.erreurs import Refus
from salon.journal.evenements import BadgeEmis, LienDemande
from salon.journal.services import publier
from salon.models import Badge, Edition, Participant

OCTETS_SERIE = 16


class DejaInscrit(Refus):
    code = "deja_inscrit"
    message = "Cette adresse est déjà inscrite à cette édition."


def trousseau() -> dict[int, Ed25519PublicKey]:
    """Return the public keys, by number, with which a badge code may be signed."""
    cles = {
        numero: Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle))
        for numero, cle in settings.BADGE_CLES_ANCIENNES.items()
    }
    actuelle = cle_privee(bytes.fromhex(settings.BADGE_CLE)).public_key()
    return {**cles, settings.BADGE_CLE_NUMERO: actuelle}


def inscrire_participant(participant: Participant) -> Participant:
    """Store a new participant. Raises DejaInscrit if the address has a badge in this edition."""
    try:
        with transaction.atomic():
            participant.save(force_insert=True)
    except IntegrityError as erreur:
        raise DejaInscrit(champ="courriel") from erreur
    return participant


def nouveau_badge(participant: Participant) -> Badge:
    """Return a badge with a fresh signed code, not yet stored."""
    serie = secrets.token_bytes(OCTETS_SERIE)
    code = signer(
        serie=serie,
        edition=participant.edition_id,
        cle=settings.BADGE_CLE_NUMERO,
        privee=cle_privee(bytes.fromhex(settings.BADGE_CLE)),
    )
    return Badge(participant=participant, code=code, code_court=code_court(serie))


@transaction.atomic
def emettre_badge(participant: Participant) -> Badge:
    """Give a participant a new badge; the one before it, if any, is revoked."""
    Badge.objects.filter(participant=participant, revoque_le=None).update(
        revoque_le=timezone.now()
    )
    badge = nouveau_badge(participant)
    badge.save(force_insert=True)
    publier(BadgeEmis(badge_id=badge.pk))
    return badge


def demander_lien(*, edition: Edition, courriel: str) -> None:
    """Have a new link sent to an address if it is registered, and say nothing about whether it is.

    At most one e-mail a minute for an address: the effect's key holds the minute.
    """
    participant = Participant.objects.filter(
        edition=edition, courriel__iexact=courriel, annule_le=None
    ).first()
    if participant:
        minute = timezone.now().strftime("%Y-%m-%dT%H:%M")
        publier(LienDemande(participant_id=participant.pk, minute=minute))
