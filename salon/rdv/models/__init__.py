"""Meetings: requests, claims, timetables."""

from salon.rdv.models.horaires import AgendaEnvoye, Placement, Planification, Publication
from salon.rdv.models.rencontres import Blocage, RencontreExclue, RendezVous, Souhait
from salon.rdv.models.reservations import Indisponibilite, Reservation

__all__ = [
    "AgendaEnvoye",
    "Blocage",
    "Indisponibilite",
    "Placement",
    "Planification",
    "Publication",
    "RencontreExclue",
    "RendezVous",
    "Reservation",
    "Souhait",
]
