"""Check the invariants of the database; the exit code is 1 if one of them does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salon.management.verification import verifier


class Command(BaseCommand):
    help = "Vérifie les invariants de la base : une ligne par promesse, ✓ ou ✗."

    def handle(self, *args: Any, **options: Any) -> None:
        rompues = 0
        for resultat in verifier():
            self.stdout.write(str(resultat))
            self.stdout.flush()
            rompues += bool(resultat.nombre)
        if rompues:
            pluriel = "s ne tiennent" if rompues > 1 else " ne tient"
            raise CommandError(f"{rompues} promesse{pluriel} pas.")
