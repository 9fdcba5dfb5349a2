"""`manage.py simuler`: play an opening day upon the running site, then check every number it shows."""

import signal
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table

from salon.management.confrontation import Attente, Ligne, a_plat, recompter
from salon.management.journee import Decor, planifier
from salon.management.journee_rdv import planifier_rdv
from salon.management.liaison import Liaison, SansReponse
from salon.management.scene import (
    SceneImpossible,
    Site,
    choisir,
    lire_acces,
    lire_carnet,
    lire_personnes,
    lire_portes,
)
from salon.management.simulation import Plan, Simulation
from salon.models import Edition

MARGE = timedelta(minutes=10)  # a slot nearer than this could pass before it is accepted
RAFRAICHIR = 1.0  # seconds
ECARTS_MONTRES = 10


@dataclass(frozen=True)
class Reglages:
    """What the person who starts the simulation chose."""

    vitesse: float
    graine: int
    visiteurs: int
    heures: float
    rdv: int

    def duree(self) -> timedelta:
        """Return how long the simulation takes."""
        return timedelta(hours=self.heures / self.vitesse if self.vitesse else 0)


class Command(BaseCommand):
    help = (
        "Joue une journée d’ouverture sur le site en marche, par son API, et vérifie ses nombres."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--vitesse",
            type=_positif,
            default=60,
            help="secondes jouées en une seconde (60) ; 0 : aussi vite que possible",
        )
        parser.add_argument("--adresse", default="http://127.0.0.1:8000", help="adresse du site")
        parser.add_argument("--graine", type=int, default=1, help="même graine, même journée (1)")
        parser.add_argument("--visiteurs", type=int, default=1000, help="personnes (1000)")
        parser.add_argument("--heures", type=_positif, default=9, help="durée de la journée (9)")
        parser.add_argument("--rdv", type=int, default=40, help="demandes de rendez-vous (40)")

    def handle(self, *args: Any, adresse: str, **options: Any) -> None:
        reglages = Reglages(**{nom: options[nom] for nom in Reglages.__dataclass_fields__})
        console = Console()
        try:
            site = lire_acces(settings.VAR / "demo.json", Liaison(adresse))
            fautes = jouer(site, reglages, console)
        except (SceneImpossible, SansReponse) as raison:
            raise CommandError(str(raison)) from raison
        if fautes:
            raise CommandError(f"{fautes} écart(s) : les nombres ne sont pas ceux attendus.")
        self.stdout.write("Tout concorde : attendu, affiché, direct et recompté.")


def jouer(site: Site, reglages: Reglages, console: Console) -> int:
    """Play the day, print the comparison, and return how many things were not as expected."""
    edition = _edition_ouverte(site)
    jour = edition.aujourdhui()
    personnes = lire_personnes(edition)
    foule = choisir(edition, personnes, reglages.visiteurs, reglages.graine)
    decor = Decor(lire_portes(edition, site), foule, reglages.heures)
    carnet = lire_carnet(site, personnes, timezone.now() + reglages.duree() + MARGE)
    demarches = planifier_rdv(
        foule, carnet, nombre=reglages.rdv, heures=reglages.heures, graine=reglages.graine
    )
    plan = Plan(planifier(decor, reglages.graine), demarches)
    attente = Attente(a_plat(site.lire("/compteurs")), foule)
    connection.close()  # nothing is read from the database while the day is played
    simulation = Simulation(site, plan, attente, reglages.vitesse)
    suivre(simulation, Affichage(console, site, edition, plan))
    if edition.aujourdhui() != jour:
        raise SceneImpossible("Minuit est passé : les nombres sont repartis de zéro.")
    affiche = a_plat(site.lire("/compteurs"))
    lignes = attente.comparer(affiche, site.direct(affiche), recompter(edition, jour))
    montrer(console, simulation, lignes)
    return len(simulation.ecarts) + sum(not ligne.juste for ligne in lignes)


class Affichage:
    """The progress bar: simulated time, scans sent, people inside as the site says."""

    def __init__(self, console: Console, site: Site, edition: Edition, plan: Plan) -> None:
        self._site = site
        self._ouverture = datetime.combine(edition.debut, edition.ouvre_a)
        self._total = sum(len(geste.scans) for geste in plan.gestes)
        self.barre = Progress(
            TextColumn("{task.fields[heure]}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.completed:.0f} scans sur {task.total:.0f}"),
            TextColumn("{task.fields[presents]} présents"),
            console=console,
        )
        self._tache: TaskID = self.barre.add_task(
            "", total=self._total, heure=f"{self._ouverture:%H h %M}", presents="–"
        )

    def avancer(self, simulation: Simulation) -> None:
        """Show how far the day is."""
        heure = self._ouverture + timedelta(seconds=simulation.instant)
        self.barre.update(
            self._tache,
            completed=simulation.envoyes,
            heure=f"{heure:%H h %M}",
            presents=self._site.lire("/compteurs")["presents"],
        )


def suivre(simulation: Simulation, affichage: Affichage) -> None:
    """Play to the end, or to Ctrl-C, which lets what is under way finish."""

    def arreter(*_: object) -> None:
        affichage.barre.console.print("Arrêt demandé : les scans en cours se terminent…")
        simulation.arreter()

    # A handler, not KeyboardInterrupt: that one would also cut a call to the site in the middle.
    avant = signal.signal(signal.SIGINT, arreter)
    try:
        simulation.commencer()
        with affichage.barre:
            while not simulation.finie(RAFRAICHIR):
                affichage.avancer(simulation)
            affichage.avancer(simulation)
    finally:
        signal.signal(signal.SIGINT, avant)


def montrer(console: Console, simulation: Simulation, lignes: list[Ligne]) -> None:
    """Print what was sent, what went wrong, and the numbers side by side."""
    table = Table("", "Au départ", "Attendu", "Affiché", "Direct", "Recompté", "")
    for colonne in table.columns[1:-1]:
        colonne.justify = "right"
    for ligne in lignes:
        nombres = (ligne.depart, ligne.attendu, ligne.affiche, ligne.direct, ligne.recompte)
        table.add_row(ligne.nom, *map(str, nombres), "✓" if ligne.juste else "[red]✗ écart")
    console.print(table)
    console.print(
        f"{simulation.envoyes} scans en {simulation.duree:.1f} s, "
        f"soit {simulation.envoyes / max(simulation.duree, 0.001):.0f} par seconde ; "
        f"{simulation.repetitions} appel(s) répété(s), le site étant muet ou occupé."
    )
    for ecart in simulation.ecarts[:ECARTS_MONTRES]:
        console.print(f"✗ {ecart}", markup=False)
    if len(simulation.ecarts) > ECARTS_MONTRES:
        console.print(f"… et {len(simulation.ecarts) - ECARTS_MONTRES} autre(s).")


def _edition_ouverte(site: Site) -> Edition:
    """Return the edition of the demonstration. Raises SceneImpossible unless it takes place today."""
    edition = Edition.objects.filter(slug=site.slug).first()
    if edition is None or not edition.debut <= edition.aujourdhui() <= edition.fin:
        raise SceneImpossible(
            f"L’édition « {site.slug} » n’a pas lieu aujourd’hui dans cette base : "
            "lancez d’abord « manage.py demo »."
        )
    return edition


def _positif(texte: str) -> float:
    try:
        valeur = float(texte.replace(",", "."))
    except ValueError as erreur:
        raise ArgumentTypeError("nombre attendu") from erreur
    if not 0 <= valeur < float("inf"):
        raise ArgumentTypeError("nombre positif attendu")
    return valeur
