"""The pages in a real browser, before a real server process: live numbers, words, colours, silence."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from .conftest import gerer
from .controle import ecouter

GRAND_ECRAN = {"width": 1920, "height": 1080}

PARTIES = ["courbe", "courbe-lignes", "jauge", "portes", "derniers", "zones", "categories", "refus"]

# Both trees without the white space between tags, which means nothing.
MEME_DESSIN = """async (id) => {
  const propre = (noeud) => {
    for (const enfant of [...noeud.childNodes]) {
      if (enfant.nodeType === Node.TEXT_NODE && !enfant.data.trim()) enfant.remove();
      else if (enfant.nodeType === Node.ELEMENT_NODE) propre(enfant);
    }
    return noeud;
  };
  const texte = await (await fetch(location.href)).text();
  const page = new DOMParser().parseFromString(texte, "text/html");
  const [serveur, navigateur] = [page, document].map((d) => propre(d.getElementById(id).cloneNode(true)));
  return serveur.isEqualNode(navigateur) ? "" : serveur.outerHTML + "\\n≠\\n" + navigateur.outerHTML;
}"""


@pytest.fixture
def plaintes(page, site):
    """What the browser complains about, and what it asks of another site."""
    return ecouter(page, site.adresse)


@pytest.fixture
def direct(page, connecter) -> Page:
    """The live page, connected to its stream."""
    connecter(page)
    expect(page.locator("#liaison-mots")).to_have_text("En direct")
    return page


@pytest.fixture
def scanner(site, playwright):
    """Scan a badge that no test scanned before, at the main entrance."""
    appels = playwright.request.new_context(
        base_url=site.adresse, extra_http_headers={"Authorization": f"Bearer {site.jeton_porte}"}
    )

    def pointer(code: str = "") -> str:
        corps = {"code": code or site.codes.pop(), "scan_id": str(uuid4())}
        return appels.post("/api/v1/passages", data=corps).json()["verdict"]

    yield pointer
    appels.dispose()


@pytest.fixture
def lien(site) -> str:
    """The link to the page of somebody who has a badge and a meeting."""
    return gerer(
        site.environnement,
        "shell",
        "--verbosity=0",
        "--command=from salon.acces import lien_participant as lien;"
        "from salon.rdv.models import RendezVous as R;"
        "print(lien(R.objects.filter(etat='planifie').first().destinataire))",
    ).split()[-1]


def nombre(page: Page, nom: str) -> int:
    return int(re.sub(r"\D", "", page.locator(f"[data-nombre={nom}]").first.inner_text()))


def test_a_scan_appears_on_the_live_page_by_itself(direct, scanner, plaintes):
    avant = nombre(direct, "visiteurs_distincts")

    verdict = scanner()

    assert verdict == "admis"
    visiteurs = direct.locator("[data-nombre=visiteurs_distincts]").first
    expect(visiteurs).to_have_text(str(avant + 1))
    expect(direct.locator("#derniers li").first).to_contain_text("entrée")
    assert plaintes() == []


def test_a_refusal_appears_with_its_reason_in_french(direct, scanner):
    scanner("Un vieux billet de train")

    dernier = direct.locator("#derniers li").first
    expect(dernier).to_contain_text("QR inconnu")
    expect(dernier).to_have_class("refuse")
    expect(direct.locator("#refus")).to_contain_text("QR inconnu")


def test_the_browser_draws_what_the_server_draws(direct, scanner):
    avant = nombre(direct, "entrees")
    scanner()
    expect(direct.locator("[data-nombre=entrees]").first).to_have_text(str(avant + 1))

    assert [direct.evaluate(MEME_DESSIN, partie) for partie in PARTIES] == [""] * len(PARTIES)


def test_without_its_stream_the_page_asks_every_five_seconds(page, connecter, scanner):
    page.route("**/direct", lambda route: route.abort())
    connecter(page)

    expect(page.locator("#liaison-mots")).to_have_text("Relevé toutes les 5 secondes")
    avant = nombre(page, "visiteurs_distincts")
    scanner()

    visiteurs = page.locator("[data-nombre=visiteurs_distincts]").first
    expect(visiteurs).to_have_text(str(avant + 1), timeout=15_000)


def test_somebody_whose_session_ended_is_told_to_sign_in_again(page, connecter, context):
    page.route("**/direct", lambda route: route.abort())
    connecter(page)
    expect(page.locator("#liaison-mots")).to_have_text("Relevé toutes les 5 secondes")

    context.clear_cookies()

    mots = page.locator("#liaison-mots")
    expect(mots).to_have_text("Session terminée\u00a0: reconnectez-vous", timeout=15_000)
    page.get_by_role("link", name="Se reconnecter").click()
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()


def test_old_numbers_say_their_age(page, connecter):
    page.clock.install()
    page.route("**/api/**", lambda route: route.abort())
    connecter(page)
    age = page.locator("#age")

    page.clock.fast_forward(15_000)
    expect(age).to_have_text(re.compile(r"^il y a 1\d\u00a0s$"))
    expect(age).to_have_attribute("data-niveau", "vieux")
    page.clock.fast_forward(60_000)
    expect(age).to_have_text("Données anciennes, il y a 1\u00a0min")
    expect(age).to_have_attribute("data-niveau", "perime")


def test_the_numbers_are_there_without_javascript(new_context, connecter):
    page = connecter(new_context(java_script_enabled=False).new_page())

    assert nombre(page, "jauge") == 6000
    expect(page.get_by_role("link", name="Actualiser les nombres")).to_be_visible()


def test_a_big_screen_fits_without_scrolling_and_has_no_link(direct, tmp_path):
    direct.set_viewport_size(GRAND_ECRAN)
    direct.goto("/direct/coventis/?ecran=1")
    expect(direct.locator("#liaison-mots")).to_have_text("En direct")

    direct.screenshot(path=tmp_path / "ecran.png")
    assert direct.get_by_role("link").count() == 0
    assert direct.evaluate("document.documentElement.scrollHeight") == GRAND_ECRAN["height"]
    chiffre = direct.locator("[data-nombre=presents]").first
    assert chiffre.evaluate("n => parseFloat(getComputedStyle(n).fontSize)") > 200


def test_a_participant_opens_their_page_with_the_button_of_the_link(page, lien, site, plaintes):
    page.goto(lien)
    page.get_by_role("button", name="Ouvrir mon espace").click()

    expect(page.get_by_role("heading", name="Mon badge")).to_be_visible()
    expect(page.get_by_role("img", name="QR code du badge")).to_be_visible()
    assert page.url == f"{site.adresse}/moi/"
    assert plaintes() == []


def test_the_address_of_a_link_is_sent_to_no_page(page, lien):
    provenances: list[str | None] = []
    page.on("request", lambda demande: provenances.append(demande.headers.get("referer")))
    page.goto(lien)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.wait_for_url("**/moi/")

    assert [adresse for adresse in provenances if adresse and "acces" in adresse] == []
