"""Sheets in and out: formulas are text, bombs stay shut, old encodings are read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from salon.erreurs import Invalide
from salon.tableur.ecriture import ECRIRE, Forme
from salon.tableur.formules import neutraliser, retablir
from salon.tableur.lecture import ouvrir

DANGEREUX = "=+-@\t\r\n\0"
CHARGES = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("https://mal.example","clic")',
    "=cmd|' /C calc'!A0",
    "+33 6 12 34 56 78",
    "x;=1+1",
    'x";=1+1',
    "x,@SUM(1)",
    "'=1",
    "''=1",
    "＝1+1",  # noqa: RUF001 -- the full-width sign is the point
]


def ecrire(forme: Forme, lignes: list[list[str]]) -> BytesIO:
    flux = BytesIO()
    ECRIRE[forme](flux, lignes)
    flux.seek(0)
    return flux


def lire(flux: BytesIO) -> list[list[str]]:
    return [cellules for _, cellules in ouvrir(flux).lignes]


@pytest.mark.parametrize("forme", Forme)
@pytest.mark.parametrize("charge", CHARGES)
def test_a_text_like_a_formula_comes_back_as_it_was(forme, charge):
    flux = ecrire(forme, [["Nom", "Fin"], [charge, "x"]])

    lu = lire(flux)

    # XML turns a carriage return into a line feed, and a control character is no text for it.
    assert lu == [[charge if forme == Forme.CSV else charge.replace("\r", "\n"), "x"]]


@given(st.text(max_size=40))
def test_neutralising_is_undone_exactly_and_leaves_no_formula(texte):
    neutre = neutraliser(texte)

    assert retablir(neutre) == texte
    assert neutre[:1] not in [*DANGEREUX]


@pytest.mark.parametrize("charge", CHARGES)
def test_every_cell_of_a_workbook_is_typed_as_text(charge):
    classeur = load_workbook(ecrire(Forme.XLSX, [["Nom"], [charge]]))

    assert classeur.worksheets[0]["A2"].data_type in ("s", "inlineStr")


def test_separators_are_recognised():
    lus = {signe: lire(BytesIO(f"a{signe}b\n1{signe}2\n".encode())) for signe in (";", ",", "\t")}

    assert lus == {signe: [["1", "2"]] for signe in lus}


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
def test_old_and_new_encodings_are_read(encodage):
    assert lire(BytesIO("nom\nÉpicerie « L’Œuf » à 3 €\n".encode(encodage))) == [
        ["Épicerie « L’Œuf » à 3 €"]
    ]


def test_lines_have_the_numbers_that_a_spreadsheet_shows():
    lignes = list(ouvrir(BytesIO(b'nom\n"a\nb"\n\nc\n')).lignes)

    assert lignes == [(2, ["a\nb"]), (5, ["c"])]


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "Ce fichier est vide."),
        (b"\n\n", "Ce fichier est vide."),
        ("nom\na".encode("utf-16"), "Fichier en UTF-16 : enregistrez-le en CSV UTF-8."),
        (b"nom\n\x81", "Caractères illisibles : enregistrez ce fichier en CSV UTF-8."),
        (b'nom\na\n"b\nc\n', "Ligne 3 : guillemets mal fermés."),
        (
            b"\xd0\xcf\x11\xe0ancien",
            "Ancien format Excel ou fichier protégé : enregistrez-le en XLSX ou en CSV.",
        ),
        (b"PK\x03\x04cass\xc3\xa9", "Ce classeur n’est pas lisible."),
        (b";".join([b"a"] * 101), "Trop de colonnes : 100 au plus."),
    ],
)
def test_an_unreadable_file_says_what_to_do(octets, message):
    with pytest.raises(Invalide) as refus:
        lire(BytesIO(octets))

    assert refus.value.message == message


def classeur_avec(**parties: bytes) -> BytesIO:
    """Return a sound workbook with some parts added or replaced."""
    flux = BytesIO()
    classeur = Workbook()
    classeur.worksheets[0].append(["Nom"])
    classeur.save(flux)
    with ZipFile(flux) as source:
        garde = {nom: source.read(nom) for nom in source.namelist()}
    sortie = BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        for nom, contenu in (
            garde | {nom.replace("__", "/"): c for nom, c in parties.items()}
        ).items():
            archive.writestr(nom, contenu)
    sortie.seek(0)
    return sortie


LIEN = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument'
    b'/2006/relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("nom", "contenu", "mot"),
    [
        ("xl__vbaProject.bin", b"macro", "macros"),
        ("xl__externalLinks__externalLink1.xml", b"<x/>", "d’autres fichiers"),
        ("xl__connections.xml", b"<x/>", "d’autres fichiers"),
        (
            "xl__worksheets___rels__sheet1.xml.rels",
            LIEN % (b"image", b"https://a.example"),
            "autres",
        ),
        ("xl__sharedStrings.xml", b" " * (50 * 1024 * 1024), "démesuré"),
        ("xl__media__image.png", b"\0" * (2 * 1024 * 1024), "démesuré"),
        ("xl__styles.xml", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x/>", "pas lisible"),
    ],
)
def test_a_workbook_that_holds_more_than_a_sheet_is_not_opened(nom, contenu, mot):
    with pytest.raises(Invalide) as refus:
        lire(classeur_avec(**{nom: contenu}))

    assert mot in refus.value.message


def test_a_link_that_a_spreadsheet_makes_of_an_address_is_harmless():
    flux = classeur_avec(
        **{"xl__worksheets___rels__sheet1.xml.rels": LIEN % (b"hyperlink", b"mailto:a@b.example")}
    )

    assert ouvrir(flux).colonnes == ["Nom"]


def test_numbers_dates_and_booleans_of_a_workbook_are_read_as_text():
    flux, classeur = BytesIO(), Workbook()
    classeur.worksheets[0].append(["a", "b", "c", "d"])
    classeur.worksheets[0].append([99900000200017, 34200.0, True, None])
    classeur.save(flux)
    flux.seek(0)

    assert lire(flux) == [["99900000200017", "34200", "oui", ""]]
