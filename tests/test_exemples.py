"""What the API's documentation shows as a good request is one."""

from typing import Any

import pytest

from salon.annuaire.schemas import FicheIn
from salon.api import api
from salon.exemples import EXEMPLES


def corps_documentes() -> dict[str, Any]:
    """Return the model of each body that an endpoint reads, by its name in the documentation."""
    modeles = {
        modele.__name__: modele
        for _, routeur in api._routers
        for vue in routeur.path_operations.values()
        for operation in vue.operations
        for groupe in operation.models
        if groupe.__ninja_param_source__ == "body"
        for modele in (champ.annotation for champ in groupe.model_fields.values())
    }
    del modeles["OptionalDictSchema"]  # what a PATCH reads: any part of a card
    return {**modeles, "FicheInPatch": FicheIn}


def test_every_body_has_its_example_and_no_other_has_one():
    assert set(EXEMPLES) == set(corps_documentes())


@pytest.mark.parametrize("nom", EXEMPLES)
def test_an_example_is_read_as_it_stands(nom):
    modele = corps_documentes()[nom]

    lu = modele.model_validate(EXEMPLES[nom])

    assert lu.model_dump(exclude_unset=True).keys() == EXEMPLES[nom].keys()


def test_the_documentation_shows_the_examples(client, db):
    modeles = client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    montres = {nom: modele["examples"] for nom, modele in modeles.items() if nom in EXEMPLES}
    assert montres == {nom: [exemple] for nom, exemple in EXEMPLES.items()}
