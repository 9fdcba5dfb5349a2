"""The agenda of a participant as text, and one meeting as an invitation that calendars understand."""

from datetime import datetime

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from salon.models import Participant
from salon.rdv.models import RendezVous

REQUEST = "REQUEST"
CANCEL = "CANCEL"


def lignes(participant: Participant, rdvs: list[RendezVous]) -> list[str]:
    """Return one French line per meeting, in the edition's own time."""
    return [ligne(participant, rdv) for rdv in rdvs]


def ligne(participant: Participant, rdv: RendezVous) -> str:
    """Return when, with whom and where a participant has a meeting."""
    autre = interlocuteur(participant, rdv)
    return f"{heure(rdv)} — {autre.nom_complet()}, {autre.organisation} — table {rdv.table}"


def heure(rdv: RendezVous) -> str:
    """Return the slot of a planned meeting, e.g. "20/05 10:00–10:20"."""
    debut, fin = _bornes(rdv)
    return f"{debut:%d/%m %H:%M}–{fin:%H:%M}"


def interlocuteur(participant: Participant, rdv: RendezVous) -> Participant:
    """Return the other party of a meeting."""
    return rdv.destinataire if rdv.demandeur_id == participant.pk else rdv.demandeur


def invitation(participant: Participant, rdv: RendezVous, methode: str) -> str:
    """Return the iCalendar text (RFC 5545, RFC 5546) of a planned meeting for one party.

    The UID never changes and SEQUENCE grows with each revision, so that a calendar replaces the
    entry it has; METHOD is REQUEST or CANCEL. Times carry the zone of the edition.
    """
    calendrier = Calendar()
    calendrier.add("prodid", "-//Coventis//Rendez-vous//FR")
    calendrier.add("version", "2.0")
    calendrier.add("method", methode)
    calendrier.add_component(Timezone.from_tzinfo(rdv.edition.zone_horaire()))
    calendrier.add_component(_evenement(participant, rdv, methode))
    return str(calendrier.to_ical(), "utf-8")


def _evenement(participant: Participant, rdv: RendezVous, methode: str) -> Event:
    autre = interlocuteur(participant, rdv)
    debut, fin = _bornes(rdv)
    evenement = Event()
    evenement.add("uid", f"{rdv.uid}@coventis")
    evenement.add("sequence", rdv.version)
    evenement.add("dtstamp", rdv.demande_le)
    evenement.add("dtstart", debut)
    evenement.add("dtend", fin)
    evenement.add("summary", f"Rendez-vous avec {autre.organisation or autre.nom_complet()}")
    evenement.add("location", f"Table {rdv.table}, {rdv.edition.lieu}")
    evenement.add("status", "CANCELLED" if methode == CANCEL else "CONFIRMED")
    evenement.add("organizer", _adresse(settings.DEFAULT_FROM_EMAIL, rdv.edition.nom))
    evenement.add("attendee", _adresse(participant.courriel, participant.nom_complet()))
    return evenement


def _adresse(courriel: str, nom: str) -> vCalAddress:
    adresse = vCalAddress(f"mailto:{courriel.rpartition('<')[2].rstrip('>')}")
    adresse.params["cn"] = vText(nom)
    return adresse


def _bornes(rdv: RendezVous) -> tuple[datetime, datetime]:
    if rdv.creneau is None:
        raise ValueError("Ce rendez-vous n’a pas de créneau.")
    edition = rdv.edition
    return edition.heure_locale(rdv.creneau.debut), edition.heure_locale(rdv.creneau.fin)
