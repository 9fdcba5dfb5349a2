"""What is asked about meetings, and how they are shown to those concerned."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from salon.entree import ENTIER_MAX, EntreeStricte, Identifiant, Ligne, Texte, TrancheIn
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


class AutrePlaceIn(AcceptationIn):
    """Where a meeting goes, and which version of it the caller looked at."""

    version: Annotated[int, Field(ge=0, le=ENTIER_MAX)]


class CreneauIn(EntreeStricte):
    """In which slot; who comes and where is found."""

    creneau_id: Identifiant


class ReservationIn(CreneauIn):
    """Which free slot to book, and why."""

    message: Texte = ""


class PersonneDesigneeIn(EntreeStricte):
    """Whom it is about."""

    participant_id: Identifiant


class AbsencesIn(EntreeStricte):
    """The slots when one cannot come; all others are open."""

    absent: Annotated[list[Identifiant], Field(max_length=1000)]


class AbsencesOut(Schema):
    absent: list[int]


class BloqueOut(Schema):
    """A person or a structure that one does not hear of."""

    id: int
    nom: str


class RencontreExclueIn(EntreeStricte):
    """Who may not ask whom: each is `categorie:…` or `famille:…`."""

    de: Annotated[Ligne, Field(max_length=60)]
    vers: Annotated[Ligne, Field(max_length=60)]


class RencontresIn(EntreeStricte):
    exclues: Annotated[list[RencontreExclueIn], Field(max_length=1000)]


class RencontreExclueOut(Schema):
    de: str
    vers: str


class RencontresOut(Schema):
    exclues: list[RencontreExclueOut]


class SuggestionOut(Schema):
    """Somebody worth meeting, and why."""

    participant: ParticipantOut
    raison: str


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
