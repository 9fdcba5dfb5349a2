"""The e-mails about agendas: the whole of one, what changed of it, the day before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from salon.courriels import selon_gabarit
from salon.journal.models import Fichier
from salon.journal.services import Message
from salon.models import Participant, date_en_francais
from salon.rdv.agenda import lignes
from salon.rdv.calendrier import CANCEL, REQUEST, annulation, invitation
from salon.rdv.ecarts import Ecart, en_clair
from salon.rdv.models import Publication, RendezVous

GABARIT_DE = {
    Publication.Nature.PRELIMINAIRE: "agenda_preliminaire",
    Publication.Nature.DEFINITIF: "agenda_definitif",
}


def courriel_agenda(
    participant: Participant, ecart: Ecart, nature: str, pieces: Sequence[Fichier], le: datetime
) -> Message:
    """Send a participant all their meetings, for the wall and for the calendar."""
    message = selon_gabarit(
        GABARIT_DE[Publication.Nature(nature)],
        participant,
        lignes(participant, ecart.rdvs),
        nombre=str(len(ecart.rdvs)),
    )
    return _joindre(message, invitation(participant, ecart.rdvs, le), REQUEST, pieces)


def courriel_changements(
    participant: Participant, ecart: Ecart, pieces: Sequence[Fichier], le: datetime
) -> Message:
    """Tell a participant what changed, in one e-mail; their calendar follows."""
    message = selon_gabarit(
        "agenda_change", participant, en_clair(participant, ecart), nombre=str(len(ecart.rdvs))
    )
    a_inscrire = ecart.a_inscrire()
    if a_inscrire:
        return _joindre(message, invitation(participant, a_inscrire, le), REQUEST, pieces)
    return _joindre(message, annulation(participant, ecart.disparus, le), CANCEL, pieces)


def courriel_veille(
    participant: Participant, rdvs: Sequence[RendezVous], jour: date, pieces: Sequence[Fichier]
) -> Message:
    """Remind a participant of the meetings of the day to come."""
    nom = date_en_francais(jour, "j F Y")
    message = selon_gabarit(
        "veille", participant, lignes(participant, rdvs), nombre=str(len(rdvs)), jour=nom
    )
    return replace(message, pieces=list(pieces))


def _joindre(message: Message, agenda: str, methode: str, pieces: Sequence[Fichier]) -> Message:
    return replace(message, agenda=agenda, agenda_methode=methode, pieces=list(pieces))
