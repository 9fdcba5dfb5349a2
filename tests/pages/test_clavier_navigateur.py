"""The main forms by keyboard alone: every control is reached, in order, and the focus is seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.matrice import EXPOSANT, ORGANISATEUR, VISITEUR

FORMULAIRES = [
    ("/", ""),
    ("/annuaire/", ""),
    ("/besoins/", ""),
    ("/acces/", ""),
    ("/connexion/", ""),
    ("/editions/coventis/exposer/", ""),
    ("/editions/coventis/visiter/", ""),
    ("/editions/coventis/visiter/groupe/", ""),
    ("/moi/exposant/page/", EXPOSANT),
    ("/moi/exposant/equipe/", EXPOSANT),
    ("/bureau/coventis/", ORGANISATEUR),
    ("/bureau/coventis/exposants/1/", ORGANISATEUR),
    ("/moi/rencontres/<exposante>/", VISITEUR),
    ("/moi/disponibilites/", VISITEUR),
    ("/moi/demandes/<rdv_id>/", EXPOSANT),
    ("/moi/equipe/", EXPOSANT),
    ("/repondre/<jeton_reponse>", ""),
    ("/editions/coventis/exposants/<exposant_ouvert>/reserver/", VISITEUR),
    ("/bureau/coventis/horaires/", ORGANISATEUR),
    ("/bureau/coventis/horaires/<planification_id>/", ORGANISATEUR),
    ("/bureau/coventis/horaires/<planification_id>/placements/<placement_id>/", ORGANISATEUR),
    ("/bureau/coventis/horaires/reprise/", ORGANISATEUR),
]
# What a keyboard must reach, in the order of the page. Of a group of radio buttons it reaches one.
ATTENDUS = """() => {
  const visibles = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  window.controles = [...document.querySelectorAll(visibles)].filter((element) =>
    element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled);
  return window.controles.length;
}"""
# Where the focus is, and whether an outline shows it, there or around it.
FOCUS = """() => {
  const focus = document.activeElement;
  const trait = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  let vu = focus;
  while (vu && !trait(vu)) vu = vu.parentElement;
  return [window.controles.indexOf(focus), vu ? "" : focus.outerHTML.slice(0, 120)];
}"""


def parcourir(page: Page) -> tuple[list[int], list[str]]:
    """Press Tab through the whole page; return the controls in the order they came, and the unseen."""
    nombre = page.evaluate(ATTENDUS)
    page.evaluate("window.controles[0].focus()")
    vus = [page.evaluate(FOCUS)]
    for _ in range(nombre - 1):
        page.keyboard.press("Tab")
        vus.append(page.evaluate(FOCUS))
    return [rang for rang, _ in vus], [sans_trait for _, sans_trait in vus if sans_trait]


@pytest.mark.parametrize(("adresse", "qui"), FORMULAIRES)
def test_a_form_is_filled_in_by_keyboard_alone(page, ouvrir, adresse, qui):
    ouvrir(adresse, qui)

    ordre, invisibles = parcourir(page)

    assert ordre == list(range(len(ordre)))
    assert invisibles == []


@pytest.mark.parametrize(("adresse", "qui"), FORMULAIRES)
def test_the_first_link_leads_past_the_navigation(page, ouvrir, adresse, qui):
    ouvrir(adresse, qui)
    page.evaluate(ATTENDUS)
    page.evaluate("window.controles[0].focus()")

    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")

    expect(page.locator("#contenu")).to_be_focused()
