"""Every page of the site, as somebody who may see it, on a phone and a desktop, by day and by night.

The list is the one of `tests/matrice.py`, in which no page can be missing; a page that needs an object
which no scene has yet fails here until `tests/pages/scene.py` makes one.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from tests.matrice import API, EXPOSANT, ORGANISATEUR, ROUTES, TOUS, VISITEUR, Ligne, pour
from tests.matrice_appels import remplir

from .controle import constats, ecouter
from .scene import BROUILLON

# Asked for by machines, or given as a file: no page to look at.
SANS_PAGE = {
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-<section>.xml",
    "/logos/<numero>.webp",
    "/courriels/<numero>/invitation.ics",
    "/courriels/<numero>/pieces/<piece>/",
    "/courriels/<numero>/html/",  # shown in a frame where no script may look
    "/bureau/<slug>/exports/<numero>/",
    "/agenda/<jeton>.ics",
    "/moi/agenda.ics",
    "/moi/agenda.pdf",
    "/moi/badge.pdf",
    "/moi/badge.png",
    "/moi/donnees.json",
    "/moi/exposant/badges.pdf",
}
# Seen on the way by `test_connexion_navigateur.py`: nobody comes there twice.
VUES_AILLEURS = {"/connexion/code/"}
# Who looks at a page that leads anybody else elsewhere.
REGARDS = {"/editions/<slug>/exposer/<numero>/": BROUILLON, "/moi/exposant/": EXPOSANT}
# The address holds a name, which the page puts right.
SOUS_UN_AUTRE_NOM = {"/annuaire/<numero>-<nom>/"}
# Pages that show nothing of themselves until they are asked about something.
QUESTIONS = {"/bureau/<slug>/horaires/comparer/": "?a=<publie_id>&b=<planification_id>"}
# Pages again, in another state.
ETATS = [
    ("/annuaire/?q=zzzzzzz", "", 200),
    ("/annuaire/?commune=Atlantide", "", 422),
    ("/annuaire/?famille=association&famille=cooperative&famille=societe_ess", "", 200),
    ("/nulle-part", "", 404),
    ("/moi/", "", 403),
    ("/moi/", EXPOSANT, 200),
    ("/editions/coventis/exposer/3/", BROUILLON, 200),
    ("/editions/coventis/exposer/4/", BROUILLON, 200),
    ("/", ORGANISATEUR, 200),
    ("/bureau/coventis/?q=zzzzzz", ORGANISATEUR, 200),
    ("/bureau/coventis/horaires/<publie_id>/", ORGANISATEUR, 200),
    ("/bureau/coventis/horaires/<arretee_id>/", ORGANISATEUR, 200),
    ("/bureau/coventis/horaires/<reprise_id>/", ORGANISATEUR, 200),
    ("/bureau/coventis/horaires/<publie_id>/imprimer/personnes/", ORGANISATEUR, 200),
    ("/moi/agenda/", EXPOSANT, 200),
    ("/moi/demandes/", EXPOSANT, 200),
    ("/moi/demandes/?vue=envoyees", VISITEUR, 200),
    ("/moi/demandes/?vue=acceptees", VISITEUR, 200),
    ("/moi/demandes/?vue=historique", EXPOSANT, 200),
    ("/moi/demandes/<rdv_id>/", EXPOSANT, 200),
    ("/moi/demandes/<planifie_id>/", VISITEUR, 200),
    ("/moi/rencontres/?q=zzzzzz", VISITEUR, 200),
    ("/moi/rencontres/", EXPOSANT, 200),
    ("/repondre/<jeton_repondu>", "", 200),
    ("/editions/coventis/exposants/<exposant_ouvert>/rendez-vous/", VISITEUR, 200),
]
PAGES = {
    route.removeprefix("GET "): ligne
    for route, ligne in ROUTES.items()
    if route.startswith("GET /") and not route.startswith(f"GET {API}")
}


def regard(chemin: str, ligne: Ligne) -> str:
    """Return who looks at a page: nobody known, if everybody may."""
    if chemin in REGARDS or ligne.qui >= set(TOUS):
        return REGARDS.get(chemin, "")
    return next(qui for qui in (VISITEUR, EXPOSANT, ORGANISATEUR) if qui in ligne.qui)


@pytest.fixture
def regarder(page, ouvrir, site) -> Callable[[str, str], tuple[int, list[Any]]]:
    """Open an address as an actor; return the status and what is wrong with the page."""

    def voir(adresse: str, qui: str) -> tuple[int, list[Any]]:
        plaintes = ecouter(page, site.adresse)
        statut = ouvrir(adresse, qui)
        return statut, constats(page) + plaintes()

    return voir


@pytest.mark.parametrize("chemin", sorted(set(PAGES) - SANS_PAGE - VUES_AILLEURS))
def test_a_page_is_sound_from_every_side(page, regarder, scene, chemin):
    ligne = PAGES[chemin]
    adresse = remplir(chemin, scene, ligne)
    question = remplir(QUESTIONS.get(chemin, ""), scene, ligne)

    assert regarder(adresse + question, regard(chemin, ligne)) == (HTTPStatus.OK, [])
    assert page.evaluate("location.pathname") == adresse or chemin in SOUS_UN_AUTRE_NOM


@pytest.mark.parametrize("etat", ETATS, ids=lambda etat: f"{etat[0]}, {etat[1] or 'anonyme'}")
def test_a_page_in_another_state_is_sound_too(page, regarder, scene, etat):
    motif, qui, statut = etat
    adresse = remplir(motif, scene, pour())

    assert regarder(adresse, qui) == (statut, [])
    assert page.evaluate("location.pathname + location.search") == adresse


def test_what_is_said_to_be_no_page_stands_in_the_matrix():
    assert set(PAGES) >= SANS_PAGE | VUES_AILLEURS | set(REGARDS) | set(QUESTIONS)
