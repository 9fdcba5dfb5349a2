"""The people and the edition as the API reads and shows them."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, Field

from salon.entree import Courriel, EntreeStricte, Ligne, Nom, TrancheIn, sans_interdit
from salon.models import Participant


class PersonneIn(EntreeStricte):
    """What is asked of a person who will hold a badge; the address receives it."""

    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    courriel: Courriel


class IdentiteIn(EntreeStricte):
    """What a badge prints of a person, and whether others may find them; None leaves that as it is."""

    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    organisation: Ligne = ""
    visible: bool | None = None


class ParticipantOut(Schema):
    """A participant as everyone in the edition may see them: no address, no code."""

    id: int
    nom: str
    fonction: str
    structure: str
    categorie: str
    exposant_id: int | None

    @staticmethod
    def resolve_nom(participant: Participant) -> str:
        return participant.nom_complet()

    @staticmethod
    def resolve_structure(participant: Participant) -> str:
        return participant.organisation


class ParticipantsIn(TrancheIn):
    """Which participants to list."""

    categorie: Participant.Categorie | None = None


class ParticipantsOut(Schema):
    elements: list[ParticipantOut]
    suite: int | None


class CreneauOut(Schema):
    id: int
    debut: datetime
    fin: datetime


class TableOut(Schema):
    id: int
    nom: str


class EditionOut(Schema):
    """An edition as its public page shows it."""

    slug: str
    nom: str
    lieu: str
    debut: date
    fin: date
    fuseau: str
    jauge: int


class LienIn(EntreeStricte):
    courriel: Courriel


class DepenseIn(EntreeStricte):
    jeton: Annotated[str, AfterValidator(sans_interdit), Field(min_length=1, max_length=300)]


class AccesOut(Schema):
    """A bearer token for the participant whose link was spent."""

    jeton: str
    participant: ParticipantOut
