"""Take in the picture that a team sends as its logo: look before decoding, then draw it again.

What is stored is never what was sent: only pixels, at most 512 of them on a side, under a name of ours.
"""

import secrets
from datetime import timedelta
from io import BytesIO
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from salon.annuaire.models import Structure
from salon.erreurs import Invalide, TropDeDemandes, TropGros
from salon.exposants.models import Exposant
from salon.exposants.page import VIVANTS, DossierClos
from salon.journal.evenements.exposants import PageExposantModifiee
from salon.journal.models import Fichier
from salon.journal.services import publier, ranger

OCTETS_MAX = 2 * 1024 * 1024
COTE_MAX = 4000  # pixels
COTE_GARDE = 512
DEPOTS_PAR_JOUR = 10
EXTENSIONS = {"PNG": {".png"}, "JPEG": {".jpg", ".jpeg"}, "WEBP": {".webp"}}

# The size of a picture is compared with our own, much lower, limit before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class ImageRefusee(Invalide):
    code = "image_refusee"
    message = "Image illisible : exportez-la de nouveau en PNG, JPEG ou WebP."

    def __init__(self, message: str = "") -> None:
        super().__init__(message, champ="logo")


class TropDeDepots(TropDeDemandes):
    code = "trop_de_depots"
    message = f"{DEPOTS_PAR_JOUR} images par jour au plus : réessayez demain."


FORMATS = "Format attendu : PNG, JPEG ou WebP."
TROP_GRANDE = "4\N{NARROW NO-BREAK SPACE}000 × 4\N{NARROW NO-BREAK SPACE}000 pixels maximum."


@transaction.atomic
def deposer_logo(*, exposant: Exposant, nom: str, contenu: bytes) -> Fichier:
    """Make a picture the logo of an exhibitor; that of a validated one is public at once."""
    exposant.etat = Exposant.objects.select_for_update(of=("self",)).get(pk=exposant.pk).etat
    if exposant.etat not in VIVANTS:
        raise DossierClos
    depots = Fichier.objects.filter(
        cle__startswith=f"logo:{exposant.pk}:", fait_le__gt=timezone.now() - timedelta(days=1)
    )
    if depots.count() >= DEPOTS_PAR_JOUR:
        raise TropDeDepots(champ="logo")
    propre = redessiner(nom, contenu)
    jeton = secrets.token_urlsafe(16)
    fichier = ranger(
        cle=f"logo:{exposant.pk}:{jeton}",
        nom=f"logo-{jeton}.webp",
        type_mime="image/webp",
        contenu=propre,
    )
    _accrocher(exposant, fichier)
    return fichier


@transaction.atomic
def retirer_logo(*, exposant: Exposant) -> None:
    """Take the logo away."""
    if exposant.etat not in VIVANTS:
        raise DossierClos
    _accrocher(exposant, None)


def logo_actuel(exposant: Exposant) -> int | None:
    """Return the id of the logo as the team sees it."""
    return exposant.logo_id or exposant.structure.logo_id


def _accrocher(exposant: Exposant, fichier: Fichier | None) -> None:
    if exposant.etat == Exposant.Etat.VALIDE:
        exposant.structure.logo = fichier
        exposant.structure.save(update_fields=["logo"])
    else:
        exposant.logo = fichier
        exposant.save(update_fields=["logo"])
    publier(PageExposantModifiee(exposant_id=exposant.pk))


def redessiner(nom: str, contenu: bytes) -> bytes:
    """Return the picture as a small WebP without metadata. Raises ImageRefusee or TropGros."""
    if len(contenu) > OCTETS_MAX:
        raise TropGros("2 Mo maximum.", champ="logo")
    try:
        image = _ouvrir(contenu)
        _controler(image, nom)
        return _en_webp(image)
    except UnidentifiedImageError as erreur:
        raise ImageRefusee(FORMATS if contenu[:1] else "") from erreur
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as erreur:
        raise ImageRefusee from erreur


def _ouvrir(contenu: bytes) -> Image.Image:
    # The decoder of WebP makes room for the whole picture as soon as it is opened.
    largeur, hauteur = _taille_webp(contenu)
    if max(largeur, hauteur) > COTE_MAX:
        raise ImageRefusee(TROP_GRANDE)
    return Image.open(BytesIO(contenu), formats=tuple(EXTENSIONS))


def _taille_webp(contenu: bytes) -> tuple[int, int]:
    """Return the size that the header of a WebP announces; nothing for any other file."""
    genre = contenu[12:16] if contenu[:4] == b"RIFF" and contenu[8:12] == b"WEBP" else b""
    if genre == b"VP8X":
        return (
            1 + int.from_bytes(contenu[24:27], "little"),
            1 + int.from_bytes(contenu[27:30], "little"),
        )
    if genre == b"VP8L":
        bits = int.from_bytes(contenu[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if genre == b"VP8 ":
        return (
            int.from_bytes(contenu[26:28], "little") & 0x3FFF,
            int.from_bytes(contenu[28:30], "little") & 0x3FFF,
        )
    return 0, 0


def _controler(image: Image.Image, nom: str) -> None:
    """Refuse, on its header alone, a picture that is too large, that moves, or under a false name."""
    if max(image.size) > COTE_MAX:
        raise ImageRefusee(TROP_GRANDE)
    if getattr(image, "n_frames", 1) > 1:
        raise ImageRefusee("Image animée : envoyez une image fixe.")
    if PurePosixPath(nom).suffix.lower() not in EXTENSIONS[image.format or ""]:
        raise ImageRefusee("Le nom du fichier ne correspond pas à son contenu. " + FORMATS)


def _en_webp(image: Image.Image) -> bytes:
    image.draft(
        "RGB", (2 * COTE_GARDE, 2 * COTE_GARDE)
    )  # a JPEG is decoded at half its size or less
    droite = ImageOps.exif_transpose(image)
    transparente = "transparency" in droite.info or droite.mode in (
        "LA",
        "PA",
        "La",
        "RGBA",
        "RGBa",
    )
    if droite.mode.startswith("I"):  # 16 bits a channel, which a plain conversion would clip
        droite = droite.convert("I").point(lambda valeur: valeur / 256).convert("L")
    pixels = droite.convert("RGBA" if transparente else "RGB")
    pixels.thumbnail((COTE_GARDE, COTE_GARDE))
    # A new picture has nothing but pixels: no position of the camera, no profile, no comment.
    nue = Image.new(pixels.mode, pixels.size)
    nue.paste(pixels)
    sortie = BytesIO()
    nue.save(sortie, "WEBP", quality=88)
    return sortie.getvalue()


def logos_publies() -> QuerySet[Fichier]:
    """Return the logos that the public may see."""
    montres = Structure.objects.filter(visible=True, logo__isnull=False)
    return Fichier.objects.filter(pk__in=montres.values("logo"))


def effacer_logos_perdus() -> None:
    """Delete the pictures that no file and no structure shows any more, once the day's count is over."""
    proposes = Exposant.objects.filter(logo__isnull=False).values("logo")
    hier = timezone.now() - timedelta(days=1)
    Fichier.objects.filter(cle__startswith="logo:", fait_le__lt=hier).exclude(
        pk__in=Structure.objects.filter(logo__isnull=False).values("logo")
    ).exclude(pk__in=proposes).delete()
