"""The day before: which editions have meetings tomorrow, and whose they are, by the calendar of each."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from salon.models import Edition, Participant
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda

# When the reminder leaves, in the time of the edition.
HEURE = time(17)
UN_JOUR = timedelta(days=1)


def editions_du_lendemain(jour: date) -> list[Edition]:
    """Return the editions that have a slot on the day after `jour`."""
    # A day of any zone begins at most fourteen hours before, and ends at most twelve after, that of UTC.
    debut = datetime.combine(jour, time.min, tzinfo=UTC)
    proches = Edition.objects.filter(
        creneaux__debut__gte=debut, creneaux__debut__lt=debut + 3 * UN_JOUR
    ).distinct()
    return [edition for edition in proches.order_by("pk") if _a_un_creneau(edition, jour)]


def heure_du_rappel(edition: Edition, veille: date) -> datetime:
    """Return when the reminder of a day leaves: the afternoon before, where the edition is."""
    return datetime.combine(veille, HEURE, tzinfo=edition.zone_horaire())


def bornes_du_lendemain(edition: Edition, veille: date) -> tuple[datetime, datetime]:
    """Return when the day after begins and ends where the edition is; it may last 23 or 25 hours."""
    zone = edition.zone_horaire()
    lendemain = veille + UN_JOUR
    return (
        datetime.combine(lendemain, time.min, tzinfo=zone),
        datetime.combine(lendemain + UN_JOUR, time.min, tzinfo=zone),
    )


def rencontres_du_jour(edition: Edition, veille: date) -> list[int]:
    """Return the ids of the people who meet somebody on the day after; one statement."""
    debut, fin = bornes_du_lendemain(edition, veille)
    paires = RendezVous.objects.filter(
        edition=edition,
        etat=RendezVous.Etat.PLANIFIE,
        creneau__debut__gte=debut,
        creneau__debut__lt=fin,
    ).values_list("demandeur", "destinataire")
    return sorted({numero for paire in paires for numero in paire})


def rdvs_du_jour(participant: Participant, veille: date) -> list[RendezVous]:
    """Return the meetings of a person on the day after, those that are still to come."""
    debut, fin = bornes_du_lendemain(participant.edition, veille)
    return list(
        agenda(participant).filter(
            etat=RendezVous.Etat.PLANIFIE,
            creneau__debut__gte=max(debut, timezone.now()),
            creneau__debut__lt=fin,
        )
    )


def _a_un_creneau(edition: Edition, jour: date) -> bool:
    debut, fin = bornes_du_lendemain(edition, jour)
    return edition.creneaux.filter(debut__gte=debut, debut__lt=fin).exists()
