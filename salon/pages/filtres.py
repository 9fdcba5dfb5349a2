"""The state of a search in the address of its page: read it, write it back, take one choice out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from salon.annuaire.recherche import NATURES, PAGE_MAX, Criteres, Resultat, Valeur
from salon.pages.textes import de

RAYONS = (10, 20, 30, 50, 100, 200)
RAYON_USUEL = 30  # where somebody names a place and no distance
CHIFFRES_MAX = 6  # digits of the numbers that an address may hold
# The filters whose values are in sight before anything is chosen.
OUVERTS = ("famille", "filiere")


@dataclass(frozen=True)
class Jeton:
    """One criterion in force, and the address of the same search without it."""

    libelle: str
    sans: str


@dataclass(frozen=True)
class Groupe:
    """One filter as the page shows it: its values, how many are chosen, and whether it is unfolded."""

    nature: str
    nom: str
    valeurs: list[Valeur]
    choisies: int

    @property
    def ouvert(self) -> bool:
        """Tell whether the values are in sight at first."""
        return bool(self.choisies) or self.nature in OUVERTS


def lire(parametres: QueryDict, imposes: Mapping[str, Sequence[str]]) -> Criteres:
    """Return the criteria that an address holds; `imposes` are those of the page itself."""
    filtres = {nature: _valeurs(parametres, nature) for nature in NATURES}
    commune = parametres.get("commune", "").strip()
    rayon = _entier(parametres.get("rayon", ""))
    return Criteres(
        texte=parametres.get("q", "").strip(),
        commune=commune,
        rayon=(rayon or RAYON_USUEL) if commune else None,
        filtres={nature: choix for nature, choix in {**filtres, **imposes}.items() if choix},
        page=min(max(_entier(parametres.get("page", "")), 1), PAGE_MAX),
    )


def ecrire(criteres: Criteres, imposes: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return the shortest address that holds the same criteria; the page of results is left out."""
    adresse = QueryDict(mutable=True)
    if criteres.texte:
        adresse["q"] = criteres.texte
    if criteres.commune:
        adresse["commune"], adresse["rayon"] = criteres.commune, str(criteres.rayon)
    for nature, valeurs in criteres.filtres.items():
        if nature not in imposes:
            adresse.setlist(nature, list(valeurs))
    return adresse


def groupes(resultat: Resultat, imposes: Mapping[str, Sequence[str]]) -> list[Groupe]:
    """Return the filters that the page offers; one that it imposes itself is none."""
    return [
        Groupe(f.nature, f.nom, f.valeurs, sum(valeur.choisie for valeur in f.valeurs))
        for f in resultat.filtres
        if f.valeurs and f.nature not in imposes
    ]


def jetons(criteres: Criteres, resultat: Resultat | None, adresse: QueryDict) -> list[Jeton]:
    """Return the criteria in force, each with the address that takes it away."""
    trouves = [Jeton(f"« {criteres.texte} »", _sans(adresse, "q"))] if criteres.texte else []
    if criteres.commune:
        libelle = f"à {criteres.rayon} km {de(criteres.commune)}"
        trouves.append(Jeton(libelle, _sans(adresse, "commune", "rayon")))
    filtres = resultat.filtres if resultat else []
    return trouves + [
        Jeton(valeur.nom, _moins(adresse, filtre.nature, valeur.valeur))
        for filtre in filtres
        for valeur in filtre.valeurs
        if valeur.choisie and filtre.nature in adresse
    ]


def _valeurs(parametres: QueryDict, nature: str) -> list[str]:
    """Return the values of a filter, each once, in the order of the address."""
    return list(dict.fromkeys(valeur for valeur in parametres.getlist(nature) if valeur))


def _sans(adresse: QueryDict, *noms: str) -> str:
    reste = adresse.copy()
    for nom in noms:
        reste.pop(nom, None)
    return f"?{reste.urlencode()}"


def _moins(adresse: QueryDict, nature: str, valeur: str) -> str:
    reste = adresse.copy()
    reste.setlist(nature, [autre for autre in adresse.getlist(nature) if autre != valeur])
    return f"?{reste.urlencode()}"


def _entier(texte: str) -> int:
    """Return a number of an address, or 0 for what is not one."""
    lisible = texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_MAX
    return int(texte) if lisible else 0
