"""Keep true the tables that the search reads: Mot, Facette and Repere, rebuilt from the structures.

`indexer` runs in the transaction that changes a structure, so that whoever has just saved a page
finds it, and a change that is rolled back leaves no trace. What happens above the directory, such as
an exhibitor that withdraws from an edition, is an event that the effect `indexer_exposant` follows.
Only visible structures are in these tables: a search never has to look at the structures themselves.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

from django.db import connection, transaction
from django.db.models import Model, Prefetch, QuerySet

from salon.annuaire.lieux import COMMUNE, Lieu, situer, sur_la_sphere
from salon.annuaire.models import Besoin, Facette, Mot, Offre, Repere, Structure
from salon.annuaire.mots import nom_de_lieu, racines, sans_accents

LOT = 500  # structures read and written together
MOTS_MAX = 400  # words of one structure: the heaviest ones stay
VALEUR_MAX = 50  # of Facette.valeur
TRI_MAX = 100  # of Repere.tri
Ligne = tuple[int | float | str | None, ...]
# Words that weigh more are nearer to what the structure is.
DU_NOM, DE_L_ACTIVITE, DU_LIEU, DU_TEXTE = 8, 4, 2, 1


def indexer(structure_ids: Iterable[int]) -> None:
    """Write again what the search knows of these structures.

    The number of statements is the same for 1 and for LOT structures.
    """
    numeros = sorted(set(structure_ids))
    for debut in range(0, len(numeros), LOT):
        _indexer_lot(numeros[debut : debut + LOT])


def reindexer(suivre: Callable[[int], None]) -> None:
    """Write all of it again, lot by lot; `suivre` hears how many structures each lot held."""
    for lot in _lots():
        _indexer_lot(lot)
        suivre(len(lot))


def _lots() -> Iterator[list[int]]:
    """Return all structures; last those without a place, which take that of the others around."""
    for sans_lieu in (False, True):
        suite = Structure.objects.filter(latitude__isnull=sans_lieu).order_by("pk")
        dernier = 0
        while lot := list(suite.filter(pk__gt=dernier).values_list("pk", flat=True)[:LOT]):
            yield lot
            dernier = lot[-1]


@transaction.atomic
def _indexer_lot(numeros: Collection[int]) -> None:
    # Of two that index the same structure, the second waits and then reads what the first wrote.
    verrou = Structure.objects.select_for_update(no_key=True).filter(pk__in=numeros).order_by("pk")
    list(verrou.values_list("pk", flat=True))
    structures = list(_a_lire().filter(pk__in=numeros, visible=True))
    editions = _editions(numeros)
    for modele in (Mot, Facette, Repere):
        modele._default_manager.filter(structure__in=numeros).delete()
    _inserer(Mot, ("structure_id", "mot", "poids"), chain(*map(_mots, structures)))
    facettes = chain(*(_facettes(s, editions.get(s.pk, ())) for s in structures))
    _inserer(Facette, ("structure_id", "nature", "valeur"), facettes)
    reperes = ("structure_id", "tri", "latitude", "longitude", "x", "y", "z")
    lieux = _lieux(structures)
    _inserer(Repere, reperes, (_repere(s, lieux.get(s.pk)) for s in structures))


def _inserer(modele: type[Model], colonnes: Sequence[str], lignes: Iterable[Ligne]) -> None:
    """Insert many short rows: six times as fast as an object for each of them."""
    table, signes = modele._meta.db_table, ", ".join(["%s"] * len(colonnes))
    with connection.cursor() as curseur:
        curseur.executemany(
            f"INSERT INTO {table} ({', '.join(colonnes)}) VALUES ({signes})", list(lignes)
        )


def _a_lire() -> QuerySet[Structure]:
    ouverts = Besoin.objects.filter(satisfait_le=None).select_related("filiere", "nature")
    return (
        Structure.objects.select_related("famille")
        .prefetch_related("filieres", "reseaux", "labels", "dispositifs", "offres__filiere")
        .prefetch_related(Prefetch("besoins", ouverts))
    )


def _editions(numeros: Collection[int]) -> dict[int, list[str]]:
    """Return the editions in which each structure is a validated exhibitor, by structure."""
    editions: dict[int, list[str]] = {}
    lignes = Structure.objects.filter(pk__in=numeros, expositions__etat="valide")
    for numero, slug in lignes.values_list("pk", "expositions__edition__slug"):
        editions.setdefault(numero, []).append(slug)
    return editions


def _mots(structure: Structure) -> list[Ligne]:
    poids: dict[str, int] = {}
    for texte, valeur in _textes(structure):
        for mot in racines(texte):
            poids[mot] = max(poids.get(mot, 0), valeur)
    lourds = sorted(poids.items(), key=lambda paire: -paire[1])[:MOTS_MAX]
    return [(structure.pk, mot, valeur) for mot, valeur in lourds]


def _textes(structure: Structure) -> Iterator[tuple[str, int]]:
    yield structure.nom, DU_NOM
    yield structure.enseigne, DU_NOM
    for filiere in structure.filieres.all():
        yield filiere.nom, DE_L_ACTIVITE
    lignes: list[Offre | Besoin] = [*structure.offres.all(), *structure.besoins.all()]
    for ligne in lignes:
        yield ligne.intitule, DE_L_ACTIVITE
        yield ligne.description, DU_TEXTE
        if ligne.filiere:
            yield ligne.filiere.nom, DE_L_ACTIVITE
    if structure.famille:
        yield structure.famille.nom, DU_LIEU
    yield structure.commune, DU_LIEU
    yield structure.code_postal, DU_LIEU
    for mots in (structure.reseaux, structure.labels, structure.dispositifs):
        for mot in mots.all():
            yield mot.nom, DU_LIEU
    yield " ".join(structure.agrements), DU_LIEU
    yield structure.description, DU_TEXTE


def _facettes(structure: Structure, editions: Sequence[str]) -> set[Ligne]:
    return {
        (structure.pk, nature, valeur[:VALEUR_MAX])
        for nature, valeur in _valeurs(structure, editions)
    }


def _valeurs(structure: Structure, editions: Sequence[str]) -> Iterator[tuple[str, str]]:
    if structure.famille_id:
        yield "famille", structure.famille_id
    yield from (("filiere", filiere.pk) for filiere in structure.filieres.all())
    yield from (("reseau", reseau.pk) for reseau in structure.reseaux.all())
    yield from (("dispositif", dispositif.pk) for dispositif in structure.dispositifs.all())
    yield from (("label", label.pk) for label in structure.labels.all())
    yield from (("agrement", agrement) for agrement in structure.agrements)
    yield from (("exposant", slug) for slug in editions)
    if departement := structure.departement or departement_de(structure.code_postal):
        yield "dept", departement
    if structure.esus:
        yield "esus", "oui"
    for lieu in (structure.commune, structure.code_postal):
        if cle := nom_de_lieu(lieu):
            yield COMMUNE, cle


def departement_de(code_postal: str) -> str:
    """Return the department of a postal code: two signs, three overseas, a letter in Corsica."""
    if code_postal.startswith("20"):
        return "2A" if code_postal < "20200" else "2B"
    return code_postal[: 3 if code_postal.startswith(("97", "98")) else 2]


def _lieux(structures: Iterable[Structure]) -> dict[int, Lieu]:
    """Return where structures without coordinates lie: where those of their postal code do."""
    perdues = {
        s.pk: [nom_de_lieu(s.code_postal), nom_de_lieu(s.commune)]
        for s in structures
        if s.latitude is None
    }
    connus = situer(cle for cles in perdues.values() for cle in cles)
    trouves = {numero: [cle for cle in cles if cle in connus] for numero, cles in perdues.items()}
    return {numero: connus[cles[0]] for numero, cles in trouves.items() if cles}


def _repere(structure: Structure, lieu: Lieu | None) -> Ligne:
    tri = sans_accents(str(structure)).strip()[:TRI_MAX]
    latitude, longitude = structure.latitude, structure.longitude
    if (latitude is None or longitude is None) and lieu is not None:
        latitude, longitude = lieu.latitude, lieu.longitude
    if latitude is None or longitude is None:
        return (structure.pk, tri, None, None, None, None, None)
    return (structure.pk, tri, latitude, longitude, *sur_la_sphere(latitude, longitude))
