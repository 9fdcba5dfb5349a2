"""Structures of the directory, written and indexed as the services do."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from stdnum import luhn

from salon.annuaire.importation import importer
from salon.annuaire.indexation import indexer
from salon.annuaire.models import Offre, Structure

FICHIER_REEL = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "structures_inclusion_languedoc_roussillon.csv"
)


@pytest.fixture
def nouvelle_structure(db) -> Callable[..., Structure]:
    """Store and index a structure; `filieres` and `offres` are lists, the rest are its fields."""
    numeros = count(10_000_000)

    def creer(
        nom: str, filieres: tuple[str, ...] = (), offres: tuple[str, ...] = (), **champs: Any
    ) -> Structure:
        siren = str(next(numeros))
        debut = f"{siren}{luhn.calc_check_digit(siren)}0001"
        siret = f"{debut}{luhn.calc_check_digit(debut)}"
        structure = Structure.objects.create(siret=siret, nom=nom, **champs)
        structure.filieres.set(filieres)
        for intitule in offres:
            Offre.objects.create(structure=structure, intitule=intitule)
        indexer([structure.pk])
        return structure

    return creer


@pytest.fixture
def montpellier() -> dict[str, Any]:
    """Where a structure of Montpellier lies."""
    return {
        "commune": "Montpellier",
        "code_postal": "34000",
        "departement": "34",
        "latitude": 43.61,
        "longitude": 3.877,
    }


@pytest.fixture
def beziers() -> dict[str, Any]:
    """Where a structure of Béziers lies, some sixty kilometres from Montpellier."""
    return {
        "commune": "Béziers",
        "code_postal": "34500",
        "departement": "34",
        "latitude": 43.344,
        "longitude": 3.215,
    }


@pytest.fixture
def fichier_reel(db) -> Path:
    """The real file of structures, imported."""
    if not FICHIER_REEL.exists():
        pytest.skip("le fichier réel des structures n’est pas à côté du projet")
    importer(FICHIER_REEL, lambda octets, constats: None)
    return FICHIER_REEL
