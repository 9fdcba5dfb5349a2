"""What the pages read, each in a number of statements that does not depend on what there is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from salon.exposants.models import Exposant
from salon.journal.models import Courriel, Fichier
from salon.models import Badge, Compte, Edition, Mandat, Participant
from salon.rdv.agenda import heure, interlocuteur
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda
from salon.services import cle_fichier, cle_image

PAGE = 50  # e-mails shown at once


@dataclass(frozen=True)
class Etat:
    """One state by which e-mails may be filtered, and how many are in it."""

    code: str
    libelle: str
    nombre: int


@dataclass(frozen=True)
class Rencontre:
    """A meeting as one of its two parties sees it."""

    quand: str
    avec: Participant
    rdv: RendezVous


def editions_presentees() -> QuerySet[Edition]:
    """Return the editions, the latest first, each with the numbers of the home page."""
    return Edition.objects.annotate(
        exposants_valides=_nombre(Exposant.objects.filter(etat=Exposant.Etat.VALIDE)),
        inscrits=_nombre(Participant.objects.filter(annule_le=None)),
        rdv_prevus=_nombre(
            RendezVous.objects.filter(etat__in=(RendezVous.Etat.PLANIFIE, RendezVous.Etat.TENU))
        ),
    )


def courriels_visibles(compte: Compte) -> QuerySet[Courriel]:
    """Return the e-mails of the editions that an organiser runs; a superuser sees all of them."""
    if compte.is_superuser:
        return Courriel.objects.all()
    diriges = compte.mandats.filter(role=Mandat.Role.ORGANISATEUR)
    return Courriel.objects.filter(edition__in=diriges.values("edition"))


def tranche(
    courriels: QuerySet[Courriel], etat: str, avant: int | None
) -> tuple[list[Courriel], int | None]:
    """Return a page of e-mails, the latest first, and where the page of earlier ones begins."""
    choisis = courriels.filter(etat=etat) if etat else courriels
    if avant is not None:
        choisis = choisis.filter(pk__lt=avant)
    lus = list(
        choisis.select_related("edition")
        .defer("texte", "html", "agenda")
        .order_by("-pk")[: PAGE + 1]
    )
    return lus[:PAGE], lus[PAGE - 1].pk if len(lus) > PAGE else None


def etats(courriels: QuerySet[Courriel]) -> list[Etat]:
    """Return how many e-mails there are in each state, and first in all of them."""
    nombres = dict(courriels.order_by().values_list("etat").annotate(n=Count("pk")))
    tous = Etat("", "tous", sum(nombres.values()))
    return [tous, *(Etat(code, nom, nombres.get(code, 0)) for code, nom in Courriel.Etat.choices)]


@dataclass(frozen=True)
class Progression:
    """How far the e-mails of an edition are: counts by state, and how many left in the last minute."""

    slug: str
    nom: str
    en_pause: bool
    nombres: dict[str, int]
    derniere_minute: int

    @property
    def total(self) -> int:
        return sum(self.nombres.values())

    @property
    def reste(self) -> int:
        """Return how many have yet to leave."""
        return self.nombres[Courriel.Etat.A_ENVOYER] + self.nombres[Courriel.Etat.EN_COURS]

    @property
    def finis(self) -> int:
        """Return how many left, or never will."""
        return self.total - self.reste


def progressions(courriels: QuerySet[Courriel]) -> list[Progression]:
    """Return how far the e-mails of each edition are, the latest edition first; one statement."""
    depuis = timezone.now() - timedelta(minutes=1)
    etats = {etat: Count("pk", filter=Q(etat=etat)) for etat in Courriel.Etat.values}
    lignes: Any = (
        courriels.filter(edition__isnull=False)
        .order_by("-edition__debut", "edition")
        .values("edition__slug", "edition__nom", "edition__courriels_en_pause")
        .annotate(recents=Count("pk", filter=Q(envoye_le__gte=depuis)), **etats)
    )
    return [
        Progression(
            slug=ligne["edition__slug"],
            nom=ligne["edition__nom"],
            en_pause=ligne["edition__courriels_en_pause"],
            nombres={etat: ligne[etat] for etat in Courriel.Etat.values},
            derniere_minute=ligne["recents"],
        )
        for ligne in lignes
    ]


def participant_du_lien(numero: int) -> Participant | None:
    """Return the participant who opened a link in this browser, unless their registration ended."""
    return (
        Participant.objects.filter(pk=numero, annule_le=None)
        .select_related("edition", "exposant__structure")
        .first()
    )


def badge_actuel(participant: Participant) -> Badge | None:
    """Return the badge that opens the gates."""
    return participant.badges.filter(revoque_le=None).first()


def document(badge: Badge) -> QuerySet[Fichier]:
    """Return the printed form of a badge: one document, or none while it is being drawn."""
    return Fichier.objects.filter(cle=cle_fichier(badge))


def image(badge: Badge) -> QuerySet[Fichier]:
    """Return the picture of a badge for a phone: one, or none while it is being drawn."""
    return Fichier.objects.filter(cle=cle_image(badge))


def rencontres(participant: Participant) -> list[Rencontre]:
    """Return the meetings of a person in order of time."""
    return [
        Rencontre(heure(rdv), interlocuteur(participant, rdv), rdv) for rdv in agenda(participant)
    ]


def _nombre(objets: QuerySet[Exposant] | QuerySet[Participant] | QuerySet[RendezVous]) -> Coalesce:
    """Count the objects of an edition in a subquery, so that no count multiplies another one."""
    comptes = (
        objets.filter(Q(edition=OuterRef("pk")))
        .order_by()
        .values("edition")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(comptes, output_field=IntegerField()), 0)
