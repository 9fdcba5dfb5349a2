"""The agenda of a participant in words: lines of an e-mail, and the sheets of a document to print."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from django.utils.dateformat import format as format_date

from salon.models import Participant, date_en_francais
from salon.rdv.agenda_pdf import Feuille, Journee, Ligne
from salon.rdv.models import RendezVous


def lignes(participant: Participant, rdvs: Sequence[RendezVous]) -> list[str]:
    """Return one French line per meeting, in the edition's own time."""
    return [ligne(participant, rdv) for rdv in rdvs]


def ligne(participant: Participant, rdv: RendezVous) -> str:
    """Return when, with whom and where a participant has a meeting."""
    return f"{heure(rdv)} — {personne(interlocuteur(participant, rdv))} — {rdv.lieu()}"


def personne(participant: Participant) -> str:
    """Return a person and their structure, where they have one."""
    return ", ".join(filter(None, [participant.nom_complet(), participant.organisation]))


def heure(rdv: RendezVous) -> str:
    """Return the slot of a planned meeting, e.g. "20/05 10:00–10:20"."""
    return plage(*bornes(rdv))


def plage(debut: datetime, fin: datetime) -> str:
    """Return two times of a day as they are written in e-mails, e.g. "20/05 10:00–10:20"."""
    return f"{debut:%d/%m %H:%M}–{fin:%H:%M}"


def jour_en_francais(jour: date) -> str:
    """Return a day as a heading, e.g. "Jeudi 20 mai 2027"."""
    return f"{format_date(jour, 'l').capitalize()} {date_en_francais(jour, 'j F Y')}"


def interlocuteur(participant: Participant, rdv: RendezVous) -> Participant:
    """Return the other party of a meeting."""
    return rdv.destinataire if rdv.demandeur_id == participant.pk else rdv.demandeur


def bornes(rdv: RendezVous) -> tuple[datetime, datetime]:
    """Return when a meeting begins and ends, in the edition's own time. Raises ValueError without a slot."""
    if rdv.creneau is None:
        raise ValueError("Ce rendez-vous n’a pas de créneau.")
    edition = rdv.edition
    return edition.heure_locale(rdv.creneau.debut), edition.heure_locale(rdv.creneau.fin)


def feuille(
    participant: Participant, rdvs: Sequence[RendezVous], *, titre: str, le: datetime
) -> Feuille:
    """Return the agenda of a participant to print, true at the time `le` (aware)."""
    edition = participant.edition
    jours = groupby(rdvs, key=lambda rdv: bornes(rdv)[0].date())
    quand = edition.heure_locale(le)
    return Feuille(
        titulaire=participant.nom_complet(),
        structure=participant.organisation,
        titre=titre,
        edition=edition.nom,
        lieu_dates=edition.lieu_et_dates(),
        etabli=f"À jour le {date_en_francais(quand.date(), 'j F Y')} à {quand:%H:%M}",
        journees=tuple(
            Journee(jour_en_francais(jour), tuple(_imprimee(participant, rdv) for rdv in groupe))
            for jour, groupe in jours
        ),
    )


def _imprimee(participant: Participant, rdv: RendezVous) -> Ligne:
    autre = interlocuteur(participant, rdv)
    debut, fin = bornes(rdv)
    lieu = rdv.lieu()
    return Ligne(
        debut=f"{debut:%H:%M}",
        fin=f"jusqu’à {fin:%H:%M}",
        qui=autre.nom_complet(),
        structure=autre.organisation,
        lieu=lieu[:1].upper() + lieu[1:],
    )
