"""A visitor in a real browser, on a phone and without a script: a badge in a minute, a group in two steps."""

import pytest
from playwright.sync_api import Page, expect

from .controle import TELEPHONE, constats

PAGE, GROUPE = "/editions/coventis/visiter/", "/editions/coventis/visiter/groupe/"


@pytest.fixture
def telephone(page) -> Page:
    page.set_viewport_size(TELEPHONE)
    return page


def remplir(page: Page, courriel: str) -> None:
    page.get_by_label("Prénom").fill("Lou")
    page.get_by_label("Nom", exact=True).fill("Vert")
    page.get_by_label("Adresse e-mail").fill(courriel)
    page.get_by_label("J’ai lu l’information").check()


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
    assert constats(telephone) == []
    telephone.wait_for_timeout(600)
    telephone.get_by_role("button", name="Recevoir mon badge").click()

    expect(telephone.get_by_text("Indiquez votre nom.")).to_be_visible()
    expect(telephone.get_by_label("Nom", exact=True)).to_be_focused()
    assert constats(telephone) == []


def test_a_group_is_read_over_before_it_is_registered(telephone):
    telephone.goto(GROUPE)
    telephone.wait_for_timeout(600)
    telephone.get_by_label("Nom du groupe").fill("Lycée des Garrigues, BTS 1")
    telephone.get_by_label("Liste des personnes").fill("Nina;Blanc\nAli;;Délégué;x")
    remplir(telephone, "roux@sol.example")
    telephone.get_by_role("button", name="Vérifier la liste").click()
    expect(telephone.get_by_text("1 ligne à corriger sur 2")).to_be_visible()
    assert constats(telephone) == []

    telephone.get_by_label("Liste des personnes").fill("Nina;Blanc\nAli;Azur")
    telephone.get_by_role("button", name="Vérifier la liste").click()
    expect(telephone.get_by_role("button", name="Inscrire 2 personnes")).to_be_visible()
    assert constats(telephone) == []
