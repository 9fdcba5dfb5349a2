"""Measures how fast badges are drawn on one core: `python -m bench.badges`."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

# Also runnable as `python bench/badges.py`: the folder of this script would hide the package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from badges.code import cle_privee, code_court, signer, verifier  # noqa: E402
from badges.modele import Badge  # noqa: E402
from badges.pdf import badge_pdf, badges_pdf  # noqa: E402
from badges.qr import matrice  # noqa: E402

TOURS, SEULS, FUSIONNES = 3, 300, 5_000
PRIVEE = cle_privee(b"graine du banc d'essai, 32 car..")
PRENOMS = ("Nour", "Zoë", "Éloïse", "Mehdi", "Jean-François", "Łukasz", "Aïcha", "Đặng", "Inès")
NOMS = (
    "Müller-Lüdenscheidt",
    "N'Guessan",
    "O'Brien",
    "Benali",
    "de La Rochefoucauld",
    "Ng",
    "Roux",
)


def badge(rang: int) -> Badge:
    """Return a badge like no other: its name, its structure and its code are its own."""
    serie = rang.to_bytes(16)
    return Badge(
        nom=f"{PRENOMS[rang % 9]} {NOMS[rang % 7]} {rang}",
        structure=f"Coopérative n° {rang % 140}",
        fonction="Responsable des achats",
        categorie="Exposant",
        couleur="#e4572e",
        edition="Coventis 2027",
        lieu_dates="Montpellier, 20 et 21 mai 2027",
        code=signer(serie=serie, edition=2027, cle=1, privee=PRIVEE),
        code_court=code_court(serie),
    )


def mediane(nombre: int, travail: Callable[[], object]) -> float:
    """Return how many are done in a second: the median of several runs, after one for nothing."""
    travail()
    durees = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        travail()
        durees.append(time.perf_counter() - debut)
    return nombre / statistics.median(durees)


def main() -> None:
    """Print the table."""
    badges = [badge(rang) for rang in range(FUSIONNES)]
    seuls, trousseau = badges[:SEULS], {1: PRIVEE.public_key()}
    seul, fusion = badge_pdf(badges[0]), badges_pdf(badges)
    chinois = badge_pdf(replace(badges[0], nom="李小龙"))
    lignes = [
        ("badges seuls /s", mediane(SEULS, lambda: [badge_pdf(b) for b in seuls]), "10-13"),
        ("badges fusionnés /s", mediane(FUSIONNES, lambda: badges_pdf(badges)), "57-64"),
        ("QR /s", mediane(SEULS, lambda: [matrice(b.code) for b in seuls]), ""),
        ("codes lus /s", mediane(SEULS, lambda: [verifier(b.code, trousseau) for b in seuls]), ""),
        ("badge seul, Kio", len(seul) / 1024, ""),
        ("badge seul en chinois, Kio", len(chinois) / 1024, ""),
        (f"fusion de {FUSIONNES} badges, Kio par badge", len(fusion) / 1024 / FUSIONNES, ""),
    ]
    print(f"{f'un cœur, médiane de {TOURS}':<42}{'Coventis':>10}{'pretix (publié)':>18}")
    for nom, valeur, reference in lignes:
        print(f"{nom:<42}{valeur:>10.1f}{reference:>18}")


if __name__ == "__main__":
    main()
