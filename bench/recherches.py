"""Fills the database of the environment with structures and times searches; see bench/annuaire.py."""

import os
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from stdnum import luhn  # noqa: E402

from salon.annuaire.importation import importer  # noqa: E402
from salon.annuaire.indexation import LOT, reindexer  # noqa: E402
from salon.annuaire.models import Offre, Structure  # noqa: E402
from salon.annuaire.recherche import Criteres, chercher  # noqa: E402
from salon.annuaire.vocabulaires import FAMILLES, FILIERES, LABELS, RESEAUX  # noqa: E402
from salon.management.noms_de_demo import COMMUNES  # noqa: E402

TOURS = 15
FICHIER = (
    Path(__file__).resolve().parents[2]
    / "shared/data/structures_inclusion_languedoc_roussillon.csv"
)
PRODUITS = (
    "légumes bio",
    "pain au levain",
    "paniers de saison",
    "traiteur et repas livrés",
    "miel et confitures",
    "entretien d’espaces verts",
    "nettoyage de bureaux",
    "blanchisserie et couture",
    "menuiserie et rénovation",
    "livraison à vélo",
    "réemploi d’ordinateurs",
    "formation et accompagnement",
)
DEBUTS = ("Association", "Atelier", "Jardins", "Coopérative", "Régie", "Fournil", "Ferme", "Relais")
SYLLABES = ("ba", "car", "do", "fi", "gan", "lo", "mar", "nou", "pel", "ri", "sa", "tou", "val")
# Thirty searches as people make them, from the widest to the narrowest.
RECHERCHES = {
    "tout": Criteres(),
    "tout, page 3": Criteres(page=3),
    "dernière page": Criteres(page=10**6),
    "association": Criteres("association"),
    "association, page 9": Criteres("association", page=9),
    "légumes bio": Criteres("légumes bio"),
    "bio légumes": Criteres("bio légumes"),
    "LEGUME": Criteres("LEGUME"),
    "nettoy": Criteres("nettoy"),
    "association insertion": Criteres("association insertion"),
    "atelier menuiserie béziers": Criteres("atelier menuiserie béziers"),
    "jardins (faute : jadrins)": Criteres("jadrins"),
    "rien : zzyzx": Criteres("zzyzx"),
    "restauration": Criteres("restauration"),
    "les de la": Criteres("les de la"),
    "famille": Criteres(filtres={"famille": ["association"]}),
    "deux familles": Criteres(filtres={"famille": ["association", "cooperative"]}),
    "filière": Criteres(filtres={"filiere": ["alimentation"]}),
    "trois filières": Criteres(filtres={"filiere": ["alimentation", "batiment", "energie"]}),
    "département": Criteres(filtres={"dept": ["34"]}),
    "quatre filtres": Criteres(
        filtres={
            "famille": ["association", "cooperative"],
            "dept": ["34", "30"],
            "agrement": ["ACI", "EI"],
            "esus": ["oui"],
        }
    ),
    "mots et filtre": Criteres("bio", filtres={"dept": ["34"]}),
    "mots et trois filtres": Criteres(
        "association", filtres={"dept": ["34"], "famille": ["association"], "agrement": ["EI"]}
    ),
    "10 km de Montpellier": Criteres(commune="Montpellier", rayon=10),
    "50 km de Montpellier": Criteres(commune="Montpellier", rayon=50),
    "500 km de Béziers": Criteres(commune="Béziers", rayon=500),
    "légumes bio, 50 km de Montpellier": Criteres("légumes bio à moins de 50 km de Montpellier"),
    "nettoyage près de Béziers": Criteres("nettoyage près de Béziers"),
    "30 km et deux filtres": Criteres(
        commune="Alès", rayon=30, filtres={"filiere": ["culture"], "famille": ["mutuelle"]}
    ),
    "association, 500 km, filtre": Criteres(
        "association", "Béziers", 500, filtres={"famille": ["association"]}
    ),
}


def structures_inventees(premier: int, nombre: int, hasard: Random) -> Iterator[Structure]:
    """Invent structures, each in one of the communes and at most twenty kilometres from its middle."""
    for rang in range(premier, premier + nombre):
        siren = f"{rang:08}"
        debut = f"{siren}{luhn.calc_check_digit(siren)}0001"
        commune = hasard.choice(COMMUNES)
        yield Structure(
            siret=f"{debut}{luhn.calc_check_digit(debut)}",
            nom=f"{hasard.choice(DEBUTS)} {_mot(hasard)} {_mot(hasard)}".title(),
            famille_id=hasard.choice(FAMILLES)[0],
            agrements=hasard.sample(["EI", "ACI", "AI", "ETTI"], hasard.choice([0, 0, 1, 2])),
            esus=hasard.random() < 0.1,
            description=" ".join(_mot(hasard) for _ in range(25)) + " insertion",
            code_postal=commune.code_postal,
            commune=commune.nom,
            departement=commune.code_postal[:2],
            latitude=commune.latitude + hasard.uniform(-0.15, 0.15),
            longitude=commune.longitude + hasard.uniform(-0.15, 0.15),
        )


def _mot(hasard: Random) -> str:
    return "".join(hasard.choices(SYLLABES, k=hasard.choice([2, 2, 3])))


def remplir(taille: int) -> None:
    """Bring the directory to this number of structures, indexed."""
    presentes = Structure.objects.count()
    if not presentes and FICHIER.exists():
        importer(FICHIER, lambda octets, constats: None)
        presentes = Structure.objects.count()
    hasard = Random(presentes)
    numeros = count(10_000_000 + presentes, LOT)
    while (manque := taille - Structure.objects.count()) > 0:
        lot = list(structures_inventees(next(numeros), min(LOT, manque), hasard))
        _ranger(Structure.objects.bulk_create(lot), hasard)
    debut = time.perf_counter()
    reindexer(lambda nombre: None)
    duree = time.perf_counter() - debut
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
    print(f"{taille} structures, {connection.vendor} ; index refait en {duree:.1f} s")


def _ranger(structures: list[Structure], hasard: Random) -> None:
    """Give each structure its sectors, its networks, its labels and two offers."""
    liens: dict[Any, tuple[str, list[str], int]] = {
        Structure.filieres.through: ("filiere_id", [code for code, *_ in FILIERES], 2),
        Structure.reseaux.through: ("reseau_id", [code for code, _ in RESEAUX], 1),
        Structure.labels.through: ("label_id", [code for code, _ in LABELS], 1),
    }
    for modele, (champ, codes, nombre) in liens.items():
        modele._default_manager.bulk_create(
            modele(structure_id=structure.pk, **{champ: code})
            for structure in structures
            for code in hasard.sample(codes, nombre)
        )
    Offre.objects.bulk_create(
        Offre(structure=structure, intitule=produit)
        for structure in structures
        for produit in hasard.sample(PRODUITS, 2)
    )


def mesurer() -> None:
    """Print one line for each search, then all of them together.

    The last column is the work of this process: nearly all of it on SQLite, whatever else the machine
    does; on PostgreSQL the server works elsewhere.
    """
    print(f"{'recherche':<36}{'trouvées':>10}{'médiane ms':>12}{'p95 ms':>10}{'processeur ms':>15}")
    toutes: list[float] = []
    for nom, criteres in RECHERCHES.items():
        try:
            total = chercher(criteres).total
        except DatabaseError as erreur:
            print(f"{nom:<36}{type(erreur).__name__:>22}")
            continue
        debut = time.process_time()
        durees = [_duree(criteres) for _ in range(TOURS)]
        processeur = (time.process_time() - debut) * 1000 / TOURS
        toutes += durees
        p95 = quantiles(durees, n=20)[-1]
        print(f"{nom:<36}{total:>10}{median(durees):>12.1f}{p95:>10.1f}{processeur:>15.1f}")
    print(f"{'ensemble':<46}{median(toutes):>12.1f}{quantiles(toutes, n=20)[-1]:>10.1f}\n")


def _duree(criteres: Criteres) -> float:
    debut = time.perf_counter()
    chercher(criteres)
    return (time.perf_counter() - debut) * 1000


def main() -> None:
    """Fill and measure, one size after the other."""
    call_command("migrate", verbosity=0)
    for taille in sorted(map(int, sys.argv[1:])):
        remplir(taille)
        mesurer()


if __name__ == "__main__":
    main()
