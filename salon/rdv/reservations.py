"""Take a slot and a place for a meeting, or give them back; the constraints choose who is first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from salon.erreurs import Refus
from salon.exposants.models import Exposant, Stand
from salon.models import Creneau, Participant, Table
from salon.rdv.models import Indisponibilite, RendezVous, Reservation
from salon.rdv.queries import creneaux_libres, tables_libres

ALTERNATIVES = 3


class CreneauPris(Refus):
    """Somebody was faster; `autres` are three later slots that both people still have free."""

    code = "creneau_pris"
    message = "Ce créneau vient d’être pris."

    def __init__(self, autres: Iterable[Creneau]) -> None:
        super().__init__(champ="creneau_id")
        # Looked for when the answer is written, once the claim let go of the database.
        self.autres = autres

    def corps(self) -> dict[str, Any]:
        """Return the body of the answer with the slots to choose from, times in UTC."""
        autres = [
            {"id": creneau.pk, "debut": creneau.debut.isoformat(), "fin": creneau.fin.isoformat()}
            for creneau in self.autres
        ]
        return {**super().corps(), "autres": autres}


class CreneauPasse(Refus):
    code = "creneau_passe"
    message = "Ce créneau est passé."


class PersonneAbsente(Refus):
    code = "personne_absente"
    message = "L’une des deux personnes est absente à ce moment : choisissez un autre créneau."


@dataclass(frozen=True)
class Place:
    """Where and when a meeting takes place: a table, or a place of a stand (from 1), never both."""

    creneau: Creneau
    table: Table | None = None
    stand: Stand | None = None
    place: int | None = None


@transaction.atomic
def reserver(rdv: RendezVous, place: Place) -> None:
    """Claim the slot for both people and for the place. Raises CreneauPris for the second of two.

    The caller stores the meeting.
    """
    exiger_a_venir(place.creneau)
    # Always in the same order, so that two claims wait for each other and never both.
    personnes = sorted((rdv.demandeur_id, rdv.destinataire_id))
    try:
        with transaction.atomic():
            for personne in personnes:
                Reservation.objects.create(rdv=rdv, creneau=place.creneau, participant_id=personne)
            Reservation.objects.create(
                rdv=rdv,
                creneau=place.creneau,
                table=place.table,
                stand=place.stand,
                place=place.place,
            )
    except IntegrityError as erreur:
        raise CreneauPris(alternatives(rdv)) from erreur
    rdv.creneau, rdv.table, rdv.stand = place.creneau, place.table, place.stand


def liberer(rdv: RendezVous) -> None:
    """Give back all that a meeting had claimed."""
    rdv.reservations.all().delete()


def exiger_a_venir(creneau: Creneau) -> None:
    """Raise CreneauPasse for a slot that began."""
    if creneau.debut <= timezone.now():
        raise CreneauPasse(champ="creneau_id")


def exiger_presents(rdv: RendezVous, creneau: Creneau) -> None:
    """Raise PersonneAbsente for a slot when one of the two said that they cannot come."""
    personnes = (rdv.demandeur_id, rdv.destinataire_id)
    if Indisponibilite.objects.filter(creneau=creneau, participant__in=personnes).exists():
        raise PersonneAbsente(champ="creneau_id")


def alternatives(rdv: RendezVous, apres: datetime | None = None) -> QuerySet[Creneau]:
    """Return the next three slots that both people have free, a place being free too."""
    hotes = exposants_places(rdv.demandeur_id, rdv.destinataire_id)
    libres = creneaux_libres(rdv, apres or timezone.now())
    return libres.filter(avec_une_place(rdv.edition_id, hotes))[:ALTERNATIVES]


def avec_une_place(edition_id: int, hotes: Iterable[Exposant]) -> Q:
    """Return the condition that a slot has a table free, or the place of one of these exhibitors."""
    prises = Reservation.objects.filter(table=OuterRef("pk"), creneau=OuterRef(OuterRef("pk")))
    libre = Q(Exists(Table.objects.filter(~Exists(prises), edition=edition_id)))
    for hote in hotes:
        prise = Reservation.objects.filter(
            stand=hote.stand_id, place=hote.place, creneau=OuterRef("pk")
        )
        libre |= ~Q(Exists(prise))
    return libre


def trouver_place(rdv: RendezVous, creneau: Creneau) -> Place | None:
    """Return a free place for a meeting in a slot: at the stand of one of the two, else a table."""
    for exposant in exposants_places(rdv.demandeur_id, rdv.destinataire_id):
        pris = Reservation.objects.filter(
            creneau=creneau, stand=exposant.stand, place=exposant.place
        )
        if not pris.exists():
            return Place(creneau, stand=exposant.stand, place=exposant.place)
    table = tables_libres(rdv.edition, creneau).first()
    return Place(creneau, table=table) if table is not None else None


def exposants_places(*participants: int) -> Iterable[Exposant]:
    """Return the exhibitors of these people that stand somewhere, the one who was asked first."""
    exposants = Exposant.objects.filter(
        equipe__in=participants, etat=Exposant.Etat.VALIDE, stand__isnull=False
    ).select_related("stand")
    de = dict(Participant.objects.filter(pk__in=participants).values_list("exposant_id", "pk"))
    return sorted(exposants.distinct(), key=lambda exposant: -participants.index(de[exposant.pk]))


def des_personnes(*participants: int) -> Q:
    """Return the condition that one of these people takes part in a meeting."""
    return Q(demandeur__in=participants) | Q(destinataire__in=participants)
