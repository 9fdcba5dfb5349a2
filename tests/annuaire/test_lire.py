"""The directory by the API: the same search, public fields only, hostile searches refused or quick."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.appels import en_erreur

STRUCTURES = "/api/v1/structures"
PUBLICS = {
    "id",
    "siret",
    "nom",
    "famille_id",
    "filieres",
    "agrements",
    "esus",
    "code_postal",
    "commune",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def jardins(nouvelle_structure, montpellier):
    return nouvelle_structure(
        "Les Jardins du Lez",
        ("agriculture",),
        ("Légumes bio",),
        famille_id="association",
        **montpellier,
    )


def test_a_search_shows_public_fields_distances_and_counts(anonyme, jardins):
    reponse = anonyme.lire(
        STRUCTURES, q="légumes à moins de 50 km de Montpellier", famille="association"
    ).json()

    assert (reponse["total"], reponse["page"], reponse["pages"], reponse["rayon"]) == (1, 1, 1, 50)
    assert reponse["lieu"]["nom"] == "Montpellier"
    [trouvee] = reponse["trouvees"]
    assert (set(trouvee["structure"]), trouvee["distance_km"]) == (PUBLICS, 0)
    assert reponse["filtres"][0] == {
        "nature": "famille",
        "nom": "Famille",
        "valeurs": [{"valeur": "association", "nom": "Association", "nombre": 1, "choisie": True}],
    }


def test_several_values_of_a_filter_mean_any_of_them(anonyme, jardins, nouvelle_structure):
    nouvelle_structure("Fournil", famille_id="cooperative")

    deux = anonyme.lire(STRUCTURES, famille=["association", "cooperative"]).json()

    assert deux["total"] == 2


def test_a_structure_is_read_with_what_it_offers(anonyme, jardins):
    fiche = anonyme.lire(f"{STRUCTURES}/{jardins.pk}").json()

    assert set(fiche) == PUBLICS | {
        "description",
        "site",
        "reseaux",
        "labels",
        "dispositifs",
        "offres",
        "besoins",
    }
    assert [offre["intitule"] for offre in fiche["offres"]] == ["Légumes bio"]


def test_a_hidden_structure_cannot_be_read(anonyme, nouvelle_structure):
    cachee = nouvelle_structure("Cachée", visible=False)

    assert en_erreur(anonyme.lire(f"{STRUCTURES}/{cachee.pk}")) == (404, "introuvable")


def test_the_words_of_the_directory_can_be_listed(anonyme):
    listes = ("familles", "filieres", "reseaux", "labels", "dispositifs", "natures")

    nombres = {liste: len(anonyme.lire(f"/api/v1/vocabulaires/{liste}").json()) for liste in listes}

    assert nombres == dict(zip(listes, (7, 25, 12, 10, 4, 8), strict=True))
    assert en_erreur(anonyme.lire("/api/v1/vocabulaires/autre")) == (422, "invalide")


def test_an_unknown_commune_is_refused_in_french(anonyme, jardins):
    reponse = anonyme.lire(STRUCTURES, commune="Atlantide")

    assert en_erreur(reponse) == (422, "commune_inconnue")
    assert reponse.json()["champ"] == "commune"


@pytest.mark.parametrize(
    "parametres",
    [
        {"q": "x" * 10_000},
        {"q": "a\x00b"},
        {"commune": "x" * 10_000},
        {"rayon": 0, "commune": "Montpellier"},
        {"rayon": "beaucoup"},
        {"page": 0},
        {"page": 10**9},
        {"taille": 51},
        {"famille": "x" * 51},
        {"famille": "a' OR 1=1"},
        {"famille": ["x"] * 21},
        {"couleur": "bleu"},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(anonyme, jardins, parametres):
    assert en_erreur(anonyme.lire(STRUCTURES, **parametres)) == (422, "invalide")


@pytest.mark.parametrize(
    ("texte", "total"),
    [
        ("%" * 200, 1),
        ("_" * 200, 1),
        ("(a+)+$" * 33, 0),
        ("1 km de " * 25, None),
        ("près de " * 25, 0),
        ("a" * 200, 0),
        ("é" * 200, 0),
        ("e\u0301" * 100, 0),
        ("'; DROP TABLE annuaire_mot; --", 0),
        ("\u202e\u200b", 1),
        ("🥖" * 100, 1),
    ],
)
def test_a_hostile_search_is_taken_literally_and_answered_quickly(anonyme, jardins, texte, total):
    debut = time.perf_counter()

    reponse = anonyme.lire(STRUCTURES, q=texte)

    assert time.perf_counter() - debut < 1
    assert reponse.status_code == (422 if total is None else 200), reponse.content
    assert reponse.json().get("total") == total


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_search_costs_the_same_for_one_as_for_many(anonyme, nouvelle_structure, nombre):
    for rang in range(nombre):
        nouvelle_structure(f"Atelier {rang}", ("textile",))

    with CaptureQueriesContext(connection) as requetes:
        anonyme.lire(STRUCTURES, q="atelier")

    assert len(requetes) == 6
