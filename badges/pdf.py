"""Draws badges: one A6 page each, in a file of one or of thousands."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from badges.composition import INTERLIGNE, Bloc, Cadre, ajuster
from badges.modele import Badge
from badges.polices import GRAS, NORMAL, Usage, incorporer
from badges.qr import MARGE, operateurs_pdf

LARGEUR, HAUTEUR = 105 * mm, 148 * mm
Point = tuple[float, float]

# Mails carry 8-bit attachments: text armour would only make each file a quarter larger.
rl_config.useA85 = 0

ENCRE, GRIS, BLANC, NOIR = "#14213d", "#4a5468", "#ffffff", "#000000"
_MARGE = 8 * mm
_UTILE = LARGEUR - 2 * _MARGE
_BANDEAU_BAS, _BANDEAU_HAUT = 111 * mm, 126 * mm
_QR_COTE, _QR_BAS = 55 * mm, 9 * mm
_ESPACE = 2.2 * mm
# The quiet zone of the QR, 4 modules of 49, hangs in the margin: the dark modules align with the
# text above them.
_SILENCE = _QR_COTE * MARGE / 49

# The sign of Coventis, small beside the edition and large beside the QR.
_SIGNE = ((14 * mm, 137 * mm), (21 * mm, 137 * mm)), 6 * mm
_MOTIF = ((87 * mm, 40 * mm), (101 * mm, 17 * mm)), 22 * mm
_TITRE_GAUCHE = 32 * mm

_CADRE_EDITION = Cadre(_UTILE - 24 * mm, 8 * mm, 17)
_CADRE_LIEU = Cadre(_UTILE - 24 * mm, 6 * mm, 9)
_CADRE_CATEGORIE = Cadre(_UTILE, 15 * mm, 25)
_CADRE_NOM = Cadre(_UTILE, 27 * mm, 42, 3)
_CADRE_STRUCTURE = Cadre(_UTILE, 10 * mm, 16, 2)
_CADRE_FONCTION = Cadre(_UTILE, 7.5 * mm, 11, 2)
_CADRE_CODE = Cadre(_QR_COTE - 2 * _SILENCE, 8 * mm, 16)


class Cahier(Canvas):
    """A canvas of badges, or of other pages, which sets its own type and embeds each font once."""

    def __init__(self, titre: str, format_: Point = (LARGEUR, HAUTEUR)) -> None:
        super().__init__(BytesIO(), pagesize=format_, pageCompression=1, invariant=1, lang="fr-FR")
        self.setTitle(titre)
        self.setCreator("Coventis")
        self.setViewerPreference("DisplayDocTitle", "true")
        self.usage: Usage = {}

    def _make_preamble(self) -> None:
        """Open no page with Helvetica, which would be the only font that is not embedded."""
        self._preamble = ""

    def ecrire(
        self,
        bloc: Bloc,
        haut: float,
        couleur: str,
        gauche: float = _MARGE,
        droite: float = LARGEUR - _MARGE,
    ) -> None:
        """Set a block of text between two edges, its first line hanging below `haut`.

        Words written from right to left are set on the right. The text itself goes with the
        glyphs, in reading order, for those who copy it, search it or listen to it.
        """
        corps, encre = bloc.corps, teinte(couleur)
        operateurs = [
            f"q {encre} rg {encre} RG {corps:.3f} 0 0 {corps:.3f} {gauche:.3f} {haut:.3f} cm",
            f"/Span <</ActualText <FEFF{bloc.texte.encode('utf-16-be').hex()}>>> BDC BT",
        ]
        for rang, ligne in enumerate(bloc.lignes):
            x = (droite - gauche) / corps - ligne.largeur if ligne.de_droite else 0
            operateurs.append(f"1 0 0 1 {x:.3f} {-0.94 - rang * INTERLIGNE:.3f} Tm")
            operateurs.append(ligne.operateurs)
            for police, glyphes in ligne.usage.items():
                self.usage.setdefault(police, {}).update(glyphes)
        self.addLiteral("\n".join([*operateurs, "ET EMC Q"]))

    def octets(self) -> bytes:
        """Close the file and return it."""
        incorporer(self._doc, self.usage)  # type: ignore[attr-defined]  # private to reportlab
        octets: bytes = self.getpdfdata()  # type: ignore[no-untyped-call]
        return octets


def badge_pdf(badge: Badge) -> bytes:
    """Return a badge as a one-page PDF; the same badge is the same bytes, always and everywhere."""
    return badges_pdf([badge])


def badges_pdf(badges: Iterable[Badge]) -> bytes:
    """Return badges in one PDF, one page each, in their order."""
    cahier = None
    for badge in badges:
        cahier = cahier or Cahier(f"Badge {badge.edition}")
        _dessiner(cahier, badge)
        cahier.showPage()
    if cahier is None:
        raise ValueError("Aucun badge à imprimer.")
    return cahier.octets()


def _dessiner(cahier: Cahier, badge: Badge) -> None:
    """Draw one badge on the current page."""
    _dessiner_entete(cahier, badge)
    _dessiner_identite(cahier, badge)
    cahier.addLiteral(rencontre((badge.couleur, ENCRE), BLANC, *_MOTIF))
    x, y = _MARGE - _SILENCE, _QR_BAS
    cahier.addLiteral(f"0 g q {_QR_COTE:.3f} 0 0 {_QR_COTE:.3f} {x:.3f} {y:.3f} cm")
    cahier.addLiteral(operateurs_pdf(badge.code) + " Q")
    code = ajuster(badge.code_court, GRAS, _CADRE_CODE)
    cahier.ecrire(code, _QR_BAS + 1 * mm, ENCRE)


def _dessiner_entete(cahier: Cahier, badge: Badge) -> None:
    """Draw the edition, and the band of the category, which is recognised from afar."""
    cahier.addLiteral(_bande(ENCRE, _BANDEAU_HAUT, HAUTEUR))
    cahier.addLiteral(rencontre((BLANC, badge.couleur), ENCRE, *_SIGNE))
    edition = ajuster(badge.edition, GRAS, _CADRE_EDITION)
    cahier.ecrire(edition, 143.6 * mm, BLANC, _TITRE_GAUCHE)
    lieu = ajuster(badge.lieu_dates, NORMAL, _CADRE_LIEU)
    cahier.ecrire(lieu, 135.6 * mm, BLANC, _TITRE_GAUCHE)
    cahier.addLiteral(_bande(badge.couleur, _BANDEAU_BAS, _BANDEAU_HAUT))
    categorie = ajuster(badge.categorie.upper(), GRAS, _CADRE_CATEGORIE)
    milieu = (_BANDEAU_BAS + _BANDEAU_HAUT) / 2
    cahier.ecrire(categorie, milieu + 0.58 * categorie.corps, contraste(badge.couleur))


def _dessiner_identite(cahier: Cahier, badge: Badge) -> None:
    """Draw who it is, in the middle of the room between the band and the QR."""
    textes = [
        (ajuster(badge.nom, GRAS, _CADRE_NOM), ENCRE),
        (ajuster(badge.structure, GRAS, _CADRE_STRUCTURE), ENCRE),
        (ajuster(badge.fonction, NORMAL, _CADRE_FONCTION), GRIS),
    ]
    blocs = [(bloc, couleur) for bloc, couleur in textes if bloc.texte]
    hauteur = sum(bloc.hauteur + _ESPACE for bloc, _ in blocs) - _ESPACE
    haut = (_BANDEAU_BAS + _QR_BAS + _QR_COTE - _SILENCE + hauteur) / 2
    for bloc, couleur in blocs:
        cahier.ecrire(bloc, haut, couleur)
        haut -= bloc.hauteur + _ESPACE


@lru_cache(maxsize=64)
def rencontre(
    couleurs: tuple[str, str], partage: str, centres: tuple[Point, Point], r: float
) -> str:
    """Return the operators of the sign of Coventis: two circles that meet, and what they share."""
    premier, second = (_cercle(centre, r) for centre in centres)
    return (
        f"{teinte(couleurs[0])} rg {premier} f {teinte(couleurs[1])} rg {second} f "
        f"q {premier} W n {teinte(partage)} rg {second} f Q"
    )


def _cercle(centre: Point, r: float) -> str:
    """Return the path of a circle, as four cubic curves."""
    (x, y), k = centre, r * 0.5523
    points = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    courbes = (" ".join(f"{v:.2f}" for v in courbe) + " c" for courbe in points)
    return f"{x + r:.2f} {y:.2f} m " + " ".join(courbes)


def _bande(couleur: str, bas: float, haut: float) -> str:
    """Return the operators of a band across the whole page."""
    return f"{teinte(couleur)} rg 0 {bas:.2f} {LARGEUR:.2f} {haut - bas:.2f} re f"


def contraste(couleur: str) -> str:
    """Return the ink that reads best on a colour, black or white, by the contrast ratio of WCAG 2.

    A gamma of 2.2 is near enough to sRGB to choose between two inks.
    """
    luminance = sum(
        p * c**2.2 for p, c in zip((0.2126, 0.7152, 0.0722), _rvb(couleur), strict=True)
    )
    return BLANC if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else NOIR


def teinte(couleur: str) -> str:
    """Return a colour as the operands of a PDF operator."""
    return " ".join(f"{composante:.3f}" for composante in _rvb(couleur))


def _rvb(couleur: str) -> tuple[float, float, float]:
    """Return the red, green and blue of a "#rrggbb" colour, from 0 to 1."""
    rouge, vert, bleu = bytes.fromhex(couleur.removeprefix("#"))
    return rouge / 255, vert / 255, bleu / 255
