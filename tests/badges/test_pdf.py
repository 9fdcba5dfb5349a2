"""The badge as a PDF: every name prints, nothing overflows, the QR reads back."""

import os
import subprocess
import sys
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as brut
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.composition import Cadre, ajuster, composer, lisser
from badges.pdf import BLANC, HAUTEUR, LARGEUR, NOIR, badge_pdf, badges_pdf, contraste
from badges.polices import GRAS, choisir

NOMS = [
    "O'Brien-Đặng", "O\u2019Brien", "N'Guessan", "Ng", "X", "Null", "True",
    "Zoë Müller-Lüdenscheidt", "Jean-François de La Rochefoucauld d'Enville",
    "Nguyễn Thị Ánh Ễ", "Łukasz Żółć Şahin Ő", "Юлия Щербакова", "Ιωάννης Παπαδόπουλος", "李小龙",
    "R&D <3D>", "50 % & Cie", "<b>", "</para>", "&lt;b&gt; &amp;", "<img src=/etc/passwd>",
    '<a href="javascript:alert(1)">x</a>', "(\\) Tj ET Q",
    "A" * 100, "mot " * 25, "Trait-" * 16 + "fin",
]  # fmt: skip
PERSAN = "علی\u200cرضا"  # noqa: RUF001
ARABES = ["مريم العلوي", "مَرْيَمُ العَلَويّ", "محمد (١٢٣) test", PERSAN]
SANS_POLICE = ["שלום", "한글", "🎉", "\ue000", "\ud800"]


def texte(octets: bytes, page: int = 0) -> str:
    return pdfium.PdfDocument(octets)[page].get_textpage().get_text_range()


def codes_lus(octets: bytes, ppp: int) -> list[str]:
    image = pdfium.PdfDocument(octets)[0].render(scale=ppp / 72).to_pil()
    return [lu.text for lu in zxingcpp.read_barcodes(image)]


def types_d_objets(octets: bytes) -> set[int]:
    return {objet.type for objet in pdfium.PdfDocument(octets)[0].get_objects()}


@pytest.mark.parametrize("nom", NOMS)
def test_every_name_is_printed_as_it_is_written(badge, nom):
    octets = badge_pdf(replace(badge, nom=nom, structure=nom, fonction=nom))

    attendu = lisser(nom)
    assert texte(octets).split("\r\n") == [
        "Coventis 2027", "Montpellier, 20 et 21 mai 2027", "EXPOSANT",
        attendu, attendu, attendu, badge.code_court,
    ]  # fmt: skip


@pytest.mark.parametrize("nom", ARABES)
def test_an_arabic_name_is_printed_whole(badge, nom):
    octets = badge_pdf(replace(badge, nom=nom))

    lu = texte(octets).split("\r\n")[3]
    assert sorted(lu.replace(" ", "")) == sorted(nom.replace(" ", ""))


@pytest.mark.parametrize("nom", NOMS + ARABES + SANS_POLICE)
def test_a_badge_is_one_page_of_text_and_paths_without_image(badge, nom):
    octets = badge_pdf(replace(badge, nom=nom, structure=nom, fonction=nom, categorie=nom))

    assert len(pdfium.PdfDocument(octets)) == 1
    assert types_d_objets(octets) == {brut.FPDF_PAGEOBJ_TEXT, brut.FPDF_PAGEOBJ_PATH}


@pytest.mark.parametrize("nom", NOMS + ARABES + SANS_POLICE)
def test_no_text_leaves_the_page(badge, nom):
    octets = badge_pdf(replace(badge, nom=nom, structure=nom, fonction=nom, categorie=nom))
    page = pdfium.PdfDocument(octets)[0]
    filtre = [brut.FPDF_PAGEOBJ_TEXT]

    cadres = [objet.get_bounds() for objet in page.get_objects(filter=filtre)]

    dehors = [c for c in cadres if min(c) < 0 or c[2] > LARGEUR or c[3] > HAUTEUR]
    assert dehors == []


@pytest.mark.parametrize("nom", NOMS + ARABES + SANS_POLICE)
def test_no_character_prints_as_an_empty_box(nom):
    ligne = composer(nom, GRAS)

    assert [p.nom for p, glyphes in ligne.usage.items() if 0 in glyphes] == []


@pytest.mark.parametrize("nom", NOMS + ARABES)
def test_the_fonts_cover_every_name_that_must_be_accepted(nom):
    assert [caractere for caractere in lisser(nom) if choisir(caractere, GRAS) is None] == []


@pytest.mark.parametrize("nom", SANS_POLICE)
def test_a_character_that_no_font_covers_prints_the_replacement_sign(nom):
    assert composer(nom, GRAS).largeur == composer("\ufffd" * len(nom), GRAS).largeur


def test_arabic_letters_join_and_run_from_right_to_left():
    mot = composer("مريم", GRAS)

    isolees = sum(composer(lettre, GRAS).largeur for lettre in "مريم")
    assert (mot.de_droite, mot.largeur < isolees) == (True, True)


def test_a_persian_name_keeps_its_letters_apart():
    colle = PERSAN.replace("\u200c", "")

    assert composer(PERSAN, GRAS).operateurs != composer(colle, GRAS).operateurs


@given(st.text(max_size=60), st.integers(1, 3))
@settings(max_examples=200)
def test_any_text_fits_its_frame(texte, lignes):
    cadre = Cadre(largeur=250, hauteur=80, corps=40, lignes=lignes)

    bloc = ajuster(texte, GRAS, cadre)

    largeur = max(ligne.largeur for ligne in bloc.lignes) * bloc.corps
    assert largeur < cadre.largeur + 0.001
    assert (len(bloc.lignes) <= lignes, bloc.corps <= cadre.corps) == (True, True)


def test_a_short_name_is_set_in_the_largest_type():
    cadre = Cadre(250, 80, 40, 3)

    assert ajuster("Ng", GRAS, cadre).corps == cadre.corps


def test_a_long_name_is_cut_between_its_words():
    bloc = ajuster("Jean-François de La Rochefoucauld", GRAS, Cadre(250, 80, 40, 2))

    assert [ligne.texte for ligne in bloc.lignes] == ["Jean-François de", "La Rochefoucauld"]


@pytest.mark.parametrize("ppp", [100, 300])
@pytest.mark.parametrize("couleur", ["#e4572e", "#ffffff", "#000000", "#f2b705"])
def test_the_printed_qr_is_read_back(badge, couleur, ppp):
    octets = badge_pdf(replace(badge, couleur=couleur))

    assert codes_lus(octets, ppp) == [badge.code]


def test_the_same_badge_is_the_same_bytes(badge):
    premier = badge_pdf(badge)
    composer.cache_clear()
    badges_pdf([replace(badge, nom=nom) for nom in ARABES + NOMS])

    assert badge_pdf(badge) == premier


def test_the_same_badge_is_the_same_bytes_in_every_process():
    programme = (
        "import sys, hashlib; from badges.pdf import badge_pdf; from badges.modele import Badge;"
        "champs = 'nom structure fonction categorie edition lieu_dates code code_court'.split();"
        "badge = Badge(couleur='#2e86de', **{c: c + ' é مريم 李' for c in champs});"
        "print(hashlib.sha256(badge_pdf(badge)).hexdigest())"
    )

    empreintes = {
        subprocess.check_output(
            [sys.executable, "-c", programme], env={**os.environ, "PYTHONHASHSEED": graine}
        )
        for graine in ("1", "2", "3")
    }

    assert len(empreintes) == 1


def test_a_file_of_many_badges_has_one_page_each_in_order(badge):
    noms = ["Nour", "Lina", "Otto"]

    octets = badges_pdf(replace(badge, nom=nom) for nom in noms)

    assert [texte(octets, page).split("\r\n")[3] for page in range(3)] == noms


def test_a_file_of_many_badges_embeds_each_font_once(badge):
    octets = badges_pdf([badge] * 50)

    assert (octets.count(b"/FontFile2"), octets.count(b"/FontFile3")) == (2, 0)


def test_no_font_is_left_for_the_reader_to_find(badge):
    octets = badge_pdf(replace(badge, nom="李小龙 مريم Nour"))

    polices, fichiers = octets.count(b"/FontDescriptor"), octets.count(b"/FontFile")
    assert (polices, fichiers, octets.count(b"Helvetica")) == (2 * fichiers, 4, 0)


def test_a_file_of_no_badge_is_refused():
    with pytest.raises(ValueError, match="Aucun badge"):
        badges_pdf([])


def test_the_file_says_its_title_and_its_language(badge):
    document = pdfium.PdfDocument(badge_pdf(badge))

    assert document.get_metadata_value("Title") == "Badge Coventis 2027"
    assert badge_pdf(badge).count(b"/Lang (fr-FR)") == 1


@pytest.mark.parametrize(
    ("couleur", "encre"),
    [("#000000", BLANC), ("#7b2d8b", BLANC), ("#f2b705", NOIR), ("#ffffff", NOIR)],
)
def test_the_category_is_written_in_the_ink_that_reads_best(couleur, encre):
    assert contraste(couleur) == encre


def test_drawing_a_badge_opens_no_file_but_fonts_and_no_socket(badge):
    programme = (
        "import sys; from badges.pdf import badge_pdf; from badges.modele import Badge;"
        "champs = 'nom structure fonction categorie edition lieu_dates code code_court'.split();"
        "badge = Badge(couleur='#2e86de', **{c: '<img src=/etc/passwd>' for c in champs});"
        "ecoute = lambda e, a: e.startswith(('open', 'socket')) and print(e, a[0]);"
        "sys.addaudithook(ecoute);"
        "badge_pdf(badge)"
    )

    ouverts = subprocess.check_output([sys.executable, "-c", programme], text=True).splitlines()

    assert [ligne for ligne in ouverts if not ligne.endswith((".py", ".pyc", ".ttf", ".so"))] == []


def test_the_package_knows_neither_django_nor_the_show():
    programme = (
        "import sys, badges.pdf, badges.qr, badges.code;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'salon')])"
    )

    assert subprocess.check_output([sys.executable, "-c", programme], text=True) == "[]\n"
