"""What is asked about timetables, and how runs and drafts are shown."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from salon.entree import EntreeStricte, Identifiant, TrancheIn
from salon.rdv.horaires import GRAINE_MAX, POIDS_MAX, SECONDES_MAX, SECONDES_MIN
from salon.rdv.models import Publication
from salon.rdv.schemas import StandOut
from salon.schemas import CreneauOut, ParticipantOut, TableOut


class PlanificationIn(EntreeStricte):
    """How to look for a timetable: seconds, seed, weight (percent) of meetings between families."""

    secondes: Annotated[int, Field(ge=SECONDES_MIN, le=SECONDES_MAX)] = 20
    graine: Annotated[int, Field(ge=0, le=GRAINE_MAX)] = 1
    poids_familles: Annotated[int, Field(ge=0, le=POIDS_MAX)] = 0


class RepriseIn(EntreeStricte):
    """The tables that are gone, if any."""

    tables_perdues: Annotated[list[Identifiant], Field(max_length=1000)] = []


class PublicationIn(EntreeStricte):
    """Which half-days to publish (numbers from 0; all without the field), and as what kind of agenda."""

    parties: (
        Annotated[list[Annotated[int, Field(ge=0, le=1000)]], Field(max_length=1000)] | None
    ) = None
    nature: Annotated[str, Field(pattern="^(preliminaire|definitif)$")] = (
        Publication.Nature.DEFINITIF.value
    )


class DeplacementIn(EntreeStricte):
    """Where a meeting of a draft goes; without a table, to the first free place."""

    creneau_id: Identifiant
    table_id: Identifiant | None = None


class PlanificationOut(Schema):
    """A run: how far it is, and what its draft is worth."""

    id: int
    genre: str
    etat: str
    graine: int
    secondes: int
    poids_familles: int
    demandee_le: datetime
    finie_le: datetime | None
    arret_demande: bool
    avancement: int
    pauses: int | None
    laisses: int | None
    borne: int | None
    prouvee: bool
    diagnostic: list[str]
    mesures: dict[str, Any]


class PlanificationsOut(Schema):
    elements: list[PlanificationOut]
    suite: int | None


class RdvCourtOut(Schema):
    """A meeting without what was written about it."""

    id: int
    etat: str
    demandeur: ParticipantOut
    destinataire: ParticipantOut
    verrou_id: int | None


class PlacementOut(Schema):
    """What a draft does with one meeting."""

    id: int
    rdv: RdvCourtOut
    creneau: CreneauOut | None
    table: TableOut | None
    stand: StandOut | None
    place: int | None
    raison: str


class PlacementsIn(TrancheIn):
    """Which meetings of a draft to list."""


class PlacementsOut(Schema):
    elements: list[PlacementOut]
    suite: int | None


class ChoixOut(Schema):
    """A slot, open or shut to a meeting of a draft, and the tables free there."""

    creneau: CreneauOut
    libre: bool
    empechement: str
    tables: list[int]


class PublicationOut(Schema):
    id: int
    planification_id: int
    nature: str
    publiee_le: datetime
    envoi_le: datetime
    annulee_le: datetime | None


class PublieeOut(Schema):
    """What became of a publication: how many meetings it holds, and which were left out."""

    publication: PublicationOut
    nombre: int
    laisses: list[PlacementOut]


class NombreOut(Schema):
    """How many meetings were changed."""

    nombre: int


class ComparaisonOut(Schema):
    nom: str
    a: float | None
    b: float | None
    mieux: str


class EcartOut(Schema):
    """Two drafts side by side."""

    deplaces: int
    lignes: list[ComparaisonOut]
