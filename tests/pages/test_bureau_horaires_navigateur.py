"""The timetables in a real browser: computed beside it, dragged, moved by keyboard, accessible, printed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import gerer

ECRANS = {"telephone": {"width": 390, "height": 844}, "bureau": {"width": 1280, "height": 800}}
HORAIRES = "/bureau/coventis/horaires/"
CALCULER = """
from salon.effets.horaires import EXECUTIONS
from salon.rdv.models import Planification
for run in Planification.objects.filter(etat__in=Planification.EN_COURS):
    EXECUTIONS[run.genre](planification_id=run.pk)
"""


def calculer(site) -> None:
    """Do the worker's job here and now."""
    gerer(site.environnement, "shell", "--verbosity=0", "-c", CALCULER)


@pytest.fixture
def bureau(new_context, biscuits) -> Page:
    contexte = new_context(viewport=ECRANS["bureau"])
    contexte.add_cookies(biscuits)
    return contexte.new_page()


@pytest.fixture
def brouillon(bureau, site) -> Page:
    """The page of a draft that was just computed."""
    bureau.goto(HORAIRES)
    bureau.get_by_label("Durée du calcul, en secondes").fill("1")
    bureau.get_by_role("button", name="Calculer").click()
    expect(bureau.get_by_role("progressbar")).to_be_visible()
    calculer(site)
    # The page sees by itself that the run is over.
    expect(bureau.get_by_role("heading", name="Ce que vaut ce brouillon")).to_be_visible()
    return bureau


def fautes(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page).response["violations"]
    return [(faute["id"], [n["target"] for n in faute["nodes"]]) for faute in violations]


def adresses(page: Page) -> list[str]:
    """Return the pages of a draft, one of each kind."""
    brouillon = re.sub(r"[?#].*", "", page.url)
    page.goto(brouillon)
    rdv = page.locator(".grille-horaire a").first
    lien = rdv.get_attribute("href") if rdv.count() else brouillon
    numero = brouillon.rstrip("/").rpartition("/")[2]
    return [
        HORAIRES,
        brouillon,
        str(lien),
        f"{brouillon}imprimer/tables/",
        f"{brouillon}imprimer/personnes/",
        f"{HORAIRES}comparer/?a={numero}&b={numero}",
        f"{HORAIRES}reprise/",
    ]


@pytest.mark.parametrize("teinte", ["light", "dark"])
@pytest.mark.parametrize("ecran", list(ECRANS))
def test_the_pages_of_timetables_are_accessible_and_fit_their_screen(brouillon, ecran, teinte):
    pages = adresses(brouillon)
    brouillon.emulate_media(color_scheme=teinte)
    brouillon.set_viewport_size(ECRANS[ecran])

    for adresse in pages:
        brouillon.goto(adresse)
        assert (adresse, fautes(brouillon)) == (adresse, [])
        assert brouillon.evaluate("document.documentElement.scrollWidth <= innerWidth"), adresse


def test_a_meeting_is_dragged_to_a_free_table(brouillon):
    brouillon.wait_for_load_state("networkidle")
    tenu = brouillon.locator('.grille-horaire a[draggable="true"]').first
    nom = tenu.get_attribute("data-placement")
    avec = tenu.locator("xpath=ancestor::td").get_attribute("data-creneau")
    cible = brouillon.locator(f'td[data-creneau="{avec}"][data-table]').first

    # The events of a mouse, one by one: a headless browser does not carry anything for real.
    charge = {"dataTransfer": brouillon.evaluate_handle("new DataTransfer()")}
    with brouillon.expect_response(re.compile(r"/choix$")):
        tenu.dispatch_event("dragstart", charge)
    expect(cible).to_have_class(re.compile("vert"))
    cible.dispatch_event("dragover", charge)
    cible.dispatch_event("drop", charge)

    expect(brouillon.locator(f"#p{nom}[data-creneau='{avec}']")).to_be_visible()


def test_a_meeting_is_moved_with_the_keyboard(brouillon):
    brouillon.locator('.grille-horaire a[draggable="true"]').first.focus()
    brouillon.keyboard.press("Enter")
    expect(brouillon.get_by_role("heading", name="Déplacer vers…")).to_be_visible()
    vers = brouillon.get_by_label("Créneau", exact=True).locator("option").last.inner_text()

    brouillon.get_by_label("Créneau", exact=True).select_option(vers)
    brouillon.get_by_role("button", name="Déplacer").press("Enter")

    ancre = brouillon.url.rpartition("#")[2]
    brouillon.locator(f"#{ancre} a").click()
    expect(brouillon.get_by_text(re.compile(f"{vers}, (stand|table)"))).to_be_visible()


def test_the_sheets_fit_their_paper(brouillon):
    brouillon.goto(re.sub(r"[?#].*", "", brouillon.url) + "imprimer/personnes/")
    brouillon.emulate_media(media="print")

    feuilles = brouillon.locator(".feuille").count()
    corps = brouillon.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert (feuilles > 0, corps) == (True, 20)  # 15 points
    expect(brouillon.locator(".entete")).to_be_hidden()
