"""The list of participants: for organisers, in pages, in a constant number of statements."""

import pytest

from .conftest import EDITION
from .mesures import ordres


@pytest.mark.parametrize("nombre", [1, 3])
def test_an_organiser_lists_participants_in_constant_statements(
    comme_organisateur, nouveau_participant, nombre
):
    noms = [nouveau_participant().nom for _ in range(nombre)]

    with ordres() as faites:
        reponse = comme_organisateur.lire(f"{EDITION}/participants").json()

    assert [element["nom"] for element in reponse["elements"]] == noms
    assert len(faites) == 4


def test_participants_are_listed_by_category_and_page(comme_organisateur, traiteur, acheteuse):
    page = comme_organisateur.lire(f"{EDITION}/participants", limite=1).json()
    exposants = comme_organisateur.lire(f"{EDITION}/participants", categorie="exposant").json()

    assert page["suite"] == page["elements"][0]["id"]
    assert [element["nom"] for element in exposants["elements"]] == ["Nour Haddad"]


def test_a_participant_reads_only_themselves(comme, traiteur, acheteuse):
    moi = comme(acheteuse).lire(f"{EDITION}/participants/{acheteuse.pk}")
    autre = comme(acheteuse).lire(f"{EDITION}/participants/{traiteur.pk}")
    liste = comme(acheteuse).lire(f"{EDITION}/participants")

    assert moi.json()["structure"] == "Village des Garrigues"
    assert (autre.status_code, liste.status_code) == (403, 403)
