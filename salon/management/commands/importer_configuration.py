"""Start an edition from an exported configuration, with its organiser."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import slug_re, validate_email
from django.db import transaction
from django.utils.crypto import get_random_string

from salon.entree import TAILLE_MAX
from salon.erreurs import Refus
from salon.management.essaimage import Nouvelle, installer_kit, lire_kit
from salon.models import Compte

LONGUEUR_MOT_DE_PASSE = 20
REFUSE = 2  # status of the command when nothing was stored


class Command(BaseCommand):
    help = "Crée une édition à partir d’une configuration exportée, avec son organisateur."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER.json")
        parser.add_argument("--slug", required=True, help="adresse de la nouvelle édition")
        parser.add_argument("--debut", required=True, metavar="AAAA-MM-JJ", help="premier jour")
        parser.add_argument("--nom", default="", help="nom de l’édition, sinon celui du fichier")
        parser.add_argument("--lieu", default="", help="lieu, sinon celui du fichier")
        parser.add_argument("--organisateur", metavar="COURRIEL", help="adresse de l’organisateur")

    def handle(self, *args: Any, **options: Any) -> None:
        nouvelle = _nouvelle(options)
        try:
            with transaction.atomic():
                compte, mot_de_passe = _organisateur(options["organisateur"])
                edition = installer_kit(_lire(options["fichier"]), nouvelle, compte)
        except Refus as refus:
            champ = f" [{refus.champ}]" if refus.champ else ""
            raise CommandError(f"{refus.message}{champ}", returncode=REFUSE) from refus
        self.stdout.write(f"Édition « {edition.nom} » prête à l’adresse « {edition.slug} ».")
        if compte:
            self.stdout.write(f"Organisateur : {compte.username}")
        if mot_de_passe:
            self.stdout.write(f"Mot de passe, montré cette fois seulement : {mot_de_passe}")


def _lire(fichier: Path) -> Any:
    try:
        with fichier.open("rb") as flux:
            octets = flux.read(TAILLE_MAX + 1)
    except OSError as erreur:
        raise CommandError(f"Fichier illisible : {fichier.name}.", returncode=REFUSE) from erreur
    return lire_kit(octets)


def _nouvelle(options: dict[str, Any]) -> Nouvelle:
    try:
        debut = date.fromisoformat(options["debut"])
    except ValueError as erreur:
        raise CommandError(
            f"Date invalide : {options['debut']}. Forme attendue : 2027-05-20.", returncode=REFUSE
        ) from erreur
    if not slug_re.fullmatch(options["slug"]):
        raise CommandError(
            "Le --slug ne contient que des lettres sans accent, chiffres et tirets.",
            returncode=REFUSE,
        )
    return Nouvelle(options["slug"], debut, options["nom"], options["lieu"])


def _organisateur(courriel: str | None) -> tuple[Compte | None, str]:
    """Return the account of this address, and its password if it is new."""
    if courriel is None:
        return None, ""
    try:
        validate_email(courriel)
    except ValidationError as erreur:
        raise CommandError("Adresse e-mail invalide.", returncode=REFUSE) from erreur
    compte = Compte.objects.filter(username__iexact=courriel).first()
    if compte:
        return compte, ""
    mot_de_passe = get_random_string(LONGUEUR_MOT_DE_PASSE)
    compte = Compte.objects.create_user(courriel, email=courriel, password=mot_de_passe)
    return compte, mot_de_passe
