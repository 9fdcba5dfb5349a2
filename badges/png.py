"""Draws a badge as a picture, for a phone that shows no PDF: the very page of `badges.pdf`.

PDFium is not made for threads: a process draws one picture at a time, as our workers do.
"""

from io import BytesIO

from PIL import Image
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]  # ships no types

from badges.modele import Badge
from badges.pdf import badge_pdf

# At 200 dots an inch the picture is 827 pixels wide, and a module of the QR nine of them: more than
# a phone shows, and sharp on paper.
POINTS_PAR_POUCE = 200
# A badge is flat colours and the greys around letters; a palette makes the file three times smaller.
COULEURS = 64


def badge_png(badge: Badge) -> bytes:
    """Return a badge as a PNG picture."""
    return image_png(badge_pdf(badge))


def image_png(pdf: bytes) -> bytes:
    """Return the first page of a badge's PDF as a PNG picture."""
    document = PdfDocument(pdf)
    try:
        page = document[0].render(scale=POINTS_PAR_POUCE / 72).to_pil()
    finally:
        document.close()
    sortie = BytesIO()
    plate = page.quantize(COULEURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    plate.save(sortie, "PNG", dpi=(POINTS_PAR_POUCE, POINTS_PAR_POUCE))
    return sortie.getvalue()
