"""Write a sheet line by line, as CSV or as XLSX, so that no cell is ever a formula."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from io import StringIO
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from salon.tableur.formules import neutraliser

SEPARATEUR = ";"
LIGNES_PAR_MORCEAU = 500
CELLULE_MAX = 32_767  # characters that a cell of XLSX may hold
_hors_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Lignes = Iterable[Sequence[str]]


class Forme(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


TYPES_MIME = {
    Forme.CSV: "text/csv; charset=utf-8",
    Forme.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def morceaux_csv(lignes: Lignes) -> Iterator[bytes]:
    """Yield a CSV file piece by piece: UTF-8 with its mark, which French spreadsheets ask for."""
    tampon = StringIO()
    ecrivain = csv.writer(
        tampon, delimiter=SEPARATEUR, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    tampon.write("\ufeff")
    for numero, ligne in enumerate(lignes, 1):
        ecrivain.writerow([neutraliser(cellule) for cellule in ligne])
        if numero % LIGNES_PAR_MORCEAU == 0:
            yield _vider(tampon)
    yield _vider(tampon)


def _vider(tampon: StringIO) -> bytes:
    texte = tampon.getvalue()
    tampon.seek(0)
    tampon.truncate()
    return texte.encode("utf-8", "replace")


def ecrire_csv(flux: IO[bytes], lignes: Lignes) -> None:
    """Write a CSV file."""
    flux.writelines(morceaux_csv(lignes))


def ecrire_xlsx(flux: IO[bytes], lignes: Lignes) -> None:
    """Write an XLSX file, each cell typed as text: "=1+1" is four characters, "+33 6" a number to call."""
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet("Données")
    for ligne in lignes:
        feuille.append([_cellule(feuille, texte) for texte in ligne])
    classeur.save(flux)


def _cellule(feuille: WriteOnlyWorksheet, texte: str) -> object:
    cellule = WriteOnlyCell(feuille, value=_hors_xml.sub(" ", texte)[:CELLULE_MAX])
    cellule.data_type = "s"
    return cellule


ECRIRE: dict[Forme, Callable[[IO[bytes], Lignes], None]] = {
    Forme.CSV: ecrire_csv,
    Forme.XLSX: ecrire_xlsx,
}
