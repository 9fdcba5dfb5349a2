"""What comes in: strict JSON and the strict base schema, shared by every door of the API; plain UTF-8."""

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, NoReturn, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.http import parse_header_parameters
from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    ValidationError,
)

from salon.erreurs import Illisible, Invalide, TropGros, TypeInattendu

S = TypeVar("S", bound="EntreeStricte")
Objet = TypeVar("Objet", bound=Model)

TAILLE_MAX = 1024 * 1024  # bytes of one request
PROFONDEUR_MAX = 20  # nested objects and lists
ENTIER_MAX = 2**63 - 1  # what both databases can hold

INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that have no width or turn the direction of writing: a name must not consist of them.
INVISIBLES = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class EntreeStricte(Schema):
    """Base of every schema that reads: no unknown field, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class TrancheIn(Schema):
    """Where a page of a list begins (after the object of this id) and how long it is."""

    apres: Annotated[int, Field(ge=0, le=ENTIER_MAX)] = 0
    limite: Annotated[int, Field(ge=1, le=100)] = 50

    def couper(self, lignes: QuerySet[Objet]) -> dict[str, Any]:
        """Return a page of a list: its objects and the `apres` of the next page, if there is one."""
        elements = list(lignes.filter(pk__gt=self.apres).order_by("pk")[: self.limite + 1])
        suite = elements[self.limite - 1].pk if len(elements) > self.limite else None
        return {"elements": elements[: self.limite], "suite": suite}


class ErreurOut(Schema):
    """The one shape of every refusal."""

    code: str
    message: str
    champ: str


def sans_interdit(valeur: str) -> str:
    """Refuse control characters, which a database, a terminal or a header would trip over."""
    if INTERDITS.search(valeur):
        raise ValueError("Ce champ contient un caractère interdit.")
    return valeur


def texte_propre(valeur: str) -> str:
    """Return the text in Unicode form NFC; refuse control characters and text that shows nothing."""
    if sum(unicodedata.combining(lettre) > 0 for lettre in valeur) > len(valeur) // 2:
        raise ValueError("Ce champ contient trop d’accents combinés.")
    normal = unicodedata.normalize("NFC", INVISIBLES.sub("", sans_interdit(valeur))).strip()
    if valeur and not normal:
        raise ValueError("Ce champ est vide.")
    return normal


def ligne_propre(valeur: str) -> str:
    """Like `texte_propre`, for a text that fits on one line."""
    if re.search(r"[\t\r\n\u2028\u2029]", valeur.strip()):
        raise ValueError("Ce champ tient sur une seule ligne.")
    return texte_propre(valeur)


def chaine_seulement(valeur: object) -> object:
    """Refuse a number where a date or an identifier written as text is due."""
    if not isinstance(valeur, str):
        raise ValueError("Texte attendu.")
    return valeur


def adresse_seule(valeur: object) -> object:
    """Refuse "Ana <ana@sol.example>", of which the library would silently keep a part."""
    if isinstance(valeur, str) and "<" in valeur:
        raise ValueError("Adresse e-mail invalide.")
    return valeur


def annee_plausible(instant: datetime) -> datetime:
    """Refuse the years that databases and clocks cannot hold; 1970 is a clock that was reset."""
    if not 1970 <= instant.year <= 2200:  # noqa: PLR2004 -- the bounds are the rule
        raise ValueError("Date hors limites.")
    return instant


# Whatever uses it says how long it may be.
UneLigne = Annotated[str, AfterValidator(ligne_propre)]
Ligne = Annotated[UneLigne, Field(max_length=100)]
Nom = Annotated[Ligne, Field(min_length=1)]
Texte = Annotated[str, AfterValidator(texte_propre), Field(max_length=2000)]
Courriel = Annotated[EmailStr, BeforeValidator(adresse_seule), Field(max_length=254)]
Identifiant = Annotated[int, Field(ge=1, le=ENTIER_MAX)]
# An instant always carries its zone: a bare time would be guessed.
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(chaine_seulement),
    AfterValidator(annee_plausible),
    Field(strict=False),
]
Uuid = Annotated[UUID, BeforeValidator(chaine_seulement), Field(strict=False)]


def numero_lu(texte: str) -> int | None:
    """Return a number of a row that an address holds, or None for what cannot be one."""
    return min(int(texte[:20]), ENTIER_MAX) if texte.isascii() and texte.isdigit() else None


def lire_json(corps: bytes) -> Any:
    """Return the value of a JSON body.

    Raises Illisible for what Python's own reader would let through: another encoding, a repeated
    key, NaN, a number of 5,000 digits, a nesting that exhausts the stack.
    """
    if len(corps) > TAILLE_MAX:
        raise TropGros(f"Envoi trop volumineux : {TAILLE_MAX // 1024} Ko au plus.")
    try:
        texte = corps.decode("utf-8")
    except UnicodeDecodeError as erreur:
        raise Illisible("Requête illisible : encodage UTF-8 attendu.") from erreur
    if _profondeur(texte) > PROFONDEUR_MAX:
        raise Illisible("Requête illisible : trop de niveaux imbriqués.")
    try:
        return json.loads(texte, object_pairs_hook=_sans_doublon, parse_constant=_refuser)
    except (ValueError, RecursionError) as erreur:
        raise Illisible("Requête illisible : JSON attendu.") from erreur


def type_lisible(type_contenu: str) -> str:
    """Return a content type without the charset that it names: the site reads UTF-8.

    Django decodes the address itself by that charset, before any of our code runs, and fails at one
    that is no text encoding or that it does not know.
    """
    try:
        genre, parametres = parse_header_parameters(type_contenu)
    except ValueError:
        return type_contenu.partition(";")[0]
    if "charset" not in parametres:
        return type_contenu
    limite = parametres.get("boundary")
    return f'{genre}; boundary="{limite}"' if limite else genre


def exiger_json(type_contenu: str, encodage: str) -> None:
    """Refuse a body that is not plain JSON; a form or `text/plain` needs no browser preflight."""
    if type_contenu.split(";", maxsplit=1)[0].strip().lower() != "application/json" or encodage:
        raise TypeInattendu


def en_refus(erreurs: Iterable[Any]) -> Invalide:
    """Turn the first error of a schema into a refusal in French that names its field."""
    premiere = next(iter(erreurs))
    chemin = [str(pas) for pas in premiere["loc"] if pas not in ("body", "query", "path", "header")]
    chemin = [pas for pas in chemin if pas not in ("donnees", "filtres")]
    return Invalide(_en_francais(premiere), champ=".".join(chemin))


def valider(schema: type[S], valeur: object) -> S:
    """Return `valeur` as a checked schema, or raise Invalide."""
    try:
        return schema.model_validate(valeur)
    except ValidationError as erreur:
        raise en_refus(erreur.errors()) from erreur


def _profondeur(texte: str) -> int:
    """Return the deepest nesting, in one pass: a string that nothing closes ends with the text."""
    ouvertures = texte.count("[") + texte.count("{")
    if ouvertures <= PROFONDEUR_MAX:  # the usual case: it cannot be deeper than that
        return ouvertures
    niveau = plus_haut = 0
    for signe in re.findall(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', texte):
        if signe in "[{":
            niveau += 1
            plus_haut = max(plus_haut, niveau)
        elif signe in "]}":
            niveau -= 1
    return plus_haut


def _sans_doublon(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):
        raise ValueError("clé répétée")
    return objet


def _refuser(constante: str) -> NoReturn:
    raise ValueError(constante)


MESSAGES = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Champ inconnu.",
    "string_too_long": "{max_length} caractères maximum.",
    "string_too_short": "Ce champ est obligatoire.",
    "string_type": "Texte attendu.",
    "string_unicode": "Ce champ contient un caractère interdit.",
    "string_pattern_mismatch": "Forme inattendue.",
    "int_type": "Nombre entier attendu.",
    "int_parsing": "Nombre entier attendu.",
    "int_parsing_size": "Nombre hors limites.",
    "int_from_float": "Nombre entier attendu.",
    "bool_type": "Vrai ou faux attendu.",
    "bool_parsing": "Vrai ou faux attendu.",
    "greater_than_equal": "Nombre hors limites.",
    "less_than_equal": "Nombre hors limites.",
    "timezone_aware": "Fuseau horaire manquant.",
    "too_short": "La liste est trop courte.",
    "too_long": "{max_length} éléments maximum.",
    "list_type": "Liste attendue.",
    "model_attributes_type": "Objet attendu.",
    "model_type": "Objet attendu.",
    "dict_type": "Objet attendu.",
    "enum": "Valeur inconnue.",
    "literal_error": "Valeur inconnue.",
    "uuid_parsing": "Identifiant UUID attendu.",
    "datetime_parsing": "Date invalide.",
    "datetime_from_date_parsing": "Date invalide.",
    "datetime_type": "Date invalide.",
}


def _en_francais(erreur: Any) -> str:
    if erreur["loc"] and erreur["loc"][-1] == "courriel" and erreur["type"] == "value_error":
        return "Adresse e-mail invalide."
    contexte = erreur.get("ctx", {})
    # Past its own checks, a text is measured like any other value.
    texte = "string_" if contexte.get("field_type") == "Value" else ""
    modele = MESSAGES.get(texte + erreur["type"])
    if modele:
        return modele.format(**contexte)
    return str(erreur["msg"]).removeprefix("Value error, ")
