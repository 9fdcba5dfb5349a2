"""Values of all kinds: what a schema asks for, what is nearly that, and what nobody would send."""

import json
import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from salon.api import api

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))

Octets = SearchStrategy[bytes]
Quelconque = SearchStrategy[Any]

# What broke other sites: ends of ranges, other alphabets, the languages of what lies behind.
RARES = [
    "", " ", "0", "-1", "1e9", "NaN", "٣", "²", str(2**31), str(2**63 - 1), str(2**63), "9" * 5000,
    "\0", "a\0b", "\ud800", "\ufeff", "\u202e", "\r\nX: 1", "é" * 101, "x" * 5000, "e\u0301" * 50,
    "👩‍👩‍👧", "ﷺ", "' OR 1=1 --", '"', "%", "%s%n", "\\", "<b>", "{{7*7}}", "{0.__class__}", "$&",
    "../../etc/passwd", "a@b.example", "a@[127.0.0.1]", "é@é.example", "a\n@b.example", "on", "true",
    "0001-01-01", "9999-12-31", "2027-02-30", "2027-05-20T10:00:00Z", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "24:00", "25:61", "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "99900000300015", "999 000 003 00015", "34000", "2A004", "#8a1c4a", "Europe/Paris", "../UTC",
    "coventis", "miel", "légumes bio à moins de 50 km de Montpellier", "https://x.example/",
    "https://[::1/", "http://é.example:99999/", "javascript:alert(1)", "//x.example", "=1+1",
]  # fmt: skip
TEXTES = st.sampled_from(RARES) | st.text(max_size=30)
ENTIERS = st.integers(-3, 30) | st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63), 10**40])
VALEURS: Quelconque = st.recursive(
    st.none() | st.booleans() | ENTIERS | st.floats() | TEXTES,
    lambda suite: st.lists(suite, max_size=3) | st.dictionaries(TEXTES, suite, max_size=3),
    max_leaves=5,
)
PROFONDS = [b"[" * 100_000, b'{"a":' * 21 + b"1" + b"}" * 21, b"[" * 20 + b"]" * 20]
ILLISIBLES: Octets = st.binary(max_size=40) | st.sampled_from(PROFONDS)

# What a text of this name or format looks like when it is good; any other is a few letters.
CONNUS: dict[str, list[str]] = {
    "nom": ["Sol"],
    "courriel": ["ana@sol.example"],
    "code_postal": ["34000"],
    "intitule": ["Miel"],
    "groupe": ["BTS 1"],
    "motif": ["Complet"],
    "email": ["ana@sol.example", "achats@village.example", "fournil@pain.example"],
    "date-time": ["2027-05-20T10:00:00Z", "1970-01-01T00:00:00+00:00", "2200-12-31T23:59:59+02:00"],
    "uuid": ["6f9619ff-8b86-d011-b42d-00c04fc964ff", "00000000-0000-0000-0000-000000000000"],
    "siret": ["99900002900002", "999 000 003 00015", "99900000200017"],
    "url": ["https://abonne.example/a", "https://abonne.example:8443/"],
    "evenements": ["rdv.annule", "exposant.valide"],
    "commune": ["Lodève", "Sète", "Montpellier"],
}


def rarement(bons: Quelconque, mauvais: Quelconque) -> Quelconque:
    """Return mostly good values, so that a request gets past the first check it meets."""
    return st.integers(0, 5).flatmap(lambda de: mauvais if de == 5 else bons)


def en_adresse(texte: str) -> str:
    """Quote a text for an address, even one that is no UTF-8."""
    return quote(texte.encode("utf-8", "surrogatepass"), safe="")


def en_octets(valeur: Any) -> bytes:
    return json.dumps(valeur).encode()


class Schemas:
    """Good values for the schemas of the API, by the numbers of the objects that there are."""

    def __init__(self, objets: dict[str, Any]) -> None:
        self.numeros = st.sampled_from(sorted({v for v in objets.values() if isinstance(v, int)}))
        self.connus = CONNUS | {"code": [objets["code"]], "jeton": [objets["jeton_lien"]]}

    def valeur(self, schema: dict[str, Any], nom: str = "") -> Quelconque:
        """Return values that a schema accepts, or nearly: its patterns are not looked at."""
        if "$ref" in schema:
            reference = schema["$ref"].rpartition("/")[2]
            return self.valeur(DOCUMENT["components"]["schemas"][reference], nom)
        if "anyOf" in schema:
            return st.one_of(*(self.valeur(choix, nom) for choix in schema["anyOf"]))
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        return self._par_type(schema.get("type", ""))(schema, nom)

    def _par_type(self, genre: str) -> Callable[[dict[str, Any], str], Quelconque]:
        connus: dict[str, Callable[[dict[str, Any], str], Quelconque]] = {
            "object": self._objet,
            "array": lambda schema, nom: st.lists(self.valeur(schema["items"], nom), max_size=3),
            "integer": self._entier,
            "string": self._texte,
            "boolean": lambda schema, nom: st.booleans(),
            "null": lambda schema, nom: st.none(),
        }
        return connus.get(genre, lambda schema, nom: VALEURS)

    def _objet(self, schema: dict[str, Any], _: str) -> Quelconque:
        champs = {nom: self.valeur(s, nom) for nom, s in schema.get("properties", {}).items()}
        exiges = {nom: champs.pop(nom) for nom in schema.get("required", []) if nom in champs}
        return st.fixed_dictionaries(exiges, optional=champs)

    def _entier(self, schema: dict[str, Any], nom: str) -> Quelconque:
        libre = st.integers(schema.get("minimum", -9), min(schema.get("maximum", 99), 2**63))
        return self.numeros | libre if nom.endswith("_id") else libre

    def _texte(self, schema: dict[str, Any], nom: str) -> Quelconque:
        connus = self.connus.get(nom) or self.connus.get(schema.get("format", ""))
        lettres = st.text(string.ascii_letters, min_size=1, max_size=8)
        return st.sampled_from(connus) if connus else lettres | TEXTES


@st.composite
def approchants(tirer: Any, modeles: Quelconque) -> Any:
    """Return a good body with one place, at any depth, changed, taken away or added to."""
    corps = json.loads(json.dumps(tirer(modeles)))
    if not isinstance(corps, dict | list) or not corps:
        return tirer(VALEURS)
    cible = corps
    while True:
        cles = list(cible) if isinstance(cible, dict) else list(range(len(cible)))
        cle = tirer(st.sampled_from(cles))
        if not (isinstance(cible[cle], dict | list) and cible[cle] and tirer(st.booleans())):
            break
        cible = cible[cle]
    geste = tirer(st.sampled_from(["changer", "changer", "ajouter", "retirer"]))
    if geste == "retirer":
        del cible[cle]
    elif geste == "ajouter" and isinstance(cible, dict):
        cible[tirer(TEXTES)] = tirer(VALEURS)
    else:
        cible[cle] = tirer(VALEURS)
    return corps
