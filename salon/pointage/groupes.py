"""Read the list of a group, pasted or in a file: one person a line, and what is wrong with each line."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain
from typing import BinaryIO

from salon.entree import valider
from salon.erreurs import Invalide
from salon.pointage.schemas import GROUPE_MAX, MembreIn
from salon.tableur.lecture import ouvrir

COLONNES = ("prenom", "nom", "fonction", "courriel")
SEPARATEUR = ";"
# Other names that people give to our columns, without accents, capitals and spaces.
AUTRES_NOMS = {
    "nomdefamille": "nom",
    "poste": "fonction",
    "email": "courriel",
    "mail": "courriel",
    "adresseemail": "courriel",
    "adressemail": "courriel",
}
LIBELLES = {"prenom": "prénom", "courriel": "adresse e-mail"}


@dataclass(frozen=True)
class LigneLue:
    """One line as it was sent, and who it is or why it is nobody."""

    numero: int
    cellules: tuple[str, ...]
    membre: MembreIn | None = None
    erreur: str = ""


def lire_groupe(flux: BinaryIO) -> list[LigneLue]:
    """Return each line of a list, CSV or XLSX, with or without a line of titles.

    Raises Invalide when the list as a whole cannot be read, is empty or too long.
    """
    feuille = ouvrir(flux)
    colonnes = _colonnes(feuille.colonnes)
    premieres = [] if colonnes else [(1, feuille.colonnes)]
    lues: list[LigneLue] = []
    for numero, cellules in chain(premieres, feuille.lignes):
        if len(lues) == GROUPE_MAX:
            raise Invalide(f"{GROUPE_MAX} personnes au plus par groupe.", champ="liste")
        lues.append(_ligne(numero, cellules, colonnes or COLONNES))
    if not lues:
        raise Invalide("La liste est vide.", champ="liste")
    return _sans_repetition(lues)


def en_texte(lignes: Sequence[LigneLue]) -> str:
    """Return the list as a text to paste, whatever it came from."""
    sortie = StringIO()
    ecrivain = csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="\n")
    ecrivain.writerow(COLONNES)
    ecrivain.writerows(ligne.cellules for ligne in lignes)
    return sortie.getvalue()


def _colonnes(titres: Sequence[str]) -> list[str] | None:
    """Return our names for the titles of a list; None when its first line is a person already."""
    noms = [_nom_de_colonne(titre) for titre in titres]
    return noms if "nom" in noms and set(noms) <= {*COLONNES, ""} else None


def _nom_de_colonne(titre: str) -> str:
    lettres = unicodedata.normalize("NFD", titre.lower())
    nom = "".join(lettre for lettre in lettres if lettre.isascii() and lettre.isalpha())
    return AUTRES_NOMS.get(nom, nom)


def _ligne(numero: int, cellules: Sequence[str], colonnes: Sequence[str]) -> LigneLue:
    if len(cellules) == 1:
        colonnes = ("nom",)  # "Ana Sol", as one copies it from a letter
    champs = dict(zip(colonnes, (cellule.strip() for cellule in cellules), strict=False))
    rangees = tuple(champs.get(colonne, "") for colonne in COLONNES)
    if len(cellules) > len(colonnes):
        return LigneLue(numero, rangees, erreur="Trop de colonnes.")
    try:
        membre = valider(MembreIn, {nom: valeur for nom, valeur in champs.items() if nom})
    except Invalide as refus:
        libelle = LIBELLES.get(refus.champ, refus.champ)
        return LigneLue(numero, rangees, erreur=f"{libelle.capitalize()} : {refus.message}")
    return LigneLue(numero, rangees, membre)


def _sans_repetition(lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """Mark the lines that give an address a second time."""
    premieres: dict[str, int] = {}
    return [_une_fois(ligne, premieres) for ligne in lignes]


def _une_fois(ligne: LigneLue, premieres: dict[str, int]) -> LigneLue:
    if ligne.membre is None or not ligne.membre.courriel:
        return ligne
    deja = premieres.setdefault(ligne.membre.courriel.lower(), ligne.numero)
    if deja == ligne.numero:
        return ligne
    return replace(ligne, membre=None, erreur=f"Même adresse e-mail que la ligne {deja}.")
