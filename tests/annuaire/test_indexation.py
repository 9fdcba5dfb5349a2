"""What the search knows of a structure is what the structure is, after every change."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from salon.annuaire.indexation import indexer
from salon.annuaire.models import Besoin, Facette, Mot, Offre, Repere, Structure
from salon.annuaire.recherche import Criteres, chercher
from salon.exposants.services import retirer_exposant, valider_exposant

pytestmark = pytest.mark.django_db


def facettes(structure: Structure) -> set[tuple[str, str]]:
    return set(structure.facettes.exclude(nature="commune").values_list("nature", "valeur"))


def test_a_structure_is_known_by_its_words_and_its_values(nouvelle_structure, montpellier):
    structure = nouvelle_structure(
        "Le Fournil",
        ("alimentation",),
        ("Pain au levain",),
        famille_id="cooperative",
        agrements=["EI", "ACI"],
        esus=True,
        **montpellier,
    )

    assert facettes(structure) == {
        ("famille", "cooperative"),
        ("filiere", "alimentation"),
        ("agrement", "EI"),
        ("agrement", "ACI"),
        ("esus", "oui"),
        ("dept", "34"),
    }
    assert dict(structure.mots.filter(poids__gte=4).values_list("mot", "poids")) == {
        "fournil": 8,
        "pain": 4,
        "levain": 4,
        "alimentation": 4,
        "boisson": 4,
    }


@pytest.mark.parametrize(
    ("code_postal", "departement"),
    [("34000", "34"), ("20000", "2A"), ("20200", "2B"), ("97410", "974")],
)
def test_a_department_is_read_from_the_postal_code(nouvelle_structure, code_postal, departement):
    assert facettes(nouvelle_structure("Sol", code_postal=code_postal)) == {("dept", departement)}


def test_a_need_that_is_met_is_no_longer_found(nouvelle_structure, horloge):
    structure = nouvelle_structure("Sol")
    besoin = Besoin.objects.create(structure=structure, intitule="Camion frigorifique")
    indexer([structure.pk])
    ouvert = chercher(Criteres("camion")).total

    besoin.satisfait_le = besoin.publie_le
    besoin.save()
    indexer([structure.pk])

    assert (ouvert, chercher(Criteres("camion")).total) == (1, 0)


def test_a_validated_exhibitor_is_found_by_its_edition_until_it_withdraws(exposant, ouvriers):
    de_l_edition = Criteres(filtres={"exposant": [exposant.edition.slug]})
    valider_exposant(exposant=exposant)
    valide = chercher(de_l_edition).total

    retirer_exposant(exposant=exposant)
    ouvriers()

    assert (valide, chercher(de_l_edition).total) == (1, 0)


def test_an_index_made_again_is_the_same(nouvelle_structure, montpellier):
    nouvelle_structure("Fournil", ("alimentation",), ("Pain",), **montpellier)
    nouvelle_structure("Sans Lieu", code_postal="34000")
    avant = [list(modele.objects.values_list()[:]) for modele in (Repere,)]
    mots = set(Mot.objects.values_list("structure", "mot", "poids"))
    Mot.objects.all().delete()
    Facette.objects.all().delete()
    sortie = StringIO()

    call_command("reindexer", stdout=sortie, skip_checks=True)

    assert sortie.getvalue() == "2 structures dans l’index.\n"
    assert set(Mot.objects.values_list("structure", "mot", "poids")) == mots
    assert [list(modele.objects.values_list()[:]) for modele in (Repere,)] == avant


@pytest.mark.parametrize("nombre", [1, 3, 60])
def test_indexing_sends_as_many_statements_for_one_as_for_many(
    nouvelle_structure, montpellier, nombre
):
    structures = [
        nouvelle_structure(f"Atelier {rang}", ("textile",), ("Couture",), **montpellier)
        for rang in range(nombre)
    ]

    with CaptureQueriesContext(connection) as requetes:
        indexer(structure.pk for structure in structures)

    assert (
        sum(not requete["sql"].startswith(("SAVEPOINT", "RELEASE")) for requete in requetes) == 15
    )


def test_a_structure_with_an_endless_description_has_a_bounded_number_of_words(nouvelle_structure):
    structure = nouvelle_structure("Sol")
    for rang in range(20):
        texte = " ".join(f"mot{rang}x{suite}" for suite in range(150))
        Offre.objects.create(structure=structure, intitule="Offre", description=texte)

    indexer([structure.pk])

    assert structure.mots.count() == 400
    assert chercher(Criteres("sol")).total == 1
