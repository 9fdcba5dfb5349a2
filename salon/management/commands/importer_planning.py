"""`manage.py importer_planning`: take the timetable of another solver as a draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salon.erreurs import Refus
from salon.models import Edition
from salon.rdv.echange_horaires import importer

REFUSE = 2  # status of the command when nothing was stored


class Command(BaseCommand):
    help = "Range comme brouillon l’horaire d’un fichier JSON (b2b-solution-1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER.json")
        parser.add_argument("--edition", default="coventis", help="adresse de l’édition")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"Aucune édition « {options['edition']} ».", returncode=REFUSE)
        try:
            run = importer(edition, options["fichier"])
        except Refus as refus:
            raise CommandError(refus.message, returncode=REFUSE) from refus
        self.stdout.write(
            f"Brouillon nº {run.pk} : {run.mesures['places']} rendez-vous placés, {run.laisses} laissés."
        )
