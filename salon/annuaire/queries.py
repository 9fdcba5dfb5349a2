"""The two statements of a search, written by hand: the counts of all filters, and one page.

Both begin with the same CTEs: `trouvees` (the words and how well they fit) and `retenues` (these within
the radius). A value of a filter is counted over the structures that meet all the *other* filters: that
is what choosing it would show. No CTE is ever joined to another one: PostgreSQL cannot know how long
they are, and would read one of them again for each line of the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from django.db import connection

from salon.annuaire.lieux import KM_PAR_DEGRE, Lieu, arc, corde, sur_la_sphere
from salon.annuaire.orthographe import FIN, Terme

LONGITUDE_MAX, POLE = 180.0, 89.0
# From this part of the directory on, reading all facets is faster than looking some of them up.
PART_LARGE = 0.2

Parametres = list[str | int | float]


@dataclass(frozen=True)
class Cercle:
    """Structures that lie within so many kilometres of a place."""

    lieu: Lieu
    rayon: int


@dataclass(frozen=True)
class Demande:
    """What a search asks of the database, every word and place understood."""

    natures: Sequence[str]
    termes: Sequence[Terme] = ()
    cercle: Cercle | None = None
    filtres: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass
class _Sql:
    """A statement that is being put together, with its parameters in the order of the text."""

    ctes: list[str] = field(default_factory=list)
    parametres: Parametres = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """The ids of a page, in their order, each with its distance when a place is given.

    `part` is the part of the directory that has the words and lies in the circle, whatever the filters.
    """

    distances: dict[int, float | None] = field(default_factory=dict)
    total: int = 0
    part: float = 1.0


def lire_page(demande: Demande, *, debut: int, taille: int) -> Page:
    """Return the page that begins there, or the last one if there are not so many structures."""
    sql = _debut(demande)
    conditions = []
    for nature, valeurs in demande.filtres.items():
        conditions.append(f"r.id IN ({_ayant(valeurs)})")
        sql.parametres += [nature, *valeurs]
    ou = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    sql.ctes.append(f"bonnes AS (SELECT r.* FROM retenues r{ou})")
    suite = (
        f"SELECT r.id, {'r.d' if demande.cercle else 'NULL'}, (SELECT COUNT(*) FROM bonnes),"
        " (SELECT COUNT(*) FROM retenues), (SELECT COUNT(*) FROM annuaire_repere)"
        f" FROM bonnes r ORDER BY {_ordre(demande)} LIMIT %s OFFSET"
        " (SELECT CASE WHEN COUNT(*) > %s THEN %s WHEN COUNT(*) > 0 THEN (COUNT(*) - 1) / %s * %s"
        " ELSE 0 END FROM bonnes)"
    )
    lignes = _lire(sql, suite, [taille, debut, debut, taille, taille])
    if not lignes:
        return Page(part=1.0 if demande.filtres else 0.0)
    total, retenues, toutes = lignes[0][2:]
    distances = {numero: None if d is None else arc(d) for numero, d, *_ in lignes}
    return Page(distances, total, retenues / toutes)


def compter(demande: Demande, *, part: float) -> dict[tuple[str, str], int]:
    """Return how many structures each value of each filter would show; `part` as in Page."""
    sql = _debut(demande)
    jointure, conditions = _parmi(demande, part)
    parametres: Parametres = [*demande.natures]
    for nature, valeurs in demande.filtres.items():
        conditions += f" AND (f.nature = %s OR f.structure_id IN ({_ayant(valeurs)}))"
        parametres += [nature, nature, *valeurs]
    natures = ", ".join(["%s"] * len(demande.natures))
    suite = (
        f"SELECT f.nature, f.valeur, COUNT(*) FROM annuaire_facette f{jointure}"
        f" WHERE f.nature IN ({natures}){conditions} GROUP BY f.nature, f.valeur"
    )
    lignes = _lire(sql, suite, parametres)
    return {(nature, valeur): nombre for nature, valeur, nombre in lignes}


def _ayant(valeurs: Sequence[str]) -> str:
    """Return the subquery of the structures that have one of these values of a filter."""
    signes = ", ".join(["%s"] * len(valeurs))
    return f"SELECT structure_id FROM annuaire_facette WHERE nature = %s AND valeur IN ({signes})"


def _lire(sql: _Sql, suite: str, parametres: Parametres) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(f"WITH {', '.join(sql.ctes)} {suite}", [*sql.parametres, *parametres])
        return list(curseur.fetchall())


def _ordre(demande: Demande) -> str:
    if demande.cercle:
        return "r.d, r.tri, r.id"
    return "r.score DESC, r.tri, r.id" if demande.termes else "r.tri, r.id"


def _debut(demande: Demande) -> _Sql:
    sql = _Sql()
    if demande.termes:
        _trouver(sql, demande.termes)
    _retenir(sql, demande)
    return sql


def _trouver(sql: _Sql, termes: Sequence[Terme]) -> None:
    """Add the CTE of the structures that have all the words, each with the weight of these."""
    requetes = [_de_terme(sql, terme) for terme in termes]
    [requete, *autres] = requetes
    if autres:
        requete = (
            f"SELECT id, SUM(score) AS score FROM ({' UNION ALL '.join(requetes)}) AS u"
            f" GROUP BY id HAVING COUNT(*) = {len(requetes)}"
        )
    sql.ctes.append(f"trouvees AS ({requete})")


def _de_terme(sql: _Sql, terme: Terme) -> str:
    """Return the statement of the structures that have one word, each once."""
    if terme.prefixe:
        condition, bornes = "mot >= %s AND mot < %s", [terme.prefixe, terme.prefixe + FIN]
    elif len(terme.mots) > 1:
        condition, bornes = f"mot IN ({', '.join(['%s'] * len(terme.mots))})", [*terme.mots]
    else:
        sql.parametres += terme.mots
        return "SELECT structure_id AS id, poids * 2 AS score FROM annuaire_mot WHERE mot = %s"
    sql.parametres += [terme.racine, *bornes]
    # The word itself counts twice as much as one that only begins like it.
    poids = "MAX(poids * CASE mot WHEN %s THEN 2 ELSE 1 END)"
    return (
        f"SELECT structure_id AS id, {poids} AS score FROM annuaire_mot"
        f" WHERE {condition} GROUP BY structure_id"
    )


def _retenir(sql: _Sql, demande: Demande) -> None:
    """Add the CTE of the structures that have the words and lie in the circle."""
    colonnes = ["r.structure_id AS id", "r.tri"]
    jointure = condition = ""
    if demande.termes:
        colonnes.append("t.score")
        jointure = " JOIN trouvees t ON t.id = r.structure_id"
    if demande.cercle:
        carre = "(r.x - %s) * (r.x - %s) + (r.y - %s) * (r.y - %s) + (r.z - %s) * (r.z - %s)"
        colonnes.append(f"{carre} AS d")
        x, y, z = sur_la_sphere(demande.cercle.lieu.latitude, demande.cercle.lieu.longitude)
        point: Parametres = [x, x, y, y, z, z]
        boite, bornes = _boite(demande.cercle)
        condition = f" WHERE {boite} AND {carre} <= %s"
        sql.parametres += [*point, *bornes, *point, corde(demande.cercle.rayon)]
    sql.ctes.append(
        f"retenues AS (SELECT {', '.join(colonnes)} FROM annuaire_repere r{jointure}{condition})"
    )


def _boite(cercle: Cercle) -> tuple[str, Parametres]:
    """Return the box around a circle, by which the index leaves out most of the others."""
    lieu, haut = cercle.lieu, cercle.rayon / KM_PAR_DEGRE
    boite = "r.latitude BETWEEN %s AND %s"
    bornes: Parametres = [lieu.latitude - haut, lieu.latitude + haut]
    plus_loin = abs(lieu.latitude) + haut
    if plus_loin < POLE:
        large = haut / cos(radians(plus_loin))
        if abs(lieu.longitude) + large < LONGITUDE_MAX:
            boite += " AND r.longitude BETWEEN %s AND %s"
            bornes += [lieu.longitude - large, lieu.longitude + large]
    return boite, bornes


def _parmi(demande: Demande, part: float) -> tuple[str, str]:
    """Return the join and the condition that leave only the facets of the structures in question.

    A few structures are best looked up one by one; for many, all facets are read in the order in
    which they are counted (the sign keeps the database from using the index of the former).
    """
    if not demande.termes and not demande.cercle:
        return "", ""
    if part < PART_LARGE:
        return " JOIN retenues r ON r.id = f.structure_id", ""
    return "", " AND +f.structure_id IN (SELECT id FROM retenues)"
