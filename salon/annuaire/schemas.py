"""What is asked of the directory, what its members write, and what everybody may read: no address."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, Field

from salon.annuaire.discretion import Discret
from salon.annuaire.recherche import (
    NATURES,
    PAGE_MAX,
    RAYON_MAX,
    TAILLE,
    TAILLE_MAX,
    TEXTE_MAX,
    Criteres,
    Trouvee,
)
from salon.annuaire.recherche import VALEURS_MAX as CHOIX_MAX
from salon.entree import EntreeStricte, Ligne, Nom, Texte, UneLigne, sans_interdit

Cherche = Annotated[str, AfterValidator(sans_interdit), Field(max_length=TEXTE_MAX)]
Choix = Annotated[
    list[Annotated[str, Field(pattern=r"^[\w-]{1,50}$")]], Field(max_length=CHOIX_MAX)
]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]*$", max_length=50)]
Codes = Annotated[list[Code], Field(max_length=20)]
CodePostal = Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3})?$")]
Lien = Annotated[UneLigne, Field(pattern=r"^(https?://[^\s\"<>\\@]+)?$", max_length=200)]
Unite = Annotated[UneLigne, Field(max_length=30)]
Mesure = Annotated[UneLigne, Field(max_length=50)]


class RechercheIn(Schema):
    """A search. `q` may be a whole phrase; several values of one filter mean any of them."""

    q: Cherche = ""
    commune: Cherche = ""
    rayon: Annotated[int, Field(ge=1, le=RAYON_MAX)] | None = None
    exposant: Choix = []
    famille: Choix = []
    filiere: Choix = []
    dept: Choix = []
    agrement: Choix = []
    esus: Choix = []
    reseau: Choix = []
    dispositif: Choix = []
    label: Choix = []
    page: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 1
    taille: Annotated[int, Field(ge=1, le=TAILLE_MAX)] = TAILLE

    def criteres(self) -> Criteres:
        """Return the same search as the directory understands it."""
        filtres = {nature: getattr(self, nature) for nature in NATURES}
        return Criteres(self.q, self.commune, self.rayon, filtres, self.page, self.taille)


class FicheIn(EntreeStricte):
    """What a structure says of itself; a field that is left out stays as it is."""

    enseigne: Ligne = ""
    description: Texte = ""
    site: Lien = ""
    adresse: Annotated[UneLigne, Field(max_length=200)] = ""
    code_postal: CodePostal = ""
    commune: Ligne = ""
    famille: Code = ""
    filieres: Codes = []
    reseaux: Codes = []
    labels: Codes = []


class NouvelleOffreIn(EntreeStricte):
    intitule: Nom
    description: Texte = ""
    filiere: Code = ""
    unite: Unite = ""
    volume: Mesure = ""
    saison: Mesure = ""


class NouveauBesoinIn(EntreeStricte):
    intitule: Nom
    description: Texte = ""
    filiere: Code = ""
    nature: Code = ""
    volume: Mesure = ""


class Liste(StrEnum):
    """The lists of words of the directory."""

    FAMILLES = "familles"
    FILIERES = "filieres"
    RESEAUX = "reseaux"
    LABELS = "labels"
    DISPOSITIFS = "dispositifs"
    NATURES = "natures"


class MotOut(Schema):
    """A word of a vocabulary."""

    code: str
    nom: str


class OffreOut(Schema):
    id: int
    intitule: Discret
    description: Discret
    filiere_id: str | None
    unite: str
    volume: Discret
    saison: Discret


class BesoinOut(Schema):
    id: int
    intitule: Discret
    description: Discret
    filiere_id: str | None
    nature_id: str | None
    volume: Discret
    publie_le: datetime
    satisfait_le: datetime | None


class FicheBreveOut(Schema):
    """A structure as a list shows it."""

    id: int
    siret: str
    nom: str
    famille_id: str | None
    filieres: list[MotOut]
    agrements: list[str]
    esus: bool
    code_postal: str
    commune: str

    @staticmethod
    def resolve_nom(structure: Any) -> str:
        return str(structure)


class FicheOut(FicheBreveOut):
    """A structure as its page shows it."""

    description: Discret
    site: str
    reseaux: list[MotOut]
    labels: list[MotOut]
    dispositifs: list[MotOut]
    offres: list[OffreOut]
    besoins: list[BesoinOut]


class TrouveeOut(Schema):
    """A structure that was found, with its distance in kilometres when a place was given."""

    structure: FicheBreveOut
    distance_km: float | None

    @staticmethod
    def resolve_distance_km(trouvee: Trouvee) -> float | None:
        return None if trouvee.distance is None else round(trouvee.distance, 1)


class ValeurOut(Schema):
    valeur: str
    nom: str
    nombre: int
    choisie: bool


class FiltreOut(Schema):
    nature: str
    nom: str
    valeurs: list[ValeurOut]


class LieuOut(Schema):
    nom: str
    latitude: float
    longitude: float


class ResultatOut(Schema):
    """One page of a search, how each filter would go on, and what was understood."""

    trouvees: list[TrouveeOut]
    total: int
    page: int
    pages: int
    filtres: list[FiltreOut]
    lieu: LieuOut | None
    rayon: int | None
    corrections: dict[str, str]
