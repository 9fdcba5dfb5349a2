"""What an exhibitor's file holds when it is sent, and what it shows."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from salon.entree import EntreeStricte, Ligne, Nom, Texte, TrancheIn, UneLigne
from salon.exposants.models import Exposant
from salon.schemas import ParticipantOut, PersonneIn

EQUIPE_MAX = 20


def siret_valide(valeur: str) -> str:
    """Return the 14 digits of a SIRET written with or without spaces."""
    try:
        return str(siret.validate(valeur))
    except ValidationError as erreur:
        raise ValueError("SIRET invalide (14 chiffres).") from erreur


class StructureIn(EntreeStricte):
    """A structure as its exhibitor describes it; one that the directory knows is left as it is."""

    siret: Annotated[Ligne, AfterValidator(siret_valide)]
    nom: Nom
    famille: Literal[
        "",
        "association",
        "cooperative",
        "mutuelle",
        "fondation",
        "societe_ess",
        "acheteur_public",
        "classique",
    ] = ""
    code_postal: Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3})?$")] = ""
    commune: Ligne = ""

    def fiche(self) -> dict[str, Any]:
        """Return the fields of a new directory entry."""
        return self.model_dump(exclude={"siret"})


class ExposantIn(EntreeStricte):
    """A file: the structure and the people who will stand at its booth."""

    structure: StructureIn
    equipe: Annotated[list[PersonneIn], Field(min_length=1, max_length=EQUIPE_MAX)]
    presentation: Texte = ""


class RefusIn(EntreeStricte):
    motif: Annotated[UneLigne, Field(min_length=1, max_length=500)]


class ExposantsIn(TrancheIn):
    """Which exhibitors to list; the public sees validated ones only."""

    etat: Exposant.Etat | None = None


class StructureOut(Schema):
    siret: str
    nom: str
    famille: str
    commune: str
    code_postal: str


class ExposantOut(Schema):
    """An exhibitor as the public sees it."""

    id: int
    etat: str
    presentation: str
    structure: StructureOut


class DossierOut(ExposantOut):
    """An exhibitor with its team, for those concerned."""

    motif_refus: str
    equipe: list[ParticipantOut]


class ExposantsOut(Schema):
    elements: list[ExposantOut]
    suite: int | None
