"""What every page must be in a browser: accessible, within its screen, silent, in good French."""

from collections.abc import Callable
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TELEPHONE = {"width": 390, "height": 844}
ECRANS = {"téléphone": TELEPHONE, "bureau": {"width": 1280, "height": 800}}
# Axe leaves a rule of WCAG 2.2 AA out unless it is asked for. The night only changes the colours.
REGLES: dict[Literal["light", "dark"], Any] = {
    "light": {"rules": {"target-size": {"enabled": True}}},
    "dark": {"runOnly": ["color-contrast"]},
}
FAUTES = """async (regles) => (await axe.run({...regles, resultTypes: ["violations"]})).violations.map(
  (faute) => [faute.id, faute.nodes.map((noeud) => noeud.target.join(" ") + " : " + noeud.html)])"""

# An apostrophe that is not one, a space that may break before a sign or is missing, dots that are three.
LANGUE = r"""() => {
  const faute = new RegExp([
    "\\p{L}'\\p{L}", '"', "\\.\\.\\.", "[ \\n\\t][:;!?»]", "«[^\\u00a0\\u202f]", "[^\\u00a0\\u202f]»",
    "\\p{L}[;!?](?=\\s|$)", "\\p{L}:(?=\\s|$)", "\\d[ \\n](?:km|h|€|%)(?!\\p{L})",
  ].join("|"), "u");
  const textes = [document.title];
  const muets = "script, noscript, style, code, pre, textarea, [lang]:not([lang|=fr]), .texte-brut";
  const noeuds = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (noeuds.nextNode())
    if (!noeuds.currentNode.parentElement.closest(muets)) textes.push(noeuds.currentNode.data);
  for (const nom of ["placeholder", "aria-label", "alt", "title"])
    for (const element of document.querySelectorAll(`[${nom}]`)) textes.push(element.getAttribute(nom));
  return textes.filter((texte) => faute.test(texte)).map((texte) => texte.trim());
}"""


def constats(page: Page) -> list[Any]:
    """Return what is wrong with a page as it is now, on a phone and a desktop, by day and by night."""
    avant, trouves = page.viewport_size, []
    page.wait_for_load_state()
    page.evaluate(Axe().axe_script)
    for nom, ecran in ECRANS.items():
        page.set_viewport_size(ecran)
        if (largeur := page.evaluate("document.documentElement.scrollWidth")) > ecran["width"]:
            trouves.append((nom, "déborde", largeur))
        for teinte, regles in REGLES.items():
            page.emulate_media(color_scheme=teinte)
            trouves += [(nom, teinte, *faute) for faute in page.evaluate(FAUTES, regles)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(avant or TELEPHONE)
    return trouves + page.evaluate(LANGUE)


def ecouter(page: Page, adresse: str) -> Callable[[], list[str]]:
    """Hear what the browser complains about, and what it asks of another site than `adresse`."""
    entendues: list[str] = []
    page.on("console", lambda message: entendues.append(message.text))
    page.on("pageerror", lambda erreur: entendues.append(str(erreur)))
    page.on("request", lambda demande: entendues.append(demande.url))
    # The browser notes each page that is a refusal.
    note = "Failed to load resource: the server responded with a status of 4"
    return lambda: [texte for texte in entendues if not texte.startswith((adresse, note))]
