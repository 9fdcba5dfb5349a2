"""The numbers of the show, counted from the rows each time: there is no counter that could drift."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMinute
from django.utils import timezone

from salon.exposants.models import Exposant
from salon.models import Edition, Participant
from salon.pointage.models import Passage
from salon.pointage.regles import Raison
from salon.rdv.models import RendezVous

RECENT = timedelta(minutes=15)
PAS_COURBE = 5  # minutes
DERNIERS = 8  # recent scans shown

COMPTE = Q(rang__isnull=False, annule_le=None)
# A person who changes zone stays on the site; an arrival and a departure cross its border.
ARRIVEE = COMPTE & Q(sens=Passage.Sens.ENTREE, zone_quittee=None)
DEPART = COMPTE & Q(sens=Passage.Sens.SORTIE)


@dataclass(frozen=True)
class Compte:
    """One number with the name of what it counts."""

    nom: str
    nombre: int


@dataclass(frozen=True)
class PorteComptee:
    """What went through one gate."""

    nom: str
    entrees: int
    sorties: int
    refus: int


@dataclass(frozen=True)
class DernierPassage:
    """A recent scan as a big screen may show it: no name, no code; `a` is local time "HH:MM:SS"."""

    id: int
    a: str
    porte: str
    sens: str
    admis: bool
    raison: str
    categorie: str


@dataclass(frozen=True)
class Compteurs:
    """The numbers of one day of an edition; `a` is when they were counted (ISO 8601, UTC).

    `courbe` holds arrivals per five minutes as [local time "HH:MM", number].
    """

    edition: str
    jour: str
    a: str
    visiteurs_distincts: int
    entrees: int
    sorties: int
    presents: int
    jauge: int
    doublons: int
    sorties_sans_entree: int
    annules: int
    dernier_quart_heure: int
    portes: list[PorteComptee]
    zones: list[Compte]
    categories: list[Compte]
    refus: list[Compte]
    courbe: list[tuple[str, int]]
    derniers: list[DernierPassage]
    rdv_planifies: int
    rdv_tenus: int
    exposants_presents: int
    exposants_attendus: int

    def corps(self) -> dict[str, Any]:
        """Return the numbers as JSON knows them."""
        return asdict(self)


def presents(edition: Edition, jour: date) -> int:
    """Return how many people are inside: arrivals less departures of the day."""
    flux = Passage.objects.filter(edition=edition, jour=jour).aggregate(
        arrivees=Count("pk", filter=ARRIVEE), departs=Count("pk", filter=DEPART)
    )
    return int(flux["arrivees"] - flux["departs"])


def compter(edition: Edition, jour: date | None = None) -> Compteurs:
    """Count a day of an edition (today by default), in ten statements whatever its size."""
    jour = jour or edition.aujourdhui()
    maintenant = timezone.now()
    passages = Passage.objects.filter(edition=edition, jour=jour)
    totaux = _totaux(passages, maintenant)
    return Compteurs(
        edition=edition.slug,
        jour=jour.isoformat(),
        a=maintenant.isoformat(),
        jauge=edition.jauge,
        presents=totaux["entrees"] - totaux["sorties"],
        portes=_portes(passages),
        zones=_zones(passages),
        categories=_categories(passages),
        refus=_refus(passages),
        courbe=_courbe(passages, edition),
        derniers=_derniers(passages, edition),
        **totaux,
        **_rendez_vous(edition),
        **_exposants(edition, passages),
    )


def _totaux(passages: QuerySet[Passage], maintenant: datetime) -> dict[str, int]:
    return passages.aggregate(
        visiteurs_distincts=Count("participant", filter=ARRIVEE, distinct=True),
        entrees=Count("pk", filter=ARRIVEE),
        sorties=Count("pk", filter=DEPART),
        doublons=Count("pk", filter=Q(admis=True, raison=Raison.DEJA_ENTRE, annule_le=None)),
        sorties_sans_entree=Count(
            "pk", filter=Q(admis=True, raison=Raison.SORTIE_SANS_ENTREE, annule_le=None)
        ),
        annules=Count("pk", filter=Q(annule_le__isnull=False)),
        dernier_quart_heure=Count("pk", filter=ARRIVEE & Q(corrige_a__gt=maintenant - RECENT)),
    )


def _portes(passages: QuerySet[Passage]) -> list[PorteComptee]:
    lignes = (
        passages.values("porte__nom")
        .annotate(
            entrees=Count("pk", filter=COMPTE & Q(sens=Passage.Sens.ENTREE)),
            sorties=Count("pk", filter=DEPART),
            refus=Count("pk", filter=Q(admis=False)),
        )
        .order_by("porte__nom")
    )
    return [
        PorteComptee(ligne["porte__nom"], ligne["entrees"], ligne["sorties"], ligne["refus"])
        for ligne in lignes
    ]


def _zones(passages: QuerySet[Passage]) -> list[Compte]:
    """Return how many people are in each zone: those who came in less those who left it."""
    dedans: dict[str, int] = {}
    entrees = passages.filter(COMPTE, sens=Passage.Sens.ENTREE).values_list("zone__nom")
    departs = passages.filter(COMPTE, zone_quittee__isnull=False).values_list("zone_quittee__nom")
    for signe, mouvements in ((1, entrees), (-1, departs)):
        for nom, nombre in mouvements.annotate(n=Count("pk")).order_by():
            dedans[nom] = dedans.get(nom, 0) + signe * nombre
    return [Compte(nom, nombre) for nom, nombre in sorted(dedans.items())]


def _categories(passages: QuerySet[Passage]) -> list[Compte]:
    """Return how many different people of each category came in."""
    lignes = (
        passages.filter(ARRIVEE)
        .values_list("participant__categorie")
        .annotate(n=Count("participant", distinct=True))
        .order_by("-n", "participant__categorie")
    )
    return [Compte(Participant.Categorie(nom).label, nombre) for nom, nombre in lignes]


def _refus(passages: QuerySet[Passage]) -> list[Compte]:
    lignes = passages.filter(admis=False).values_list("raison").annotate(n=Count("pk"))
    return [Compte(raison, nombre) for raison, nombre in lignes.order_by("-n", "raison")]


def _courbe(passages: QuerySet[Passage], edition: Edition) -> list[tuple[str, int]]:
    """Return the arrivals of each five minutes from the first to the last, zeros included."""
    minutes = (
        passages.filter(ARRIVEE)
        .annotate(minute=TruncMinute("corrige_a", tzinfo=edition.zone_horaire()))
        .values_list("minute")
        .annotate(n=Count("pk"))
        .order_by()
    )
    pas: dict[int, int] = {}
    for minute, nombre in minutes:
        rang = (minute.hour * 60 + minute.minute) // PAS_COURBE
        pas[rang] = pas.get(rang, 0) + nombre
    if not pas:
        return []
    return [
        (f"{rang * PAS_COURBE // 60:02}:{rang * PAS_COURBE % 60:02}", pas.get(rang, 0))
        for rang in range(min(pas), max(pas) + 1)
    ]


def _derniers(passages: QuerySet[Passage], edition: Edition) -> list[DernierPassage]:
    lignes = passages.select_related("porte", "participant").order_by("-pk")[:DERNIERS]
    return [
        DernierPassage(
            id=passage.pk,
            a=f"{edition.heure_locale(passage.corrige_a):%H:%M:%S}",
            porte=passage.porte.nom,
            sens=passage.get_sens_display(),
            admis=passage.admis,
            raison=passage.raison,
            categorie=passage.participant.get_categorie_display() if passage.participant else "",
        )
        for passage in lignes
    ]


def _rendez_vous(edition: Edition) -> dict[str, int]:
    return RendezVous.objects.filter(edition=edition).aggregate(
        rdv_planifies=Count("pk", filter=Q(etat=RendezVous.Etat.PLANIFIE)),
        rdv_tenus=Count("pk", filter=Q(etat=RendezVous.Etat.TENU)),
    )


def _exposants(edition: Edition, passages: QuerySet[Passage]) -> dict[str, int]:
    return Exposant.objects.filter(edition=edition, etat=Exposant.Etat.VALIDE).aggregate(
        exposants_attendus=Count("pk", distinct=True),
        exposants_presents=Count(
            "pk",
            filter=Exists(passages.filter(ARRIVEE, participant__exposant=OuterRef("pk"))),
        ),
    )
