"""The QR code of a badge, as a matrix, as one PDF path and as one SVG path."""

from collections.abc import Iterator

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

MARGE = 4

# Every mask is valid. Trying the eight of them to choose costs seven times more than drawing one,
# and badge codes are random already, so that no mask is better than another.
_MASQUE = 2

# A badge code holds only characters of the alphanumeric mode, which `QRData` then chooses: 41
# modules a side instead of 49 in byte mode. To know it in advance saves searching for the size.
_VERSION, _CAPACITE = 6, 154


def matrice(code: str) -> list[list[bool]]:
    """Return the modules of a QR code (level M), row by row, quiet zone included."""
    donnees = QRData(code)
    badge = donnees.mode == MODE_ALPHA_NUM and len(code) <= _CAPACITE
    qr = QRCode(_VERSION if badge else None, ERROR_CORRECT_M, border=MARGE, mask_pattern=_MASQUE)
    qr.add_data(donnees)
    qr.make(fit=not badge)
    return qr.get_matrix()


def operateurs_pdf(code: str) -> str:
    """Return the PDF operators that fill a QR code, in a square of one unit a side.

    One path for all, because a renderer leaves hairlines between shapes that it fills one by one.
    """
    modules = matrice(code)
    cote = len(modules)
    rectangles = (f"{x} {cote - 1 - y} {n} 1 re" for x, y, n in _barres(modules))
    return f"q {1 / cote:.6f} 0 0 {1 / cote:.6f} 0 0 cm " + " ".join(rectangles) + " f Q"


def svg(code: str, titre: str = "QR code du badge") -> str:
    """Return a QR code as a self-contained SVG image, without style nor script.

    `titre` is what a screen reader says of it: a text of ours, which is not escaped.
    """
    modules = matrice(code)
    cote = len(modules)
    trace = "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in _barres(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}" role="img"'
        f' aria-label="{titre}" shape-rendering="crispEdges">'
        f'<rect width="{cote}" height="{cote}" fill="#fff"/><path d="{trace}"/></svg>'
    )


def _barres(modules: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield the column, row and length of each horizontal run of dark modules."""
    for y, rangee in enumerate(modules):
        debut = None
        for x, sombre in enumerate(rangee):
            if sombre and debut is None:
                debut = x
            elif not sombre and debut is not None:
                yield debut, y, x - debut
                debut = None
