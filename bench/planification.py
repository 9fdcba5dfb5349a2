"""Measures the scheduling of meetings: `python -m bench.planification [--tout]`.

The instances, their best known timetables and the independent checker lie beside the project, in
`../shared/b2b`; without them there is nothing to measure, and the bench says so.
"""

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# Also runnable as `python bench/planification.py`: the folder of this script would hide the package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from salon.rdv.planification.diagnostic import diagnostiquer  # noqa: E402
from salon.rdv.planification.echange import ecrire_horaire, lire_instance  # noqa: E402
from salon.rdv.planification.kempe import (  # noqa: E402
    COMPILEE,
    ORDINAIRE,
    Moteur,
    Recherche,
    chauffer,
    planifier,
)
from salon.rdv.planification.modele import Horaire, Instance  # noqa: E402
from salon.rdv.planification.preuve import prouver  # noqa: E402
from salon.rdv.planification.replanification import replanifier  # noqa: E402

B2B = Path(__file__).resolve().parents[2] / "shared" / "b2b"
# Seconds: for the proof, for the reference beside it, and the floor under which nobody waits.
PREUVE, REFERENCE, PLANCHER = 60, 120, 2.0
RAPIDES = ("tic-12", "tic-13crafc", "forumt-14", "forum-13crafc", "ticf-13crafc", "forum-14")


@dataclass(frozen=True)
class Ligne:
    """What is known of an instance."""

    nom: str
    famille: str
    optimum: str
    meilleur: int | None

    @property
    def fichier(self) -> Path:
        """Where it is."""
        return B2B / "instances" / f"{self.nom}.json"

    def lire(self) -> Instance:
        """Read it."""
        return lire_instance(self.fichier)


def connues() -> list[Ligne]:
    """Return what is known of all instances."""
    with (B2B / "instances.csv").open(encoding="utf-8") as fichier:
        return [
            Ligne(
                nom=champs["name"],
                famille=champs["source"],
                optimum=champs["published_optimum"],
                meilleur=int(champs["best_found"]) if champs["best_found"] else None,
            )
            for champs in csv.DictReader(fichier)
        ]


def verifier(ligne: Ligne, instance: Instance, horaire: Horaire) -> dict[str, int]:
    """Return what the independent checker counts; raises when it finds a rule broken."""
    with tempfile.TemporaryDirectory() as dossier:
        sortie = Path(dossier) / "horaire.json"
        ecrire_horaire(sortie, instance, horaire)
        commande = [sys.executable, str(B2B / "check.py"), str(ligne.fichier), str(sortie)]
        fini = subprocess.run([*commande, "--partial"], capture_output=True, text=True, check=False)
    compte: dict[str, int] = json.loads(fini.stdout)
    if fini.returncode:
        raise RuntimeError(f"{ligne.nom} : {fini.stdout}")
    return compte


def publiees(lignes: Sequence[Ligne], reference: float) -> None:
    """Print, for published instances, the optimum with its proof beside the reference's time."""
    print(f"\n{'instance publiée':28}{'publié':>11}{'trouvé':>11}{'s':>8}{'référence s':>13}")
    justes = rapides = 0
    for ligne in lignes:
        instance, debut = ligne.lire(), time.monotonic()
        trouve = prouve(ligne, instance)
        duree = time.monotonic() - debut
        autre, attente = maxsat(ligne, reference)
        justes += trouve == ligne.optimum
        rapides += duree <= max(PLANCHER, autre)
        print(f"{ligne.nom:28}{ligne.optimum:>11}{trouve:>11}{duree:8.2f}{attente:>13}", flush=True)
    print(f"prouvées comme publié : {justes}/{len(lignes)} ; pas plus lentes : {rapides}")


def prouve(ligne: Ligne, instance: Instance) -> str:
    """Return the proven optimum, or "infeasible", or a question mark with what is known."""
    diagnostic = diagnostiquer(instance)
    if not diagnostic.possible:
        return "infeasible"
    horaire = planifier(instance, secondes=0.5, graine=1).horaire
    complet = None if None in horaire else horaire
    preuve = prouver(instance, secondes=PREUVE, horaire=complet, borne=diagnostic.pauses)
    if preuve.etat == "infaisable":
        return "infeasible"
    if preuve.horaire is not None:
        verifier(ligne, instance, preuve.horaire)
    return str(preuve.pauses) if preuve.etat == "optimal" else f"?≥{preuve.borne}"


def maxsat(ligne: Ligne, limite: float) -> tuple[float, str]:
    """Return how long the reference takes, its imports apart, and how to print it.

    It counts for its limit when it is stopped there, and for nothing when it fails: it refuses
    some impossible events with an error of its library.
    """
    commande = [sys.executable, str(B2B / "maxsat.py"), str(ligne.fichier)]
    try:
        fini = subprocess.run(commande, capture_output=True, timeout=limite, check=False)
    except subprocess.TimeoutExpired:
        return limite, f"> {limite:.0f}"
    if fini.returncode:
        return 0.0, "échec"
    secondes = float(json.loads(fini.stdout).get("total_s", 0.0))
    return secondes, f"{secondes:.2f}"


def salons(lignes: Sequence[Ligne], secondes: float, graines: Sequence[int]) -> None:
    """Print, for generated fairs, when all is placed and how the end compares with the best known."""
    print(f"\n{f'salon, {secondes:.0f} s':24}{'complet s':>10}{'écartés':>9}{'borne':>7}", end="")
    print(f"{'pauses min/méd/max':>22}{'connu':>7}{'rapport':>9}{'Mcoups':>8}")
    for ligne in lignes:
        instance = ligne.lire()
        borne = diagnostiquer(instance).ecartes
        pauses, ecartes, complets, coups = [], [], [], 0
        for graine in graines:
            complets.append(temps_complet(instance, graine, borne))
            resultat = planifier(instance, secondes=secondes, graine=graine)
            compte = verifier(ligne, instance, resultat.horaire)
            coups = resultat.iterations
            pauses.append(compte["breaks"])
            ecartes.append(compte["unscheduled"])
        mediane = statistics.median(pauses)
        trio = f"{min(pauses)}/{mediane:.0f}/{max(pauses)}"
        rapport = f"{mediane / ligne.meilleur:.2f}" if ligne.meilleur else ""
        print(f"{ligne.nom:24}{max(complets):10.2f}{max(ecartes):9}{borne:7}", end="")
        print(f"{trio:>22}{ligne.meilleur or 0:7}{rapport:>9}", end="")
        print(f"{coups / 1e6:8.0f}", flush=True)


def temps_complet(instance: Instance, graine: int, borne: int) -> float:
    """Return how long it takes until no more is left out than the bound."""
    debut = time.monotonic()
    recherche = Recherche(instance, graine)
    while recherche.ecartes > borne and time.monotonic() - debut < PREUVE:
        recherche.avancer(0.0, 2_000)
    return time.monotonic() - debut


def memoire(ligne: Ligne) -> None:
    """Print the memory of the command on a large fair, reading and writing included."""
    with tempfile.TemporaryDirectory() as dossier:
        commande = [sys.executable, "-m", "salon.rdv.planification", str(ligne.fichier)]
        options = ["--secondes", "5", "--sortie", str(Path(dossier) / "horaire.json")]
        subprocess.run([*commande, *options], check=True, capture_output=True)
    # Kilobytes on Linux. The greatest child so far: the reference, if it ran, is one of them.
    crete = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"mémoire de la commande sur {ligne.nom} : {crete / 1024:.0f} Mio")


def moteurs(ligne: Ligne) -> None:
    """Print how many moves a second each path draws."""
    instance = ligne.lire()
    debits = {"compilé": debit(instance, COMPILEE, 2_000_000)}
    debits["Python seul"] = debit(instance, ORDINAIRE, 40_000)
    rapport = debits["compilé"] / debits["Python seul"]
    valeurs = ", ".join(f"{nom} {valeur / 1000:.0f}" for nom, valeur in debits.items())
    print(f"\nmilliers de coups par seconde sur {ligne.nom} : {valeurs} (× {rapport:.0f})")


def debit(instance: Instance, moteur: Moteur, coups: int) -> float:
    """Return the moves drawn in a second."""
    recherche, debut = Recherche(instance, 1, moteur), time.perf_counter()
    recherche.avancer(0.5, coups)
    return coups / (time.perf_counter() - debut)


def evenements(ligne: Ligne, nombre: int) -> None:
    """Print what re-planning costs when one person cancels or arrives late."""
    instance, tirage = ligne.lire(), random.Random(1)
    ancien = planifier(instance, secondes=10, graine=1).horaire
    print(
        f"\n{f'imprévu sur {ligne.nom}':34}{'atteints':>9}{'déplacés':>9}{'écartés':>9}{'pauses':>8}{'s':>7}"
    )
    par_charge = sorted(range(instance.personnes), key=lambda p: -len(instance.rdv_de[p]))
    choisis = tirage.sample(par_charge[: instance.personnes // 10], nombre // 2)
    choisis += tirage.sample(par_charge, nombre - nombre // 2)
    for personne in choisis:
        afficher(f"retard de {personne}", retarder(instance, personne, 3), ancien)
    afficher("une table perdue à un créneau", perdre(instance, 9), ancien)


def afficher(nom: str, instance: Instance, ancien: Horaire) -> None:
    """Print each proposal for one event."""
    atteints = sum(t not in instance.domaines[m] for m, t in enumerate(ancien) if t is not None)
    debut = time.monotonic()
    propositions = replanifier(instance, ancien, gel=0, graine=1)
    duree = time.monotonic() - debut
    for rang, p in enumerate(propositions):
        chiffres = f"{len(p.deplaces):9}{p.ecartes:9}{p.pauses:8}"
        print(f"{nom if not rang else '  ou':34}{atteints:9}{chiffres}{duree:7.2f}", flush=True)


def retarder(instance: Instance, personne: int, jusque: int) -> Instance:
    """Return the event when somebody arrives only at that slot."""
    domaines = tuple(
        tuple(t for t in domaine if t >= jusque or personne not in instance.rdv[m])
        for m, domaine in enumerate(instance.domaines)
    )
    return replace(instance, domaines=domaines)


def perdre(instance: Instance, creneau: int) -> Instance:
    """Return the event with one table fewer in a slot."""
    capacites = list(instance.capacites)
    capacites[creneau] -= 1
    return replace(instance, capacites=tuple(capacites))


def main() -> None:
    """Print the tables."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tout", action="store_true", help="all instances, ten seeds: an hour")
    analyseur.add_argument("--reference", type=float, help="seconds for the reference MaxSAT")
    options = analyseur.parse_args()
    if not B2B.exists():
        print("Instances absentes (../shared/b2b) : rien à mesurer.")
        return
    lignes = connues()
    chauffer()
    mesurer_tout(lignes, options.reference) if options.tout else mesurer_vite(
        lignes, options.reference
    )


def mesurer_vite(lignes: Sequence[Ligne], reference: float | None) -> None:
    """Measure a few of each kind: about five minutes."""
    publies = [ligne for ligne in lignes if ligne.nom in RAPIDES or ligne.optimum == "infeasible"]
    publiees(publies, 10 if reference is None else reference)
    choisir = _choix(lignes)
    salons(choisir("fair-m-20x80-1", "fair-m-18x90-2", "fair-m-18x80-over-1"), 20, [1])
    salons(choisir("fair-xl-20x800-1"), 60, [1])
    memoire(choisir("fair-xl-20x800-1")[0])
    moteurs(choisir("fair-m-20x80-1")[0])
    evenements(choisir("fair-m-20x80-1")[0], 4)


def mesurer_tout(lignes: Sequence[Ligne], reference: float | None) -> None:
    """Measure everything."""
    publiees(
        [ligne for ligne in lignes if ligne.famille == "published"],
        REFERENCE if reference is None else reference,
    )
    generes = [ligne for ligne in lignes if ligne.famille == "generated"]
    salons([ligne for ligne in generes if "-xl-" not in ligne.nom], 20, range(1, 11))
    grands = [ligne for ligne in generes if "-xl-" in ligne.nom]
    salons(grands, 60, [1, 2, 3])
    memoire(grands[0])
    moyen = _choix(lignes)("fair-m-20x80-1")[0]
    moteurs(moyen)
    evenements(moyen, 20)


def _choix(lignes: Sequence[Ligne]) -> Callable[..., list[Ligne]]:
    return lambda *noms: [ligne for ligne in lignes if ligne.nom in noms]


if __name__ == "__main__":
    main()
