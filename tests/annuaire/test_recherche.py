"""Search the directory: words, filters, distance, order, pages, and what each costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from salon.annuaire.indexation import indexer
from salon.annuaire.models import Structure
from salon.annuaire.recherche import CommuneInconnue, Criteres, Resultat, chercher
from salon.erreurs import Invalide

pytestmark = pytest.mark.django_db


def noms(criteres: Criteres) -> list[str]:
    return [trouvee.structure.nom for trouvee in chercher(criteres).trouvees]


def comptes(resultat: Resultat, nature: str) -> dict[str, int]:
    valeurs = next((f.valeurs for f in resultat.filtres if f.nature == nature), [])
    return {valeur.valeur: valeur.nombre for valeur in valeurs}


@pytest.fixture
def village(nouvelle_structure, montpellier, beziers):
    """Four structures: two around Montpellier, one in Béziers, one of which nobody knows where."""
    nouvelle_structure(
        "Les Jardins du Lez",
        ("agriculture",),
        ("Légumes bio", "Paniers"),
        famille_id="association",
        agrements=["ACI"],
        **montpellier,
    )
    nouvelle_structure(
        "Fournil Solidaire", ("alimentation",), ("Pain",), famille_id="cooperative", **montpellier
    )
    nouvelle_structure(
        "Les Paniers de l’Orb", ("agriculture",), famille_id="association", esus=True, **beziers
    )
    nouvelle_structure("Élan", description="Accompagne les jardiniers.")


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("", ["Élan", "Fournil Solidaire", "Les Jardins du Lez", "Les Paniers de l’Orb"]),
        ("jardins lez", ["Les Jardins du Lez"]),
        ("LEZ  Jardin", ["Les Jardins du Lez"]),
        ("bio legume", ["Les Jardins du Lez"]),
        ("elan", ["Élan"]),
        ("alimentation boisson", ["Fournil Solidaire"]),
        ("beziers", ["Les Paniers de l’Orb"]),
        ("four", ["Fournil Solidaire"]),
        ("fo", []),
        ("four solidaire", []),
        ("jardins pain", []),
    ],
)
def test_all_words_must_be_found_in_any_order_the_last_one_may_be_unfinished(
    village, texte, attendus
):
    assert noms(Criteres(texte)) == attendus


def test_what_a_name_says_comes_before_what_a_description_says(village):
    assert noms(Criteres("jardin")) == ["Les Jardins du Lez", "Élan"]
    assert noms(Criteres("panier")) == ["Les Paniers de l’Orb", "Les Jardins du Lez"]


@pytest.mark.parametrize("faute", ["fuornil", "fourmil", "fourniil", "solidiare"])
def test_a_typing_error_is_forgiven_and_said(village, faute):
    resultat = chercher(Criteres(faute))

    assert [trouvee.structure.nom for trouvee in resultat.trouvees] == ["Fournil Solidaire"]
    assert resultat.corrections == {faute: "solidaire" if faute[0] == "s" else "fournil"}


def test_a_word_that_resembles_nothing_finds_nothing(village):
    resultat = chercher(Criteres("zygomatique"))

    assert (resultat.total, resultat.pages, resultat.corrections) == (0, 1, {})


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(village):
    deux = {"famille": ["association", "cooperative"]}

    assert chercher(Criteres(filtres=deux)).total == 3
    assert noms(Criteres(filtres={**deux, "filiere": ["alimentation"]})) == ["Fournil Solidaire"]
    assert noms(Criteres(filtres={"esus": ["oui"]})) == ["Les Paniers de l’Orb"]
    assert noms(Criteres("jardin", filtres={"agrement": ["ACI"]})) == ["Les Jardins du Lez"]


def test_a_value_is_counted_as_if_its_own_filter_were_not_there(village):
    resultat = chercher(Criteres(filtres={"famille": ["association"], "filiere": ["agriculture"]}))

    assert comptes(resultat, "famille") == {"association": 2}
    assert comptes(resultat, "filiere") == {"agriculture": 2}
    assert comptes(resultat, "agrement") == {"ACI": 1}
    assert comptes(chercher(Criteres(filtres={"famille": ["association"]})), "famille") == {
        "association": 2,
        "cooperative": 1,
    }


def test_a_chosen_value_is_shown_even_if_nothing_has_it(village):
    [filtre] = chercher(Criteres("pain", filtres={"label": ["ab"]})).filtres[-1:]

    assert [(v.nom, v.nombre, v.choisie) for v in filtre.valeurs] == [
        ("Agriculture biologique", 0, True)
    ]


def test_a_distance_sorts_and_limits(village):
    proches = chercher(Criteres(commune="montpellier", rayon=50))
    toutes = chercher(Criteres(commune="MONTPELLIER", rayon=100))

    assert [t.structure.nom for t in proches.trouvees] == [
        "Fournil Solidaire",
        "Les Jardins du Lez",
    ]
    assert [t.a_distance for t in toutes.trouvees] == ["à moins de 1 km"] * 2 + ["à 61 km"]
    assert (toutes.lieu.nom, toutes.rayon) == ("Montpellier", 100)


def test_a_phrase_is_understood(village):
    resultat = chercher(Criteres("Légumes bio à moins de 50 km de Montpellier"))

    assert [t.structure.nom for t in resultat.trouvees] == ["Les Jardins du Lez"]
    assert (resultat.lieu.nom, resultat.rayon) == ("Montpellier", 50)
    assert noms(Criteres("légumes bio à moins de 50 km de Béziers")) == []


def test_a_postal_code_is_a_place_too(village):
    assert noms(Criteres(commune="34500", rayon=10)) == ["Les Paniers de l’Orb"]


@pytest.mark.parametrize(
    ("criteres", "champ"),
    [
        (Criteres(commune="Atlantide"), "commune"),
        (Criteres("pain à moins de 5 km de l’Atlantide"), "q"),
    ],
)
def test_an_unknown_commune_is_said_where_it_was_written(village, criteres, champ):
    with pytest.raises(CommuneInconnue) as refus:
        chercher(criteres)

    assert (refus.value.statut, refus.value.champ) == (422, champ)


def test_near_something_that_is_no_commune_is_just_words(nouvelle_structure):
    nouvelle_structure("Autour du Lac")

    assert noms(Criteres("autour du lac")) == ["Autour du Lac"]


def test_a_structure_without_coordinates_lies_in_its_commune(village, nouvelle_structure):
    nouvelle_structure("Sans Lieu", commune="MONTPELLIER")

    assert "Sans Lieu" in noms(Criteres(commune="Montpellier", rayon=1))


def test_a_hidden_structure_is_not_found(village):
    lez = Structure.objects.get(nom="Les Jardins du Lez")
    Structure.objects.filter(pk=lez.pk).update(visible=False)

    indexer([lez.pk])

    assert noms(Criteres("lez")) == []
    assert chercher(Criteres()).total == 3


def test_pages_follow_each_other_and_end(nouvelle_structure):
    for rang in range(5):
        nouvelle_structure(f"Atelier {rang}")

    pages = [chercher(Criteres("atelier", page=page, taille=2)) for page in (1, 2, 3, 99)]

    lus = [[trouvee.structure.nom[-1] for trouvee in page.trouvees] for page in pages]
    assert lus == [["0", "1"], ["2", "3"], ["4"], ["4"]]
    assert [(page.page, page.pages, page.total) for page in pages[2:]] == [(3, 3, 5)] * 2


@pytest.mark.parametrize(
    ("criteres", "champ"),
    [
        (Criteres("x" * 201), "q"),
        (Criteres(commune="x" * 201), "commune"),
        (Criteres(commune="Montpellier", rayon=0), "rayon"),
        (Criteres("pain à moins de 5000 km de Montpellier"), "q"),
        (Criteres(" ".join(f"mot{rang}" for rang in range(13))), "q"),
        (Criteres(filtres={"couleur": ["bleu"]}), "couleur"),
        (Criteres(filtres={"famille": ["a\x00b"]}), "famille"),
        (Criteres(filtres={"famille": ["x"] * 21}), "famille"),
    ],
)
def test_a_search_out_of_bounds_is_refused(village, criteres, champ):
    with pytest.raises(Invalide) as refus:
        chercher(criteres)

    assert refus.value.champ == champ


@pytest.mark.parametrize("texte", ["%", "_", "%%%%", "'", '"', "\\", "\x00", "(a+)+$", "* OR 1=1"])
def test_signs_have_no_meaning(village, texte):
    mots = [mot for mot in ("a", "or", "1") if mot in texte.lower()]

    assert chercher(Criteres(texte)).total == (0 if mots else 4)


@pytest.mark.parametrize("nombre", [1, 3, 30])
def test_a_search_sends_eight_statements_at_most(nouvelle_structure, montpellier, nombre):
    for rang in range(nombre):
        nouvelle_structure(f"Atelier {rang}", ("agriculture", "textile"), **montpellier)
    filtres = {"filiere": ["agriculture"], "dept": ["34"]}

    with CaptureQueriesContext(connection) as simple:
        chercher(Criteres())
    with CaptureQueriesContext(connection) as complete:
        chercher(Criteres("atleier", "Montpellier", 50, filtres))

    assert (len(simple), len(complete)) == (5, 8)
