"""What other pages show of an exhibitor's space."""

from django import template

from salon.exposants.equipe import invitations
from salon.exposants.models import DemandeEquipe
from salon.models import Participant

register = template.Library()


@register.simple_tag
def invitations_de(participant: Participant) -> list[DemandeEquipe]:
    """Return the teams that count on somebody who has still to agree."""
    return list(invitations(participant))
