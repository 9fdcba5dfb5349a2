"""One line of the file: what is refused, and what is only pointed out."""

import pytest

from salon.annuaire.fiches import Fiche, LigneRejetee, lire_fiche

SIRET = "30674280000031"


def fiche(**cases: str) -> Fiche:
    """Read a sound line in which some cells are changed."""
    saine = {
        "siret": SIRET,
        "nom": "Les Jardins du Lez",
        "type": "ACI",
        "naf": "8130Z",
        "code_postal": "34000",
        "latitude": "43.6",
        "longitude": "3.8",
    }
    return lire_fiche(saine | cases)


def test_a_sound_line_needs_no_remark():
    lue = fiche()

    assert (lue.siret, lue.agrement, lue.remarques) == (SIRET, "ACI", [])
    assert lue.valeurs == {
        "nom": "Les Jardins du Lez",
        "naf": "8130Z",
        "code_postal": "34000",
        "latitude": 43.6,
        "longitude": 3.8,
    }


@pytest.mark.parametrize(
    ("cases", "raison"),
    [
        ({"siret": ""}, "SIRET absent"),
        (
            {"siret": "50010961600027"},
            "SIRET faux, sa clé de contrôle ne tombe pas juste : 50010961600027",
        ),
        ({"siret": "5001096160002"}, "SIRET de 13 chiffres au lieu de 14 : 5001096160002"),
        ({"siret": "3,06743E+13"}, "SIRET abîmé par un tableur : 3,06743E+13"),
        ({"siret": "bonjour"}, "SIRET illisible : bonjour"),
        ({"nom": "  "}, "nom vide"),
        ({"nom": "A\x00B"}, "la case nom contient un caractère interdit"),
        ({"adresse": "x\x1b[2J"}, "la case adresse contient un caractère interdit"),
        ({"commune": "x" * 101}, "la case commune dépasse 100 caractères"),
        ({"latitude": "91"}, "coordonnées hors limites : 91 ; 3.8"),
        ({"longitude": "-181"}, "coordonnées hors limites : 43.6 ; -181"),
        ({"latitude": "nan"}, "coordonnées hors limites : nan ; 3.8"),
        ({"latitude": "nord"}, "coordonnées illisibles : nord ; 3.8"),
    ],
)
def test_a_line_that_cannot_be_stored_is_refused_with_its_reason(cases, raison):
    with pytest.raises(LigneRejetee) as rejet:
        fiche(**cases)

    assert str(rejet.value) == raison


@pytest.mark.parametrize(
    ("cases", "remarque", "manque"),
    [
        ({"latitude": ""}, "sans coordonnées", "longitude"),
        (
            {"latitude": "0", "longitude": "0"},
            "sans coordonnées (0 ; 0 est au milieu de l’océan)",
            "latitude",
        ),
        ({"naf": ""}, "code NAF absent", "naf"),
        ({"naf": "81"}, "code NAF illisible, ignoré : 81", "naf"),
        ({"code_postal": "3400"}, "code postal illisible, ignoré : 3400", "code_postal"),
        ({"site": "pas un site"}, "site illisible, ignoré : pas un site", "site"),
        ({"site": "ftp://x.example"}, "site illisible, ignoré : ftp://x.example", "site"),
        ({"type": "XYZ"}, "type d’agrément inconnu, ignoré : XYZ", "agrement"),
    ],
)
def test_what_is_doubtful_is_pointed_out_and_left_out(cases, remarque, manque):
    lue = fiche(**cases)

    assert lue.remarques == [remarque]
    assert manque not in lue.valeurs


@pytest.mark.parametrize(
    ("nom", "remarque"),
    [
        ("SYNDICAT " + "X" * 41, "nom sans doute coupé (50 caractères)"),
        ("ASSOC DES AMIS DE", "nom sans doute coupé (17 caractères)"),
        ("=1+1", "nom qui commence comme une formule de tableur"),
    ],
)
def test_a_doubtful_name_is_pointed_out_and_kept(nom, remarque):
    lue = fiche(nom=nom)

    assert (lue.valeurs["nom"], lue.remarques) == (nom, [remarque])


@pytest.mark.parametrize(
    ("colonne", "ecrit", "lu"),
    [
        ("naf", "81.30z", "8130Z"),
        ("site", "www.jardins.example", "https://www.jardins.example"),
        ("latitude", "43,6", 43.6),
        ("nom", "  Les Jardins  ", "Les Jardins"),
    ],
)
def test_what_is_only_written_differently_is_understood(colonne, ecrit, lu):
    assert fiche(**{colonne: ecrit}).valeurs[colonne] == lu


def test_a_siret_may_be_written_with_spaces():
    assert fiche(siret="306 742 800 00031").siret == SIRET


def test_a_column_that_the_file_lacks_is_not_remarked_on_every_line():
    assert lire_fiche({"siret": SIRET, "nom": "Les Jardins"}).remarques == []
