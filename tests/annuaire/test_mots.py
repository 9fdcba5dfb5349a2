"""The words of a search: accents, plurals, places, and phrases with a distance."""

import time

import pytest

from salon.annuaire.mots import nom_de_lieu, racine, racines
from salon.annuaire.phrase import RAYON, comprendre


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("légume", "LÉGUMES"),
        ("boulanger", "boulangers"),
        ("maraîcher", "maraîchers"),
        ("social", "sociaux"),
        ("sociale", "sociales"),
        ("coopératif", "coopératives"),
        ("parc", "parcs"),
        ("œuvre", "oeuvres"),
        ("salarié", "salariées"),
    ],
)
def test_a_word_and_its_plural_or_feminine_have_one_stem(un, autre):
    assert racines(un) == racines(autre)


@pytest.mark.parametrize("mot", ["bus", "bio", "gaz", "34000", "ess"])
def test_a_short_word_or_a_number_stays_whole(mot):
    assert racine(mot) == mot


def test_words_without_meaning_are_left_out_unless_there_is_nothing_else():
    assert racines("Les Jardins de l’Hérault") == ["jardin", "herault"]
    assert racines("À la une") == ["a", "la", "une"]


@pytest.mark.parametrize(
    "nom", ["Saint-Jean-de-Védas", "ST JEAN DE VEDAS", "St-Jean-de-Védas CEDEX 2"]
)
def test_a_commune_has_one_key_however_it_is_written(nom):
    assert nom_de_lieu(nom) == "saint-jean-de-vedas"


@pytest.mark.parametrize(
    ("texte", "reste", "rayon", "lieu"),
    [
        ("légumes bio à moins de 50 km de Montpellier", "legumes bio ", 50, "montpellier"),
        ("pain dans un rayon de 5 kilomètres autour d’Alès", "pain ", 5, "ales"),
        ("traiteur à 12km de Nîmes", "traiteur ", 12, "nimes"),
        ("miel près du Vigan", "miel ", RAYON, "le-vigan"),
        ("vin autour de La Grande-Motte", "vin ", RAYON, "la-grande-motte"),
    ],
)
def test_a_phrase_gives_its_words_its_distance_and_its_place(texte, reste, rayon, lieu):
    phrase = comprendre(texte)

    assert (phrase.texte, phrase.rayon, next(iter(phrase.candidats()))) == (reste, rayon, lieu)


def test_what_follows_the_place_is_searched_too():
    candidats = comprendre("à moins de 50 km de Port la Nouvelle, légumes").candidats()

    assert candidats["port-la-nouvelle"] == ", legumes"


@pytest.mark.parametrize("texte", ["50 km", "légumes", "de de de de", "1234567 km de Lunel"])
def test_a_phrase_without_a_place_is_words_only(texte):
    assert comprendre(texte).texte == texte


@pytest.mark.parametrize("motif", ["a moins de ", "1 km ", "pres ", "situee a 9 km autour "])
def test_no_phrase_takes_long_to_understand(motif):
    debut = time.perf_counter()

    comprendre(motif * 1000)

    assert time.perf_counter() - debut < 0.5
