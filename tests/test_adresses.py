"""Odd numbers, filters, pages and characters in an address."""

import pytest

from tests.appels import EDITION, en_erreur

CHEMINS = ("rdv/{}", "exposants/{}", "participants/{}", "participants/{}/agenda")


@pytest.mark.parametrize(
    "numero",
    ["-1", "0", "1.0", "1e3", "true", "1;drop", "1 or 1=1", "%2e%2e", "9" * 30, "٣٣٣", "", "a%00"],
)
def test_an_address_with_an_odd_number_is_no_address(comme_organisateur, edition, numero):
    reponses = [comme_organisateur.lire(f"{EDITION}/{c.format(numero)}") for c in CHEMINS]

    assert {reponse.status_code for reponse in reponses if reponse.status_code != 200} <= {404, 422}
    assert [r.json() for r in reponses if r.status_code == 200 and numero] == []


LISTES = ("rdv", "exposants", "participants")


@pytest.mark.parametrize(
    "parametres",
    [
        {"limite": 100_000},
        {"limite": 0},
        {"limite": -1},
        {"limite": "tout"},
        {"apres": -1},
        {"apres": 10**30},
        {"apres": "1 or 1=1"},
        {"etat": "inconnu"},
        {"etat": ""},
        {"page": 2},
        {"sort": "nom"},
        {"expand": "equipe"},
        {"structure__siret": "1"},
    ],
)
def test_an_unknown_filter_or_a_bad_page_is_a_422(comme_organisateur, edition, parametres):
    reponses = [comme_organisateur.lire(f"{EDITION}/{liste}", **parametres) for liste in LISTES]

    assert {en_erreur(reponse) for reponse in reponses} == {(422, "invalide")}
    assert {reponse.json()["champ"] for reponse in reponses} == set(parametres)


@pytest.mark.parametrize("adresse", ["editions/%00", "editions/coventis/rdv?etat=%00", "%1b"])
def test_a_forbidden_character_in_an_address_is_a_422(comme_organisateur, edition, adresse):
    assert en_erreur(comme_organisateur.lire(f"/api/v1/{adresse}")) == (422, "invalide")


@pytest.mark.parametrize("adresse", ["", "editions", "editions/ailleurs", "passages/", "inconnu"])
def test_an_unknown_address_is_a_404_in_the_shape_of_the_api(comme_organisateur, adresse):
    assert en_erreur(comme_organisateur.lire(f"/api/v1/{adresse}")) == (404, "introuvable")


def test_an_address_with_a_thousand_parameters_is_a_400_in_the_shape_of_the_api(anonyme, edition):
    assert en_erreur(anonyme.lire(f"{EDITION}?{'x&' * 1500}")) == (400, "illisible")
