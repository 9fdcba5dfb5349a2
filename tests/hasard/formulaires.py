"""What the pages offer: each of their links and forms, by the route that it leads to."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

FICHIER = "\0fichier"  # stands for a file
SANS_VALEUR = {"file": FICHIER, "checkbox": "on"}


@dataclass
class Formulaire:
    """Where a form is sent, and the values that each of its fields offers; a link is one without."""

    methode: str
    chemin: str
    champs: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """Gathers the forms and the links of one page."""

    def __init__(self, adresse: str) -> None:
        super().__init__()
        self.adresse = adresse
        self.trouves: list[Formulaire] = []
        self.ouvert = Formulaire("", "")
        self._liste = self._texte = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        lus = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            self.ouvert = self._trouver(lus.get("method", "get"), lus.get("action", ""))
        elif tag == "a":
            lien = self._trouver("get", lus.get("href", ""))
            question = urlsplit(lus.get("href", "")).query
            lien.champs = parse_qs(question, keep_blank_values=True)
        elif tag == "option":
            self._offrir(self._liste, lus.get("value", ""))
        elif tag == "select":
            self._liste = lus.get("name", "")
        elif tag in ("input", "button", "textarea"):
            self._texte = lus.get("name", "") if tag == "textarea" else ""
            self._offrir(
                lus.get("name", ""), lus.get("value", SANS_VALEUR.get(lus.get("type", ""), ""))
            )

    def handle_data(self, data: str) -> None:
        if self._texte:
            self.ouvert.champs[self._texte][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._texte = ""

    def _offrir(self, nom: str, valeur: str) -> None:
        if nom:
            self.ouvert.champs.setdefault(nom, []).append(valeur)

    def _trouver(self, methode: str, action: str) -> Formulaire:
        chemin = urlsplit(urljoin(self.adresse, action)).path
        self.trouves.append(Formulaire(methode.upper(), chemin))
        return self.trouves[-1]


def lire(pages: Iterable[tuple[str, str]]) -> dict[str, list[Formulaire]]:
    """Return the forms of pages, each an address and its text, by the route that takes them."""
    par_route: dict[str, list[Formulaire]] = defaultdict(list)
    for adresse, texte in pages:
        page = Page(adresse)
        page.feed(texte)
        for trouve in page.trouves:
            connus = par_route[f"{trouve.methode} {_motif(trouve.chemin)}"]
            if trouve not in connus:
                connus.append(trouve)
    return par_route


def _motif(chemin: str) -> str:
    """Return the pattern of an address as the matrix writes it; empty for one that leads nowhere."""
    try:
        return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", resolve(chemin).route)
    except Resolver404:
        return ""
