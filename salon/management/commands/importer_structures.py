"""Import structures into the directory from a CSV file; by default only tell what would happen."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from salon.annuaire.importation import Bilan, Constat, FichierIllisible, Suivre, examiner, importer

Agir = Callable[[Path, Suivre], Bilan]


class Command(BaseCommand):
    help = "Importe des structures dans l’annuaire depuis un fichier CSV (simulation par défaut)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER.csv")
        parser.add_argument(
            "--appliquer",
            dest="agir",
            action="store_const",
            const=importer,
            default=examiner,
            help="enregistrer ; sans cette option, rien n’est modifié",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fichier: Path = options["fichier"]
        try:
            bilan = self._avec_barre(fichier, options["agir"])
        except FichierIllisible as erreur:
            raise CommandError(str(erreur)) from erreur
        self.stdout.write(resume(bilan))
        if options["agir"] is examiner:
            self.stdout.write("Simulation : rien n’est enregistré. Pour le faire : --appliquer")

    def _avec_barre(self, fichier: Path, agir: Agir) -> Bilan:
        """Run the import under a progress bar, which steps aside when a line is to be read."""
        console = Console(file=sys.stderr)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as barre:
            taille = fichier.stat().st_size if fichier.is_file() else None
            suivre = self._suivre(barre, barre.add_task(fichier.name, total=taille))
            return agir(fichier, suivre)

    def _suivre(self, barre: Progress, tache: TaskID) -> Suivre:
        def suivre(octets: int, constats: list[Constat]) -> None:
            if constats:
                barre.stop()
                self.stdout.writelines(f"{constat}\n" for constat in constats)
                barre.start()
            barre.update(tache, completed=octets)

        return suivre


def resume(bilan: Bilan) -> str:
    """Return the last line of the report: "12 ajoutées, 0 modifiée, 160 inchangées, 1 rejetée"."""
    nombres = {
        "ajoutée": len(bilan.ajoutees),
        "modifiée": len(bilan.modifiees),
        "inchangée": bilan.inchangees,
        "rejetée": bilan.rejetees,
    }
    return ", ".join(f"{n} {mot}{'s' if n > 1 else ''}" for mot, n in nombres.items())
