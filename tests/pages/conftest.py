"""Somebody signed in, e-mails to read, and a real browser before a real server process."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import httpx
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from salon.annuaire.models import Offre, Structure
from salon.exposants.models import Exposant
from salon.journal.models import Courriel
from salon.models import Compte, Edition, Mandat
from salon.pages.templatetags.public import adresse_structure

from ..appels import navigateur_de
from ..matrice import pour
from ..matrice_appels import remplir

# The browser's driver keeps an event loop running in the thread of the tests, and Django then refuses
# every query that any later test of this process makes.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DELAI_DEPART = 30  # seconds


@pytest.fixture
def connecte(organisateur) -> Client:
    """The browser of an organiser who is signed in."""
    return navigateur_de(organisateur)


@pytest.fixture
def autre_edition(edition) -> Edition:
    demain = edition.debut + timedelta(days=90)
    return Edition.objects.create(
        slug="ailleurs",
        nom="Coventis Ailleurs",
        lieu="Perpignan",
        debut=demain,
        fin=demain,
        ouvre_a=edition.ouvre_a,
        ferme_a=edition.ferme_a,
        jauge=50,
    )


@pytest.fixture
def etranger(autre_edition) -> Client:
    """The browser of somebody who runs another edition."""
    compte = Compte.objects.create_user("ailleurs", password="une phrase bien à part")
    autre_edition.comptes.add(compte, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    return navigateur_de(compte)


@pytest.fixture
def nouveau_courriel(edition) -> Callable[..., Courriel]:
    """Store an e-mail of the edition; anything not said is invented."""

    def creer(**champs: Any) -> Courriel:
        valeurs = {
            "edition": edition,
            "cle": f"essai:{Courriel.objects.count()}",
            "a": "chef@table.example",
            "sujet": "Coventis : votre badge",
            "texte": "Bonjour Nour Haddad,",
            "html": '<p style="color:#8a1c4a">Bonjour Nour Haddad,</p>',
            "etat": Courriel.Etat.ENVOYE,
            "envoye_le": timezone.now(),
        }
        return Courriel.objects.create(**(valeurs | champs))

    return creer


@pytest.fixture
def fournil(exposant) -> Exposant:
    """The bakery, validated, with a page of its own."""
    Exposant.objects.filter(pk=exposant.pk).update(etat=Exposant.Etat.VALIDE)
    exposant.equipe.update(prenom="Anna", fonction="Fournil")
    Structure.objects.filter(pk=exposant.structure_id).update(
        visible=True, description="Du pain au levain, pétri à Lodève.", code_postal="34700"
    )
    Offre.objects.create(structure=exposant.structure, intitule="Pain au levain", unite="kilo")
    exposant.structure.refresh_from_db()
    return exposant


@pytest.fixture
def adresse(fournil) -> str:
    return adresse_structure(fournil.structure)


@dataclass(frozen=True)
class Site:
    """A server process with a small demonstration, and how to get into it."""

    adresse: str
    identifiant: str
    mot_de_passe: str
    secours: list[str]
    jeton_porte: str
    codes: list[str]
    environnement: dict[str, str]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict[str, Any]:
    """Use the system's own Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium est absent (apt-get install chromium)")
    options = ["--no-sandbox", "--disable-dev-shm-usage"]  # containers allow neither
    return {**browser_type_launch_args, "executable_path": chromium, "args": options}


@pytest.fixture(scope="session")
def base_url(site) -> str:
    """Pages are asked for by their path."""
    return site.adresse


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("site")
    port = port_libre()
    adresse = f"http://127.0.0.1:{port}"
    environnement = {
        **os.environ,
        "COVENTIS_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'coventis.sqlite3'}",
        "REDIS_URL": f"unix://{var / 'absent.sock'}",  # the stream asks the database each second
        "EMAIL_URL": "",
        "BASE_URL": adresse,
    }
    gerer(environnement, "migrate", "--verbosity=0")
    gerer(environnement, "demo", "--visiteurs=30", "--exposants=3", "--rdv=4")
    with serveur(environnement, port):
        yield decrire(adresse, var, environnement)


@pytest.fixture(scope="session")
def biscuits(site) -> list[Any]:
    """The cookies of a browser in which the organiser signed in; the codes of the phone serve once."""
    with httpx.Client(base_url=site.adresse, follow_redirects=True) as client:
        mots = {"identifiant": site.identifiant, "mot_de_passe": site.mot_de_passe}
        for adresse, donnees in (
            ("/connexion/", mots),
            ("/connexion/code/", {"code": site.secours.pop()}),
        ):
            client.get(adresse)
            jeton = {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
            client.post(adresse, data=donnees | jeton)
        return [{"name": n, "value": v, "url": site.adresse} for n, v in client.cookies.items()]


@pytest.fixture
def connecter(site, biscuits):
    """Sign the organiser in, in any page of a browser."""

    def entrer(page: Page, adresse: str = "/direct/coventis/") -> Page:
        page.context.add_cookies(biscuits)
        page.goto(adresse)
        return page

    return entrer


@pytest.fixture(scope="session")
def scene(site) -> dict[str, Any]:
    """What `tests/pages/scene.py` adds to the demonstration: sessions, and what stands in addresses."""
    ordre = "--command=from tests.pages.scene import preparer; print(preparer())"
    scene: dict[str, Any] = json.loads(gerer(site.environnement, "shell", "--verbosity=0", ordre))
    return scene


@pytest.fixture
def ouvrir(page, scene, site) -> Callable[[str, str], int]:
    """Open an address, in which `<nom>` stands for an object of the scene, as an actor of the matrix.

    Nobody is "". Returns the status.
    """

    def aller(adresse: str, qui: str) -> int:
        if qui:
            biscuit = {"name": "sessionid", "value": scene["sessions"][qui], "url": site.adresse}
            page.context.add_cookies([biscuit])
        return int(page.goto(remplir(adresse, scene, pour())).status)

    return aller


def decrire(adresse: str, var: Path, environnement: dict[str, str]) -> Site:
    """Read how to get into the demonstration, and the codes of its badges."""
    demo = json.loads((var / "demo.json").read_text(encoding="utf-8"))
    with sqlite3.connect(var / "coventis.sqlite3") as base:
        codes = [code for (code,) in base.execute("SELECT code FROM salon_badge ORDER BY id DESC")]
    base.close()
    organisateur = demo["organisateur"]
    return Site(
        adresse=adresse,
        identifiant=organisateur["identifiant"],
        mot_de_passe=organisateur["mot_de_passe"],
        secours=organisateur["codes_de_secours"].split(", "),
        jeton_porte=demo["appareils"][0]["jeton"],
        codes=codes,
        environnement=environnement,
    )


def gerer(environnement: dict[str, str], *commande: str) -> str:
    """Run a command of `manage.py` on the site and return what it says."""
    processus = [sys.executable, "manage.py", *commande]
    fini = subprocess.run(
        processus, cwd=settings.BASE_DIR, env=environnement, check=True, stdout=subprocess.PIPE
    )
    return fini.stdout.decode()


@contextmanager
def serveur(environnement: dict[str, str], port: int) -> Iterator[None]:
    """Run uvicorn until the end of the block; its port answers once the block begins."""
    commande = [sys.executable, "-m", "uvicorn", "salon.asgi:application", f"--port={port}"]
    with subprocess.Popen(
        [*commande, "--log-level=warning"], cwd=settings.BASE_DIR, env=environnement
    ) as processus:
        try:
            attendre(f"http://127.0.0.1:{port}/healthz")
            yield
        finally:
            processus.kill()  # a stream that stays open would hold an ordinary stop


def attendre(adresse: str) -> None:
    fin = time.monotonic() + DELAI_DEPART
    while True:
        try:
            with urlopen(adresse):
                return
        except URLError:
            if time.monotonic() > fin:
                raise
            time.sleep(0.1)


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])
