"""Drafts as people look at them: a grid of places and slots, two side by side, what is left out, prints."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet

from salon.models import Creneau, Edition, Participant
from salon.rdv.demi_journees import demi_journees, noms_des_demi_journees
from salon.rdv.models import Placement, Planification, RendezVous

# One person at the desk of the meetings for so many tables in use.
TABLES_PAR_AGENT = 20
# Tables where nobody meets are all alike: a few to drag meetings to are enough.
LIBRES_MONTREES = 5
# What two drafts are compared by: the key of the figure, its name, whether less is better.
COMPAREES = (
    ("places", "Rendez-vous placés", False),
    ("laisses", "Rendez-vous laissés", True),
    ("sans_rdv", "Personnes sans aucun rendez-vous", True),
    ("pauses", "Pauses en tout", True),
    ("pauses_max", "Pauses de la personne la moins servie", True),
    ("rdv_min", "Rendez-vous de qui en a le moins", False),
    ("rdv_max", "Rendez-vous de qui en a le plus", True),
    ("part_familles", "Part entre familles différentes, en\N{NO-BREAK SPACE}%", False),
)


@dataclass(frozen=True)
class Case:
    """One place in one slot, and the meeting that a draft puts there."""

    creneau: Creneau
    placement: Placement | None


@dataclass(frozen=True)
class Ligne:
    """A table, or a place of a stand, through a half-day."""

    nom: str
    table_id: int | None
    cases: list[Case]

    def servie(self) -> bool:
        """Tell whether anybody meets there."""
        return any(case.placement for case in self.cases)


@dataclass(frozen=True)
class Effectif:
    """What a slot asks of the desk."""

    creneau: Creneau
    rdv: int
    agents: int


@dataclass(frozen=True)
class Grille:
    """One half-day of a draft."""

    partie: int
    parties: list[str]
    lignes: list[Ligne]
    effectifs: list[Effectif]
    autres_libres: int
    """How many more tables nobody meets at."""


@dataclass(frozen=True)
class Comparaison:
    """Two figures of the same name, and which draft has the better one: "a", "b" or "" if none has."""

    nom: str
    a: Any
    b: Any
    mieux: str


@dataclass(frozen=True)
class Feuille:
    """A page to print: the meetings of one table or of one person, in order of time."""

    titre: str
    sous_titre: str
    placements: list[tuple[Placement, Participant | None]]


def grille(planification: Planification, partie: int) -> Grille:
    """Return a half-day of a draft, in four statements whatever its size."""
    edition = planification.edition
    creneaux = avec_edition(edition)
    numeros = demi_journees(edition, creneaux)
    parties = noms_des_demi_journees(edition, creneaux)
    partie = partie if 0 <= partie < len(parties) else 0
    siens = [c for c, numero in zip(creneaux, numeros, strict=True) if numero == partie]
    poses = list(complets(planification).filter(creneau__in=siens))
    par_case = {(_cle(p), p.creneau_id): p for p in poses}
    lignes = [
        Ligne(nom, table_id, [Case(c, par_case.get((cle, c.pk))) for c in siens])
        for cle, nom, table_id in _rangees(edition, poses)
    ]
    par_creneau = Counter(p.creneau_id for p in poses)
    tables = Counter(p.creneau_id for p in poses if p.table_id)
    libres = [ligne for ligne in lignes if not ligne.servie()]
    lignes = [ligne for ligne in lignes if ligne.servie()] + libres[:LIBRES_MONTREES]
    effectifs = [
        Effectif(c, par_creneau[c.pk], -(-tables[c.pk] // TABLES_PAR_AGENT)) for c in siens
    ]
    return Grille(partie, parties, lignes, effectifs, max(0, len(libres) - LIBRES_MONTREES))


def complets(planification: Planification) -> QuerySet[Placement]:
    """Return the placements of a draft whose meetings still live, with all that shows them."""
    return (
        planification.placements.filter(rdv__etat__in=(*RendezVous.VIVANTS, RendezVous.Etat.TENU))
        .select_related("rdv__demandeur", "rdv__destinataire", "creneau", "table", "stand")
        .defer("rdv__message")
        .order_by("creneau__debut", "pk")
    )


def laisses(planification: Planification) -> QuerySet[Placement]:
    """Return the meetings that a draft has no slot for, with their reasons."""
    return complets(planification).filter(creneau=None, rdv__etat=RendezVous.Etat.ACCEPTE)


def a_publier(planification: Planification) -> list[tuple[int, str, int]]:
    """Return for each half-day its number, its name, how many meetings of the draft it would publish."""
    edition = planification.edition
    creneaux = avec_edition(edition)
    numeros = dict(zip((c.pk for c in creneaux), demi_journees(edition, creneaux), strict=True))
    compte: Counter[int] = Counter()
    attendus = planification.placements.filter(
        rdv__etat=RendezVous.Etat.ACCEPTE, creneau__isnull=False
    )
    for creneau_id, nombre in attendus.values_list("creneau").annotate(Count("pk")).order_by():
        compte[numeros[creneau_id or 0]] += nombre
    noms = noms_des_demi_journees(edition, creneaux)
    return [(numero, nom, compte[numero]) for numero, nom in enumerate(noms)]


def comparer(a: Planification, b: Planification) -> list[Comparaison]:
    """Return the figures of two drafts beside each other."""
    lignes = []
    for cle, nom, moins in COMPAREES:
        un, autre = a.mesures.get(cle), b.mesures.get(cle)
        mieux = ""
        if un is not None and autre is not None and un != autre:
            mieux = "a" if (un < autre) == moins else "b"
        lignes.append(Comparaison(nom, un, autre, mieux))
    return lignes


def histogrammes(*planifications: Planification) -> list[tuple[int, list[int]]]:
    """Return for each number of breaks how many people have it in each draft."""
    de_chacune = [
        {int(pauses): nombre for pauses, nombre in p.mesures.get("histogramme", {}).items()}
        for p in planifications
    ]
    plus = max((pauses for histogramme in de_chacune for pauses in histogramme), default=-1)
    return [(n, [histogramme.get(n, 0) for histogramme in de_chacune]) for n in range(plus + 1)]


def deplaces(a: Planification, b: Planification) -> int:
    """Return how many meetings of both drafts are in another slot in one than in the other."""
    chez_a, chez_b = (dict(p.placements.values_list("rdv", "creneau")) for p in (a, b))
    return sum(chez_a[rdv] != chez_b[rdv] for rdv in chez_a.keys() & chez_b.keys())


def feuilles_des_tables(planification: Planification) -> list[Feuille]:
    """Return what to print for each place: when, and who meets whom."""
    poses = [p for p in complets(planification) if p.creneau_id]
    for pose in poses:
        _dater(planification.edition, pose)
    par_lieu = groupby(sorted(poses, key=_cle), key=_cle)
    return [
        Feuille(_nom_du_lieu(siens[0]), "", [(p, None) for p in siens])
        for siens in (sorted(lot, key=_heure) for _, lot in par_lieu)
    ]


def feuilles_des_personnes(planification: Planification) -> list[Feuille]:
    """Return what to print for each person: when, where, with whom; in order of names."""
    gens: dict[int, Participant] = {}
    de_chacun: defaultdict[int, list[tuple[Placement, Participant | None]]] = defaultdict(list)
    for pose in complets(planification).filter(creneau__isnull=False):
        _dater(planification.edition, pose)
        un, autre = pose.rdv.demandeur, pose.rdv.destinataire
        for moi, elle in ((un, autre), (autre, un)):
            gens[moi.pk] = moi
            de_chacun[moi.pk].append((pose, elle))
    ordre = sorted(gens.values(), key=lambda p: (p.nom.casefold(), p.prenom.casefold(), p.pk))
    return [Feuille(p.nom_complet(), p.organisation, de_chacun[p.pk]) for p in ordre]


def avec_edition(edition: Edition) -> list[Creneau]:
    """Return the slots in order of time, each knowing its edition, which its hours depend on."""
    creneaux = list(edition.creneaux.order_by("debut"))
    for creneau in creneaux:
        creneau.edition = edition
    return creneaux


def _rangees(
    edition: Edition, poses: Iterable[Placement]
) -> list[tuple[tuple[int, str, int], str, int | None]]:
    """Return the key, the name and the table of each row: the stands in use, then all the tables."""
    stands = {_cle(p): _nom_du_lieu(p) for p in poses if p.stand_id}
    rangees: list[tuple[tuple[int, str, int], str, int | None]] = [
        (cle, stands[cle], None) for cle in sorted(stands)
    ]
    rangees += [((1, t.nom, t.pk), f"Table {t.nom}", t.pk) for t in edition.tables.all()]
    return rangees


def _cle(placement: Placement) -> tuple[int, str, int]:
    if placement.stand:
        return (0, placement.stand.numero, placement.place or 1)
    return (1, placement.table.nom if placement.table else "", placement.table_id or 0)


def _nom_du_lieu(placement: Placement) -> str:
    if placement.stand:
        partage = f", place {placement.place}" if placement.stand.capacite > 1 else ""
        return f"Stand {placement.stand}{partage}"
    return f"Table {placement.table}"


def _heure(placement: Placement) -> Any:
    return placement.creneau.debut if placement.creneau else None


def _dater(edition: Edition, placement: Placement) -> None:
    if placement.creneau:
        placement.creneau.edition = edition
