"""A caterer registers on a telephone, comes back by the link of the e-mail, adds an offer and a colleague."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import gerer

TELEPHONE = {"width": 390, "height": 844}
LIEN = """
from salon.acces import lien_participant
from salon.models import Participant
print(lien_participant(Participant.objects.get(courriel="chef@table.example")))
"""


@pytest.fixture
def telephone(page, site) -> Page:
    page.set_viewport_size(TELEPHONE)
    return page


@pytest.fixture
def plaintes(page, site):
    """What the browser complains about, and every address outside the site that it asks for."""
    entendues: list[str] = []
    page.on("console", lambda message: entendues.append(message.text))
    page.on("pageerror", lambda erreur: entendues.append(str(erreur)))
    page.on("request", lambda demande: entendues.append(demande.url))
    # The browser notes each form that was sent back with what is wrong.
    return lambda: [
        texte for texte in entendues if not texte.startswith(site.adresse) and "422" not in texte
    ]


def controler(page: Page) -> None:
    """The page fits the screen and has no accessibility fault."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    assert Axe().run(page).response["violations"] == []


def commencer(page: Page) -> None:
    page.goto("/editions/coventis/")
    page.get_by_role("link", name="Exposer", exact=True).first.click()
    controler(page)
    page.get_by_label("SIRET").press_sequentially("99900000300015")
    expect(page.locator("#siret-etat")).to_have_text("SIRET valide.")
    page.get_by_label("Nom de la structure").fill("La Table du Marché")
    page.get_by_label("Votre nom").fill("Haddad")
    page.get_by_label("Votre adresse e-mail").fill("chef@table.example")
    page.get_by_role("button", name="Enregistrer et continuer").click()


def finir(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre équipe")
    controler(page)
    page.get_by_role("button", name="Continuer").click()
    controler(page)
    page.locator("#id_offres-0-intitule").fill("Plateaux-repas")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    controler(page)
    page.get_by_role("button", name="Envoyer mon dossier").click()
    expect(page.get_by_label("J’ai lu cette information")).to_be_focused()
    page.get_by_label("J’ai lu cette information").check()
    page.get_by_role("button", name="Envoyer mon dossier").click()


def revenir(page: Page, site) -> None:
    page.context.clear_cookies()
    lien = re.search(r"http\S+/acces/\S+", gerer(site.environnement, "shell", "-c", LIEN))
    assert lien is not None
    page.goto(lien.group())
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.get_by_role("link", name="Mon espace d’exposant").click()


def test_a_caterer_registers_and_comes_back_on_a_telephone(telephone, site, plaintes):
    commencer(telephone)
    finir(telephone)
    expect(telephone.locator(".puce").first).to_have_text("soumis")
    revenir(telephone, site)
    controler(telephone)

    telephone.get_by_role("link", name="Ma page").click()
    telephone.get_by_role("button", name="Une offre de plus").click()
    telephone.locator("#id_offres-1-intitule").fill("Buffets de saison")
    telephone.get_by_role("button", name="Enregistrer et voir l’aperçu").click()
    expect(telephone.get_by_text("Buffets de saison")).to_be_visible()
    controler(telephone)
    telephone.get_by_role("link", name="Équipe").click()
    telephone.locator("#id_ajout-nom").fill("Roux")
    telephone.locator("#id_ajout-courriel").fill("roux@table.example")
    telephone.get_by_role("button", name="Ajouter à l’équipe").click()
    expect(telephone.locator(".membre strong")).to_have_text(["Haddad", "Roux"])
    controler(telephone)

    assert plaintes() == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_steps_need_no_script(telephone):
    telephone.goto("/editions/coventis/exposer/")
    telephone.get_by_role("button", name="Enregistrer et continuer").click()

    expect(telephone.locator("#id_siret_error")).to_have_text("Indiquez le SIRET de la structure.")
    expect(telephone.get_by_label("SIRET")).to_have_attribute("aria-invalid", "true")
