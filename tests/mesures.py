"""What the tests measure: rows, statements, and what happens when many do the same thing at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model


def lignes_en_base() -> dict[str, int]:
    """Count the rows of every table of ours."""
    modeles = [modele for modele in apps.get_models() if modele.__module__.startswith("salon")]
    return {modele.__name__: modele._default_manager.count() for modele in modeles}


@contextmanager
def ordres() -> Iterator[list[str]]:
    """Collect the statements on data that a piece of code sends to the database."""
    lus: list[str] = []

    def noter(executer: Any, sql: str, *reste: Any) -> Any:
        if sql.split(maxsplit=1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            lus.append(sql)
        return executer(sql, *reste)

    with connection.execute_wrapper(noter):
        yield lus


def ensemble(fonction: Callable[[int], Any], nombre: int) -> list[Any]:
    """Call a function many times at once, each time in a thread with a connection of its own."""
    barriere = Barrier(nombre)

    def un(rang: int) -> Any:
        barriere.wait()
        try:
            return fonction(rang)
        finally:
            connection.close()

    with ThreadPoolExecutor(nombre) as fils:
        return list(fils.map(un, range(nombre)))


@contextmanager
def sans_contrainte(modele: type[Model], nom: str) -> Iterator[None]:
    """Take a constraint away, and put it back once the rows that break it are gone."""
    toutes = modele._meta.constraints
    contrainte = next(c for c in toutes if c.name == nom)
    # SQLite makes the table again, with the constraints that the model then has.
    modele._meta.constraints = [c for c in toutes if c is not contrainte]
    with connection.schema_editor() as schema:
        schema.remove_constraint(modele, contrainte)
    try:
        yield
    finally:
        modele._default_manager.all().delete()
        modele._meta.constraints = toutes
        with connection.schema_editor() as schema:
            schema.add_constraint(modele, contrainte)
