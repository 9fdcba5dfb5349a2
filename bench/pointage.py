"""Measures how fast the gates are: `python -m bench.pointage [--badges N] [--tours N]`.

A fresh edition, every badge scanned at most once, over 1, 8 and 32 connections that wait for each answer.
After each run the database must hold as many admissions as there were good answers, and nobody twice.
Beside each run stands what the database alone could do just before: transactions of one row, as many at
once as there are connections on PostgreSQL (by its own `pgbench`), one after the other on SQLite.
The clients share the processors with the servers.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

# Also runnable as `python bench/pointage.py`: the folder of this script would hide the package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import materiel, pretix  # noqa: E402
from bench.charge import Mesure, charger, requete  # noqa: E402
from bench.postgres import DURABLE, DUREE_LIMITE, Postgres, postgresql  # noqa: E402
from bench.serveurs import Salle, Site, ouvrir_salle, reglages, site, uvicorn  # noqa: E402

# For each number of connections, how many badges out of 33 a variant scans; the rest warms it up.
PARTS = {1: 1, 8: 5, 32: 25}
CHEMIN = "/api/v1/passages"
ADMISSIONS = "SELECT count(*), count(DISTINCT participant_id) FROM pointage_passage WHERE admis"
NATIF = "salon.asgi:application"
WSGI = uvicorn("salon.wsgi:application", 2, "--interface", "wsgi")


class Passe(NamedTuple):
    """One run, and what the machine did meanwhile."""

    mesure: Mesure
    limite: float  # one-row commits per second, just before
    processeur: float  # of site, database and generator together: milliseconds per scan
    autres: float  # cores used by programs that are not of the bench


@dataclass
class Variante:
    """One way to serve the gates, on a database of its own, and what it gave."""

    nom: str
    commande: list[str]
    environnement: dict[str, str]
    scans: deque[bytes]
    admissions: Callable[[], tuple[object, ...]]
    commits: Callable[[int], float]
    bases: list[int] = field(default_factory=list)  # database servers
    reussies: int = 0
    memoire: float = 0.0
    passes: dict[int, list[Passe]] = field(default_factory=lambda: {n: [] for n in PARTS})

    def scanner(self, serveur: Site, portes: int, nombre: int) -> Mesure:
        """Scan badges never scanned before. Ends the bench if the database tells another story."""
        mesure = charger(serveur.port, [self.scans.popleft() for _ in range(nombre)], portes)
        self.reussies += mesure.reussies()
        admises, personnes = self.admissions()
        if (mesure.reussies(), admises, personnes) != (nombre, self.reussies, self.reussies):
            sys.exit(
                f"{self.nom} : {mesure.reussies()} réponses 200 pour {nombre} scans ; "
                f"{admises} admissions de {personnes} personnes au lieu de {self.reussies}."
            )
        return mesure

    def passer(self, serveur: Site, portes: int, nombre: int, limite: float) -> None:
        """Do one run and keep it."""
        racines = [serveur.processus, *self.bases]
        occupation, notres = materiel.occupation(), sum(map(materiel.processeur, racines))
        mesure = self.scanner(serveur, portes, nombre)
        notres = sum(map(materiel.processeur, racines)) - notres + mesure.processeur
        autres = max(0.0, materiel.occupation() - occupation - notres) / mesure.duree
        self.passes[portes].append(Passe(mesure, limite, notres * 1000 / nombre, autres))
        self.memoire = max(self.memoire, materiel.memoire(serveur.processus))

    def tourner(self, badges: int) -> None:
        """Start a server, warm it up, and do one run over each number of connections."""
        with site(self.commande, self.environnement) as serveur:
            self.scanner(serveur, max(PARTS), badges // 66)
            for portes, part in PARTS.items():
                self.passer(serveur, portes, badges * part // 33, self.commits(portes))

    def ordres_par_scan(self, pg: Postgres, portes: int) -> float:
        """Return how many statements a scan costs, transactions included, by the server's log."""
        nombre = len(self.scans) // 4
        with site(self.commande, self.environnement) as serveur:
            self.scanner(serveur, portes, nombre)
            with pg.journal() as ordres:
                self.scanner(serveur, portes, nombre)
                return ordres() / nombre

    def ligne(self, portes: int, pretix_par_seconde: float) -> str:
        """Return the medians over so many connections as a line of the table."""
        passes = self.passes[portes]
        debit = median(passe.mesure.par_seconde() for passe in passes)
        valeurs = (
            f"{debit:.0f}",
            *(
                f"{median(passe.mesure.centile(part) for passe in passes):.1f}"
                for part in (0.5, 0.99)
            ),
            f"{median(passe.limite for passe in passes):.0f}",
            f"{median(passe.mesure.par_seconde() / passe.limite for passe in passes):.0%}",
            f"{debit / pretix_par_seconde:.0f}",
            f"{median(passe.processeur for passe in passes):.2f}",
            f"{median(passe.autres for passe in passes):.1f}",
        )
        return f"{self.nom:<30}{portes:>8}" + "".join(f"{valeur:>11}" for valeur in valeurs)


def variantes(pg: Postgres, dossier: Path, badges: int) -> list[Variante]:
    """Return what is measured, each on its own copy of an edition of so many badges."""
    pg.demander("CREATE DATABASE modele")
    salle = ouvrir_salle(dossier, pg.adresse("modele"), badges)
    pg.demander("VACUUM ANALYZE", base="modele")
    fichier = dossier / "modele.sqlite3"
    salle_sqlite = ouvrir_salle(dossier, f"sqlite:///{fichier}", badges)

    def sur_postgresql(nom: str, commande: list[str], base: str) -> Variante:
        pg.demander(f"CREATE DATABASE {base} TEMPLATE modele")
        environnement = reglages(dossier, pg.adresse(base))
        compter = partial(pg.demander, ADMISSIONS, base)
        return Variante(
            nom, commande, environnement, scans(salle), compter, pg.inserer, [pg.processus]
        )

    def sur_sqlite(nom: str, processus: int) -> Variante:
        copie = dossier / f"{processus}.sqlite3"
        shutil.copy(fichier, copie)
        environnement = reglages(dossier, f"sqlite:///{copie}")
        compter = partial(demander_au_fichier, copie, ADMISSIONS)
        commande, a_scanner = uvicorn(NATIF, processus), scans(salle_sqlite)
        limite = partial(inserer_au_fichier, dossier / "limite.sqlite3")
        return Variante(nom, commande, environnement, a_scanner, compter, limite)

    return [
        sur_postgresql("PostgreSQL, 2 processus", uvicorn(NATIF, 2), "natif"),
        sur_postgresql("PostgreSQL, 2 processus, WSGI", WSGI, "wsgi"),
        sur_sqlite("SQLite, 1 processus", 1),
        sur_sqlite("SQLite, 2 processus", 2),
    ]


def scans(salle: Salle) -> deque[bytes]:
    """Return one scan of each badge, the devices taking turns."""
    jetons = cycle(salle.appareils)
    return deque(requete(CHEMIN, next(jetons), corps) for corps in salle.corps)


def demander_au_fichier(fichier: Path, ordre: str) -> tuple[object, ...]:
    """Run one statement on a database file and return its first row."""
    with closing(sqlite3.connect(fichier)) as connexion:
        return tuple(connexion.execute(ordre).fetchone())


def inserer_au_fichier(fichier: Path, _portes: int) -> float:
    """Return how many rows a second a file takes, each in its own transaction: it has one writer."""
    with closing(sqlite3.connect(fichier, isolation_level=None)) as connexion:
        connexion.execute("PRAGMA journal_mode=WAL")
        connexion.execute("PRAGMA synchronous=FULL")
        connexion.execute("CREATE TABLE IF NOT EXISTS limite (a INTEGER PRIMARY KEY, le TEXT)")
        debut, lignes = time.monotonic(), 0
        while time.monotonic() - debut < DUREE_LIMITE:
            connexion.execute("INSERT INTO limite (le) VALUES (datetime('now'))")
            lignes += 1
    return lignes / DUREE_LIMITE


def afficher(mesurees: list[Variante], reference: pretix.Reference) -> None:
    """Print the medians, the memory, and the reference."""
    titres = ("scans/s", "p50 ms", "p99 ms", "commits/s", "part", "× pretix", "ms CPU", "autres")
    print(f"\n{'':<30}{'portes':>8}" + "".join(f"{titre:>11}" for titre in titres))
    for variante in mesurees:
        for portes in PARTS:
            print(variante.ligne(portes, reference.par_seconde[portes]))
    print("\nms CPU : par scan, site, base et générateur ensemble")
    print("autres : cœurs pris pendant la mesure par des programmes étrangers au banc")
    print(reference.phrase())
    for variante in mesurees:
        print(f"mémoire du site, {variante.nom} : {variante.memoire:.0f} Mio (RSS)")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description="Mesure le pointage aux portes.")
    options.add_argument("--badges", type=int, default=100_000, help="badges de l’édition (100000)")
    options.add_argument("--tours", type=int, default=3, help="mesures de chaque ligne (3)")
    choix = options.parse_args()
    with postgresql() as pg, tempfile.TemporaryDirectory(prefix="banc-") as nom:
        dossier = Path(nom)
        promesses = ", ".join(f"{cle} {pg.demander(f'SHOW {cle}')[0]}" for cle in DURABLE)
        print(f"{choix.badges} badges, médianes de {choix.tours} ; PostgreSQL : {promesses}")
        print(f"système de fichiers : {materiel.systeme_de_fichiers(dossier)}")
        mesurees = variantes(pg, dossier, choix.badges)
        for _ in range(choix.tours):
            for variante in mesurees:
                variante.tourner(choix.badges // choix.tours)
        afficher(mesurees, pretix.mesurer(choix.tours))
        for portes in PARTS:
            ordres = mesurees[0].ordres_par_scan(pg, portes)
            print(f"ordres SQL par scan, {mesurees[0].nom}, portes {portes} : {ordres:.2f}")


if __name__ == "__main__":
    main()
