"""Measures the live count: `python -m bench.direct [--spectateurs N ...] [--secondes N]`.

Scans arrive at a fixed rate through the gates; the delay of a scan for a browser runs from the answer to
the gate, which follows the commit, to the first whole snapshot that counts it. Site, relay, PostgreSQL,
Valkey, gates and browsers share the processors.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

# Also runnable as `python bench/direct.py`: the folder of this script would hide the package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import materiel  # noqa: E402
from bench.charge import centile, charger, requete  # noqa: E402
from bench.postgres import postgresql  # noqa: E402
from bench.serveurs import (  # noqa: E402
    RACINE,
    Salle,
    arreter_ensuite,
    ouvrir_salle,
    programme,
    reglages,
    site,
    uvicorn,
)
from salon.management.valkey import Valkey  # noqa: E402

SLUG = "banc"
DEBIT = 200  # scans per second
PORTES = 16
ECHAUFFEMENT = 400
REPOS = 2.0  # seconds for the last snapshots to arrive


@dataclass(frozen=True)
class Installation:
    """What is measured: its scans, its port, and its processes by name."""

    salle: Salle
    scans: deque[bytes]
    port: int
    processus: dict[str, int]
    dossier: Path

    def processeurs(self) -> dict[str, float]:
        """Return the seconds of processor that each part has used."""
        return {nom: materiel.processeur(pid) for nom, pid in self.processus.items()}

    @contextmanager
    def spectateurs(self, nombre: int) -> Iterator[Path]:
        """Have browsers watch during the block; give the file where what they saw is at its end."""
        fichier = self.dossier / "vus.json"
        commande = ["-m", "bench.spectateurs", str(self.port), SLUG, str(nombre), str(fichier)]
        processus = subprocess.Popen(
            [sys.executable, *commande],
            cwd=RACINE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert processus.stdin is not None
        assert processus.stdout is not None
        processus.stdin.write(f"{self.salle.organisateur}\n")
        processus.stdin.flush()
        if processus.stdout.readline() != "prêt\n":
            sys.exit("Les spectateurs n’ont pas pu se connecter.")
        try:
            yield fichier
        finally:
            processus.communicate()


@contextmanager
def installation(badges: int, processus: int) -> Iterator[Installation]:
    """Run everything on an edition of so many badges."""
    with postgresql() as pg, tempfile.TemporaryDirectory(prefix="banc-") as nom:
        dossier = Path(nom)
        pg.demander("CREATE DATABASE direct")
        environnement = reglages(dossier, pg.adresse("direct"))
        salle = ouvrir_salle(dossier, pg.adresse("direct"), badges)
        jetons = cycle(salle.appareils)
        scans = deque(requete("/api/v1/passages", next(jetons), corps) for corps in salle.corps)
        valkey = Valkey.demarrer(dossier / "valkey.sock", dossier / "valkey")
        with (
            arreter_ensuite(valkey),
            programme(["manage.py", "relais"], environnement) as relais,
            site(uvicorn("salon.asgi:application", processus), environnement) as web,
        ):
            noms = {"site": web.processus, "relais": relais, "PostgreSQL": pg.processus}
            yield Installation(salle, scans, web.port, noms | {"Valkey": valkey.pid}, dossier)


def delais(
    arrivees: Iterable[float], deja: int, vus: list[list[tuple[float, int]]]
) -> Iterator[float]:
    """Yield, for each browser and each scan it was shown, the delay in milliseconds."""
    dates = sorted(arrivees)
    for vu in vus:
        comptes = deja
        for instant, entrees in vu:
            for date in dates[max(comptes, deja) - deja : max(entrees, deja) - deja]:
                yield (instant - date) * 1000
            comptes = max(comptes, entrees)


def mesurer(banc: Installation, nombre: int, secondes: int) -> str:
    """Return a line of the table."""
    deja = len(banc.salle.corps) - len(banc.scans)
    site_avant = materiel.memoire(banc.processus["site"], "Pss")
    with banc.spectateurs(nombre) as fichier:
        memoire = (materiel.memoire(banc.processus["site"], "Pss") - site_avant) * 1024 / nombre
        avant, occupation = banc.processeurs(), materiel.occupation()
        scans = [banc.scans.popleft() for _ in range(secondes * DEBIT)]
        mesure = charger(banc.port, scans, PORTES, DEBIT)
        usage = {
            nom: (total - avant[nom]) / mesure.duree for nom, total in banc.processeurs().items()
        }
        machine = (materiel.occupation() - occupation) / mesure.duree
        time.sleep(REPOS)
    vus = json.loads(fichier.read_text())
    attentes = list(delais((reponse.arrivee for reponse in mesure.reponses), deja, vus))
    attendus = len(scans) * nombre
    if mesure.reussies() != len(scans) or len(attentes) != attendus:
        sys.exit(f"{mesure.reussies()} scans admis sur {len(scans)}, {len(attentes)} vus.")
    return (
        f"{nombre:>11}{centile(attentes, 0.5):>9.0f}{centile(attentes, 0.99):>9.0f}"
        f"{max(attentes):>9.0f}{memoire:>15.1f}{mesure.centile(0.99):>13.1f}"
        + "".join(f"{coeurs:>12.2f}" for coeurs in usage.values())
        + f"{machine:>9.2f}"
    )


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Mesure le compte en direct.")
    options.add_argument("--spectateurs", type=int, nargs="+", default=[200, 1000])
    options.add_argument("--secondes", type=int, default=15)
    options.add_argument("--processus", type=int, default=2, help="processus du site (2)")
    options.add_argument("--tours", type=int, default=3)
    choix = options.parse_args()
    mesures = choix.tours * len(choix.spectateurs)
    badges = ECHAUFFEMENT + mesures * choix.secondes * DEBIT
    with installation(badges, choix.processus) as banc:
        print(f"{DEBIT} scans/s, site en {choix.processus} processus, cœurs occupés par chacun")
        print(
            f"{'spectateurs':>11}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'Kio/spectateur':>15}"
            f"{'p99 porte':>13}" + "".join(f"{nom:>12}" for nom in banc.processus) + f"{'tout':>9}"
        )
        with banc.spectateurs(PORTES):
            charger(banc.port, [banc.scans.popleft() for _ in range(ECHAUFFEMENT)], PORTES)
        for _ in range(choix.tours):
            for nombre in choix.spectateurs:
                print(mesurer(banc, nombre, choix.secondes), flush=True)


if __name__ == "__main__":
    main()
