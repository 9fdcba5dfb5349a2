"""From the words somebody typed to the words that the directory knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from salon.annuaire.mots import racine

# Greater than every sign that a word holds: `mot < debut + FIN` ends where the beginning does.
FIN = "\U0010ffff"
# The last word may be unfinished from so many letters on: "a" would find half of the directory.
DEBUT_MIN = 3
# How many letters a typed word must have for one, then for two typing errors to be forgiven.
UNE_FAUTE, DEUX_FAUTES = 4, 8
PROCHES_MAX = 3  # known words tried for an unknown one
LUS_MAX = 20_000  # known words compared with the unknown ones


@dataclass(frozen=True)
class Terme:
    """One word of a search: its stem, and the known words taken for it.

    With `prefixe`, the stem of a word that may be unfinished, all that begins with it is taken.
    """

    racine: str
    mots: Sequence[str]
    prefixe: str = ""


def reconnaitre(mots: Sequence[str]) -> tuple[list[Terme], dict[str, list[str]]]:
    """Return the terms to search for typed words, and the nearest known words of unknown ones.

    At most two statements, whatever the number of words.
    """
    stems = {mot: racine(mot) for mot in mots}
    debut = stems[mots[-1]] if mots and len(mots[-1]) >= DEBUT_MIN else ""
    connus = _connus(list(stems.values()), debut)
    inconnus = {mot: stem for mot, stem in stems.items() if stem not in connus}
    proches = _proches(inconnus)
    termes = [
        Terme(
            stem,
            mots=proches.get(mot, [stem]),
            prefixe=debut if stem == debut and mot not in proches else "",
        )
        for mot, stem in stems.items()
    ]
    return termes, proches


def _connus(stems: Sequence[str], debut: str) -> set[str]:
    """Return those of these stems that some structure has, or that begin one if they are `debut`."""
    if not stems:
        return set()
    existe = "SELECT %s WHERE EXISTS (SELECT 1 FROM annuaire_mot WHERE mot >= %s AND mot < %s)"
    parametres = []
    for stem in stems:
        # Below a word and a NUL there is that word alone.
        parametres += [stem, stem, stem + (FIN if stem == debut else "\x01")]
    with connection.cursor() as curseur:
        curseur.execute(" UNION ALL ".join([existe] * len(stems)), parametres)
        return {stem for (stem,) in curseur.fetchall()}


def _proches(inconnus: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the nearest known words of each unknown one that is long enough to be a typing error."""
    cherches = {mot: stem for mot, stem in inconnus.items() if len(mot) >= UNE_FAUTE}
    if not cherches:
        return {}
    lus = _commencant_par({stem[0] for stem in cherches.values()})
    proches = {}
    for mot, stem in cherches.items():
        fautes = 2 if len(mot) >= DEUX_FAUTES else 1
        trouves = process.extract(
            stem,
            [lu for lu in lus if lu[0] == stem[0]],
            scorer=OSA.distance,
            score_cutoff=fautes,
            limit=PROCHES_MAX,
        )
        if trouves:
            moindre = trouves[0][1]
            proches[mot] = [lu for lu, distance, _ in trouves if distance == moindre]
    return proches


def _commencant_par(lettres: set[str]) -> list[str]:
    """Return the known words that begin with these letters, each once.

    The index is walked from one distinct word to the next: neither database does that by itself.
    """
    depart = "SELECT (SELECT MIN(mot) FROM annuaire_mot WHERE mot >= {0} AND mot < {1}) AS mot, {1} AS fin"
    depart = depart.format("CAST(%s AS varchar(40))", "CAST(%s AS varchar(40))")
    parametres = []
    for lettre in sorted(lettres):
        parametres += [lettre, lettre + FIN, lettre + FIN]
    departs = " UNION ALL ".join([depart] * len(lettres))
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH RECURSIVE departs AS ({departs}), lus AS (SELECT mot, fin FROM departs UNION ALL"
            " SELECT (SELECT MIN(m.mot) FROM annuaire_mot m WHERE m.mot > lus.mot AND m.mot < lus.fin),"
            " fin FROM lus WHERE lus.mot IS NOT NULL)"
            f" SELECT mot FROM lus WHERE mot IS NOT NULL LIMIT {LUS_MAX}",
            parametres,
        )
        return [mot for (mot,) in curseur.fetchall()]
