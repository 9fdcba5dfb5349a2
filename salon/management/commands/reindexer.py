"""Rebuild what the search knows of the whole directory, under a progress bar."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from salon.annuaire.indexation import reindexer
from salon.annuaire.models import Structure


class Command(BaseCommand):
    help = "Refait l’index de recherche de l’annuaire ; sans danger, à tout moment."

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=sys.stderr)
        total = Structure.objects.count()
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as barre:
            tache = barre.add_task("Index", total=total)
            reindexer(lambda nombre: barre.advance(tache, nombre))
        self.stdout.write(f"{total} structure{'s' if total > 1 else ''} dans l’index.")
