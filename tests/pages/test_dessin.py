"""The curve and the gauge of the live page, as lengths."""

from datetime import time

import pytest

from salon.pages.dessin import Repere, jauger, pas_des_niveaux, tracer

NEUF, DIX = time(9), time(10)


def test_an_empty_day_shows_its_opening_hours():
    courbe = tracer([], NEUF, time(11))

    assert courbe.barres == []
    assert courbe.heures == [Repere("0.000%", "9\u00a0h"), Repere("50.000%", "10\u00a0h")]
    assert courbe.resume == "Aucune entrée pour l’instant."


def test_a_bar_stands_in_its_five_minutes():
    [barre] = tracer([("09:30", 4)], NEUF, DIX).barres

    assert (barre.x, barre.largeur) == ("50.917%", "6.500%")
    assert (barre.y, barre.hauteur) == ("0.000%", "100.000%")


def test_people_outside_opening_hours_make_the_day_longer():
    courbe = tracer([("07:55", 1), ("08:00", 0), ("10:05", 2)], NEUF, DIX)

    assert [repere.texte for repere in courbe.heures] == [f"{h}\u00a0h" for h in (7, 8, 9, 10)]
    assert len(courbe.barres) == 2


def test_a_day_ends_at_midnight():
    courbe = tracer([("00:00", 1), ("23:55", 1)], NEUF, DIX)

    assert [repere.texte for repere in courbe.heures][-1] == "21\u00a0h"


def test_the_first_of_equal_peaks_is_told():
    assert tracer([("09:00", 7), ("09:05", 7)], NEUF, DIX).resume == (
        "Pic\u00a0: 7 entrées en cinq minutes, à 09:00."
    )


@pytest.mark.parametrize(
    ("plus_haut", "pas"), [(1, 1), (4, 1), (5, 2), (9, 5), (20, 5), (21, 10), (167, 50), (900, 500)]
)
def test_levels_are_round_and_few(plus_haut, pas):
    assert pas_des_niveaux(plus_haut) == pas


@pytest.mark.parametrize(
    ("presents", "niveau", "mots"),
    [
        (0, "normal", "place disponible"),
        (79, "normal", "place disponible"),
        (80, "attention", "bientôt atteinte"),
        (95, "critique", "presque atteinte"),
        (100, "critique", "jauge atteinte"),
        (130, "critique", "jauge atteinte"),
    ],
)
def test_the_gauge_speaks_at_its_thresholds(presents, niveau, mots):
    jauge = jauger(presents, 100)

    assert (jauge.pourcent, jauge.niveau, jauge.mots) == (presents, niveau, mots)


@pytest.mark.parametrize(("presents", "longueur"), [(-3, "0.000%"), (250, "100.000%")])
def test_the_bar_of_the_gauge_stays_in_its_frame(presents, longueur):
    assert jauger(presents, 100).longueur == longueur
