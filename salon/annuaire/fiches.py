"""One line of a file of structures: its cells checked, and what a person should look at again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError as AdresseInvalide
from django.core.validators import URLValidator
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fr import siret as siret_officiel

from salon.annuaire.enseignes import enseigne_lisible, famille_sure, semble_coupe
from salon.annuaire.models import Structure
from salon.entree import ligne_propre

COLONNES = (
    "siret",
    "nom",
    "enseigne",
    "type",
    "naf",
    "adresse",
    "code_postal",
    "commune",
    "departement",
    "latitude",
    "longitude",
    "site",
)
OBLIGATOIRES = ("siret", "nom")
AGREMENTS = ("EI", "ACI", "AI", "ETTI", "GEIQ", "EA", "EATT", "ESAT")
TEXTES = ("nom", "enseigne", "adresse", "commune", "departement")
LATITUDE_MAX, LONGITUDE_MAX = 90, 180
LONGUEURS = {champ.name: champ.max_length or 0 for champ in Structure._meta.concrete_fields}

_naf = re.compile(r"[0-9]{4}[A-Z]")
_code_postal = re.compile(r"[0-9][0-9AB][0-9]{3}")
_site_valide = URLValidator(schemes=["http", "https"])


class LigneRejetee(Exception):
    """Why a line cannot be stored, in French."""


@dataclass
class Fiche:
    """What a line says of a structure: only what it really says, never an empty value."""

    siret: str
    valeurs: dict[str, Any] = field(default_factory=dict)
    agrement: str = ""
    remarques: list[str] = field(default_factory=list)

    def nouvelle_structure(self) -> Structure:
        """Return the structure to add, with a readable name where the register has capitals only."""
        agrements = [self.agrement] if self.agrement else []
        structure = Structure(siret=self.siret, agrements=agrements, **self.valeurs)
        structure.enseigne = structure.enseigne or _enseigne(structure.nom)
        return structure


def lire_fiche(cellules: Mapping[str, str]) -> Fiche:
    """Check the cells of a line, by column name. Raises LigneRejetee."""
    textes = {nom: _texte(nom, cellules.get(nom, "")) for nom in COLONNES}
    fiche = Fiche(siret=_siret(textes["siret"]))
    if not textes["nom"]:
        raise LigneRejetee("nom vide")
    fiche.valeurs = {nom: textes[nom] for nom in TEXTES if textes[nom]}
    for nom in fiche.valeurs:
        _verifier_longueur(nom, textes[nom])
    if famille := famille_sure(textes["nom"]):
        fiche.valeurs["famille_id"] = famille
    _remarquer_nom(fiche, textes["nom"])
    _lire_agrement(fiche, textes["type"].upper())
    # What a file has no column for is missing on purpose: no remark on every line.
    if "latitude" in cellules:
        _lire_coordonnees(fiche, textes["latitude"], textes["longitude"])
    if "naf" in cellules:
        _lire_code(fiche, "naf", textes["naf"].replace(".", "").upper())
    if "code_postal" in cellules:
        _lire_code(fiche, "code_postal", textes["code_postal"].upper())
    _lire_site(fiche, textes["site"])
    return fiche


def _texte(colonne: str, cellule: str) -> str:
    try:
        return ligne_propre(cellule.strip())
    except ValueError as erreur:
        raison = str(erreur).removeprefix("Ce champ ").rstrip(".")
        raise LigneRejetee(f"la case {colonne} {raison}") from erreur


def _siret(texte: str) -> str:
    if not texte:
        raise LigneRejetee("SIRET absent")
    try:
        return str(siret_officiel.validate(texte))
    except InvalidChecksum as erreur:
        raise LigneRejetee(
            f"SIRET faux, sa clé de contrôle ne tombe pas juste : {texte}"
        ) from erreur
    except InvalidLength as erreur:
        nombre = len(siret_officiel.compact(texte))
        raise LigneRejetee(f"SIRET de {nombre} chiffres au lieu de 14 : {texte}") from erreur
    except ValidationError as erreur:
        if re.fullmatch(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+", texte):
            raise LigneRejetee(f"SIRET abîmé par un tableur : {texte}") from erreur
        raise LigneRejetee(f"SIRET illisible : {texte}") from erreur


def _verifier_longueur(colonne: str, texte: str) -> None:
    if len(texte) > LONGUEURS[colonne]:
        raise LigneRejetee(f"la case {colonne} dépasse {LONGUEURS[colonne]} caractères")


def _lire_coordonnees(fiche: Fiche, latitude: str, longitude: str) -> None:
    if not latitude or not longitude:
        fiche.remarques.append("sans coordonnées")
        return
    try:
        point = (float(latitude.replace(",", ".")), float(longitude.replace(",", ".")))
    except ValueError as erreur:
        raise LigneRejetee(f"coordonnées illisibles : {latitude} ; {longitude}") from erreur
    # Written so that "nan", which compares with nothing, is refused too.
    if not (abs(point[0]) <= LATITUDE_MAX and abs(point[1]) <= LONGITUDE_MAX):
        raise LigneRejetee(f"coordonnées hors limites : {latitude} ; {longitude}")
    if point == (0.0, 0.0):
        fiche.remarques.append("sans coordonnées (0 ; 0 est au milieu de l’océan)")
        return
    fiche.valeurs["latitude"], fiche.valeurs["longitude"] = point


def _remarquer_nom(fiche: Fiche, nom: str) -> None:
    if semble_coupe(nom):
        fiche.remarques.append(f"nom sans doute coupé ({len(nom)} caractères)")
    if nom[0] in "=+@":
        fiche.remarques.append("nom qui commence comme une formule de tableur")


def _lire_agrement(fiche: Fiche, agrement: str) -> None:
    if agrement in AGREMENTS:
        fiche.agrement = agrement
    elif agrement:
        fiche.remarques.append(f"type d’agrément inconnu, ignoré : {agrement}")


def _lire_code(fiche: Fiche, colonne: str, code: str) -> None:
    forme, nom = (_naf, "code NAF") if colonne == "naf" else (_code_postal, "code postal")
    if forme.fullmatch(code):
        fiche.valeurs[colonne] = code
    else:
        fiche.remarques.append(f"{nom} illisible, ignoré : {code}" if code else f"{nom} absent")


def _lire_site(fiche: Fiche, site: str) -> None:
    if not site:
        return
    adresse = site if "://" in site else f"https://{site}"
    try:
        _site_valide(adresse)
        _verifier_longueur("site", adresse)
    except (AdresseInvalide, LigneRejetee):
        fiche.remarques.append(f"site illisible, ignoré : {site}")
    else:
        fiche.valeurs["site"] = adresse


def _enseigne(nom: str) -> str:
    enseigne = enseigne_lisible(nom)
    return enseigne if len(enseigne) <= LONGUEURS["enseigne"] else ""
