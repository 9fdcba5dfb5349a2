"""Write the configuration of an edition, without any person, for another region to start from."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from salon.management.editions import edition_nommee
from salon.management.essaimage import ecrire_kit


class Command(BaseCommand):
    help = "Écrit la configuration d’une édition, sans donnée personnelle, sur la sortie standard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="adresse de l’édition")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(ecrire_kit(edition_nommee(options["slug"])), ending="")
