"""The QR code: the same modules everywhere, and readable."""

import re
from xml.etree import ElementTree

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from badges.qr import MARGE, matrice, operateurs_pdf, svg


def lire(modules) -> list[str]:
    cote = len(modules)
    image = Image.new("L", (cote, cote), 255)
    image.putdata([0 if sombre else 255 for rangee in modules for sombre in rangee])
    return [lu.text for lu in zxingcpp.read_barcodes(image.resize((cote * 4, cote * 4), 0))]


def test_a_badge_code_takes_41_modules_and_a_quiet_zone(code):
    modules = matrice(code)

    assert (len(modules), {len(rangee) for rangee in modules}) == (41 + 2 * 4, {41 + 2 * 4})


def test_the_quiet_zone_is_empty(code):
    modules = matrice(code)

    bords = modules[:MARGE] + modules[-MARGE:] + [r[:MARGE] + r[-MARGE:] for r in modules]
    assert {sombre for rangee in bords for sombre in rangee} == {False}


def test_the_known_size_draws_what_a_search_for_the_size_draws(code):
    qr = QRCode(None, ERROR_CORRECT_M, border=MARGE, mask_pattern=2)
    qr.add_data(code, optimize=0)

    assert matrice(code) == qr.get_matrix()


@settings(max_examples=50)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=136, max_size=136))
def test_every_code_is_read_back(corps):
    assert lire(matrice("CVT1." + corps)) == ["CVT1." + corps]


def test_a_text_that_is_no_badge_code_is_drawn_too():
    adresse = "https://salon.example/appareils/é?" + "x" * 150

    assert lire(matrice(adresse)) == [adresse]


def test_the_svg_is_one_path_of_the_same_modules(code):
    image = ElementTree.fromstring(svg(code))
    traces = image.findall("{http://www.w3.org/2000/svg}path")
    barres = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", traces[0].attrib["d"])

    sombres = {(int(x) + i, int(y)) for x, y, n in barres for i in range(int(n))}
    attendus = {(x, y) for y, r in enumerate(matrice(code)) for x, sombre in enumerate(r) if sombre}
    assert (len(traces), sombres) == (1, attendus)


def test_the_svg_has_no_style_nor_script_for_a_strict_page(code):
    balises = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg(code)).iter()}

    assert balises == {"svg", "rect", "path"}
    assert re.findall(r"style|onload|href", svg(code)) == []


def test_the_pdf_fills_the_qr_in_one_go(code):
    operateurs = operateurs_pdf(code).split()

    assert (operateurs.count("f"), operateurs[0], operateurs[-1]) == (1, "q", "Q")
    assert operateurs.count("re") == svg(code).count("z") - svg(code).count("sz")
