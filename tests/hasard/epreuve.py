"""How many requests are made at random, of which routes, and from which seed: settings of two variables."""

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from math import ceil

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.hasard.requetes import Requete, Scene, operation_de, requetes
from tests.matrice import ANONYME, NATIVES, ROUTES, Ligne, pour
from tests.matrice_appels import GESTION, chemins

# In all, and what they are drawn from: the same two make the same requests.
REQUETES = int(os.environ.get("FUZZ_REQUETES", "20000"))
GRAINE = os.environ.get("FUZZ_GRAINE", "0")
# How the requests are shared between the API, the pages and the back office.
PARTS = {"api": 0.6, "pages": 0.3, "gestion": 0.1}
# Who is not in the matrix, being between two of its actors.
BROUILLON, A_VERIFIER, GESTIONNAIRE = "brouillon", "mot de passe donné", "gestionnaire"

FAUTE_MAX = 1500  # characters of a fault that are shown

ESSAIS = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def _ligne_de_gestion(chemin: str) -> Ligne:
    """Lead to an object of the model that an address of the back office is about."""
    modele = ".".join(chemin.split("/")[2:4])
    return pour(GESTIONNAIRE, object_id=modele, pk=modele, id=modele)


def _essayeurs(route: str, ligne: Ligne) -> frozenset[str]:
    """Return who mostly tries a route: those who may, or those for whom it is there."""
    if "/exposer/" in route:
        return frozenset({ANONYME, BROUILLON})
    return frozenset({A_VERIFIER}) if route.endswith(" /connexion/code/") else ligne.qui


# All routes; those in NATIVES are also tried as they are served.
LIGNES: dict[str, Ligne] = {
    **{route: replace(ligne, qui=_essayeurs(route, ligne)) for route, ligne in ROUTES.items()},
    **{
        f"{methode} {chemin}": _ligne_de_gestion(chemin)
        for chemin in sorted({c for c in chemins() if c.startswith(GESTION)})
        for methode in ("GET", "POST")
    },
}


def surface(route: str) -> str:
    """Return of which part of the site a route is."""
    chemin = route.split()[1]
    if chemin.startswith(GESTION):
        return "gestion"
    documentes = operation_de(route) or route in NATIVES
    return "api" if documentes else "pages"


def nombre(route: str) -> int:
    """Return how many requests a route gets."""
    voisines = sum(surface(autre) == surface(route) for autre in LIGNES)
    return ceil(REQUETES * PARTS[surface(route)] / voisines)


def _groupe(route: str) -> str:
    mots = [mot for mot in route.split()[1].split("/") if mot and not mot.startswith("<")]
    debut = {"api": mots[2:5], "gestion": mots[1:2], "pages": mots[:1]}[surface(route)]
    return " ".join([surface(route), *debut])


def groupes() -> dict[str, list[str]]:
    """Return the routes by what they are about; those of a group are tried on one scene."""
    lots: dict[str, list[str]] = defaultdict(list)
    for route in LIGNES:
        lots[_groupe(route)].append(route)
    return lots


def eprouver(envoi: Callable[[Requete], object], scene: Scene, route: str) -> str:
    """Make the requests of a route; return the smallest that was answered badly, and how, if any."""

    @seed(f"{GRAINE} {route}")
    @settings(ESSAIS, max_examples=nombre(route))
    @given(requetes(scene, route, {**NATIVES, **LIGNES}[route]))
    def envoyer(requete):
        envoi(requete)

    try:
        envoyer()
    except (AssertionError, ExceptionGroup) as faute:
        return f"{route} : {faute}"[:FAUTE_MAX]
    return ""
