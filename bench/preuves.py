"""Measures proofs on the published instances: `python -m bench.preuves [--limite 120] [NOM…]`.

Each runs beside the reference MaxSAT of `../shared/b2b`, one after the other. Seconds of processor
stand beside those of the clock, as the other work of a machine stretches only the latter.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.planification import B2B, Ligne, connues, verifier
from salon.rdv.planification.diagnostic import diagnostiquer
from salon.rdv.planification.kempe import chauffer, planifier
from salon.rdv.planification.preuve import Preuve, prouver

# Seconds for a first timetable, for the proof, and the floor under which nobody waits.
DEPART, PREUVE, PLANCHER = 0.5, 60, 2.0


@dataclass(frozen=True)
class Passage:
    """What one solver answers about an instance, and what it costs in seconds."""

    reponse: str
    horloge: float
    processeur: float


def notre(ligne: Ligne) -> Passage:
    """Diagnose, schedule for a moment, prove; the independent checker reads every timetable."""
    instance = ligne.lire()
    horloge, processeur = time.monotonic(), time.process_time()
    diagnostic = diagnostiquer(instance)
    preuve: Preuve | None = None
    if diagnostic.possible:
        horaire = planifier(instance, secondes=DEPART, graine=1).horaire
        preuve = prouver(instance, secondes=PREUVE, horaire=horaire, borne=diagnostic.pauses)
    durees = time.monotonic() - horloge, time.process_time() - processeur
    if preuve is not None and preuve.horaire is not None:
        compte = verifier(ligne, instance, preuve.horaire)
        if (compte["breaks"], compte["unscheduled"]) != (preuve.pauses, 0):
            raise RuntimeError(f"{ligne.nom} : {compte} ne vaut pas {preuve.pauses}")
    return Passage(_dire(preuve), *durees)


def _dire(preuve: Preuve | None) -> str:
    if preuve is None:
        return "infeasible (diagnostic)"
    if preuve.etat == "infaisable":
        return "infeasible"
    trouve = "-" if preuve.pauses is None else str(preuve.pauses)
    return trouve if preuve.etat == "optimal" else f"{preuve.borne}..{trouve}"


def reference(ligne: Ligne, limite: float) -> Passage:
    """Run the reference; it refuses some impossible events with an error of its library."""
    commande = [sys.executable, str(B2B / "maxsat.py"), str(ligne.fichier)]
    debut = time.monotonic()
    try:
        fini = subprocess.run(commande, capture_output=True, timeout=limite, check=False)
    except subprocess.TimeoutExpired:
        return Passage(f"> {limite:.0f} s", limite, limite)
    duree = time.monotonic() - debut
    if fini.returncode:
        return Passage("échec", duree, duree)
    dit = json.loads(fini.stdout)
    reponse = "infeasible" if dit["status"] == "INFEASIBLE" else str(dit["objective"])
    return Passage(reponse, dit.get("total_s", duree), dit.get("cpu_s", 0.0))


def comparer(lignes: Sequence[Ligne], limite: float) -> None:
    """Print one row for each instance, then how many keep what is promised."""
    print(f"{'instance':28}{'publié':>11}{'prouvé':>24}{'s':>8}{'s proc.':>9}", end="")
    print(f"{'référence':>12}{'s':>8}{'s proc.':>9}")
    justes = rapides = 0
    for ligne in lignes:
        nous, autre = notre(ligne), reference(ligne, limite)
        justes += nous.reponse.split()[0] == ligne.optimum
        rapides += nous.processeur <= max(PLANCHER, autre.processeur)
        print(f"{ligne.nom:28}{ligne.optimum:>11}{nous.reponse:>24}", end="")
        print(f"{nous.horloge:8.2f}{nous.processeur:9.2f}{autre.reponse:>12}", end="")
        print(f"{autre.horloge:8.2f}{autre.processeur:9.2f}", flush=True)
    print(f"prouvées comme publié : {justes}/{len(lignes)} ; ", end="")
    print(f"en moins de {PLANCHER:.0f} s ou pas plus que la référence (processeur) : {rapides}")


def main() -> None:
    """Print the table."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--limite", type=float, default=120, help="seconds for the reference")
    analyseur.add_argument("noms", nargs="*", help="instances (all the published ones)")
    options = analyseur.parse_args()
    if not B2B.exists():
        print("Instances absentes (../shared/b2b) : rien à mesurer.")
        return
    publiees = [ligne for ligne in connues() if ligne.famille == "published"]
    chauffer()
    comparer([x for x in publiees if x.nom in (options.noms or [x.nom])], options.limite)


if __name__ == "__main__":
    main()
