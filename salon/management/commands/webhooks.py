"""`manage.py webhooks`: list the subscriptions of an edition, add one, stop it, wake it, forget it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salon.erreurs import Refus
from salon.journal.models import Abonnement
from salon.journal.webhooks import EVENEMENTS, abonner, activer, suspendre
from salon.models import Edition


class Command(BaseCommand):
    help = "Liste les webhooks d’une édition, en ajoute un, ou change l’un d’eux."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="adresse (slug) de l’édition")
        choix = parser.add_mutually_exclusive_group()
        choix.add_argument("--ajouter", metavar="URL", help="abonner une adresse")
        for geste, aide in (
            ("activer", "livrer de nouveau"),
            ("suspendre", "ne plus rien livrer"),
            ("supprimer", "oublier l’adresse et ses livraisons"),
        ):
            choix.add_argument(f"--{geste}", type=int, metavar="NUMÉRO", help=aide)
        parser.add_argument(
            "--evenements",
            nargs="+",
            choices=sorted(EVENEMENTS.values()),
            default=sorted(EVENEMENTS.values()),
            help="pour --ajouter ; tous sinon",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"Aucune édition n’a l’adresse « {options['edition']} ».")
        if options["ajouter"]:
            self._ajouter(edition, options["ajouter"], options["evenements"])
        for geste in ("activer", "suspendre", "supprimer"):
            if options[geste] is not None:
                self._changer(edition, geste, options[geste])
        self._lister(edition)

    def _ajouter(self, edition: Edition, url: str, evenements: list[str]) -> None:
        try:
            abonnement = abonner(edition_id=edition.pk, url=url, evenements=evenements)
        except Refus as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(f"Secret, montré cette seule fois : {abonnement.secret}")

    def _changer(self, edition: Edition, geste: str, numero: int) -> None:
        abonnement = Abonnement.objects.filter(edition=edition, pk=numero).first()
        if abonnement is None:
            raise CommandError(f"Aucun webhook de cette édition ne porte le numéro {numero}.")
        match geste:
            case "activer":
                activer(abonnement=abonnement)
            case "suspendre":
                suspendre(abonnement=abonnement)
            case _:
                abonnement.delete()

    def _lister(self, edition: Edition) -> None:
        for abonnement in edition.abonnements.all():
            etat = "actif" if abonnement.actif else abonnement.arret
            evenements = ", ".join(abonnement.evenements)
            self.stdout.write(f"{abonnement.pk}  {abonnement.url}  {evenements}  {etat}")
        self.stdout.write(f"{edition.abonnements.count()} webhook(s)")
