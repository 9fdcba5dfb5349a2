"""Turns a text into lines of type: which glyph, where, and how large so that it fits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

import uharfbuzz as hb  # type: ignore[import-untyped]  # compiled, ships no types
from bidi.algorithm import (  # type: ignore[import-untyped]  # ships no types
    get_base_level,
    get_display,
)

from badges.polices import REMPLACEMENT, Graisse, Police, Usage, choisir, latine

INTERLIGNE = 1.16

# Where a line may be cut, from the best to the worst, and the smallest type, as a share of the
# largest one, for which the better way is kept: a name is split at its hyphen, then anywhere,
# rather than set too small to be read.
_COUPES = ((r"[^ ]+ *", 0.5), (r"[^ -]*[ -]+|[^ -]+", 0.3), (r"(?s:.)", 0.0))
_INVISIBLES = ("Cc", "Cf")
_ILLISIBLES = ("Cn", "Co", "Cs")

# Persian names keep letters apart with a character that the bidirectional algorithm throws away:
# it goes through it disguised as a mark.
_ANTILIANT, _MARQUE = "\N{ZERO WIDTH NON-JOINER}", "\N{COMBINING GRAPHEME JOINER}"

# What a dot drawn apart from its letter stands for, when glyphs are read back one by one.
_LIANT = "\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True)
class Ligne:
    """A line of type, measured in ems: the same operators serve at every size."""

    texte: str
    largeur: float
    operateurs: str
    usage: Usage
    de_droite: bool


@dataclass(frozen=True)
class Cadre:
    """The room given to a text, in points."""

    largeur: float
    hauteur: float
    corps: float
    """The largest type, used when it fits."""
    lignes: int = 1


@dataclass(frozen=True)
class Bloc:
    """A text that fits its frame: its lines, and the size of the type in points."""

    texte: str
    lignes: tuple[Ligne, ...]
    corps: float

    @property
    def hauteur(self) -> float:
        """Return the height of the block, more where letters hang low, as Arabic ones do."""
        jambage = 0.2 if any(ligne.de_droite for ligne in self.lignes) else 0
        return (len(self.lignes) * INTERLIGNE + jambage) * self.corps


def lisser(texte: str) -> str:
    """Return a text on one line, without what has no shape: controls, direction overrides."""
    texte = unicodedata.normalize("NFC", " ".join(texte.split()))
    return "".join(
        REMPLACEMENT if unicodedata.category(c) in _ILLISIBLES else c
        for c in texte
        if unicodedata.category(c) not in _INVISIBLES or c == _ANTILIANT
    )


@lru_cache(maxsize=1024)
def composer(texte: str, graisse: Graisse) -> Ligne:
    """Set a text on one line, each run of characters in a font that covers it."""
    texte = lisser(texte)
    usage: Usage = {}
    operateurs, largeur = [], 0
    for police, troncon, sens in _troncons(texte, graisse):
        tampon = _mettre_en_forme(police, troncon, sens)
        operateurs.append(_operateurs(police, tampon))
        largeur += sum(position.x_advance for position in tampon.glyph_positions)
        usage.setdefault(police, {}).update(_glyphes(tampon, troncon))
    de_droite = bool(texte) and get_base_level(texte) == 1
    return Ligne(texte, largeur / 1000, " ".join(operateurs), usage, de_droite)


def ajuster(texte: str, graisse: Graisse, cadre: Cadre) -> Bloc:
    """Set a text as large as its frame allows, on as many lines as it allows, whole."""
    texte = lisser(texte)
    for coupe, part in _COUPES:
        jetons = re.findall(coupe, texte)
        largeurs = [_chasse(jeton, graisse) for jeton in jetons]
        corps = cadre.corps
        while corps >= cadre.corps * part:
            fins = _remplir(largeurs, cadre.largeur / corps)
            if len(fins) <= min(cadre.lignes, cadre.hauteur / (corps * INTERLIGNE)):
                lignes = ["".join(jetons[a:b]) for a, b in pairwise([0, *fins])]
                return _bloc(texte, [composer(ligne, graisse) for ligne in lignes], corps, cadre)
            corps *= 0.97
    raise AssertionError("unreachable: single characters fit at some size")


def _bloc(texte: str, lignes: list[Ligne], corps: float, cadre: Cadre) -> Bloc:
    """Close a block; kerning and joined letters make a line a little other than its parts."""
    plus_longue = max((ligne.largeur for ligne in lignes), default=0)
    return Bloc(texte, tuple(lignes), min(corps, cadre.largeur / max(plus_longue, 0.001)))


def _chasse(jeton: str, graisse: Graisse) -> float:
    """Return the width of a word with the space that follows it."""
    espaces = len(jeton) - len(jeton.rstrip(" "))
    return composer(jeton.rstrip(" "), graisse).largeur + 0.26 * espaces


def _remplir(largeurs: list[float], limite: float) -> list[int]:
    """Fill lines one after the other; return the rank that follows the last word of each.

    A word wider than a line is answered as too many lines.
    """
    if max(largeurs, default=0) > limite:
        return list(range(len(largeurs) + 10))
    fins, reste = [], limite
    for rang, largeur in enumerate(largeurs):
        if largeur > reste:
            fins.append(rang)
            reste = limite
        reste -= largeur
    return [*fins, len(largeurs)]


def _troncons(texte: str, graisse: Graisse) -> Iterator[tuple[Police, str, str]]:
    """Yield runs of one font and one direction, from left to right as they are seen."""
    vus = []
    for caractere in get_display(texte.replace(_ANTILIANT, _MARQUE)).replace(_MARQUE, _ANTILIANT):
        police = choisir(caractere, graisse)
        if police is None:
            vus.append((latine(graisse), False, REMPLACEMENT))
            continue
        # Arabic digits run from left to right, even among Arabic letters.
        de_droite = police.de_droite and unicodedata.bidirectional(caractere) in ("AL", "R", "NSM")
        vus.append((police, de_droite, caractere))
    for (police, de_droite), groupe in groupby(vus, key=lambda vu: vu[:2]):
        troncon = "".join(caractere for _, _, caractere in groupe)
        yield (police, troncon[::-1], "rtl") if de_droite else (police, troncon, "ltr")


def _mettre_en_forme(police: Police, troncon: str, sens: str) -> hb.Buffer:
    """Let HarfBuzz choose and place the glyphs of a run given in reading order."""
    tampon = hb.Buffer()
    tampon.add_codepoints([ord(caractere) for caractere in troncon])
    tampon.guess_segment_properties()
    tampon.direction = sens
    # Never the language of the machine: the same badge must be the same bytes everywhere.
    tampon.language = "fr"
    hb.shape(police.fonte, tampon)
    return tampon


def _operateurs(police: Police, tampon: hb.Buffer) -> str:
    """Return the PDF operators of a run, in ems."""
    gras, maigre = (f" 2 Tr {police.contour} w", " 0 Tr") if police.contour else ("", "")
    morceaux, hauteur, plume, crayon = [f"/{police.nom} 1 Tf{gras} ["], 0, 0, 0
    for info, position in zip(tampon.glyph_infos, tampon.glyph_positions, strict=True):
        if position.y_offset != hauteur:
            hauteur = position.y_offset
            morceaux.append(f"] TJ {hauteur / 1000} Ts [")
        if plume + position.x_offset != crayon:
            morceaux.append(str(crayon - plume - position.x_offset))
        morceaux.append(f"<{info.codepoint:04X}>")
        crayon = plume + position.x_offset + police.fonte.get_glyph_h_advance(info.codepoint)
        plume += position.x_advance
    if plume != crayon:
        morceaux.append(str(crayon - plume))
    fin = "] TJ 0 Ts" if hauteur else "] TJ"
    return "".join(morceaux).replace("><", "") + fin + maigre


def _glyphes(tampon: hb.Buffer, troncon: str) -> dict[int, str]:
    """Return the glyphs of a run, each with the characters that it stands for."""
    debuts = sorted({info.cluster for info in tampon.glyph_infos})
    suite = dict(pairwise([*debuts, len(troncon)]))
    return {
        info.codepoint: troncon[info.cluster : suite[info.cluster]] if place.x_advance else _LIANT
        for info, place in zip(tampon.glyph_infos, tampon.glyph_positions, strict=True)
    }
