"""Take the pictures of docs/captures: the main pages, on a phone and a desktop, by day and by night.

`python docs/captures.py horaires agenda` takes those of these pages only. A real server runs on a new
demonstration edition in a directory of its own, which is thrown away.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

RACINE = Path(__file__).resolve().parent.parent
CAPTURES = RACINE / "docs" / "captures"
PARTAGE = RACINE / "salon" / "pages" / "static" / "pages" / "partage.png"
DELAI_DEPART = 60  # seconds
TEINTES: dict[str, Literal["light", "dark"]] = {"clair": "light", "sombre": "dark"}
ECRANS = {"telephone": (390, 844), "bureau": (1280, 800)}
PAGES = {
    "accueil": "/",
    "edition": "/editions/coventis/",
    "exposants": "/editions/coventis/exposants/",
    "exposer": "/editions/coventis/exposer/",
    "visiter": "/editions/coventis/visiter/",
    "annuaire": "/annuaire/?q=légumes bio&commune=Montpellier&rayon=50",
    "structure": "/annuaire/",  # and from there to the first structure
    "besoins": "/besoins/",
    "realis": "/realis/",
    "bureau": "/bureau/coventis/",
    "horaires": "/bureau/coventis/horaires/",
    "horaire": "/bureau/coventis/horaires/1/",
    "reprise": "/bureau/coventis/horaires/reprise/",
    "rencontres": "/moi/rencontres/",
    "demandes": "/moi/demandes/?vue=acceptees",
    "agenda": "/moi/agenda/",
}
DU_BUREAU = ("bureau", "horaires", "horaire", "reprise")
DE_SON_ESPACE = ("rencontres", "demandes", "agenda")
# A first draft, and the address that opens the space of somebody whom others meet.
PREPARER = """
from salon.acces import lien_participant
from salon.models import Edition
from salon.rdv.execution import executer_planification
from salon.rdv.horaires import Options, demander_planification
from salon.rdv.models import RendezVous
edition = Edition.objects.get()
options = Options(secondes=5)
run = demander_planification(edition=edition, compte=edition.comptes.first(), options=options)
executer_planification(planification_id=run.pk)
planifie = RendezVous.objects.filter(etat="planifie", destinataire__exposant__isnull=False).first()
print(lien_participant(planifie.destinataire))
"""


@contextmanager
def site() -> Iterator[tuple[str, dict[str, str], str]]:
    """Run a server on a new demonstration; return its address, how its organiser signs in, and a link."""
    with TemporaryDirectory(prefix="captures-") as dossier, socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = int(prise.getsockname()[1])
        prise.close()
        adresse = f"http://127.0.0.1:{port}"
        environnement = {
            **os.environ,
            "COVENTIS_VAR": dossier,
            "DATABASE_URL": f"sqlite:///{dossier}/coventis.sqlite3",
            "REDIS_URL": f"unix://{dossier}/absent.sock",  # no live page here
            "EMAIL_URL": "",
            "BASE_URL": adresse,
        }
        for commande in (["migrate", "--verbosity=0"], ["demo", "--visiteurs=500", "--rdv=50"]):
            subprocess.run(
                [sys.executable, "manage.py", *commande], cwd=RACINE, env=environnement, check=True
            )
        preparer = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", PREPARER]
        lien = subprocess.check_output(preparer, cwd=RACINE, env=environnement, text=True).strip()
        serveur = [sys.executable, "-m", "uvicorn", "salon.asgi:application", f"--port={port}"]
        with subprocess.Popen(
            [*serveur, "--log-level=warning"], cwd=RACINE, env=environnement
        ) as processus:
            try:
                _attendre(f"{adresse}/healthz")
                demonstration = json.loads((Path(dossier) / "demo.json").read_text("utf-8"))
                yield adresse, demonstration["organisateur"], lien
            finally:
                processus.kill()


def _attendre(adresse: str) -> None:
    fin = time.monotonic() + DELAI_DEPART
    while True:
        try:
            with urlopen(adresse):
                return
        except URLError:
            if time.monotonic() > fin:
                raise
            time.sleep(0.2)


def se_connecter(navigateur: Browser, adresse: str, organisateur: dict[str, str]) -> StorageState:
    """Sign the organiser in, with a recovery code, and return the session."""
    contexte = navigateur.new_context(base_url=adresse)
    page = contexte.new_page()
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(organisateur["identifiant"])
    page.get_by_label("Mot de passe").fill(organisateur["mot_de_passe"])
    page.get_by_role("button", name="Se connecter").click()
    code = organisateur["codes_de_secours"].split(", ")[0]
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_role("button", name="Se déconnecter").wait_for()
    session = contexte.storage_state()
    contexte.close()
    return session


def entrer(navigateur: Browser, adresse: str, lien: str) -> StorageState:
    """Open the space of a participant, and return the session."""
    contexte = navigateur.new_context(base_url=adresse)
    page = contexte.new_page()
    page.goto(lien)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.get_by_role("link", name="Mon espace").first.wait_for()
    session = contexte.storage_state()
    contexte.close()
    return session


def photographier(
    navigateur: Browser, adresse: str, pages: dict[str, str], sessions: dict[str, StorageState]
) -> None:
    """Take every page on every screen, by day and by night."""
    CAPTURES.mkdir(exist_ok=True)
    for ecran, (largeur, hauteur) in ECRANS.items():
        for heure, teinte in TEINTES.items():
            for nom, chemin in pages.items():
                contexte = navigateur.new_context(
                    base_url=adresse,
                    viewport={"width": largeur, "height": hauteur},
                    color_scheme=teinte,
                    locale="fr-FR",
                    storage_state=sessions.get(nom),
                )
                page = contexte.new_page()
                _ouvrir(page, nom, chemin)
                page.screenshot(path=CAPTURES / f"{nom}-{ecran}-{heure}.png")
                _alleger(CAPTURES / f"{nom}-{ecran}-{heure}.png")
                contexte.close()


def _alleger(image: Path) -> None:
    """Keep 256 colours, which is all that these pages have: a third of the weight."""
    with Image.open(image) as pleine:
        pleine.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(image, optimize=True)


def _ouvrir(page: Page, nom: str, chemin: str) -> None:
    reponse = page.goto(chemin)
    if nom == "structure":
        page.locator(".structures h3 a").first.click()
        page.wait_for_load_state()
    elif reponse is None or not reponse.ok:
        raise SystemExit(f"{chemin} ne répond pas : {reponse and reponse.status}")


def dessiner_partage(navigateur: Browser, adresse: str) -> None:
    """Draw the picture that other sites show with a link to this one."""
    contexte = navigateur.new_context(
        viewport={"width": 1200, "height": 630}, base_url=adresse, bypass_csp=True
    )
    page = contexte.new_page()
    page.goto("/")
    page.add_style_tag(
        content="""
        .entete nav, .pied, .ouverture + .large, .ouverture .chapo { display: none; }
        .entete { padding: 60px 80px 0; }
        .marque { font-size: 44px; }
        .marque .signe { width: 84px; }
        .scene { overflow: visible; }
        .ouverture { height: 500px; padding-top: 110px; }
        .ouverture .large { max-width: none; padding-left: 80px; }
        .ouverture h1 { font-size: 78px; max-width: 9em; }
        .ouverture .motif { right: -110px; top: -30px; width: 480px; }
        """
    )
    page.screenshot(path=PARTAGE)
    contexte.close()
    _alleger(PARTAGE)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium est absent : apt-get install chromium")
    pages = {nom: PAGES[nom] for nom in sys.argv[1:] or PAGES}
    with site() as (adresse, organisateur, lien), sync_playwright() as robot:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]  # containers allow neither
        navigateur = robot.chromium.launch(executable_path=chromium, args=options)
        if pages == PAGES:
            dessiner_partage(navigateur, adresse)
        bureau = se_connecter(navigateur, adresse, organisateur)
        espace = entrer(navigateur, adresse, lien)
        sessions = dict.fromkeys(DU_BUREAU, bureau) | dict.fromkeys(DE_SON_ESPACE, espace)
        photographier(navigateur, adresse, pages, sessions)
        navigateur.close()
    print(f"{len(list(CAPTURES.glob('*.png')))} images dans {CAPTURES.relative_to(RACINE)}")


if __name__ == "__main__":
    main()
