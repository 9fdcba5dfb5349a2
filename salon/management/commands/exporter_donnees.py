"""Write a list to a CSV or XLSX file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salon.echanges.services import NATURES
from salon.echanges.sorties import exporter
from salon.erreurs import Refus
from salon.journal.models import Export
from salon.management.editions import edition_ou_aucune
from salon.tableur.ecriture import Forme


class Command(BaseCommand):
    help = "Écrit une liste dans un fichier CSV ou XLSX, selon la fin de son nom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("nature", choices=list(NATURES))
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--edition", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        chemin: Path = options["fichier"]
        forme = chemin.suffix.lower().removeprefix(".")
        if forme not in list(Forme):
            raise CommandError("Le nom du fichier finit par .csv ou .xlsx.")
        export = Export(
            edition=edition_ou_aucune(options["edition"]), nature=options["nature"], forme=forme
        )
        try:
            with chemin.open("wb") as flux:
                lignes = exporter(flux, export)
        except OSError as erreur:
            raise CommandError(f"Impossible d’écrire {chemin.name}.") from erreur
        except Refus as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(f"{chemin.name} : {lignes} lignes.")
