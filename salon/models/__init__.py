"""The nouns everyone shares: edition, zone, gate, device, slot, table, participant, badge."""

from salon.models.comptes import Compte
from salon.models.editions import (
    Edition,
    Mandat,
    TexteCourriel,
    date_en_francais,
    periode_en_francais,
)
from salon.models.lieux import Appareil, Creneau, Porte, Table, Zone
from salon.models.personnes import Badge, Participant

__all__ = [
    "Appareil",
    "Badge",
    "Compte",
    "Creneau",
    "Edition",
    "Mandat",
    "Participant",
    "Porte",
    "Table",
    "TexteCourriel",
    "Zone",
    "date_en_francais",
    "periode_en_francais",
]
