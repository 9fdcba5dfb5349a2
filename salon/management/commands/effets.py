"""`manage.py effets`: list the effects that died, with their reason, and try them again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salon.erreurs import Refus
from salon.journal.models import Effet
from salon.journal.services import rejouer


class Command(BaseCommand):
    help = "Liste les effets morts avec leur raison, ou en rejoue."

    def add_arguments(self, parser: CommandParser) -> None:
        choix = parser.add_mutually_exclusive_group(required=True)
        choix.add_argument("--morts", action="store_true", help="les lister")
        choix.add_argument(
            "--rejouer", nargs="+", metavar="NUMÉRO", help="les rejouer ; « tous » pour tous"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        morts = Effet.objects.filter(etat=Effet.Etat.MORT).select_related("ecriture")
        if options["morts"]:
            for effet in morts.order_by("pk").iterator():
                self.stdout.write(
                    f"{effet.pk}  {effet.nom}  {effet.ecriture}  "
                    f"{effet.tentatives} tentatives : {effet.erreur}"
                )
            self.stdout.write(f"{morts.count()} effet(s) mort(s)")
            return
        self._rejouer(options["rejouer"], list(morts.values_list("pk", flat=True)))

    def _rejouer(self, numeros: list[str], morts: list[int]) -> None:
        if numeros == ["tous"]:
            numeros = [str(pk) for pk in morts]
        for numero in numeros:
            if not numero.isdigit():
                raise CommandError(f"« {numero} » n’est pas un numéro d’effet.")
            try:
                rejouer(effet_id=int(numero))
            except Refus as refus:
                raise CommandError(refus.message) from refus
        self.stdout.write(f"{len(numeros)} effet(s) rejoué(s)")
