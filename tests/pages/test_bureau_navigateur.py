"""The desk in a real browser: accessible by day and night, on any screen, without a script, in silence."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ECRANS = {"telephone": {"width": 390, "height": 844}, "bureau": {"width": 1280, "height": 800}}
BUREAU = "/bureau/coventis/"
PAGES = [
    "/bureau/",
    BUREAU,
    f"{BUREAU}?q=zzzzzz",
    f"{BUREAU}stands/",
    f"{BUREAU}listes/",
    f"{BUREAU}textes/",
    f"{BUREAU}textes/badge/",
    f"{BUREAU}reglages/",
    f"{BUREAU}copie/",
]


@pytest.fixture(params=["light", "dark"])
def teinte(request) -> str:
    return request.param


@pytest.fixture(params=list(ECRANS))
def visite(request, teinte, new_context, biscuits) -> Page:
    """A phone or a desktop, by day or by night, of the organiser."""
    contexte = new_context(viewport=ECRANS[request.param], color_scheme=teinte)
    contexte.add_cookies(biscuits)
    return contexte.new_page()


@pytest.fixture
def sans_script(new_context, biscuits) -> Page:
    contexte = new_context(java_script_enabled=False)
    contexte.add_cookies(biscuits)
    return contexte.new_page()


def fautes(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page).response["violations"]
    return [(faute["id"], [n["target"] for n in faute["nodes"]]) for faute in violations]


@pytest.mark.parametrize("adresse", PAGES)
def test_a_page_of_the_desk_is_accessible_and_fits_its_screen(visite, adresse):
    visite.goto(adresse)

    assert fautes(visite) == []
    assert visite.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_of_a_file_is_accessible_and_fits_its_screen(visite):
    visite.goto(BUREAU)
    visite.locator(".dossiers tbody th a").first.click()
    expect(visite.get_by_role("heading", name="Historique")).to_be_visible()

    assert fautes(visite) == []
    assert visite.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_note_is_written_without_a_script(sans_script):
    sans_script.goto(BUREAU)
    sans_script.locator(".dossiers tbody th a").first.click()

    sans_script.get_by_label("Nouvelle note").fill("Rappeler lundi")
    sans_script.get_by_role("button", name="Ajouter la note").click()

    expect(sans_script.get_by_role("status")).to_have_text("Note ajoutée.")
    expect(sans_script.get_by_text("Rappeler lundi")).to_be_visible()


def test_many_files_are_reminded_without_a_script(sans_script):
    sans_script.goto(BUREAU)
    for case in sans_script.locator(".coche input").all():
        case.check()

    sans_script.get_by_role("button", name="Relancer", exact=True).click()

    expect(sans_script.get_by_role("heading", name="Ce qui a été fait")).to_be_visible()


def test_a_list_is_looked_at_and_stored_without_a_script(sans_script):
    sans_script.goto(f"{BUREAU}listes/")
    carte = sans_script.locator("section", has_text="Apporter une liste")
    carte.get_by_label("Liste").select_option("visiteurs")
    texte = b"Nom;E-mail\nSol;ana.sol@essaim.example\n"
    liste = {"name": "liste.csv", "mimeType": "text/csv", "buffer": texte}
    carte.get_by_label("Fichier").set_input_files([liste])
    carte.get_by_role("button", name="Examiner le fichier").click()

    sans_script.get_by_role("button", name="Enregistrer 1 ligne").click()

    expect(sans_script.get_by_role("status")).to_contain_text("1 ligne enregistrée")


def test_nothing_of_the_desk_is_asked_of_another_site(page, site, connecter):
    ailleurs: list[str] = []
    page.on("request", lambda demande: ailleurs.append(demande.url))
    page.on("console", lambda message: ailleurs.append(message.text))

    for adresse in PAGES:
        connecter(page, adresse)

    assert [texte for texte in ailleurs if not texte.startswith(site.adresse)] == []
