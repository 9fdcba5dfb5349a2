"""The badges of a team in one document, to print them together."""

import hashlib

from django.db import transaction

from badges.pdf import badges_pdf
from salon.exposants.equipe import equipe
from salon.exposants.models import Exposant
from salon.journal.models import Fichier
from salon.journal.services import ranger
from salon.models import Badge
from salon.services import a_imprimer

PREFIXE = "equipe"


def imprimer_equipe(exposant: Exposant) -> None:
    """Store the document of a team as it is now; the one of before goes."""
    badges = _badges(exposant)
    if not badges:
        return
    cle = _cle(exposant, badges)
    contenu = badges_pdf([a_imprimer(badge) for badge in badges])
    with transaction.atomic():
        Fichier.objects.filter(cle__startswith=f"{PREFIXE}:{exposant.pk}:").exclude(
            cle=cle
        ).delete()
        ranger(
            cle=cle,
            nom=f"badges-exposant-{exposant.pk}.pdf",
            type_mime="application/pdf",
            contenu=contenu,
        )


def document_equipe(exposant: Exposant) -> Fichier | None:
    """Return the document of the team, or None while it is not that of the team as it is."""
    badges = _badges(exposant)
    return Fichier.objects.filter(cle=_cle(exposant, badges)).first() if badges else None


def _badges(exposant: Exposant) -> list[Badge]:
    valides = Badge.objects.filter(participant__in=equipe(exposant), revoque_le=None)
    return list(valides.select_related("participant__edition").order_by("pk"))


def _cle(exposant: Exposant, badges: list[Badge]) -> str:
    """Return a key that changes with whatever the document prints."""
    empreinte = hashlib.sha256(repr([a_imprimer(badge) for badge in badges]).encode())
    return f"{PREFIXE}:{exposant.pk}:{empreinte.hexdigest()[:32]}"
