"""Reads about meetings: the agenda of a person and the places still free."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from salon.models import Creneau, Edition, Participant, Table
from salon.rdv.models import Indisponibilite, RendezVous, Reservation


def agenda(participant: Participant) -> QuerySet[RendezVous]:
    """Return the planned and held meetings of a person in order of time, in one query."""
    return agendas([participant.pk])


def agendas(participants: Sequence[int]) -> QuerySet[RendezVous]:
    """Return the planned and held meetings of some people in order of time, each once, in one query."""
    return (
        RendezVous.objects.filter(
            Q(demandeur__in=participants) | Q(destinataire__in=participants),
            etat__in=(RendezVous.Etat.PLANIFIE, RendezVous.Etat.TENU),
        )
        .select_related("demandeur", "destinataire", "creneau", "table", "stand", "edition")
        .order_by("creneau__debut")
    )


def creneaux_libres(rdv: RendezVous, apres: datetime) -> QuerySet[Creneau]:
    """Return the slots later than `apres` (aware) that both people have free."""
    personnes = (rdv.demandeur_id, rdv.destinataire_id)
    occupes = Reservation.objects.filter(creneau=OuterRef("pk"), participant__in=personnes)
    absents = Indisponibilite.objects.filter(creneau=OuterRef("pk"), participant__in=personnes)
    return Creneau.objects.filter(
        ~Exists(occupes), ~Exists(absents), edition=rdv.edition_id, debut__gt=apres
    )


def creneaux_de(participant: Participant) -> QuerySet[Creneau]:
    """Return the slots to come that a person has free."""
    occupes = Reservation.objects.filter(creneau=OuterRef("pk"), participant=participant)
    absents = Indisponibilite.objects.filter(creneau=OuterRef("pk"), participant=participant)
    return Creneau.objects.filter(
        ~Exists(occupes),
        ~Exists(absents),
        edition=participant.edition_id,
        debut__gt=timezone.now(),
    )


def tables_libres(edition: Edition, creneau: Creneau) -> QuerySet[Table]:
    """Return the tables of the edition that nobody claimed in a slot."""
    prises = Reservation.objects.filter(creneau=creneau, table=OuterRef("pk"))
    return Table.objects.filter(~Exists(prises), edition=edition)
