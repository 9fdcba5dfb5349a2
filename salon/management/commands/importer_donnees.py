"""Import a list from a CSV or XLSX file; by default only tell what would happen."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from salon.annuaire.importation import Constat
from salon.echanges.colonnes import reconnaitre
from salon.echanges.services import (
    NATURES,
    Fichier,
    Rapport,
    Suivre,
    examiner,
    importer,
    importer_le_bon,
)
from salon.erreurs import Refus
from salon.journal.models import Import
from salon.management.editions import edition_ou_aucune
from salon.tableur.lecture import ouvrir

NOM_MAX = 100


class Command(BaseCommand):
    help = "Importe une liste depuis un fichier CSV ou XLSX (simulation par défaut)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("nature", choices=list(NATURES))
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--edition", metavar="SLUG", help="édition, pour des personnes")
        parser.add_argument(
            "--colonne",
            action="append",
            default=[],
            metavar="ENTÊTE=COLONNE",
            help="ce qu’est une colonne du fichier que son entête ne dit pas",
        )
        parser.add_argument("--appliquer", action="store_true", help="enregistrer")
        parser.add_argument(
            "--tolerer",
            dest="agir",
            action="store_const",
            const=importer_le_bon,
            default=importer,
            help="enregistrer les bonnes lignes même si d’autres sont rejetées",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chemin: Path = options["fichier"]
        edition = edition_ou_aucune(options["edition"])
        try:
            with chemin.open("rb") as flux:
                entetes = ouvrir(flux).colonnes
                choix = self._montrer_colonnes(options["nature"], entetes, options["colonne"])
                fichier = Fichier(flux, options["nature"], edition, choix)
                self._traiter(fichier, options)
        except OSError as erreur:
            raise CommandError(f"Fichier illisible : {chemin.name}.") from erreur
        except Refus as refus:
            raise CommandError(refus.message) from refus

    def _montrer_colonnes(
        self, nature: str, entetes: Sequence[str], dits: Sequence[str]
    ) -> dict[str, str]:
        colonnes = NATURES[nature].colonnes
        choix = {**reconnaitre(colonnes, entetes), **_dites(nature, entetes, dits)}
        titres = {colonne.nom: colonne.titre for colonne in colonnes}
        self.stdout.write("Colonnes :")
        for entete in entetes:
            self.stdout.write(f"  {entete} → {titres.get(choix[entete], '(ignorée)')}")
        return choix

    def _traiter(self, fichier: Fichier, options: dict[str, Any]) -> None:
        with _barre() as barre:
            tache = barre.add_task("Lecture", lues=0)
            rapport = examiner(fichier, self._suivre(barre, tache))
            self._dire_constats(rapport)
            if options["appliquer"]:
                barre.update(tache, description="Écriture")
                trace = Import(nom=options["fichier"].name[:NOM_MAX])
                rapport = options["agir"](fichier, trace, self._suivre(barre, tache))
        self.stdout.write(resume(rapport))
        if not options["appliquer"]:
            self.stdout.write("Simulation : rien n’est enregistré. Pour le faire : --appliquer")

    def _dire_constats(self, rapport: Rapport) -> None:
        for constat in rapport.constats:
            self.stdout.write(str(constat))
        if (reste := sum(rapport.nombres.values()) - len(rapport.constats)) > 0:
            self.stdout.write(f"… et {reste} autres remarques.")

    def _suivre(self, barre: Progress, tache: Any) -> Suivre:
        def suivre(lues: int, constats: Sequence[Constat]) -> None:
            barre.update(tache, lues=lues)

        return suivre


def _dites(nature: str, entetes: Sequence[str], dits: Sequence[str]) -> dict[str, str]:
    """Return which columns the caller names, by the heading of the file."""
    noms = {colonne.nom for colonne in NATURES[nature].colonnes}
    choix = {}
    for dit in dits:
        entete, _, nom = dit.rpartition("=")
        if entete not in entetes or nom not in noms:
            raise CommandError(
                f"--colonne {dit} : l’entête est l’une de « {' ; '.join(entetes)} », "
                f"la colonne l’une de {', '.join(sorted(noms))}."
            )
        choix[entete] = nom
    return choix


def _barre() -> Progress:
    console = Console(file=sys.stderr)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description} : {task.fields[lues]} lignes"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def resume(rapport: Rapport) -> str:
    """Return the last line of the report: "12 à ajouter, 3 déjà connues, 1 rejetée"."""
    return ", ".join(
        [
            f"{rapport.lues} ligne{'s' if rapport.lues > 1 else ''}",
            f"{rapport.a_ajouter} à écrire",
            *(f"{nombre} {genre}" for genre, nombre in sorted(rapport.nombres.items())),
        ]
    )
