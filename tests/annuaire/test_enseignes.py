"""Names of the register made readable."""

import pytest

from salon.annuaire.enseignes import enseigne_lisible, famille_sure, semble_coupe


@pytest.mark.parametrize(
    ("nom", "enseigne"),
    [
        ("ASSOC AUDE MENAGE SERVICE", "Association Aude Menage Service"),
        ("ASSOC LE TRENEL", "Association Le Trenel"),
        ("GEIQ BTP GARD", "GEIQ BTP Gard"),
        ("COM D ALES", "Commune d’Ales"),
        ("LES JARDINS DE L'AMITIE", "Les Jardins de l’Amitie"),
        ("L'ACACIA", "L’Acacia"),
        ("PASSERELLES-INSERTION", "Passerelles-Insertion"),
        ("A2I SUD 910", "A2I Sud 910"),
    ],
)
def test_a_name_in_capitals_is_written_as_on_a_poster(nom, enseigne):
    assert enseigne_lisible(nom) == enseigne


@pytest.mark.parametrize("nom", ["ETTI Une nouvelle chance", "A.I.P.", "66 11", ""])
def test_a_name_that_is_no_word_in_capitals_is_left_alone(nom):
    assert enseigne_lisible(nom) == ""


@pytest.mark.parametrize(
    ("nom", "famille"),
    [
        ("ASSOC CALADE", "association"),
        ("SARL SCIC VIGNE DE COCAGNE", "cooperative"),
        ("GEIQ GARD", ""),
        ("LES ASSOCIATIONS REUNIES", ""),
        ("", ""),
    ],
)
def test_the_family_is_guessed_only_from_a_name_that_states_it(nom, famille):
    assert famille_sure(nom) == famille


@pytest.mark.parametrize(
    ("nom", "coupe"),
    [("X" * 50, True), ("X" * 49, False), ("AMIS DE L'", True), ("AMIS DE LA", True)],
)
def test_a_name_that_stops_where_its_column_did_seems_cut(nom, coupe):
    assert semble_coupe(nom) is coupe
