"""Requests made at random for one route: nearly good ones, and ones that no browser would send."""

import re
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.hasard.entetes import ENTETES, JSON
from tests.hasard.formulaires import Formulaire
from tests.hasard.pages import Corps, en_question, visites
from tests.hasard.valeurs import (
    DOCUMENT,
    ENTIERS,
    ILLISIBLES,
    TEXTES,
    VALEURS,
    Schemas,
    approchants,
    en_adresse,
    en_octets,
    rarement,
)
from tests.matrice import API, Ligne
from tests.matrice_appels import corps_de

METHODES = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
BRUTES = ["%", "%zz=%ff", "&&==&", "a;b", "q=%00", "page=%C3%28", "x&" * 1500, "?" * 9000]


@dataclass(frozen=True)
class Requete:
    """One request, and as whom it is made: by a bearer token, or by the cookies of a browser."""

    acteur: str
    methode: str
    adresse: str
    corps: bytes
    entetes: dict[str, str]
    par_jeton: bool


@dataclass(frozen=True)
class Scene:
    """What requests are about: who makes them, the objects that there are, the forms of the pages."""

    acteurs: list[str]
    objets: dict[str, Any]
    formulaires: dict[str, list[Formulaire]]


def requetes(scene: Scene, route: str, ligne: Ligne) -> SearchStrategy[Requete]:
    """Return requests of a route, mostly as somebody who may."""
    methode, motif = route.split()
    api = motif.startswith(API)
    admis = sorted(ligne.qui & set(scene.acteurs)) or scene.acteurs
    return st.builds(
        _requete,
        acteur=rarement(st.sampled_from(admis), st.sampled_from(scene.acteurs)),
        methode=rarement(st.just(methode), st.sampled_from(METHODES)),
        envoi=_appels(scene, route, ligne) if api else _visites(scene, route, ligne),
        brute=rarement(st.just(""), st.sampled_from(BRUTES)),
        entetes=ENTETES,
        par_jeton=rarement(st.just(api), st.just(False)),
    )


def _requete(
    *, envoi: tuple[str, str, Corps], brute: str, entetes: dict[str, str], **qui: Any
) -> Requete:
    chemin, question, (corps, type_contenu) = envoi
    question = brute or question
    return Requete(
        adresse=f"{chemin}?{question}" if question else chemin,
        corps=corps,
        entetes={"CONTENT_TYPE": type_contenu, **entetes},
        **qui,
    )


def _visites(scene: Scene, route: str, ligne: Ligne) -> SearchStrategy[tuple[str, str, Corps]]:
    """Follow a link or fill in a form that a page offered, or what the matrix knows of the route."""
    methode, motif = route.split()
    dits = {nom: [str(v)] for nom, v in corps_de(ligne.corps or {}, scene.objets).items()}
    offerts = scene.formulaires.get(route, [Formulaire(methode, "", dits)])
    chemins = rarement(st.just(""), _adresses(scene, motif, ligne))
    if not all(offert.chemin for offert in offerts):
        chemins = _adresses(scene, motif, ligne)
    return visites(methode, st.sampled_from(offerts), chemins)


def _appels(scene: Scene, route: str, ligne: Ligne) -> SearchStrategy[tuple[str, str, Corps]]:
    """Call an operation of the API, as its documentation says or nearly so."""
    operation, schemas = operation_de(route), Schemas(scene.objets)
    questions = _questions(operation, schemas)
    corps = _corps(operation, schemas, corps_de(ligne.corps, scene.objets))
    return st.tuples(_adresses(scene, route.split()[1], ligne), questions, corps)


def operation_de(route: str) -> dict[str, Any]:
    """Return what the documentation of the API says of a route; its own pages are not in it."""
    methode, motif = route.split()
    chemin = re.sub(r"<(\w+)>", r"{\1}", motif)
    operation: dict[str, Any] = DOCUMENT["paths"].get(chemin, {}).get(methode.lower(), {})
    return operation


def _adresses(scene: Scene, motif: str, ligne: Ligne) -> SearchStrategy[str]:
    """Return addresses of a pattern, whose parameters mostly lead to objects."""
    mots = re.split(r"<(\w+)>", motif)
    noms = [ligne.objets.get(nom, nom) for nom in mots[1::2]]
    autres = (TEXTES | ENTIERS.map(str)).map(en_adresse)
    morceaux = (rarement(st.just(str(scene.objets.get(nom, nom))), autres) for nom in noms)
    return st.tuples(*morceaux).map(
        lambda lus: "".join(mot + lu for mot, lu in zip(mots[::2], [*lus, ""], strict=True))
    )


def _questions(operation: dict[str, Any], schemas: Schemas) -> SearchStrategy[str]:
    parametres = [p for p in operation.get("parameters", []) if p["in"] == "query"]
    bons = {p["name"]: schemas.valeur(p["schema"], p["name"]) for p in parametres}
    noms = st.sampled_from([*bons, "page", "é"])
    mauvais = st.lists(st.tuples(noms | TEXTES, TEXTES | ENTIERS.map(str)), max_size=3)
    return (st.fixed_dictionaries({}, optional=bons).map(_a_plat) | mauvais).map(en_question)


def _a_plat(parametres: dict[str, Any]) -> list[tuple[str, str]]:
    listes = ((n, v if isinstance(v, list) else [v]) for n, v in parametres.items())
    return [(nom, str(valeur)) for nom, valeurs in listes for valeur in valeurs]


def _corps(operation: dict[str, Any], schemas: Schemas, dit: Any) -> SearchStrategy[Corps]:
    contenu = operation.get("requestBody", {}).get("content", {}).get(JSON)
    bons = [st.just(dit)] if dit is not None else []
    bons += [schemas.valeur(contenu["schema"])] if contenu else []
    if not bons:
        octets = rarement(st.just(b""), VALEURS.map(en_octets))
        return octets.map(lambda lus: (lus, JSON if lus else ""))
    modeles = st.one_of(*bons)
    valeurs = st.one_of(modeles, approchants(modeles), approchants(modeles), VALEURS)
    return rarement(valeurs.map(en_octets), ILLISIBLES).map(lambda lus: (lus, JSON))
