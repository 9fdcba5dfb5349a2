"""What is asked about meetings, and how they are shown to those concerned."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from salon.entree import EntreeStricte, Identifiant, Texte, TrancheIn
from salon.rdv.models import RendezVous
from salon.schemas import CreneauOut, ParticipantOut, TableOut


class DemandeIn(EntreeStricte):
    """Whom to meet, and why. An organiser also says for whom the request is made."""

    destinataire_id: Identifiant
    message: Texte = ""
    priorite: Annotated[int, Field(ge=1, le=3)] = 2
    souhaits: Annotated[list[Identifiant], Field(max_length=3)] = []
    demandeur_id: Identifiant | None = None


class AcceptationIn(EntreeStricte):
    """In which slot, and at which table; without one, at the first free place."""

    creneau_id: Identifiant
    table_id: Identifiant | None = None


class StandOut(Schema):
    id: int
    numero: str


class RdvsIn(TrancheIn):
    """Which meetings to list."""

    etat: RendezVous.Etat | None = None


class RdvOut(Schema):
    """A meeting as both parties and the organiser see it."""

    id: int
    etat: str
    message: str
    demandeur: ParticipantOut
    destinataire: ParticipantOut
    creneau: CreneauOut | None
    table: TableOut | None
    stand: StandOut | None
    priorite: int
    demande_le: datetime
    version: int


class RdvsOut(Schema):
    elements: list[RdvOut]
    suite: int | None
