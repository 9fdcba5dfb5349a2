"""Make a bearer token for a member of staff: the only way to have one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salon.acces import DUREE_JETON, jeton_organisateur
from salon.models import Compte


class Command(BaseCommand):
    help = "Affiche un jeton d’API pour un compte de l’équipe ; un nouveau mot de passe y met fin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifiant", help="nom d’utilisateur du compte")

    def handle(self, *args: Any, **options: Any) -> None:
        compte = Compte.objects.filter(username=options["identifiant"], is_active=True).first()
        if compte is None:
            raise CommandError(f"Aucun compte actif « {options['identifiant']} ».")
        self.stderr.write(
            f"Valable {DUREE_JETON.days} jours. Ce jeton ouvre ce que le compte ouvre."
        )
        self.stdout.write(jeton_organisateur(compte))
