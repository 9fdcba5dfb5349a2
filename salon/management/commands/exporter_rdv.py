"""`manage.py exporter_rdv`: write the timetable's problem of an edition for another solver."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salon.models import Edition
from salon.rdv.echange_horaires import exporter

REFUSE = 2  # status of the command when nothing was written


class Command(BaseCommand):
    help = "Écrit en JSON (b2b-1) les rendez-vous d’une édition à planifier, sans aucun nom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER.json")
        parser.add_argument("--edition", default="coventis", help="adresse de l’édition")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"Aucune édition « {options['edition']} ».", returncode=REFUSE)
        contenu = exporter(edition)
        try:
            options["fichier"].write_text(
                json.dumps(contenu, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        except OSError as erreur:
            raise CommandError(
                f"Le fichier ne s’écrit pas ({erreur.strerror}).", returncode=REFUSE
            ) from erreur
        self.stdout.write(f"Problème « {contenu['name']} » écrit.")
