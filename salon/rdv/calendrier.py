"""Meetings as calendars understand them (RFC 5545, RFC 5546): what is asked, what is called off, a feed.

The UID of a meeting never changes and its SEQUENCE grows with each revision, so that a calendar
replaces the entry it has. Times carry the zone of the edition, and the rules of that zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from salon.models import Participant
from salon.rdv.agenda import bornes, interlocuteur
from salon.rdv.fuseaux import regles
from salon.rdv.models import RendezVous

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
# How often a calendar is asked to look at the feed again.
FRAICHEUR = timedelta(hours=1)


@dataclass(frozen=True)
class Disparu:
    """A meeting that a person was told of and no longer has: as they were told, one revision later."""

    uid: str
    version: int
    debut: datetime
    fin: datetime
    rdv: RendezVous | None = None
    """The meeting itself, unless its row is gone."""


def invitation(titulaire: Participant, rdvs: Sequence[RendezVous], le: datetime) -> str:
    """Return a REQUEST that puts meetings, each with its slot, in the calendar of one party.

    A mail agent that wants one meeting at a time (RFC 5546 says one UID to a REQUEST) still opens
    the attachment, and calendars import all of it.
    """
    bornees = [bornes(rdv) for rdv in rdvs]
    calendrier = _calendrier(titulaire, REQUEST, [debut for debut, _ in bornees])
    for rdv in rdvs:
        evenement = _evenement(titulaire, rdv, le)
        evenement.add("attendee", _invite(titulaire))
        calendrier.add_component(evenement)
    return _texte(calendrier)


def annulation(titulaire: Participant, disparus: Sequence[Disparu], le: datetime) -> str:
    """Return a CANCEL that takes meetings out of the calendar of one party."""
    calendrier = _calendrier(titulaire, CANCEL, [disparu.debut for disparu in disparus])
    edition = titulaire.edition
    for disparu in disparus:
        evenement = Event()
        evenement.add("uid", f"{disparu.uid}@coventis")
        evenement.add("sequence", disparu.version)
        evenement.add("dtstamp", le)
        evenement.add("dtstart", _instant(edition.heure_locale(disparu.debut)))
        evenement.add("dtend", _instant(edition.heure_locale(disparu.fin)))
        evenement.add("summary", _resume(titulaire, disparu.rdv))
        evenement.add("status", "CANCELLED")
        evenement.add("organizer", _organisateur(titulaire))
        evenement.add("attendee", _invite(titulaire))
        calendrier.add_component(evenement)
    return _texte(calendrier)


def flux(titulaire: Participant, rdvs: Sequence[RendezVous]) -> str:
    """Return what a subscribed calendar reads: the meetings as they are, and nobody's address.

    The same meetings are the same text, so that a calendar can ask whether anything changed.
    """
    bornees = [bornes(rdv) for rdv in rdvs]
    calendrier = _calendrier(titulaire, PUBLISH, [debut for debut, _ in bornees])
    calendrier.add("x-wr-calname", f"{titulaire.edition} – mes rendez-vous")
    calendrier.add("refresh-interval", FRAICHEUR, parameters={"value": "DURATION"})
    calendrier.add("x-published-ttl", "PT1H")
    for rdv in rdvs:
        calendrier.add_component(_evenement(titulaire, rdv, rdv.demande_le))
    return _texte(calendrier)


def _calendrier(titulaire: Participant, methode: str, debuts: Sequence[datetime]) -> Calendar:
    """Return a calendar with the rules of its zone for the years of these times."""
    calendrier = Calendar()
    calendrier.add("prodid", "-//Coventis//Rendez-vous//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", methode)
    zone = titulaire.edition.zone_horaire()
    annees = [debut.astimezone(zone).year for debut in debuts] or [titulaire.edition.debut.year]
    calendrier.add_component(regles(zone, (min(annees), max(annees))))
    return calendrier


def _evenement(titulaire: Participant, rdv: RendezVous, le: datetime) -> Event:
    autre = interlocuteur(titulaire, rdv)
    debut, fin = bornes(rdv)
    lieu = rdv.lieu()
    evenement = Event()
    evenement.add("uid", f"{rdv.uid}@coventis")
    evenement.add("sequence", rdv.version)
    evenement.add("dtstamp", le)
    evenement.add("dtstart", _instant(debut))
    evenement.add("dtend", _instant(fin))
    evenement.add("summary", _resume(titulaire, rdv))
    evenement.add("location", f"{lieu[:1].upper()}{lieu[1:]}, {titulaire.edition.lieu}")
    evenement.add("description", ", ".join(filter(None, [autre.nom_complet(), autre.organisation])))
    evenement.add("status", "CONFIRMED")
    evenement.add("organizer", _organisateur(titulaire))
    return evenement


def _instant(heure: datetime) -> datetime:
    """Return a local time, or UTC in the hour that comes twice: RFC 5545 can name its first time only."""
    return heure.astimezone(UTC) if heure.fold else heure


def _resume(titulaire: Participant, rdv: RendezVous | None) -> str:
    if rdv is None:
        return "Rendez-vous annulé"
    autre = interlocuteur(titulaire, rdv)
    return f"Rendez-vous avec {autre.organisation or autre.nom_complet()}"


def _organisateur(titulaire: Participant) -> vCalAddress:
    adresse = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    return _adresse(adresse, titulaire.edition.nom)


def _invite(titulaire: Participant) -> vCalAddress:
    """Return the person as somebody who said yes: a calendar has no answer to ask for."""
    invite = _adresse(titulaire.courriel, titulaire.nom_complet())
    invite.params["partstat"], invite.params["rsvp"] = vText("ACCEPTED"), vText("FALSE")
    return invite


def _adresse(courriel: str, nom: str) -> vCalAddress:
    adresse = vCalAddress(f"mailto:{courriel}")
    adresse.params["cn"] = vText(nom)
    return adresse


def _texte(calendrier: Calendar) -> str:
    return str(calendrier.to_ical(), "utf-8")
