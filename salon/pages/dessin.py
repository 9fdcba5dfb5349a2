"""What the live page draws, pure: the curve of the day and the gauge, as percentages of their frame.

`static/pages/dessin.js` does the same in the browser, and a test compares what they draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

HEURE = 60
PAS = 5  # minutes that a bar stands for
LARGEUR_BARRE = 0.78  # part of its five minutes that a bar fills
NIVEAUX_MAX = 4
JOURNEE = 24 * HEURE

ATTENTION, CRITIQUE, PLEINE = 80, 95, 100  # percent of the gauge


@dataclass(frozen=True)
class Barre:
    """The arrivals of five minutes. Lengths are text, so that no language puts a comma in them."""

    x: str
    y: str
    largeur: str
    hauteur: str
    heure: str
    nombre: int


@dataclass(frozen=True)
class Repere:
    """A mark on an axis."""

    position: str
    texte: str


@dataclass(frozen=True)
class Courbe:
    """The curve of a day: its bars, the marks of its axes, and the strongest five minutes in words."""

    barres: list[Barre]
    heures: list[Repere]
    niveaux: list[Repere]
    resume: str


@dataclass(frozen=True)
class Jauge:
    """How full the site is: a length that stops at the end of the bar, the true percentage, words."""

    longueur: str
    pourcent: int
    niveau: str
    mots: str


def tracer(points: Sequence[tuple[str, int]], ouvre: time, ferme: time) -> Courbe:
    """Draw the arrivals per five minutes over the opening hours, or longer if people came outside."""
    minutes = [en_minutes(heure) for heure, _ in points]
    debut = min([_minutes(ouvre), *minutes]) // HEURE * HEURE
    dernier = max([_minutes(ferme), *(minute + PAS for minute in minutes)])
    fin = min(-(-dernier // HEURE) * HEURE, JOURNEE)
    plus_haut = max([1, *(nombre for _, nombre in points)])
    pas = pas_des_niveaux(plus_haut)
    plafond = -(-plus_haut // pas) * pas
    return Courbe(
        barres=[
            _barre(minute - debut, fin - debut, point, plafond)
            for minute, point in zip(minutes, points, strict=True)
            if point[1]
        ],
        heures=[
            Repere(_part(minute - debut, fin - debut), f"{minute // HEURE}\N{NO-BREAK SPACE}h")
            for minute in range(debut, fin, _pas_des_heures(fin - debut))
        ],
        niveaux=[
            Repere(_part(plafond - niveau, plafond), str(niveau))
            for niveau in range(pas, plafond + 1, pas)
        ],
        resume=resumer(points),
    )


def resumer(points: Sequence[tuple[str, int]]) -> str:
    """Say in words what the curve shows."""
    if not points:
        return "Aucune entrée pour l’instant."
    heure, nombre = max(points, key=lambda point: point[1])  # the first of equals
    return f"Pic\N{NO-BREAK SPACE}: {nombre} entrées en cinq minutes, à {heure}."


def pas_des_niveaux(plus_haut: int) -> int:
    """Return the distance between two levels: 1, 2 or 5 times a power of ten, four levels at most."""
    dizaine = 1
    while True:
        for facteur in (1, 2, 5):
            if facteur * dizaine * NIVEAUX_MAX >= plus_haut:
                return facteur * dizaine
        dizaine *= 10


def jauger(presents: int, jauge: int) -> Jauge:
    """Tell how full the site is, in a length and in words."""
    pourcent = presents * 100 // jauge
    niveau, mots = "normal", "place disponible"
    if pourcent >= PLEINE:
        niveau, mots = "critique", "jauge atteinte"
    elif pourcent >= CRITIQUE:
        niveau, mots = "critique", "presque atteinte"
    elif pourcent >= ATTENTION:
        niveau, mots = "attention", "bientôt atteinte"
    return Jauge(_part(min(max(presents, 0), jauge), jauge), pourcent, niveau, mots)


def en_minutes(heure: str) -> int:
    """Return the minutes since midnight of "HH:MM"."""
    return int(heure[:2]) * HEURE + int(heure[3:5])


def part(valeur: int, total: int) -> str:
    """Return a share as the length of a bar."""
    return _part(valeur, max(total, 1))


def _barre(rang: int, duree: int, point: tuple[str, int], plafond: int) -> Barre:
    heure, nombre = point
    largeur = PAS * LARGEUR_BARRE
    return Barre(
        x=_part(rang + (PAS - largeur) / 2, duree),
        y=_part(plafond - nombre, plafond),
        largeur=_part(largeur, duree),
        hauteur=_part(nombre, plafond),
        heure=heure,
        nombre=nombre,
    )


def _pas_des_heures(duree: int) -> int:
    return HEURE if duree <= JOURNEE / 2 else 3 * HEURE


def _part(valeur: float, total: float) -> str:
    return f"{valeur / total * 100:.3f}%"


def _minutes(heure: time) -> int:
    return heure.hour * HEURE + heure.minute
