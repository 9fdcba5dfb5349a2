"""The public pages in a real browser: accessible by day and night, on any screen, by keyboard, in silence."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ECRANS = {"telephone": {"width": 390, "height": 844}, "bureau": {"width": 1280, "height": 800}}
RECHERCHE = "/annuaire/?famille=association&famille=cooperative&famille=societe_ess"
PAGES = [
    "/",
    "/editions/coventis/",
    "/editions/coventis/exposants/",
    "/annuaire/",
    RECHERCHE,
    "/annuaire/?commune=Atlantide",
    "/annuaire/?q=zzzzzzz",
    "/besoins/",
    "/realis/",
    "/mentions-legales/",
    "/confidentialite/",
    "/accessibilite/",
]


@pytest.fixture
def plaintes(page, site):
    """What the browser complains about, and every address outside the site that it asks for."""
    entendues: list[str] = []
    page.on("console", lambda message: entendues.append(message.text))
    page.on("pageerror", lambda erreur: entendues.append(str(erreur)))
    page.on("request", lambda demande: entendues.append(demande.url))
    return lambda: [texte for texte in entendues if not texte.startswith(site.adresse)]


@pytest.fixture(params=["light", "dark"])
def teinte(request) -> str:
    return request.param


@pytest.fixture(params=list(ECRANS))
def visite(request, teinte, new_context) -> Page:
    """A phone or a desktop, by day or by night, of somebody unknown."""
    return new_context(viewport=ECRANS[request.param], color_scheme=teinte).new_page()


def fautes(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page).response["violations"]
    return [(faute["id"], [n["target"] for n in faute["nodes"]]) for faute in violations]


def ouvrir_une_structure(page: Page) -> None:
    page.goto("/editions/coventis/exposants/")
    page.locator(".structures h3 a").first.click()
    expect(page.get_by_role("heading", name="Produits et services")).to_be_visible()


@pytest.mark.parametrize("adresse", PAGES)
def test_a_public_page_is_accessible_and_fits_its_screen(visite, adresse):
    visite.goto(adresse)

    assert fautes(visite) == []
    assert visite.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_of_a_structure_is_accessible_and_fits_its_screen(visite):
    ouvrir_une_structure(visite)

    assert fautes(visite) == []
    assert visite.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_asking_for_a_meeting_is_accessible(visite):
    ouvrir_une_structure(visite)
    visite.get_by_role("link", name="Demander un rendez-vous").first.click()

    expect(visite.get_by_role("heading", name="Demander un rendez-vous")).to_be_visible()
    assert fautes(visite) == []


def test_the_filters_unfold_and_are_accessible(visite):
    visite.goto("/annuaire/")
    plies = visite.locator("details:not([open]) > summary:visible")
    while plies.count():
        plies.first.click()

    assert fautes(visite) == []


@pytest.mark.parametrize(
    "adresse", ["/", "/editions/coventis/", RECHERCHE, "/besoins/", "/realis/"]
)
def test_public_pages_ask_nothing_of_other_sites_and_break_no_rule(page, adresse, plaintes):
    page.goto(adresse)
    page.wait_for_load_state("load")

    assert plaintes() == []


def test_the_page_of_a_structure_breaks_no_rule(page, plaintes):
    ouvrir_une_structure(page)

    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert plaintes() == []


def test_a_structure_is_found_by_keyboard_alone(page):
    page.goto("/annuaire/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Que cherchez-vous ?")).to_be_focused()
    page.keyboard.type("association")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annuaire/?q=association**")

    premiere = page.locator(".structures h3 a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if premiere.evaluate("lien => lien === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Produits et services")).to_be_visible()


def test_a_filter_is_chosen_and_taken_away_without_javascript(new_context):
    page = new_context(java_script_enabled=False, viewport=ECRANS["telephone"]).new_page()
    page.goto("/annuaire/")
    page.get_by_text("Filtrer les résultats").click()
    page.locator("input[name=famille]").first.check()
    page.get_by_role("button", name="Appliquer les filtres").click()

    expect(page.locator(".jetons li")).to_have_count(2)
    page.locator(".jetons a").first.click()
    expect(page.locator(".jetons")).to_have_count(0)


def test_a_wide_screen_shows_the_filters_at_once(new_context):
    page = new_context(viewport=ECRANS["bureau"]).new_page()
    page.goto("/annuaire/")

    expect(page.get_by_role("button", name="Appliquer les filtres")).to_be_visible()


def test_the_focus_stands_on_the_field_that_is_wrong(page):
    page.goto("/annuaire/?q=pain&commune=Atlantide")

    expect(page.get_by_label("Autour de (commune)")).to_be_focused()
    expect(page.get_by_label("Que cherchez-vous ?")).to_have_value("pain")


def test_a_page_is_printed_without_its_navigation(page):
    ouvrir_une_structure(page)
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
