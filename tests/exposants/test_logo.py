"""The picture of an exhibitor: looked at before it is decoded, drawn again, under a name of ours."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from salon.acces import lien_participant
from salon.erreurs import TropGros
from salon.exposants.logo import ImageRefusee, effacer_logos_perdus, redessiner
from salon.exposants.services import valider_exposant
from salon.journal.models import Fichier

LOGO = "/moi/exposant/logo/"


def image(genre: str = "PNG", mode: str = "RGB", taille=(600, 300), **options) -> bytes:
    sortie = BytesIO()
    Image.new(mode, taille).save(sortie, genre, **options)
    return sortie.getvalue()


def entete_png(largeur: int, hauteur: int) -> bytes:
    """A PNG that announces a size and holds next to nothing."""

    def morceau(nom: bytes, contenu: bytes) -> bytes:
        somme = zlib.crc32(nom + contenu)
        return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", somme)

    ihdr = struct.pack(">IIBBBBB", largeur, hauteur, 8, 0, 0, 0, 0)
    donnees = morceau(b"IDAT", zlib.compress(b"\0" * 60_000))
    return b"\x89PNG\r\n\x1a\n" + morceau(b"IHDR", ihdr) + donnees + morceau(b"IEND", b"")


def entete_webp(largeur: int, hauteur: int) -> bytes:
    vp8x = struct.pack("<I", 0) + (largeur - 1).to_bytes(3, "little")
    corps = b"WEBPVP8X" + struct.pack("<I", 10) + vp8x + (hauteur - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(corps)) + corps


def animee(genre: str) -> bytes:
    suite = [Image.new("RGB", (20, 20), (rang * 9, 0, 0)) for rang in range(20)]
    sortie = BytesIO()
    suite[0].save(sortie, genre, save_all=True, append_images=suite[1:])
    return sortie.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FORMATS, ILLISIBLE = "PNG, JPEG ou WebP.", "Image illisible"
REFUSEES = {
    "empty": (b"", "logo.png", ILLISIBLE),
    "one byte": (b"x", "logo.png", FORMATS),
    "html": (b"<!doctype html><script>alert(1)</script>", "logo.png", FORMATS),
    "php": (b"<?php system($_GET['c']); ?>", "logo.png", FORMATS),
    "exe": (b"MZ\x90\x00" + b"\0" * 200, "logo.png", FORMATS),
    "pdf": (b"%PDF-1.7\n", "logo.png", FORMATS),
    "zip": (b"PK\x03\x04" + b"\0" * 200, "logo.png", FORMATS),
    "svg": (SVG, "logo.svg", FORMATS),
    "svg as png": (SVG, "logo.png", FORMATS),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "logo.eps", FORMATS),
    "tiff": (image("TIFF"), "logo.tif", FORMATS),
    "ico": (image("ICO", taille=(32, 32)), "logo.ico", FORMATS),
    "bmp as png": (image("BMP"), "logo.png", FORMATS),
    "fits": (b"SIMPLE  =                    T" + b" " * 200, "logo.fits", FORMATS),
    "gif": (image("GIF"), "logo.gif", FORMATS),
    "animated gif": (animee("GIF"), "logo.png", FORMATS),
    "animated webp": (animee("WEBP"), "logo.webp", "Image animée"),
    "animated png": (animee("PNG"), "logo.png", "Image animée"),
    "jpeg named png": (image("JPEG"), "logo.png", FORMATS),
    "png without extension": (image(), "logo", FORMATS),
    "truncated png": (image(mode="RGB", taille=(900, 900))[:-40], "logo.png", ILLISIBLE),
    "truncated jpeg": (image("JPEG", taille=(900, 900))[:400], "logo.jpg", ILLISIBLE),
    "truncated webp": (image("WEBP")[:40], "logo.webp", ""),
    "header then zeros": (image()[:33] + b"\0" * 500, "logo.png", ""),
    "bomb": (entete_png(50_000, 50_000), "logo.png", "4\u202f000 × 4\u202f000 pixels maximum."),
    "thin bomb": (entete_png(1, 60_000), "logo.png", "4\u202f000 × 4\u202f000 pixels maximum."),
    "webp bomb": (entete_webp(16_000, 16_000), "logo.webp", "4\u202f000 × 4\u202f000"),
    "just too wide": (entete_png(4001, 10), "logo.png", "4\u202f000 × 4\u202f000"),
}


@pytest.mark.parametrize("nom", REFUSEES)
def test_what_is_no_fit_picture_is_refused_in_french(nom):
    contenu, fichier, message = REFUSEES[nom]

    with pytest.raises(ImageRefusee) as refus:
        redessiner(fichier, contenu)

    assert message in refus.value.message
    assert refus.value.champ == "logo"


def test_more_than_two_megabytes_are_refused():
    with pytest.raises(TropGros):
        redessiner("logo.png", b"x" * (2 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("genre", "mode", "extension"),
    [
        ("PNG", "RGB", "png"),
        ("PNG", "RGBA", "png"),
        ("PNG", "P", "PNG"),
        ("PNG", "I;16", "png"),
        ("PNG", "1", "png"),
        ("JPEG", "RGB", "jpg"),
        ("JPEG", "CMYK", "jpeg"),
        ("JPEG", "L", "JPG"),
        ("WEBP", "RGBA", "webp"),
    ],
)
def test_a_picture_is_drawn_again_small_and_as_a_webp(genre, mode, extension):
    propre = Image.open(BytesIO(redessiner(f"x.{extension}", image(genre, mode))))

    assert (propre.format, propre.size) == ("WEBP", (512, 256))


def test_sixteen_bits_keep_their_shades():
    sortie = BytesIO()
    Image.new("I;16", (40, 40), 0x8000).save(sortie, "PNG")

    propre = Image.open(BytesIO(redessiner("gris.png", sortie.getvalue())))

    assert abs(propre.getpixel((20, 20))[0] - 128) <= 2


def test_nothing_but_pixels_is_left_of_a_picture():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (43.0, 36.0, 0.0)}  # where it was taken
    exif[0x010E] = "CANARI"
    texte = PngInfo()
    texte.add_text("Comment", "CANARI")
    sources = {
        "a.jpg": image("JPEG", exif=exif, icc_profile=b"CANARI" * 50, comment=b"CANARI"),
        "a.png": image("PNG", pnginfo=texte, icc_profile=b"CANARI" * 50) + b"PK\x03\x04CANARI",
        "a.webp": image("WEBP", exif=exif, icc_profile=b"CANARI" * 50, xmp=b"CANARI"),
    }

    propres = [redessiner(nom, contenu) for nom, contenu in sources.items()]

    assert [b"CANARI" in propre for propre in propres] == [False, False, False]
    assert {tuple(Image.open(BytesIO(propre)).info) for propre in propres} <= {
        (),
        ("loop", "background", "timestamp", "duration"),
        ("background", "loop", "timestamp", "duration"),
        ("loop", "background"),
    }


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    propre = Image.open(BytesIO(redessiner("a.jpg", image("JPEG", exif=exif))))

    assert propre.size == (256, 512)


@pytest.fixture
def chez_eux(client, exposant, settings) -> Client:
    """The browser of the bakery."""
    settings.BASE_URL = ""
    client.post(lien_participant(exposant.equipe.get()))
    return client


def deposer(client: Client, nom: str = "logo.png", contenu: bytes | None = None):
    return client.post(LOGO, {"logo": SimpleUploadedFile(nom, contenu or image())})


@pytest.mark.parametrize(
    "nom",
    ["../../x.png", "CON.png", 'a"b.png', "\u202egnp.png", "x" * 301 + ".png"],
)
def test_the_name_of_a_picture_is_never_that_of_its_sender(chez_eux, nom):
    reponse = deposer(chez_eux, nom)

    fichier = Fichier.objects.get()
    assert (reponse.status_code, fichier.type_mime) == (302, "image/webp")
    assert re.fullmatch(r"logo-[\w-]{22}\.webp", fichier.nom)


def test_a_wrong_picture_is_refused_beside_the_field_and_not_stored(chez_eux):
    reponses = [
        deposer(chez_eux, contenu=SVG),
        deposer(chez_eux, contenu=b"x" * (2 * 1024 * 1024 + 1)),
        chez_eux.post(LOGO, {}),
    ]

    assert [reponse.status_code for reponse in reponses] == [422, 413, 422]
    assert all('id="id_logo_error"' in reponse.content.decode() for reponse in reponses)
    assert Fichier.objects.count() == 0


def test_the_eleventh_picture_of_a_day_is_refused(chez_eux):
    statuts = [deposer(chez_eux).status_code for _ in range(12)]

    assert statuts == [302] * 10 + [429] * 2
    assert Fichier.objects.count() == 10


def test_the_picture_of_a_draft_is_shown_to_its_team_only(chez_eux):
    deposer(chez_eux)
    adresse = f"/logos/{Fichier.objects.get().pk}.webp"

    dedans, dehors = chez_eux.get(adresse), Client().get(adresse)

    assert (dedans.status_code, dehors.status_code) == (200, 404)
    assert dedans["Cache-Control"] == "private, no-store"


def test_the_picture_of_a_published_page_is_served_for_ever(chez_eux, exposant):
    deposer(chez_eux)
    exposant.refresh_from_db()
    valider_exposant(exposant=exposant)

    reponse = Client().get(f"/logos/{Fichier.objects.get(cle__startswith='logo:').pk}.webp")

    assert reponse["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (reponse["Content-Type"], reponse["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert reponse["Content-Disposition"].startswith('inline; filename="logo-')


def test_other_documents_are_not_served_as_pictures(chez_eux, exposant, ouvriers):
    valider_exposant(exposant=exposant)
    ouvriers()

    numeros = list(Fichier.objects.values_list("pk", flat=True))

    assert len(numeros) > 1  # a badge, and the badges of the team
    assert {chez_eux.get(f"/logos/{numero}.webp").status_code for numero in numeros} == {404}


def test_pictures_that_nobody_shows_go_the_day_after(chez_eux, exposant):
    deposer(chez_eux)
    deposer(chez_eux)
    exposant.refresh_from_db()
    Fichier.objects.update(fait_le="2020-01-01T00:00Z")

    effacer_logos_perdus()

    assert [fichier.pk for fichier in Fichier.objects.all()] == [exposant.logo_id]
