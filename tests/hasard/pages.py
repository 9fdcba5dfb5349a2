"""How a form of a page is filled in and sent at random."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.hasard.entetes import (
    FICHIERS,
    FORMULAIRE,
    JSON,
    LIMITE,
    MULTIPLE,
    NOMS_DE_FICHIERS,
)
from tests.hasard.formulaires import FICHIER, Formulaire
from tests.hasard.valeurs import CONNUS, ILLISIBLES, TEXTES, en_adresse

Paires = list[tuple[str, str]]
Corps = tuple[bytes, str]  # what is sent, and its type

GESTES = st.integers(0, 5)
CHOIX = st.integers(0, 999)
CHANGEMENTS = st.lists(
    st.tuples(st.sampled_from(["changer", "changer", "doubler", "retirer"]), st.integers(0, 99)),
    max_size=3,
)
BRUTS = st.tuples(ILLISIBLES, st.sampled_from([FORMULAIRE, MULTIPLE, JSON]))


def en_question(paires: Paires) -> str:
    """Write names and values as an address or a form has them."""
    return "&".join(f"{en_adresse(nom)}={en_adresse(valeur)}" for nom, valeur in paires)


@st.composite
def visites(
    tirer: Any,
    methode: str,
    formulaires: SearchStrategy[Formulaire],
    ailleurs: SearchStrategy[str],
) -> tuple[str, str, Corps]:
    """Return where a form is sent, the question of its address, and its body."""
    formulaire = tirer(formulaires)
    chemin = tirer(ailleurs) or formulaire.chemin
    if methode == "GET":
        return chemin, en_question(_remplir(tirer, formulaire)), (b"", "")
    geste = tirer(GESTES)
    if geste == 0:
        return chemin, "", tirer(BRUTS)
    paires = _remplir(tirer, formulaire)
    if geste == 1 or FICHIER in (valeur for _, valeur in paires):
        return chemin, "", (_en_parties(tirer, paires), MULTIPLE)
    return chemin, "", (en_question(paires).encode(), FORMULAIRE)


def _remplir(tirer: Any, formulaire: Formulaire) -> Paires:
    """Fill in a form with what it offers, but for a few fields."""
    choix = tirer(CHOIX)
    paires = [
        (nom, _bon(nom, valeurs[choix * (rang + 1) % len(valeurs)]))
        for rang, (nom, valeurs) in enumerate(formulaire.champs.items())
    ]
    for geste, rang in tirer(CHANGEMENTS):
        place = rang % (len(paires) + 1)
        if place == len(paires):
            paires.append((tirer(TEXTES), tirer(TEXTES)))
        elif geste == "retirer":
            del paires[place]
        else:
            nom, _ = paires.pop(place) if geste == "changer" else paires[place]
            paires.append((nom, tirer(TEXTES)))
    return paires


def _bon(nom: str, offert: str) -> str:
    """Return what is offered; in a field that is empty, what somebody would write there."""
    bons = CONNUS.get(nom.rpartition("-")[2])
    return bons[0] if bons and not offert else offert


def _en_parties(tirer: Any, paires: Paires) -> bytes:
    """Write a form in parts, with files where the page asks for some; now and then cut short."""
    corps = b""
    for nom, valeur in paires:
        octets, suite = valeur.encode("utf-8", "surrogatepass"), ""
        if valeur == FICHIER:
            octets = tirer(st.sampled_from(FICHIERS))
            suite = f'; filename="{tirer(st.sampled_from(NOMS_DE_FICHIERS))}"'
        entete = f'--{LIMITE}\r\nContent-Disposition: form-data; name="{nom}"{suite}\r\n\r\n'
        corps += entete.encode("utf-8", "surrogatepass") + octets + b"\r\n"
    corps += f"--{LIMITE}--\r\n".encode()
    return corps if tirer(st.integers(0, 7)) < 7 else corps[: len(corps) // 2]
