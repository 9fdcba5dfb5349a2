"""Break a database on purpose, below what its constraints allow, and read what the verification says."""

from django.db import connection
from django.db.models import Model

from salon.management.verification import verifier


def fautes() -> dict[str, list[str]]:
    """Return the examples of each promise that does not hold."""
    return {resultat.code: resultat.exemples for resultat in verifier() if resultat.nombre}


def sans_contraintes(*modeles: type[Model]) -> None:
    """Hide tables behind copies without any constraint, until the transaction of the test ends."""
    with connection.cursor() as curseur:
        for modele in modeles:
            table = modele._meta.db_table
            curseur.execute(f'CREATE TEMPORARY TABLE "{table}" AS SELECT * FROM "{table}"')


def copier(objet: Model, **champs: object) -> None:
    """Store a second row like this one."""
    objet.pk = 900_000 + objet.pk
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    type(objet).objects.bulk_create([objet])
