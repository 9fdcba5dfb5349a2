"""Read an XLSX file from a stranger: looked at as an archive first, opened only if nothing is odd."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from salon.erreurs import Invalide

MO = 1024 * 1024
PARTIES_MAX = 500
DEPLIE_MAX = 300 * MO  # all parts together
TEXTES_MAX = 40 * MO  # the shared texts, which are held in memory
RAPPORT_MAX = 150  # an ordinary sheet shrinks ten to forty times
PETIT = MO  # a small part may shrink as much as it likes
LIGNES_MAX = 200_000
CELLULES_MAX = 101

_macro = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_dehors = re.compile(r"^xl/(externalLinks|connections|embeddings|activeX|queryTables)\b", re.I)
_lien_externe = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>")


class ClasseurRefuse(Invalide):
    code = "classeur_refuse"
    message = "Ce classeur n’est pas lisible."


def lignes_xlsx(flux: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of the first sheet with their numbers. Raises ClasseurRefuse."""
    try:
        with ZipFile(flux) as archive:
            _examiner(archive)
        flux.seek(0)
        yield from _lignes(flux)
    except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, OSError) as erreur:
        raise ClasseurRefuse from erreur


def _lignes(flux: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    classeur = load_workbook(flux, read_only=True, data_only=True, keep_links=False)
    try:
        feuille = classeur.worksheets[0]
        feuille.reset_dimensions()
        lignes = feuille.iter_rows(max_col=CELLULES_MAX, values_only=True)
        for numero, cellules in enumerate(lignes, 1):
            if numero > LIGNES_MAX:
                raise ClasseurRefuse(f"Trop de lignes : {LIGNES_MAX} au plus.")
            yield numero, [_texte(cellule) for cellule in cellules]
    finally:
        classeur.close()


def _texte(valeur: object) -> str:
    """Return a cell as the text that its author sees, or nearly."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, datetime | date):
        return valeur.isoformat()
    return str(valeur)


def _examiner(archive: ZipFile) -> None:
    parties = archive.infolist()
    if len(parties) > PARTIES_MAX or len({p.filename for p in parties}) != len(parties):
        raise ClasseurRefuse
    if "xl/workbook.xml" not in archive.namelist():
        raise ClasseurRefuse("Ce fichier n’est pas un classeur XLSX.")
    _mesurer(parties)
    for partie in parties:
        _inspecter(archive, partie)


def _mesurer(parties: list[ZipInfo]) -> None:
    """Refuse an archive that unfolds to more than a sheet ever does; sizes that lie break the reading."""
    textes = sum(p.file_size for p in parties if p.filename.endswith("sharedStrings.xml"))
    bombe = any(
        p.file_size > PETIT and p.file_size > RAPPORT_MAX * p.compress_size for p in parties
    )
    if bombe or textes > TEXTES_MAX or sum(p.file_size for p in parties) > DEPLIE_MAX:
        raise ClasseurRefuse("Ce classeur se déplie en un fichier démesuré : il n’est pas ouvert.")


def _inspecter(archive: ZipFile, partie: ZipInfo) -> None:
    nom = partie.filename
    if _macro.search(nom.encode()):
        raise ClasseurRefuse("Ce classeur contient des macros : enregistrez-le en XLSX simple.")
    if _dehors.match(nom):
        raise ClasseurRefuse("Ce classeur dépend d’autres fichiers : collez-en les valeurs.")
    entier = nom.endswith(".rels") or nom == "[Content_Types].xml"
    with archive.open(partie) as flux:
        debut = flux.read(MO if entier else 2048)
    if b"<!DOCTYPE" in debut or b"<!ENTITY" in debut:
        raise ClasseurRefuse
    if entier and _macro.search(debut):
        raise ClasseurRefuse("Ce classeur contient des macros : enregistrez-le en XLSX simple.")
    # A spreadsheet makes a link of each e-mail address: those lead nowhere by themselves.
    if any(b"/hyperlink" not in lien for lien in _lien_externe.findall(debut)):
        raise ClasseurRefuse("Ce classeur dépend d’autres fichiers : collez-en les valeurs.")
