"""Fill the database with a demonstration edition that takes place today and tomorrow."""

import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import slug_re
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from salon.management.demonstration import (
    COURRIEL,
    ETAPES,
    IDENTIFIANT,
    Acces,
    Suivre,
    Taille,
    construire,
)
from salon.management.foule_de_demo import EXPOSANTS_MAX
from salon.models import Compte, Edition


class Command(BaseCommand):
    help = "Remplit la base avec une édition de démonstration, qui a lieu aujourd’hui et demain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--si-vide", action="store_true", help="ne rien faire si une édition existe déjà"
        )
        parser.add_argument("--slug", default="coventis", help="adresse de l’édition")
        parser.add_argument("--visiteurs", type=int, default=Taille.visiteurs, metavar="N")
        parser.add_argument("--exposants", type=int, default=Taille.exposants, metavar="N")
        parser.add_argument("--rdv", type=int, default=Taille.rdv, metavar="N")
        parser.add_argument("--graine", type=int, default=2027, help="germe du hasard")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["si_vide"] and Edition.objects.exists():
            self.stdout.write("Une édition existe déjà : rien à faire.")
            return
        slug = options["slug"]
        if not slug_re.fullmatch(slug):
            raise CommandError(
                "Le --slug ne contient que des lettres sans accent, chiffres et tirets."
            )
        if Edition.objects.filter(slug=slug).exists():
            raise CommandError(f"L’édition « {slug} » existe déjà : choisissez un autre --slug.")
        if Compte.objects.filter(username=IDENTIFIANT).exclude(email=COURRIEL).exists():
            raise CommandError(f"Le compte « {IDENTIFIANT} » n’est pas celui d’une démonstration.")
        taille = Taille(options["visiteurs"], options["exposants"], options["rdv"])
        if min(asdict(taille).values()) < 0 or taille.exposants > EXPOSANTS_MAX:
            raise CommandError(f"Nombres attendus : 0 ou plus, {EXPOSANTS_MAX} exposants au plus.")
        acces = _avec_barre(slug, taille, options["graine"])
        _ranger("demo.json", json.dumps(asdict(acces), ensure_ascii=False, indent=2))
        aide = _ranger("demo.txt", texte(acces))
        self.stdout.write(f"Édition « {slug} » prête. Identifiants et jetons : {aide}")


def _avec_barre(slug: str, taille: Taille, graine: int) -> Acces:
    console = Console(file=sys.stderr)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as barre:
        tache = barre.add_task("", total=len(ETAPES))
        suivre: Suivre = lambda etape: barre.update(tache, description=etape, advance=1)  # noqa: E731
        return construire(slug=slug, taille=taille, graine=graine, suivre=suivre)


def texte(acces: Acces) -> str:
    """Return the sheet that a person reads to get into the demonstration."""
    lignes = [
        f"Démonstration « {acces.edition} » – {acces.base_url}",
        "Personnes, structures et adresses sont inventées.",
        "",
        "Organisateur",
        *(f"  {nom.replace('_', ' ')} : {valeur}" for nom, valeur in acces.organisateur.items()),
        "  À la connexion : la clé se donne à une application de codes (FreeOTP, Aegis…) ;",
        "  sans téléphone, chaque code de secours remplace une fois le code demandé.",
        f"  jeton pour l’API : {acces.jeton_organisateur}",
        "",
        "Appareils de contrôle (un jeton par appareil)",
    ]
    for appareil in acces.appareils:
        role = ", responsable" if appareil.superviseur else ""
        lignes.append(f"  {appareil.nom} (porte : {appareil.porte}{role}) : {appareil.jeton}")
    return "\n".join(lignes) + "\n"


def _ranger(nom: str, contenu: str) -> Path:
    """Write a file that only its owner may read, in one go."""
    fichier = Path(settings.VAR) / nom
    brouillon = fichier.with_suffix(f".{os.getpid()}")
    brouillon.unlink(missing_ok=True)
    brouillon.touch(mode=0o600)
    brouillon.write_text(contenu, encoding="utf-8")
    brouillon.replace(fichier)
    return fichier
