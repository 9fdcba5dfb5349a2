"""Search the directory: words, filters and distance in, one page of structures and the counts out.

For a page: build `Criteres` (names of filters are those of `NATURES`, also the names of the
parameters of the address), call `chercher`, show the `Resultat`. A `Refus` (a commune that nobody
knows, a text that is too long) has the message to show and, in `champ`, the field to show it at:
"q", "commune", "rayon" or the name of a filter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Value

from salon.annuaire import queries
from salon.annuaire.departements import DEPARTEMENTS
from salon.annuaire.lieux import Lieu, situer
from salon.annuaire.models import Dispositif, Famille, Filiere, Label, Reseau, Structure
from salon.annuaire.mots import mots_entiers, nom_de_lieu, racine
from salon.annuaire.orthographe import reconnaitre
from salon.annuaire.phrase import RAYON, comprendre
from salon.annuaire.queries import Cercle, Demande
from salon.erreurs import Invalide, Refus
from salon.models import Edition

# What can be filtered, in the order of the page, and how it is called there.
NATURES = {
    "exposant": "Exposant au salon",
    "famille": "Famille",
    "filiere": "Filière",
    "dept": "Département",
    "agrement": "Agrément d’insertion",
    "esus": "Agrément ESUS",
    "reseau": "Réseau",
    "dispositif": "Dispositif Réalis",
    "label": "Label",
}
TAILLE, TAILLE_MAX, PAGE_MAX = 20, 50, 500
TEXTE_MAX, MOTS_MAX, VALEURS_MAX, RAYON_MAX = 200, 12, 20, 1000
VALEUR = re.compile(r"[\w-]{1,50}")


class CommuneInconnue(Refus):
    statut = 422
    code = "commune_inconnue"
    message = "L’annuaire ne connaît pas cette commune : vérifiez son nom ou essayez sa voisine."


@dataclass(frozen=True)
class Criteres:
    """What is looked for. `texte` may be a whole phrase: « légumes bio à moins de 50 km de Lunel ».

    `filtres` holds the chosen values of each nature: one of them is enough (OR), but every nature
    that has some must agree (AND). `rayon` is in kilometres around `commune`, RAYON by default.
    """

    texte: str = ""
    commune: str = ""
    rayon: int | None = None
    filtres: Mapping[str, Sequence[str]] = field(default_factory=dict)
    page: int = 1
    taille: int = TAILLE


@dataclass(frozen=True)
class Valeur:
    """One value of a filter, and how many structures choosing it would show."""

    valeur: str
    nom: str
    nombre: int
    choisie: bool


@dataclass(frozen=True)
class Filtre:
    """One filter of the page: the values that some structure has, and those that are chosen."""

    nature: str
    nom: str
    valeurs: list[Valeur]


@dataclass(frozen=True)
class Trouvee:
    """A structure that was found; `distance` is in kilometres, when a place was given."""

    structure: Structure
    distance: float | None = None

    @property
    def a_distance(self) -> str:
        """Return "à 12 km", or "" when no place was given."""
        if self.distance is None:
            return ""
        return f"à {self.distance:.0f} km" if self.distance >= 1 else "à moins de 1 km"


@dataclass(frozen=True)
class Resultat:
    """One page of a search. `structure.filieres` and `.famille` are already read.

    `corrections` are the words that nobody wrote, each with the known word searched instead; `lieu`
    and `rayon` are what was understood, from the fields or from the phrase.
    """

    trouvees: list[Trouvee]
    total: int
    page: int
    pages: int
    filtres: list[Filtre]
    lieu: Lieu | None = None
    rayon: int | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)


def chercher(criteres: Criteres) -> Resultat:
    """Return a page of the structures that meet all criteria. Raises CommuneInconnue, Invalide.

    At most eight statements, whatever is asked: place, known words, near words, page, structures,
    their sectors, counts, names of the filters' values.
    """
    _verifier(criteres)
    texte, cercle = _situer(criteres)
    mots = list(dict.fromkeys(mots_entiers(texte)))
    if len(mots) > MOTS_MAX:
        raise Invalide(f"{MOTS_MAX} mots au plus.", champ="q")
    termes, proches = reconnaitre(mots)
    choisies = {nature: list(valeurs) for nature, valeurs in criteres.filtres.items() if valeurs}
    demande = Demande(list(NATURES), termes, cercle, choisies)
    taille = max(1, min(criteres.taille, TAILLE_MAX))
    debut = (max(1, min(criteres.page, PAGE_MAX)) - 1) * taille
    lue = queries.lire_page(demande, debut=debut, taille=taille)
    trouvees = _lire(lue.distances)
    pages = max(1, min(-(-lue.total // taille), PAGE_MAX))
    return Resultat(
        trouvees,
        lue.total,
        max(1, min(criteres.page, pages)),
        pages,
        _filtres(queries.compter(demande, part=lue.part), choisies),
        lieu=cercle.lieu if cercle else None,
        rayon=cercle.rayon if cercle else None,
        corrections=_corrections(proches, trouvees),
    )


def _verifier(criteres: Criteres) -> None:
    for champ, texte in (("q", criteres.texte), ("commune", criteres.commune)):
        if len(texte) > TEXTE_MAX:
            raise Invalide(f"{TEXTE_MAX} caractères maximum.", champ=champ)
    if criteres.rayon is not None and not 1 <= criteres.rayon <= RAYON_MAX:
        raise Invalide(f"Distance de 1 à {RAYON_MAX} km.", champ="rayon")
    for nature, valeurs in criteres.filtres.items():
        if nature not in NATURES:
            raise Invalide("Filtre inconnu.", champ=nature)
        if len(valeurs) > VALEURS_MAX or not all(map(VALEUR.fullmatch, valeurs)):
            raise Invalide("Valeur inconnue.", champ=nature)


def _situer(criteres: Criteres) -> tuple[str, Cercle | None]:
    """Return the words that are left once the place is taken out, and the circle around it.

    A place in its own field wins: the text is then words only.
    """
    if criteres.commune.strip():
        cle = nom_de_lieu(criteres.commune)
        lieu = situer([cle]).get(cle)
        if lieu is None:
            raise CommuneInconnue(champ="commune")
        return criteres.texte, Cercle(lieu, criteres.rayon or RAYON)
    phrase = comprendre(criteres.texte)
    if phrase.rayon is None:
        return criteres.texte, None
    candidats = phrase.candidats()
    connus = situer(candidats)
    cle = next((cle for cle in candidats if cle in connus), "")
    if not cle and not phrase.certaine:
        return criteres.texte, None  # « Autour du lac » is the name of somebody
    if not cle:
        raise CommuneInconnue(champ="q")
    if not 1 <= phrase.rayon <= RAYON_MAX:
        raise Invalide(f"Distance de 1 à {RAYON_MAX} km.", champ="q")
    return f"{phrase.texte} {candidats[cle]}", Cercle(connus[cle], phrase.rayon)


def _lire(page: Mapping[int, float | None]) -> list[Trouvee]:
    structures = Structure.objects.select_related("famille").prefetch_related("filieres")
    lues = structures.in_bulk(list(page))
    return [Trouvee(lues[numero], distance) for numero, distance in page.items() if numero in lues]


def _filtres(
    comptes: Mapping[tuple[str, str], int], choisies: Mapping[str, Sequence[str]]
) -> list[Filtre]:
    noms = _noms()
    de_nature: dict[str, list[Valeur]] = {nature: [] for nature in NATURES}
    cles = {*comptes, *((nature, v) for nature, valeurs in choisies.items() for v in valeurs)}
    for nature, valeur in cles:
        nom = noms.get((nature, valeur), valeur)
        choisie = valeur in choisies.get(nature, ())
        de_nature[nature].append(Valeur(valeur, nom, comptes.get((nature, valeur), 0), choisie))
    return [
        Filtre(nature, NATURES[nature], sorted(valeurs, key=lambda v: (-v.nombre, v.nom)))
        for nature, valeurs in de_nature.items()
        if valeurs
    ]


def _noms() -> dict[tuple[str, str], str]:
    """Return how people call the values of the filters, read with one statement."""
    premier, *autres = (
        modele.objects.order_by().values_list(Value(nature), "pk", "nom")
        for nature, modele in (
            ("famille", Famille),
            ("filiere", Filiere),
            ("reseau", Reseau),
            ("dispositif", Dispositif),
            ("label", Label),
        )
    )
    editions = Edition.objects.order_by().values_list(Value("exposant"), "slug", "nom")
    lignes = premier.union(*autres, editions, all=True)
    noms = {(nature, code): nom for nature, code, nom in lignes}
    noms |= {("dept", code): f"{nom} ({code})" for code, nom in DEPARTEMENTS.items()}
    return noms | {("esus", "oui"): "Entreprise solidaire d’utilité sociale"}


def _corrections(
    proches: Mapping[str, Sequence[str]], trouvees: Iterable[Trouvee]
) -> dict[str, str]:
    """Return a whole word for each one that was corrected, as a structure of the page writes it."""
    ecrits: dict[str, str] = {}
    for structure in (trouvee.structure for trouvee in trouvees):
        textes = [str(structure), structure.commune, structure.description]
        textes += [filiere.nom for filiere in structure.filieres.all()]
        for mot in mots_entiers(" ".join(textes)):
            ecrits.setdefault(racine(mot), mot)
    return {
        mot: next((ecrits[stem] for stem in stems if stem in ecrits), stems[0])
        for mot, stems in proches.items()
    }
