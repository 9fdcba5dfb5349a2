"""The badge as a picture: the QR is read at the size of a phone, and the file is light."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from badges.pdf import badge_pdf
from badges.png import badge_png, image_png


@pytest.mark.parametrize("largeur", [827, 390, 320])
def test_the_qr_is_read_at_the_width_of_a_phone(badge, code, largeur):
    image = Image.open(BytesIO(badge_png(badge))).convert("RGB")
    image = image.resize((largeur, round(image.height * largeur / image.width)))

    assert [lu.text for lu in zxingcpp.read_barcodes(image)] == [code]


def test_the_picture_is_the_page_of_the_pdf(badge):
    assert badge_png(badge) == image_png(badge_pdf(badge))


def test_the_picture_is_light_and_has_the_shape_of_a_badge(badge):
    octets = badge_png(badge)
    image = Image.open(BytesIO(octets))

    assert (image.format, image.size, len(octets) < 60_000) == ("PNG", (827, 1166), True)


def test_the_colour_of_the_category_stays(badge):
    image = Image.open(BytesIO(badge_png(badge))).convert("RGB")

    rouge, vert, bleu = image.getpixel((5, 230))
    assert max(abs(rouge - 0xE4), abs(vert - 0x57), abs(bleu - 0x2E)) < 8
