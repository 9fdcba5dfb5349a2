"""Schedule an exchange file: `python -m salon.rdv.planification INSTANCE.json --sortie S.json`."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from salon.rdv.planification.champs import FichierInvalide
from salon.rdv.planification.diagnostic import Diagnostic, diagnostiquer
from salon.rdv.planification.echange import ecrire_horaire, lire_instance
from salon.rdv.planification.kempe import planifier
from salon.rdv.planification.mesure import mesurer
from salon.rdv.planification.modele import Horaire, Instance
from salon.rdv.planification.preuve import prouver
from salon.rdv.planification.tables import attribuer

REUSSITE, ILLISIBLE = 0, 2
SECONDES_MAX = 86_400.0
# With a proof to make, the search gets this share of the time: the proof closes small events alone.
PART_DE_LA_RECHERCHE = 0.2
CONCLUSIONS = {
    "optimal": "Preuve : aucun horaire complet n’a moins de pauses",
    "infaisable": "Preuve : aucun horaire ne place tous les rendez-vous",
    "inconnu": "Preuve : pas de conclusion dans ce temps",
}


# What argparse says by itself.
TRADUCTIONS = {
    "the following arguments are required": "il manque",
    "unrecognized arguments": "arguments inconnus",
    "expected one argument": "une valeur est attendue",
    "argument ": "",
}


class Analyseur(argparse.ArgumentParser):
    """A parser of the command line that refuses in French."""

    def error(self, message: str) -> NoReturn:
        """Say that the command is not right, and how it is written."""
        for anglais, francais in TRADUCTIONS.items():
            message = message.replace(anglais, francais)
        self.print_usage(sys.stderr)
        self.exit(ILLISIBLE, f"Commande refusée : {message}\n")


@dataclass(frozen=True)
class Demande:
    """What the command line asks."""

    instance: Path
    secondes: float
    graine: int
    sortie: Path | None
    prouver: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, diagnose, schedule, prove if asked, write; return the exit code."""
    demande = _analyser(arguments)
    try:
        instance = lire_instance(demande.instance)
    except FichierInvalide as erreur:
        print(f"{demande.instance} : {erreur}", file=sys.stderr)
        return ILLISIBLE
    if demande.sortie is not None and not os.access(demande.sortie.parent, os.W_OK):
        print(f"{demande.sortie.parent} : on ne peut pas écrire ici.", file=sys.stderr)
        return ILLISIBLE
    diagnostic = diagnostiquer(instance)
    _dire(instance, diagnostic)
    horaire = _chercher(instance, demande, diagnostic)
    mesure = mesurer(instance, horaire)
    print(f"Horaire : {mesure.ecartes} rendez-vous écartés, {mesure.pauses} pauses.")
    if demande.sortie is not None:
        _ecrire(demande.sortie, instance, horaire)
    return REUSSITE


def _chercher(instance: Instance, demande: Demande, diagnostic: Diagnostic) -> Horaire:
    part = PART_DE_LA_RECHERCHE if demande.prouver else 1.0
    resultat = planifier(
        instance,
        secondes=demande.secondes * part,
        graine=demande.graine,
        suivi=_progres,
        annule=_interruption(),
    )
    print(file=sys.stderr)
    horaire: Horaire = resultat.horaire
    if demande.prouver and diagnostic.possible:
        complet = None if resultat.ecartes else horaire
        preuve = prouver(
            instance,
            secondes=demande.secondes * (1 - part),
            horaire=complet,
            borne=diagnostic.pauses,
        )
        print(CONCLUSIONS[preuve.etat], f"(au moins {preuve.borne} pauses).")
        horaire = preuve.horaire or horaire
    return horaire


def _analyser(arguments: Sequence[str] | None) -> Demande:
    analyseur = Analyseur(
        prog="python -m salon.rdv.planification",
        description="Planifie les rendez-vous d’un fichier b2b-1.",
    )
    analyseur.add_argument("instance", type=Path, help="le fichier des rendez-vous (JSON, b2b-1)")
    analyseur.add_argument("--secondes", type=_duree, default=20.0, help="temps de calcul")
    analyseur.add_argument("--graine", type=_graine, default=1, help="départ du hasard")
    analyseur.add_argument("--sortie", type=Path, help="l’horaire à écrire (JSON)")
    analyseur.add_argument("--prouver", action="store_true", help="cherche aussi une preuve")
    return Demande(**vars(analyseur.parse_args(arguments)))


def _duree(texte: str) -> float:
    try:
        secondes = float(texte)
    except ValueError as erreur:
        raise argparse.ArgumentTypeError(f"« {texte} » n’est pas une durée") from erreur
    if not 0 < secondes <= SECONDES_MAX:
        raise argparse.ArgumentTypeError("la durée va de plus de 0 à 86400 secondes")
    return secondes


def _graine(texte: str) -> int:
    if not (texte.isascii() and texte.isdigit() and len(texte) <= len(str(1 << 63))):
        raise argparse.ArgumentTypeError(f"« {texte} » n’est pas un entier positif")
    return int(texte)


def _interruption() -> Callable[[], bool]:
    """Make Ctrl-C end the search with the best timetable so far, where signals can be had."""
    demande = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, lambda *_: demande.set())
    return demande.is_set


def _progres(part: float, pauses: int, ecartes: int) -> None:
    ligne = f"\r{part:4.0%} : {ecartes} rendez-vous écartés, {pauses} pauses   "
    print(ligne, end="", file=sys.stderr, flush=True)


def _dire(instance: Instance, diagnostic: Diagnostic) -> None:
    print(f"{instance.nom} : {len(instance.rdv)} rendez-vous, {instance.creneaux} créneaux.")
    for empechement in diagnostic.empechements:
        print(f"Impossible en entier : {empechement.phrase}")
    print(f"Bornes : au moins {diagnostic.ecartes} écartés, {diagnostic.pauses} pauses.")


def _ecrire(sortie: Path, instance: Instance, horaire: Horaire) -> None:
    """Write beside and rename: a file cut short never bears the name that was asked."""
    provisoire = sortie.with_name(f".{sortie.name}.{os.getpid()}")
    ecrire_horaire(provisoire, instance, horaire, attribuer(instance, horaire))
    provisoire.replace(sortie)


if __name__ == "__main__":
    sys.exit(main())
