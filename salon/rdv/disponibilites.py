"""When a person cannot come: the slots of an edition by half-day, and those when they are away."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from salon.erreurs import Introuvable, Refus
from salon.models import Creneau, Edition, Participant
from salon.rdv.demi_journees import demi_journees, noms_des_demi_journees
from salon.rdv.models import Indisponibilite, Reservation


class RendezVousPrevu(Refus):
    code = "rendez_vous_prevu"
    message = (
        "Vous avez un rendez-vous sur un de ces créneaux : annulez-le ou confiez-le d’abord "
        "à un collègue."
    )


@dataclass(frozen=True)
class DemiJournee:
    """Slots between two breaks, and what people call them."""

    nom: str
    creneaux: list[Creneau]


def calendrier(edition: Edition) -> list[DemiJournee]:
    """Return the slots of an edition by half-day, in order of time, with one statement."""
    creneaux = list(edition.creneaux.order_by("debut"))
    for creneau in creneaux:
        creneau.edition = edition
    numeros = demi_journees(edition, creneaux)
    return [
        DemiJournee(nom, [c for c, sien in zip(creneaux, numeros, strict=True) if sien == numero])
        for numero, nom in enumerate(noms_des_demi_journees(edition, creneaux))
    ]


def absences(participant: Participant) -> set[int]:
    """Return the ids of the slots when a person cannot come."""
    return set(participant.indisponibilites.values_list("creneau", flat=True))


@transaction.atomic
def noter_absences(*, participant: Participant, creneaux: Collection[int]) -> None:
    """Replace the slots when a person cannot come. Raises RendezVousPrevu where one is taken."""
    voulus = set(creneaux)
    # Two answers of one person at once would leave the union of both.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    connus = Creneau.objects.filter(edition=participant.edition_id, pk__in=voulus)
    if connus.count() < len(voulus):
        raise Introuvable("Ce créneau n’existe pas dans cette édition.")
    nouveaux = voulus - absences(participant)
    if Reservation.objects.filter(participant=participant, creneau__in=nouveaux).exists():
        raise RendezVousPrevu(champ="creneaux")
    participant.indisponibilites.exclude(creneau__in=voulus).delete()
    Indisponibilite.objects.bulk_create(
        Indisponibilite(participant=participant, creneau_id=numero) for numero in sorted(nouveaux)
    )
