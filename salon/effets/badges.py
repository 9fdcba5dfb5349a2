"""What follows when a badge is given or corrected."""

from salon import courriels
from salon.exposants.badges import imprimer_equipe
from salon.journal.effets import effet
from salon.journal.models import Fichier
from salon.journal.services import ecrire
from salon.models import Badge
from salon.services import cle_fichier, cle_image, imprimer_badge, redessiner_badge


@effet(queue="badges")
def fabriquer_badge(*, badge_id: int) -> None:
    """Draw a badge and store its document."""
    imprimer_badge(_badge(badge_id))


@effet(queue="badges")
def corriger_badge(*, badge_id: int) -> None:
    """Draw a badge again after a name was corrected."""
    redessiner_badge(_badge(badge_id))


@effet(queue="badges")
def relier_badges(*, badge_id: int) -> None:
    """Bind the badges of a team into one document, each time one of them is new."""
    exposant = _badge(badge_id).participant.exposant
    if exposant is not None:
        imprimer_equipe(exposant)


@effet(queue="courriels")
def envoyer_badge(*, badge_id: int) -> None:
    """Send the drawn badge to its holder, unless another one replaced it meanwhile."""
    badge = _badge(badge_id)
    if badge.revoque_le is None:
        dessins = Fichier.objects.filter(cle__in=(cle_fichier(badge), cle_image(badge)))
        ecrire(
            courriels.courriel_badge(badge, list(dessins.order_by("pk"))), cle=f"badge:{badge_id}"
        )


def _badge(badge_id: int) -> Badge:
    return Badge.objects.select_related("participant__edition").get(pk=badge_id)
