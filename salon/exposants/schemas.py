"""What an exhibitor's file holds when it is sent, and what it shows."""

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from ninja import Schema
from pydantic import AfterValidator, Field
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from salon.annuaire.discretion import Discret
from salon.entree import EntreeStricte, Identifiant, Ligne, Nom, Texte, TrancheIn, UneLigne
from salon.exposants.models import Exposant
from salon.schemas import ParticipantOut, PersonneIn

EQUIPE_MAX = 20
LIGNES_MAX = 20  # offers, and needs, of one structure

LIEN_ATTENDU = "Lien public attendu, qui commence par https:// ou http://."
_hote = re.compile(r"([^\W_](-*[^\W_])*\.)+[^\W\d_][^\W_]+", re.UNICODE)


def siret_valide(valeur: str) -> str:
    """Return the 14 digits of a SIRET written with or without spaces."""
    try:
        return str(siret.validate(valeur))
    except ValidationError as erreur:
        raise ValueError("SIRET invalide (14 chiffres).") from erreur


def site_public(valeur: str) -> str:
    """Return the address of a site that anybody can visit; a name without scheme gets https."""
    if not valeur:
        return ""
    adresse = valeur if re.match(r"[a-z][a-z0-9+.-]*:|//", valeur, re.I) else f"https://{valeur}"
    try:
        parties = urlsplit(adresse)
        hote, port, secret = parties.hostname or "", parties.port, parties.username
    except ValueError as erreur:
        raise ValueError(LIEN_ATTENDU) from erreur
    public = parties.scheme in ("http", "https") and _hote.fullmatch(hote) and not _est_ip(hote)
    if not public or port is not None or secret is not None or re.search(r'[\s\\"<>]', adresse):
        raise ValueError(LIEN_ATTENDU)
    return adresse


def _est_ip(hote: str) -> bool:
    try:
        ipaddress.ip_address(hote)
    except ValueError:
        return False
    return True


Siret = Annotated[Ligne, AfterValidator(siret_valide)]
Site = Annotated[UneLigne, Field(max_length=190), AfterValidator(site_public)]
# A word of a vocabulary, or none.
Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]*$", max_length=50)]
Codes = Annotated[list[Code], Field(max_length=20)]
CodePostal = Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3})?$")]
Court = Annotated[UneLigne, Field(max_length=30)]
Moyen = Annotated[UneLigne, Field(max_length=50)]


class StructureIn(EntreeStricte):
    """A structure as its exhibitor describes it; one that the directory knows is left as it is."""

    siret: Siret
    nom: Nom
    famille: Code = ""
    code_postal: CodePostal = ""
    commune: Ligne = ""
    site: Site = ""

    def fiche(self) -> dict[str, Any]:
        """Return the fields of a new directory entry."""
        fiche = self.model_dump(exclude={"siret", "famille"})
        return {**fiche, "famille_id": self.famille or None}


class LigneIn(EntreeStricte):
    """An offer or a need; `id` is that of the one it replaces, if there is one."""

    id: Identifiant | None = None
    intitule: Nom
    description: Texte = ""
    filiere: Code = ""
    volume: Moyen = ""


class OffreIn(LigneIn):
    unite: Court = ""
    saison: Moyen = ""


class BesoinIn(LigneIn):
    nature: Code = ""


class PageIn(EntreeStricte):
    """What an exhibitor says of its structure: the whole of it, each time."""

    description: Texte = ""
    site: Site = ""
    filieres: Codes = []
    reseaux: Codes = []
    labels: Codes = []
    offres: Annotated[list[OffreIn], Field(max_length=LIGNES_MAX)] = []
    besoins: Annotated[list[BesoinIn], Field(max_length=LIGNES_MAX)] = []


class ExposantIn(EntreeStricte):
    """A file: the structure and the people who will stand at its booth."""

    structure: StructureIn
    equipe: Annotated[list[PersonneIn], Field(min_length=1, max_length=EQUIPE_MAX)]
    presentation: Texte = ""


class CorrectionIn(EntreeStricte):
    """What a badge prints of a person, and whether the public page names them."""

    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    visible: bool = False


class RefusIn(EntreeStricte):
    motif: Annotated[UneLigne, Field(min_length=1, max_length=500)]


class StandIn(EntreeStricte):
    """Which booth an exhibitor is given."""

    numero: Annotated[UneLigne, Field(min_length=1, max_length=10)]


class ExposantsIn(TrancheIn):
    """Which exhibitors to list; the public sees validated ones only."""

    etat: Exposant.Etat | None = None


class StructureOut(Schema):
    siret: str
    nom: str
    famille_id: str | None
    commune: str
    code_postal: str


class SiretOut(Schema):
    """What is known in public of a SIRET that somebody types."""

    siret: str
    connue: bool
    inscrite: bool
    nom: str = ""
    famille: str = ""
    commune: str = ""
    code_postal: str = ""
    site: str = ""


class ExposantOut(Schema):
    """An exhibitor as the public sees it."""

    id: int
    etat: str
    presentation: Discret
    structure: StructureOut


class DossierOut(ExposantOut):
    """An exhibitor with its team, for those concerned."""

    motif_refus: str
    equipe: list[ParticipantOut]


class ExposantsOut(Schema):
    elements: list[ExposantOut]
    suite: int | None
