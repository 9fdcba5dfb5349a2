"""Writes on the nouns everyone shares: a participant joins an edition, a badge is issued."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from badges.code import cle_privee, code_court, signer
from badges.modele import Badge as BadgeImprime
from badges.pdf import badge_pdf
from badges.png import image_png
from salon.debit import Plafond, compter
from salon.erreurs import Refus
from salon.journal.evenements.participants import BadgeEmis, BadgeFabrique, LienDemande
from salon.journal.models import Fichier
from salon.journal.services import publier, ranger
from salon.models import Badge, Edition, Participant

OCTETS_SERIE = 16
LIENS_PAR_ADRESSE = Plafond("lien, adresse", 3, timedelta(hours=1))
LIENS_PAR_RESEAU = Plafond("lien, réseau", 30, timedelta(hours=1))


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
    # Of two desks that print at once, the second revokes the badge of the first.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    Badge.objects.filter(participant=participant, revoque_le=None).update(revoque_le=timezone.now())
    badge = _enregistrer_badge(participant)
    publier(BadgeEmis(badge_id=badge.pk))
    return badge


def emettre_badges(participants: Sequence[Participant]) -> list[Badge]:
    """Give people who were stored just now their first badges, in two statements for all of them."""
    badges = [nouveau_badge(participant) for participant in participants]
    Badge.objects.bulk_create(badges)
    publier(*(BadgeEmis(badge_id=badge.pk) for badge in badges))
    return badges


def _enregistrer_badge(participant: Participant) -> Badge:
    """Store a new badge; two serials in some millions share a short code, and a third one does not."""
    for _ in range(2):
        try:
            with transaction.atomic():
                badge = nouveau_badge(participant)
                badge.save(force_insert=True)
                return badge
        except IntegrityError:
            continue
    badge = nouveau_badge(participant)
    badge.save(force_insert=True)
    return badge


# Colour of the band on the badge, by category.
COULEURS: dict[str, str] = {
    Participant.Categorie.EXPOSANT: "#8a1c4a",
    Participant.Categorie.VISITEUR: "#1f5f8b",
    Participant.Categorie.ACHETEUR: "#b35900",
    Participant.Categorie.PARTENAIRE: "#2e6b3a",
    Participant.Categorie.INTERVENANT: "#5b3a8c",
    Participant.Categorie.PRESSE: "#4a4a4a",
    Participant.Categorie.EQUIPE: "#1c1b2e",
}


def couleurs_des_badges(edition: Edition) -> dict[str, str]:
    """Return the colour ("#rrggbb") of each category in an edition: the organiser's, else our own."""
    return {**COULEURS, **edition.couleurs}


def a_imprimer(badge: Badge) -> BadgeImprime:
    """Return what a badge prints."""
    participant = badge.participant
    return BadgeImprime(
        nom=participant.nom_complet(),
        structure=participant.organisation,
        fonction=participant.fonction,
        categorie=participant.get_categorie_display(),
        couleur=couleurs_des_badges(participant.edition)[participant.categorie],
        edition=participant.edition.nom,
        lieu_dates=participant.edition.lieu_et_dates(),
        code=badge.code,
        code_court=badge.code_court,
    )


def cle_fichier(badge: Badge) -> str:
    """Return the key under which the document of a badge is stored."""
    return f"badge:{badge.pk}"


def cle_image(badge: Badge) -> str:
    """Return the key under which the picture of a badge is stored."""
    return f"badge-png:{badge.pk}"


def imprimer_badge(badge: Badge) -> None:
    """Draw a badge and store its document and its picture: complete, or not at all."""
    contenu = badge_pdf(a_imprimer(badge))
    image = image_png(contenu)
    nom = f"badge-{badge.code_court}"
    with transaction.atomic():
        ranger(
            cle=cle_fichier(badge),
            nom=f"{nom}.pdf",
            type_mime="application/pdf",
            contenu=contenu,
        )
        ranger(cle=cle_image(badge), nom=f"{nom}.png", type_mime="image/png", contenu=image)
        publier(BadgeFabrique(badge_id=badge.pk))


def redessiner_badge(badge: Badge) -> None:
    """Draw a badge again, whose holder corrected a name: same code, same key, new document."""
    contenu = badge_pdf(a_imprimer(badge))
    for cle, dessin in ((cle_fichier(badge), contenu), (cle_image(badge), image_png(contenu))):
        Fichier.objects.filter(cle=cle).update(contenu=dessin, fait_le=timezone.now())


def demander_lien(*, edition: Edition, courriel: str, reseau: str) -> None:
    """Have a new link sent to an address if it is registered, and say nothing about whether it is.

    An unknown address costs the same reads and writes, so that the time tells nothing either.
    Raises TropDeDemandes when this address, or this network, asked too often.
    """
    compter(LIENS_PAR_ADRESSE, courriel)
    compter(LIENS_PAR_RESEAU, reseau)
    inscrits = Participant.objects.filter(
        edition=edition, courriel__iexact=courriel, annule_le=None
    )
    minute = timezone.now().strftime("%Y-%m-%dT%H:%M")
    # At most one e-mail a minute for an address: the effect's key holds the minute.
    publier(
        LienDemande(participant_id=inscrits.values_list("pk", flat=True).first(), minute=minute)
    )
