"""Read a sheet line by line, CSV or XLSX, with the numbers that a spreadsheet shows for its lines."""

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from salon.erreurs import Invalide
from salon.tableur.classeurs import lignes_xlsx
from salon.tableur.formules import retablir

COLONNES_MAX = 100
LIGNE_MAX = 1024 * 1024  # bytes
OCTETS_LUS = 64 * 1024
SEPARATEURS = (";", ",", "\t")
ENTETE_ZIP = b"PK\x03\x04"
ENTETE_ANCIEN = b"\xd0\xcf\x11\xe0"
ENTETES_UTF16 = (b"\xff\xfe", b"\xfe\xff")


_controle = re.compile(r"[\x00-\x1f\x7f]+")


class FeuilleIllisible(Invalide):
    """The file as a whole is not what was expected; the message says why."""

    code = "feuille_illisible"
    message = "Ce fichier n’est pas un tableau lisible."


Numerotee = tuple[int, list[str]]


@dataclass(frozen=True)
class Feuille:
    """The names of the columns as the file has them, and the other lines, read as one goes."""

    colonnes: list[str]
    lignes: Iterator[Numerotee]


def ouvrir(flux: BinaryIO) -> Feuille:
    """Open a file that can be rewound, whatever its name says. Raises FeuilleIllisible.

    The lines that follow may raise it too: a file is known to be whole when its end was read.
    """
    debut = flux.read(len(ENTETE_ZIP))
    flux.seek(0)
    if not debut:
        raise FeuilleIllisible("Ce fichier est vide.")
    if debut == ENTETE_ANCIEN:
        raise FeuilleIllisible(
            "Ancien format Excel ou fichier protégé : enregistrez-le en XLSX ou en CSV."
        )
    lignes = lignes_xlsx(flux) if debut == ENTETE_ZIP else _lignes_csv(flux)
    return _feuille(lignes)


def _feuille(lignes: Iterator[Numerotee]) -> Feuille:
    for _, cellules in lignes:
        colonnes = [_controle.sub(" ", cellule).strip() for cellule in cellules]
        while colonnes and not colonnes[-1]:
            colonnes.pop()
        if not colonnes:
            continue
        if len(colonnes) > COLONNES_MAX:
            raise FeuilleIllisible(f"Trop de colonnes : {COLONNES_MAX} au plus.")
        return Feuille(colonnes, _lignes_utiles(lignes, len(colonnes)))
    raise FeuilleIllisible("Ce fichier est vide.")


def _lignes_utiles(lignes: Iterator[Numerotee], largeur: int) -> Iterator[Numerotee]:
    """Yield the lines that hold something, without the empty cells that spreadsheets add at the end."""
    for numero, cellules in lignes:
        if not any(cellules):
            continue
        while len(cellules) > largeur and not cellules[-1]:
            cellules.pop()
        yield numero, cellules


def _lignes_csv(flux: BinaryIO) -> Iterator[Numerotee]:
    encodage = _encodage(flux)
    separateur = _separateur(next(_textes(flux, encodage), ""))
    flux.seek(0)
    lecteur = csv.reader(_textes(flux, encodage), delimiter=separateur, strict=True)
    numero = 1
    try:
        for cellules in lecteur:
            yield numero, [retablir(cellule) for cellule in cellules]
            numero = lecteur.line_num + 1
    except csv.Error as erreur:
        raise FeuilleIllisible(f"Ligne {numero} : guillemets mal fermés.") from erreur


def _textes(flux: BinaryIO, encodage: str) -> Iterator[str]:
    """Yield the lines of a file, their ends kept: a quoted cell may hold some."""
    debut = "\ufeff"
    while octets := flux.readline(LIGNE_MAX):
        if len(octets) == LIGNE_MAX:
            raise FeuilleIllisible("Une ligne est trop longue : ce n’est pas un tableau.")
        yield octets.decode(encodage).removeprefix(debut)
        debut = ""


def _separateur(entete: str) -> str:
    """Return the separator that cuts the first line most."""
    largeurs = {signe: _largeur(entete, signe) for signe in SEPARATEURS}
    return max(SEPARATEURS, key=largeurs.__getitem__)


def _largeur(entete: str, separateur: str) -> int:
    lignes: list[Sequence[str]] = list(csv.reader([entete], delimiter=separateur))
    return len(lignes[0]) if lignes else 0


def _encodage(flux: BinaryIO) -> str:
    """Return UTF-8 where all of the file is, else the Windows-1252 of old spreadsheets."""
    if flux.read(2) in ENTETES_UTF16:
        raise FeuilleIllisible("Fichier en UTF-16 : enregistrez-le en CSV UTF-8.")
    for encodage in ("utf-8", "cp1252"):
        flux.seek(0)
        if _se_lit(flux, encodage):
            flux.seek(0)
            return encodage
    raise FeuilleIllisible("Caractères illisibles : enregistrez ce fichier en CSV UTF-8.")


def _se_lit(flux: BinaryIO, encodage: str) -> bool:
    decodeur = getincrementaldecoder(encodage)()
    try:
        while octets := flux.read(OCTETS_LUS):
            decodeur.decode(octets)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
