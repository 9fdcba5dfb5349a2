"""What the public may read: editions, structures, offers, needs; never an e-mail address nor a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.utils import timezone

from salon.annuaire.models import Besoin, Dispositif, Filiere, NatureBesoin, Offre, Structure
from salon.annuaire.recherche import Trouvee
from salon.exposants.models import Exposant
from salon.models import Edition, Participant

# A need that nobody met leaves the board after a year; a need that was met stays on it for a month.
BESOIN_OUVERT = timedelta(days=365)
BESOIN_SATISFAIT = timedelta(days=30)


@dataclass(frozen=True)
class Choix:
    """One value by which a list may be narrowed, and how many lines it would leave."""

    code: str
    libelle: str
    nombre: int
    choisi: bool = False


@dataclass(frozen=True)
class Carte:
    """A structure in a list: how far it is, and where it exhibits, if it does."""

    structure: Structure
    distance: str
    expose: bool
    stand: str


@dataclass(frozen=True)
class ChiffresEdition:
    """The numbers of an edition that its home page shows."""

    exposants: int
    offres: int
    besoins: int


def editions_a_venir() -> QuerySet[Edition]:
    """Return the editions that are not over, the nearest first."""
    return Edition.objects.filter(fin__gte=timezone.localdate()).order_by("debut", "pk")


def exposants_publics() -> QuerySet[Exposant]:
    """Return the exhibitors that the public may see: validated, and listed in the directory."""
    return Exposant.objects.filter(etat=Exposant.Etat.VALIDE, structure__visible=True)


def chiffres(edition: Edition) -> ChiffresEdition:
    """Count what is on show in an edition, in one statement."""
    structures = exposants_publics().filter(edition=edition).values("structure")
    offres = Offre.objects.filter(structure__in=structures).values("pk")
    besoins = Besoin.objects.filter(structure__in=structures, satisfait_le=None).values("pk")
    comptes = Edition.objects.filter(pk=edition.pk).values_list(
        *(_compte(lignes) for lignes in (structures, offres, besoins))
    )
    return ChiffresEdition(*comptes[0])


def _compte(lignes: QuerySet[Any, Any]) -> Subquery:
    """Count lines in a subquery of their own."""
    seul = lignes.order_by().annotate(tout=Value(1)).values("tout")
    return Subquery(seul.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def filieres_exposees(edition: Edition) -> list[Choix]:
    """Return the sectors of the exhibitors of an edition, the largest first."""
    structures = exposants_publics().filter(edition=edition).values("structure")
    lignes = (
        Filiere.objects.filter(structures__in=structures)
        .annotate(n=Count("structures"))
        .order_by("-n", "ordre")
    )
    return [Choix(filiere.code, filiere.nom, filiere.n) for filiere in lignes]


def fiche(numero: int) -> Structure | None:
    """Return a structure with all that its page shows; its number of statements is fixed."""
    besoins = besoins_publics().select_related("nature", "filiere")
    return (
        Structure.objects.filter(pk=numero, visible=True)
        .select_related("famille")
        .prefetch_related(
            "filieres",
            "reseaux",
            "labels",
            "dispositifs",
            Prefetch("offres", Offre.objects.select_related("filiere")),
            Prefetch("besoins", besoins, to_attr="besoins_publics"),
            Prefetch("expositions", _expositions_a_venir(), to_attr="expositions_a_venir"),
        )
        .first()
    )


def _expositions_a_venir() -> QuerySet[Exposant]:
    """Return the validated files of the editions to come, each with the people who agreed to be named."""
    equipe = Participant.objects.filter(visible=True, annule_le=None).only(
        "prenom", "nom", "fonction", "exposant"
    )
    return (
        exposants_publics()
        .filter(edition__fin__gte=timezone.localdate())
        .select_related("edition", "stand__zone")
        .prefetch_related(Prefetch("equipe", equipe, to_attr="equipe_visible"))
        .order_by("edition__debut")
    )


def besoins_publics() -> QuerySet[Besoin]:
    """Return the needs on the board, those that nobody met first, then the latest first."""
    maintenant = timezone.now()
    ouverts = Besoin.objects.filter(
        satisfait_le=None, publie_le__gte=maintenant - BESOIN_OUVERT, structure__visible=True
    )
    satisfaits = Besoin.objects.filter(
        satisfait_le__gte=maintenant - BESOIN_SATISFAIT, structure__visible=True
    )
    return (ouverts | satisfaits).order_by(
        F("satisfait_le").desc(nulls_first=True), "-publie_le", "-pk"
    )


def natures_de_besoin(besoins: QuerySet[Besoin], choisie: str) -> list[Choix]:
    """Return the kinds of need, each with how many of these needs are of it."""
    nombres = dict(besoins.order_by().values_list("nature").annotate(n=Count("pk")))
    return [
        Choix(nature.code, nature.nom, nombres[nature.code], nature.code == choisie)
        for nature in NatureBesoin.objects.all()
        if nature.code in nombres
    ]


def filieres_de_besoin(besoins: QuerySet[Besoin], choisie: str) -> list[Choix]:
    """Return the sectors, each with how many of these needs are in it."""
    nombres = dict(besoins.order_by().values_list("filiere").annotate(n=Count("pk")))
    return [
        Choix(filiere.code, filiere.nom, nombres[filiere.code], filiere.code == choisie)
        for filiere in Filiere.objects.all()
        if filiere.code in nombres
    ]


def programmes() -> QuerySet[Dispositif]:
    """Return the programmes of the Réalis network, each with how many structures came through it."""
    visibles = Structure.objects.filter(visible=True, dispositifs=OuterRef("pk"))
    return Dispositif.objects.annotate(nombre=_compte(visibles))


def cartes(trouvees: Sequence[Trouvee], editions: QuerySet[Edition]) -> list[Carte]:
    """Return what a list shows of the structures that were found, and whether they exhibit there."""
    structures = [trouvee.structure for trouvee in trouvees]
    prefetch_related_objects(structures, "offres", "labels")
    exposants = exposants_publics().filter(edition__in=editions, structure__in=structures)
    stands = dict(exposants.values_list("structure", "stand__numero"))
    return [
        Carte(
            structure=trouvee.structure,
            distance=trouvee.a_distance,
            expose=trouvee.structure.pk in stands,
            stand=stands.get(trouvee.structure.pk) or "",
        )
        for trouvee in trouvees
    ]


def contact(exposant: Exposant) -> Participant | None:
    """Return the person of an exhibitor who answers requests: its contact, else the first of its team."""
    equipe = exposant.equipe.filter(annule_le=None)
    return equipe.order_by("-responsable", "pk").first()
