"""The public pages in a real browser: by keyboard, without a script, on paper."""

from playwright.sync_api import Page, expect

from .controle import ECRANS, TELEPHONE, constats


def ouvrir_une_structure(page: Page) -> None:
    page.goto("/editions/coventis/exposants/")
    page.locator(".structures h3 a").first.click()
    expect(page.get_by_role("heading", name="Produits et services")).to_be_visible()


def test_the_filters_unfold_and_are_accessible(page):
    page.goto("/annuaire/")
    plies = page.locator("details:not([open]) > summary:visible")
    while plies.count():
        plies.first.click()

    assert constats(page) == []


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
    page = new_context(java_script_enabled=False, viewport=TELEPHONE).new_page()
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
