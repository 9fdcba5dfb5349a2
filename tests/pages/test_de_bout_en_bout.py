"""From the first visit to the buyer's search: an exhibitor, an organiser and a buyer, each in a browser.

Everything runs as it does for them: web server, relay, worker, Valkey, and a mail server that keeps what
it is sent.
"""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from functools import partial

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.installation import Installation, attendre

from . import parcours
from .controle import TELEPHONE, constats
from .parcours import Ouvrir, imprime, lien, navigateurs, se_connecter

CONTACT, COLLEGUE = "ana@jardin.example", "lou@jardin.example"
RECHERCHE = "légumes bio à moins de 50 km de Montpellier"


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """Run everything that `make run` starts."""
    sans_hate = {"EFFET_LIMITE": "60", "EFFET_BAIL": "90", "EFFET_RENVOI": "30"}
    with Installation(tmp_path_factory.mktemp("bout"), **sans_hate) as installation:
        installation.environnement["BASE_URL"] = installation.adresse
        installation.valkey()
        installation.web()
        installation.relais()
        installation.ouvrier()
        yield installation


@pytest.fixture(scope="module")
def organisateur(installation) -> dict[str, str]:
    demonstration = installation.demonstration("--visiteurs=0", "--exposants=40", "--rdv=0")
    organisateur: dict[str, str] = demonstration["organisateur"]
    return organisateur


@pytest.fixture
def nouveau_navigateur(browser: Browser, installation) -> Iterator[Ouvrir]:
    with navigateurs(browser, installation.adresse) as ouvrir:
        yield ouvrir


@pytest.fixture
def lettre(installation) -> Callable[[str, str], Message]:
    return partial(parcours.lettre, installation)


def s_inscrire(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Découvrir Coventis").click()
    page.get_by_role("link", name="Exposer", exact=True).click()
    page.get_by_label("SIRET").press_sequentially("99900000300015", delay=50)  # as a person would
    expect(page.locator("#siret-etat")).to_have_text("SIRET valide.")
    page.get_by_label("Nom de la structure").fill("Le Jardin de la Mosson")
    page.get_by_label("Code postal").fill("34400")
    page.get_by_label("Commune").fill("Lunel")
    page.get_by_label("Prénom").fill("Ana")
    page.get_by_label("Votre nom").fill("Sol")
    page.get_by_label("Votre adresse e-mail").fill(CONTACT)
    page.get_by_role("button", name="Enregistrer et continuer").click()


def envoyer_le_dossier(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre équipe")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vos offres et besoins")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_role("button", name="Envoyer mon dossier").click()
    expect(page.get_by_label("J’ai lu cette information")).to_be_focused()
    assert constats(page) == []
    page.get_by_label("J’ai lu cette information").check()
    page.get_by_role("button", name="Envoyer mon dossier").click()
    expect(page.locator(".puce").first).to_have_text("soumis")


def revenir(page: Page, lettre: Callable[[str, str], Message]) -> None:
    """Come back in another browser, by the link that stands in the confirmation."""
    page.goto(lien(lettre(CONTACT, "dossier"), "lien"))
    page.get_by_role("button", name="Recevoir mon lien").click()
    page.goto(lien(lettre(CONTACT, "lien d’accès"), "acces"))
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.get_by_role("link", name="Mon espace d’exposant").click()


def completer(page: Page) -> None:
    page.get_by_role("link", name="Ma page").click()
    offre = page.get_by_role("group", name="Offre 1")
    offre.get_by_label("Intitulé").fill("Légumes bio")
    offre.get_by_label("Unité").fill("panier")
    offre.get_by_label("Saison").fill("toute l’année")
    page.get_by_role("button", name="Enregistrer et voir l’aperçu").click()
    expect(page.get_by_text("Légumes bio")).to_be_visible()
    page.get_by_role("link", name="Équipe").click()
    page.locator("#id_ajout-nom").fill("Vert")
    page.locator("#id_ajout-courriel").fill(COLLEGUE)
    page.get_by_role("button", name="Ajouter à l’équipe").click()
    expect(page.locator(".membre strong")).to_have_text(["Ana Sol", "Vert"])


def valider(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Bureau").click()
    page.get_by_role("link", name="Ouvrir le bureau").click()
    page.get_by_role("link", name="Le Jardin de la Mosson").click()
    page.get_by_role("button", name="Valider le dossier").click()
    expect(page.locator("h1 .puce")).to_have_text("Validé")


def trouver(page: Page, adresse: str, texte: str) -> Locator:
    """Type words in the search box of a page until the exhibitor appears: the index follows shortly."""
    trouvee = page.locator(".structure-carte", has_text="Le Jardin de la Mosson")

    def chercher() -> int:
        page.goto(adresse)
        page.get_by_role("searchbox").fill(texte)
        page.get_by_role("button", name="Chercher").click()
        return trouvee.count()

    attendre(chercher, f"« {texte} » mène à l’exposant")
    return trouvee


def test_an_exhibitor_registers_is_validated_and_is_found(nouveau_navigateur, organisateur, lettre):
    s_inscrire(telephone := nouveau_navigateur(viewport=TELEPHONE))
    envoyer_le_dossier(telephone)
    revenir(telephone := nouveau_navigateur(viewport=TELEPHONE), lettre)
    completer(telephone)

    se_connecter(bureau := nouveau_navigateur(), organisateur)
    valider(bureau)

    assert "Ana Sol" in imprime(lettre(CONTACT, "badge"))
    assert "Vert" in imprime(lettre(COLLEGUE, "badge"))
    acheteuse = nouveau_navigateur()
    trouver(acheteuse, "/editions/coventis/exposants/", "mosson")
    trouvee = trouver(acheteuse, "/", RECHERCHE)
    expect(trouvee.locator(".lieu")).to_have_text(re.compile(r"Lunel · à \d+ km"))
    trouvee.get_by_role("link").click()
    expect(acheteuse.get_by_role("heading", name="Légumes bio")).to_be_visible()
    expect(acheteuse.get_by_text("panier")).to_be_visible()
