"""Slots and people as a timetable names them, in the time of the edition."""

from django import template

from salon.models import Creneau, Participant
from salon.rdv.demi_journees import heure_longue

register = template.Library()


@register.filter
def heure(creneau: Creneau) -> str:
    """Return when a slot begins: "10:00"."""
    return f"{creneau.edition.heure_locale(creneau.debut):%H:%M}"


@register.filter
def jour_heure(creneau: Creneau) -> str:
    """Return the day and the hour at which a slot begins: "jeudi 10:00"."""
    return heure_longue(creneau.edition, creneau)


@register.filter
def de_qui(participant: Participant) -> str:
    """Return the organisation of somebody, or their name if they have none."""
    return participant.organisation or participant.nom_complet()
