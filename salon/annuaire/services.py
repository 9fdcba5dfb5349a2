"""Write the directory: find a structure by its SIRET or add it."""

from typing import Any

from salon.annuaire.models import Structure


def retenir_structure(*, siret: str, fiche: dict[str, Any]) -> Structure:
    """Return the structure of this SIRET (14 digits, checked), added from `fiche` if it is unknown.

    A structure already in the directory is left as it is: a stranger's form does not rewrite it.
    """
    structure, _ = Structure.objects.get_or_create(siret=siret, defaults=fiche)
    return structure
