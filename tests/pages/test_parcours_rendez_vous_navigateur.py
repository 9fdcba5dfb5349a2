"""Meetings from the request to the calendar: two exhibitors, a buyer and an organiser, each in a browser.

Everything runs as it does for them; only the ten minutes that e-mails are held back for are not waited.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from salon.models import Table
from salon.rdv.models import Planification, RendezVous
from tests.installation import Installation

from .controle import TELEPHONE, constats
from .parcours import (
    Ouvrir,
    encre,
    evenements,
    imprime,
    lettre,
    navigateurs,
    se_connecter,
    texte,
    vieillir,
)

pytestmark = pytest.mark.timeout(900)
expect.set_options(timeout=30_000)  # the machine does everything at once

HORAIRES = "/bureau/coventis/horaires/"
PLUS_TARD = "Accepter, à l’heure que l’organisateur choisira"
DEMANDES, AGENDA, CHANGEMENT = "demandes de rendez-vous", "votre agenda (", "votre agenda change"
# Two exhibitors without a stand and a buyer, whom nobody meets yet, each with the address of their space.
TROUPE = """
import json
from salon.acces import lien_participant
from salon.exposants.models import Exposant
from salon.models import Participant
libres = Participant.objects.filter(rdv_demandes=None, rdv_recus=None)
valides = Exposant.objects.filter(etat="valide", structure__visible=True).order_by("pk")
contacts = [e.equipe.order_by("-responsable", "pk").first().pk for e in valides]
exposants = libres.filter(pk__in=contacts).order_by("pk")[:2]
acheteuse = libres.filter(categorie="acheteur").order_by("pk").first()
Exposant.objects.filter(equipe__in=list(exposants)).update(stand=None, place=None)
print(json.dumps([
    [p.nom_complet(), p.organisation, str(p.exposant or ""), p.courriel, lien_participant(p)]
    for p in (*exposants, acheteuse)
]))
"""


@dataclass(frozen=True)
class Personne:
    """Somebody on their phone; an exhibitor is found under the name of the structure."""

    nom: str
    organisation: str
    structure: str
    courriel: str
    page: Page


@dataclass(frozen=True)
class Scene:
    """The installation, the two exhibitors, the buyer, the organiser's page, and more phones."""

    installation: Installation
    ana: Personne
    luc: Personne
    acheteuse: Personne
    bureau: Page
    ouvrir: Ouvrir

    @property
    def lettre(self) -> Callable[[str, str], Any]:
        return partial(lettre, self.installation)

    def dix_minutes(self) -> None:
        vieillir(self.installation.base)

    def entre(self, a: Personne, b: Personne) -> RendezVous:
        """Return the meeting of two people."""
        rdvs = RendezVous.objects.using(self.installation.base).select_related("table", "creneau")
        gens = [a.courriel, b.courriel]
        return rdvs.get(demandeur__courriel__in=gens, destinataire__courriel__in=gens)


@pytest.fixture
def installation(tmp_path, django_db_blocker) -> Iterator[Installation]:
    """Run everything that `make run` starts."""
    sans_hate = {"EFFET_LIMITE": "60", "EFFET_BAIL": "90", "EFFET_RENVOI": "30"}
    with django_db_blocker.unblock(), Installation(tmp_path, **sans_hate) as installation:
        installation.environnement["BASE_URL"] = installation.adresse
        installation.valkey()
        yield installation


@pytest.fixture
def scene(browser: Browser, installation) -> Iterator[Scene]:
    fiche = installation.demonstration("--visiteurs=40", "--exposants=40", "--rdv=20")
    gens = json.loads(installation.gerer("shell", "--verbosity=0", "-c", TROUPE))
    installation.web()
    installation.relais()
    installation.ouvrier()
    with navigateurs(browser, installation.adresse) as ouvrir:
        troupe = []
        for *mots, adresse in gens:
            page = ouvrir(viewport=TELEPHONE)
            page.goto(adresse)
            page.get_by_role("button", name="Ouvrir mon espace").click()
            troupe.append(Personne(*mots, page))
        se_connecter(
            bureau := ouvrir(viewport={"width": 1280, "height": 800}), fiche["organisateur"]
        )
        yield Scene(installation, *troupe, bureau, ouvrir)


def saine(page: Page) -> None:
    assert constats(page) == []


def demander(qui: Personne, a: Personne, message: str) -> None:
    """Find somebody by the name of their structure, and ask for a meeting."""
    qui.page.goto("/moi/rencontres/")
    qui.page.get_by_label("Que cherchez-vous ?").fill(a.structure)
    qui.page.get_by_role("button", name="Chercher").click()
    qui.page.get_by_role("link", name=f"Demander un rendez-vous à {a.structure}").first.click()
    qui.page.get_by_label("Votre message").fill(message)
    qui.page.get_by_role("button", name="Envoyer la demande").click()
    expect(qui.page.get_by_text("La réponse arrive par e-mail")).to_be_visible()
    saine(qui.page)


def repondre(scene: Scene, qui: Personne, nombre: int) -> None:
    """Answer all requests of a digest, each by its link, on a phone that is signed in nowhere."""
    digest = scene.lettre(qui.courriel, f"{DEMANDES} ({nombre})")
    adresses = re.findall(r"répondre : (\S+)", texte(digest))
    assert len(adresses) == nombre
    for adresse in adresses:
        page = scene.ouvrir(viewport=TELEPHONE)
        page.goto(adresse)
        saine(page)
        page.get_by_role("button", name=PLUS_TARD).click()
        expect(page.get_by_text("Vous avez accepté de rencontrer")).to_be_visible()
        saine(page)


def s_absenter_sauf_un_creneau(qui: Personne) -> None:
    """Be away all the time, but for the last slot of the last half-day."""
    qui.page.goto("/moi/disponibilites/")
    for case in qui.page.get_by_role("checkbox").all()[:-1]:
        case.check()
    qui.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(qui.page.get_by_text("Absences enregistrées.")).to_be_visible()
    saine(qui.page)


def revenir_la_derniere_demi_journee(qui: Personne) -> None:
    qui.page.get_by_role("button", name=re.compile("^Présent toute la demi-journée")).last.click()
    expect(qui.page.get_by_text("Absences enregistrées.")).to_be_visible()


def calculer(page: Page) -> str:
    """Have a timetable computed, see how far it is, and return the address of the draft."""
    page.goto(HORAIRES)
    saine(page)
    page.get_by_label("Durée du calcul, en secondes").fill("3")
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="Ce que vaut ce brouillon")).to_be_visible(
        timeout=60_000
    )
    saine(page)
    return page.url


def comparer(page: Page) -> list[str]:
    """Open the two drafts side by side; return how many meetings each leaves out."""
    page.goto(HORAIRES)
    page.get_by_role("button", name="Comparer").click()
    saine(page)
    ligne = page.get_by_role("row", name="Rendez-vous laissés")
    return [re.sub(r"\D", "", case) for case in ligne.get_by_role("cell").all_inner_texts()]


def case_de(page: Page, brouillon: str, a: Personne, b: Personne) -> Locator:
    """Find the meeting of two people in the grid of a draft, whatever its half-day."""
    deux = page.locator(".grille-horaire a", has_text=a.organisation).filter(
        has_text=b.organisation
    )
    page.goto(brouillon)
    for partie in range(page.locator("#titre-grille ~ nav a").count()):
        page.goto(f"{brouillon}?partie={partie}")
        if deux.count():
            return deux
    raise AssertionError(f"{a.nom} et {b.nom} ne sont pas dans la grille")


def verrouiller(page: Page, case: Locator) -> None:
    case.click()
    saine(page)
    page.get_by_role("button", name=re.compile("^Verrouiller à ")).click()
    expect(page.locator(".grille-horaire a", has_text="verrouillé")).to_have_count(1)


def publier(page: Page, brouillon: str) -> None:
    page.goto(brouillon)
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Les agendas partent dans dix minutes")).to_be_visible()
    saine(page)


def lire_l_agenda(scene: Scene, qui: Personne, *autres: Personne) -> None:
    """The agenda of a person names all whom they meet, on paper and in the calendar, and nobody else."""
    message = scene.lettre(qui.courriel, AGENDA)
    rdvs = [scene.entre(qui, autre) for autre in autres]
    papier = imprime(message)

    assert all(autre.nom in papier for autre in autres)
    assert all(f"Table {rdv.table}" in papier for rdv in rdvs)
    assert evenements(message) == sorted(
        ("REQUEST", f"{rdv.uid}@coventis", rdv.version, "CONFIRMED") for rdv in rdvs
    )
    assert 0.005 < encre(message) < 0.2


def annuler(qui: Personne, scene: Scene, avec: Personne) -> None:
    qui.page.goto(f"/moi/demandes/{scene.entre(qui, avec).pk}/")
    qui.page.get_by_text("Annuler ce rendez-vous").click()
    qui.page.get_by_role("button", name="Oui, annuler").click()
    expect(qui.page.locator(".puce").first).to_have_text("annulé")
    saine(qui.page)


def reprendre(page: Page, base: str, table: Table) -> Planification:
    """Ask how to do without a table, look at the first proposal, and take it; return it."""
    page.goto(f"{HORAIRES}reprise/")
    page.get_by_text("Une table manque").click()
    page.get_by_label(table.nom, exact=True).check()
    saine(page)
    page.get_by_role("button", name="Chercher des propositions").click()
    expect(page.get_by_role("heading", name="Appliquer cette proposition")).to_be_visible(
        timeout=60_000
    )
    saine(page)
    numero = re.findall(r"/horaires/(\d+)/", page.url)[0]
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_text("rendez-vous changés")).to_be_visible()
    saine(page)
    return Planification.objects.using(base).get(pk=numero)


def test_meetings_go_from_the_request_to_every_calendar_and_follow_what_happens(scene):
    ana, luc, acheteuse, bureau = scene.ana, scene.luc, scene.acheteuse, scene.bureau
    demander(acheteuse, ana, "Du pain pour 180 lits\u00a0?")
    demander(acheteuse, luc, "Des légumes toute l’année\u00a0?")
    demander(ana, luc, "Nos pains avec vos légumes\u00a0?")
    scene.dix_minutes()
    repondre(scene, ana, 1)
    repondre(scene, luc, 2)

    s_absenter_sauf_un_creneau(acheteuse)
    calculer(bureau)
    empeche = f"({acheteuse.nom}) : 2 demandes acceptées, 1 créneau libre."
    expect(bureau.get_by_text(f"{acheteuse.organisation} {empeche}")).to_be_visible()
    revenir_la_derniere_demi_journee(acheteuse)
    brouillon = calculer(bureau)
    assert comparer(bureau) == ["1", "0"]
    verrouiller(bureau, case_de(bureau, brouillon, ana, luc))
    publier(bureau, brouillon)
    scene.dix_minutes()
    lire_l_agenda(scene, ana, luc, acheteuse)
    lire_l_agenda(scene, luc, ana, acheteuse)
    lire_l_agenda(scene, acheteuse, ana, luc)

    annule, reste = scene.entre(ana, acheteuse), scene.entre(luc, acheteuse)
    annuler(ana, scene, acheteuse)
    base = scene.installation.base
    touches = RendezVous.objects.using(base).filter(table=reste.table, etat="planifie").count()
    proposition = reprendre(bureau, base, reste.table)
    assert proposition.mesures["deplaces"] <= touches + 2
    scene.dix_minutes()
    scene.dix_minutes()
    dit = evenements(scene.lettre(acheteuse.courriel, CHANGEMENT))
    assert dit == sorted(
        [
            ("CANCEL", f"{annule.uid}@coventis", annule.version + 1, "CANCELLED"),
            ("REQUEST", f"{reste.uid}@coventis", reste.version + 1, "CONFIRMED"),
        ]
    )
