"""The fonts of the badge: which one covers a character, and how a PDF embeds what it used.

Noto Sans for Latin, Greek and Cyrillic, Noto Sans Arabic, Noto Sans SC for Chinese; all three come
from packages, under the Open Font License. HarfBuzz shapes the text and cuts the fonts down: it
reads the Chinese font, whose outlines reportlab cannot embed, makes a real bold out of a variable
font, and takes a tenth of a millisecond where reportlab takes milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from struct import unpack
from typing import Final, Literal

import uharfbuzz as hb  # type: ignore[import-untyped]  # compiled, ships no types
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFStream,
    PDFString,
    PDFZCompress,
)

Graisse = Literal[400, 700]
NORMAL: Final = 400
GRAS: Final = 700
Usage = dict["Police", dict[int, str]]
"""The glyphs taken from each font, with the text each one stands for."""

REMPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TABLES_INUTILES = ("GSUB", "GPOS", "GDEF", "STAT", "HVAR", "cmap", "name", "OS/2", "post", "DSIG")


@dataclass(frozen=True, eq=False)
class Police:
    """One font in one weight; a glyph is a thousandth of an em, whatever the font says."""

    nom: str
    face: hb.Face = field(repr=False)
    axes: dict[str, int]
    de_droite: bool
    """Written from right to left."""
    contour: float
    """Width, in ems, of the outline that thickens a font that has no bold."""
    fonte: hb.Font = field(init=False, repr=False)

    def __post_init__(self) -> None:
        fonte = hb.Font(self.face)
        fonte.scale = (1000, 1000)
        fonte.set_variations(self.axes)
        object.__setattr__(self, "fonte", fonte)

    def couvre(self, caractere: str) -> bool:
        """Say whether the font has a glyph for a character."""
        return self.fonte.get_nominal_glyph(ord(caractere)) is not None


@cache
def _face(paquet: str, chemin: str) -> hb.Face:
    """Open a font file once per process; it is mapped, not read."""
    return hb.Face(hb.Blob.from_file_path(str(files(paquet).joinpath(chemin))))


@cache
def latine(graisse: Graisse) -> Police:
    """Return the font of Latin, Greek and Cyrillic."""
    face = _face("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
    return Police(f"NotoSans-{graisse}", face, {"wght": graisse, "wdth": 100}, False, 0)


@cache
def arabe(graisse: Graisse) -> Police:
    """Return the font of Arabic and Persian."""
    face = _face("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf")
    return Police(f"NotoSansArabic-{graisse}", face, {"wght": graisse, "wdth": 100}, True, 0)


@cache
def chinoise(graisse: Graisse) -> Police:
    """Return the font of Chinese, which exists in one weight."""
    face = _face("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
    return Police(f"NotoSansSC-{graisse}", face, {}, False, 0.035 if graisse == GRAS else 0)


def choisir(caractere: str, graisse: Graisse) -> Police | None:
    """Return the first font that covers a character; fonts are opened only when reached."""
    for police in (latine, arabe, chinoise):
        if police(graisse).couvre(caractere):
            return police(graisse)
    return None


def incorporer(document: PDFDocument, usage: Usage) -> None:
    """Embed in a document the glyphs it used; same usage, same bytes."""
    ressources = document.idToObject["BasicFonts"].dict  # type: ignore[attr-defined]  # declared as any object
    for police in sorted(usage, key=lambda p: p.nom):
        glyphes = dict(sorted(usage[police].items()))
        ressources[police.nom] = _reference(document, _fonte_pdf(document, police, glyphes))


def _fonte_pdf(document: PDFDocument, police: Police, glyphes: dict[int, str]) -> PDFDictionary:
    """Return a composite font whose character codes are glyph numbers."""
    empreinte = sha256(repr((police.nom, glyphes)).encode()).digest()
    nom = "".join(chr(65 + octet % 26) for octet in empreinte[:6]) + "+" + police.nom
    compacte = "CFF " in police.face.table_tags
    descendante = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType0" if compacte else "CIDFontType2"),
        "BaseFont": PDFName(nom),
        "CIDSystemInfo": PDFDictionary(
            {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
        ),
        "FontDescriptor": _reference(document, _descripteur(document, police, nom, glyphes)),
        "DW": 1000,
        "W": PDFArray(_largeurs(police, glyphes)),
    }
    if not compacte:
        descendante["CIDToGIDMap"] = PDFName("Identity")
    return PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": PDFName(nom),
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([_reference(document, PDFDictionary(descendante))]),
            "ToUnicode": _reference(document, _flux(_vers_unicode(glyphes))),
        }
    )


def _descripteur(
    document: PDFDocument, police: Police, nom: str, glyphes: dict[int, str]
) -> PDFDictionary:
    """Return the description of a font, and the font itself cut down to these glyphs."""
    reduite = _reduire(police, glyphes)
    if "CFF " in reduite.table_tags:
        cle, fichier = "FontFile3", _flux(reduite.reference_table("CFF ").data)
        fichier.dictionary["Subtype"] = PDFName("CIDFontType0C")
    else:
        cle, fichier = "FontFile2", _flux(reduite.blob.data)
        fichier.dictionary["Length1"] = len(fichier.content)
    etendue = police.fonte.get_font_extents("ltr")
    cadre = unpack(">4h", police.face.reference_table("head").data[36:44])
    return PDFDictionary(
        {
            "Type": PDFName("FontDescriptor"),
            "FontName": PDFName(nom),
            "Flags": 4,
            "FontBBox": PDFArray([round(v * 1000 / police.face.upem) for v in cadre]),
            "ItalicAngle": 0,
            "Ascent": etendue.ascender,
            "Descent": etendue.descender,
            "CapHeight": 714,
            "StemV": 80 + (police.axes.get("wght", 400) - 400) // 5,
            cle: _reference(document, fichier),
        }
    )


def _reduire(police: Police, glyphes: Iterable[int]) -> hb.Face:
    """Cut a font down to these glyphs in one weight, without renumbering them."""
    demande = hb.SubsetInput()
    demande.glyph_set.update(glyphes)
    demande.drop_table_tag_set.update(int.from_bytes(t.encode()) for t in _TABLES_INUTILES)
    demande.flags = (
        hb.SubsetFlags.RETAIN_GIDS
        | hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    for axe, valeur in police.axes.items():
        demande.pin_axis_location(police.face, axe, valeur)
    return hb.subset(police.face, demande)


def _largeurs(police: Police, glyphes: Iterable[int]) -> list[object]:
    """Return the advance widths as PDF wants them: first glyph, [widths], and so on."""
    largeurs: list[object] = []
    for glyphe in glyphes:
        largeurs += [glyphe, PDFArray([police.fonte.get_glyph_h_advance(glyphe)])]
    return largeurs


def _vers_unicode(glyphes: dict[int, str]) -> bytes:
    """Return the table that lets a reader copy and search the text."""
    paires = [
        f"<{glyphe:04X}> <{texte.encode('utf-16-be').hex()}>"
        for glyphe, texte in glyphes.items()
        if texte
    ]
    blocs = [paires[i : i + 100] for i in range(0, len(paires), 100)]
    lignes = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocs),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lignes).encode()


def _reference(document: PDFDocument, objet: PDFObject) -> PDFObjectReference:
    """Add an object to a document and return what other objects call it by."""
    reference: PDFObjectReference = document.Reference(objet)  # type: ignore[no-untyped-call]
    return reference


def _flux(octets: bytes) -> PDFStream:
    """Return a compressed PDF stream."""
    return PDFStream(content=octets, filters=[PDFZCompress])
