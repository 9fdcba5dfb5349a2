"""From the first visit to the buyer's search: an exhibitor, an organiser and a buyer, each in a browser.

Everything runs as it does for them: web server, relay, worker, Valkey, and a mail server that keeps what
it is sent.
"""

import re
from base64 import b32decode
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pypdfium2 as pdfium
import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, Locator, Page, expect

from tests.installation import Installation, attendre

from .controle import TELEPHONE, constats, ecouter

CONTACT, COLLEGUE = "ana@jardin.example", "lou@jardin.example"
RECHERCHE = "légumes bio à moins de 50 km de Montpellier"


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """Run everything that `make run` starts."""
    sans_hate = {"EFFET_LIMITE": "60", "EFFET_BAIL": "90"}
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
def nouveau_navigateur(browser: Browser, installation) -> Iterator[Callable[..., Page]]:
    """Open a browser that knows nobody, and hear in the end that it had nothing to complain about."""
    ouverts: list[Any] = []

    def ouvrir(**options: Any) -> Page:
        contexte = browser.new_context(
            base_url=installation.adresse, locale="fr-FR", timezone_id="Europe/Paris", **options
        )
        page = contexte.new_page()
        ouverts.append((contexte, ecouter(page, installation.adresse)))
        return page

    yield ouvrir
    plaintes = [plainte for _, dites in ouverts for plainte in dites()]
    for contexte, _ in ouverts:
        contexte.close()
    assert plaintes == []


@pytest.fixture
def lettre(installation) -> Callable[[str, str], Message]:
    """Wait for the e-mail that somebody gets about something."""

    def recues(a: str, sujet: str) -> list[Message]:
        lettres = installation.boite.recus
        return [lettre for lettre in lettres if lettre["To"] == a and sujet in objet(lettre)]

    def attendue(a: str, sujet: str) -> Message:
        attendre(lambda: recues(a, sujet), f"« {sujet} » à {a}")
        return recues(a, sujet)[-1]

    return attendue


def objet(lettre: Message) -> str:
    return str(make_header(decode_header(str(lettre["Subject"]))))


def lien(lettre: Message, chemin: str) -> str:
    """Return the link that stands in the text of an e-mail."""
    [texte] = [partie for partie in lettre.walk() if partie.get_content_type() == "text/plain"]
    trouve = re.search(rf"http\S+/{chemin}/\S+", texte.get_payload(decode=True).decode())
    assert trouve is not None
    return trouve.group()


def badge(lettre: Message) -> str:
    """Return the words of the badge that comes with an e-mail."""
    pieces = {partie.get_content_type(): partie for partie in lettre.walk()}
    page = pdfium.PdfDocument(pieces["application/pdf"].get_payload(decode=True))[0]
    return str(page.get_textpage().get_text_range())


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


def se_connecter(page: Page, organisateur: dict[str, str]) -> None:
    page.goto("/")
    page.get_by_role("link", name="Se connecter").click()
    page.get_by_label("Nom d’utilisateur").fill(organisateur["identifiant"])
    page.get_by_label("Mot de passe").fill(organisateur["mot_de_passe"])
    page.get_by_role("button", name="Se connecter").click()
    cle = b32decode(organisateur["cle_des_codes"].replace(" ", ""))
    page.get_by_role("textbox", name="Code").fill(f"{totp(cle):06}")
    page.get_by_role("button", name="Vérifier").click()


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

    assert "Ana Sol" in badge(lettre(CONTACT, "badge"))
    assert "Vert" in badge(lettre(COLLEGUE, "badge"))
    acheteuse = nouveau_navigateur()
    trouver(acheteuse, "/editions/coventis/exposants/", "mosson")
    trouvee = trouver(acheteuse, "/", RECHERCHE)
    expect(trouvee.locator(".lieu")).to_have_text(re.compile(r"Lunel · à \d+ km"))
    trouvee.get_by_role("link").click()
    expect(acheteuse.get_by_role("heading", name="Légumes bio")).to_be_visible()
    expect(acheteuse.get_by_text("panier")).to_be_visible()
