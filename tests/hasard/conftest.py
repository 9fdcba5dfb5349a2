"""The stage of the requests made at random: everybody and everything of the matrix, and who counts."""

import logging
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from salon import sessions
from salon.exposants.inscription import commencer_inscription, franchir_etape
from salon.exposants.schemas import StructureIn
from salon.models import Compte, Participant
from tests import matrice
from tests.appels import navigateur_de
from tests.hasard.envoi import Envoi
from tests.hasard.epreuve import A_VERIFIER, BROUILLON, GESTIONNAIRE, GRAINE, LIGNES, surface
from tests.hasard.formulaires import lire
from tests.hasard.requetes import Requete, Scene
from tests.matrice_appels import Acteur, du_participant, remplir
from tests.test_matrice import (  # noqa: F401 -- fixtures
    acteurs,
    autres,
    equipe,
    exposante,
    lieux,
    objets,
    perdus,
)


@pytest.fixture
def brouillon(edition) -> Acteur:
    """Somebody in the middle of registering a structure."""
    contact = Participant(nom="Fleur", courriel="fleur@serre.example")
    structure = StructureIn(siret="99900001100018", nom="La Serre")
    exposant = commencer_inscription(edition=edition, structure=structure, contact=contact)
    franchir_etape(exposant=exposant, etape=3)
    return du_participant(contact)


@pytest.fixture
def a_verifier(db) -> Acteur:
    """Somebody whose password was right, and who has no telephone yet."""
    compte, client = Compte.objects.create_user("nouvelle"), Client()
    session = client.session
    session[sessions.A_VERIFIER] = [
        *(compte.pk, compte.get_session_auth_hash()),
        timezone.now().timestamp(),
    ]
    session.save()
    client.cookies["sessionid"] = session.session_key
    return Acteur("", client.cookies)


@pytest.fixture
def gestionnaire(db) -> Acteur:
    """Who keeps the back office."""
    compte = Compte.objects.create_superuser("gestion", password="une phrase assez longue")
    return Acteur("", navigateur_de(compte).cookies)


@pytest.fixture(autouse=True)
def _sans_bavardage():
    """Keep a million refusals out of the log, whose lines a test holds until its end."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _sans_reseau(monkeypatch):
    """Make a fault of a request that would ask another machine for anything."""

    def chercher(*demande: object) -> None:
        raise AssertionError(f"une requête cherche {demande}")

    monkeypatch.setattr(socket, "getaddrinfo", chercher)


@pytest.fixture
def envoi(acteurs, brouillon, a_verifier, gestionnaire, settings) -> Envoi:  # noqa: F811
    settings.DEBIT_APPAREIL = 0
    de_plus = {BROUILLON: brouillon, A_VERIFIER: a_verifier, GESTIONNAIRE: gestionnaire}
    return Envoi({**acteurs, **de_plus})


@pytest.fixture
def dresser(horloge, envoi, objets):  # noqa: F811
    """Set the scene of a few routes: read the forms that their pages offer."""

    def lire_les_pages(routes: list[str]) -> Scene:
        objets["siret"] = "99900000300015"  # which is well made, and registered
        for modele in admin.site._registry:
            objets[modele._meta.label_lower] = getattr(modele.objects.first(), "pk", 1)
        pages = list(_visiter(envoi, objets, routes))
        horloge.shift(timedelta(seconds=30))  # who fills in a form at once is no person
        return Scene(sorted(envoi.acteurs), objets, lire(pages))

    return lire_les_pages


LECTEURS = {
    "api": (),
    "pages": (
        *(matrice.ANONYME, matrice.VISITEUR, matrice.EXPOSANT, matrice.ORGANISATEUR),
        *(BROUILLON, A_VERIFIER),
    ),
    "gestion": (GESTIONNAIRE,),
}


def _visiter(envoi: Envoi, objets, routes: list[str]) -> Iterator[tuple[str, str]]:  # noqa: F811
    for route in routes:
        methode, motif = route.split()
        adresse = remplir(motif, objets, LIGNES[route])
        for lecteur in LECTEURS[surface(route)] if methode == "GET" else ():
            page = envoi(Requete(lecteur, "GET", adresse, b"", {}, False))
            if "html" in page.headers.get("Content-Type", "") and page.status_code < 300:
                yield adresse, page.content.decode()


def pytest_report_header() -> str:
    return f"hasard : graine {GRAINE} (FUZZ_GRAINE)"


def pytest_terminal_summary(terminalreporter) -> None:
    """Say how many requests were made, by class of status, wherever the tests ran."""
    statuts: Counter[str] = Counter()
    for rapport in (r for rapports in terminalreporter.stats.values() for r in rapports):
        if getattr(rapport, "when", "") == "call":
            statuts.update(dict(rapport.user_properties).get("statuts", {}))
    if statuts:
        detail = ", ".join(f"{classe} : {statuts[classe]}" for classe in sorted(statuts))
        terminalreporter.write_sep("=", f"{statuts.total()} requêtes, graine {GRAINE} ({detail})")
