"""The back office of the directory: what it saves is what the search finds."""

import pytest

from salon.annuaire.models import Structure
from salon.annuaire.recherche import Criteres, chercher
from salon.models import Compte
from tests.appels import navigateur_de

VIDES = {
    f"{lignes}-{nom}": nombre
    for lignes in ("offres", "besoins")
    for nom, nombre in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
}


# What the form of the back office says of an address without "https://" is Django's own business.
pytestmark = pytest.mark.filterwarnings("ignore::django.utils.deprecation.RemovedInDjango60Warning")


@pytest.fixture
def gestion(db):
    return navigateur_de(Compte.objects.create_superuser("gestion"))


def test_a_structure_saved_in_the_back_office_is_found_at_once(gestion):
    fiche = {
        "siret": "99900000200017",
        "nom": "Le Fournil",
        "filieres": ["alimentation"],
        "agrements": "[]",
        "visible": "on",
        "modifiee_le_0": "20/05/2027",
        "modifiee_le_1": "10:00",
    }

    reponse = gestion.post("/gestion/annuaire/structure/add/", {**fiche, **VIDES})

    assert reponse.status_code == 302, reponse.context["errors"]
    assert Structure.objects.get().nom == "Le Fournil"
    assert chercher(Criteres("fournil", filtres={"filiere": ["alimentation"]})).total == 1
