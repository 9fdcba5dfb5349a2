"""A visitor in a real browser, on a phone and without a script: a badge in a minute, a group in two steps."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import gerer

TELEPHONE = {"width": 390, "height": 844}
PAGE, GROUPE = "/editions/coventis/visiter/", "/editions/coventis/visiter/groupe/"
LIEN = """
from salon.acces import lien_participant
from salon.models import Participant
print(lien_participant(Participant.objects.filter(exposant=None, annule_le=None).first()))
"""
DEPASSE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=["light", "dark"])
def telephone(page, request) -> Page:
    """A phone, in the light or in the dark."""
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(color_scheme=request.param)
    return page


def remplir(page: Page, courriel: str) -> None:
    page.get_by_label("Prénom").fill("Lou")
    page.get_by_label("Nom", exact=True).fill("Vert")
    page.get_by_label("Adresse e-mail").fill(courriel)
    page.get_by_label("J’ai lu l’information").check()


def controler(page: Page) -> None:
    """The page fits the screen and has no accessibility fault."""
    assert page.evaluate(DEPASSE) == 0
    assert Axe().run(page).response["violations"] == []


def test_a_visitor_registers_on_a_phone_without_a_script(browser, browser_context_args):
    page = browser.new_context(
        **browser_context_args, viewport=TELEPHONE, java_script_enabled=False
    ).new_page()
    page.goto(PAGE)
    page.wait_for_timeout(600)  # a person needs longer
    remplir(page, "lou@sol.example")
    page.get_by_role("button", name="Recevoir mon badge").click()

    expect(page.get_by_role("heading", name="C’est noté")).to_be_visible()
    page.context.close()


def test_the_page_is_sound_with_and_without_errors(telephone):
    telephone.goto(PAGE)
    controler(telephone)
    telephone.wait_for_timeout(600)
    telephone.get_by_role("button", name="Recevoir mon badge").click()

    expect(telephone.get_by_text("Indiquez votre nom.")).to_be_visible()
    expect(telephone.get_by_label("Nom", exact=True)).to_be_focused()
    controler(telephone)


def test_a_group_is_read_over_before_it_is_registered(telephone):
    telephone.goto(GROUPE)
    telephone.wait_for_timeout(600)
    telephone.get_by_label("Nom du groupe").fill("Lycée des Garrigues, BTS 1")
    telephone.get_by_label("Liste des personnes").fill("Nina;Blanc\nAli;;Délégué;x")
    remplir(telephone, "roux@sol.example")
    telephone.get_by_role("button", name="Vérifier la liste").click()
    expect(telephone.get_by_text("1 ligne à corriger sur 2")).to_be_visible()
    controler(telephone)

    telephone.get_by_label("Liste des personnes").fill("Nina;Blanc\nAli;Azur")
    telephone.get_by_role("button", name="Vérifier la liste").click()
    expect(telephone.get_by_role("button", name="Inscrire 2 personnes")).to_be_visible()
    controler(telephone)


def test_the_pages_of_one_s_own_registration_are_sound(telephone, site):
    dit = gerer(site.environnement, "shell", "-c", LIEN)
    lien = re.search(r"http\S+/acces/\S+", dit)
    assert lien is not None
    telephone.goto(lien.group())
    telephone.get_by_role("button", name="Ouvrir mon espace").click()

    for adresse in ("/moi/", "/moi/modifier/", "/moi/ceder/", "/moi/annuler/"):
        telephone.goto(adresse)
        controler(telephone)
