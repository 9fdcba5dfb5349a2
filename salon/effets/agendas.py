"""What follows for agendas: sent after a publication, told of when they change, recalled the day before."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from salon import courriels_agendas
from salon.journal.effets import PasMaintenant, effet
from salon.journal.evenements.envois import CourrielDeMasseEcrit
from salon.journal.evenements.rdv import AgendaARappeler, AgendaPublie, VeilleDeSalon
from salon.journal.models import Courriel
from salon.journal.services import Message, ecrire, publier
from salon.models import Edition, Participant
from salon.rdv import documents, ecarts
from salon.rdv.documents import ranger_agenda, ranger_annulation, ranger_jour
from salon.rdv.ecarts import Ecart
from salon.rdv.models import Publication
from salon.rdv.services import FENETRE, fin_de_fenetre
from salon.rdv.veille import (
    UN_JOUR,
    editions_du_lendemain,
    heure_du_rappel,
    rdvs_du_jour,
    rencontres_du_jour,
)

NATURES = {
    Publication.Nature.PRELIMINAIRE: "Agenda préliminaire",
    Publication.Nature.DEFINITIF: "Agenda définitif",
}


@effet(queue="lots")
def publier_agendas(*, publication_id: int) -> None:
    """Have every person concerned by a timetable sent their agenda, once it cannot be undone any more."""
    publication = Publication.objects.get(pk=publication_id)
    if publication.annulee_le is not None:
        return
    _attendre(publication.envoi_le)
    publier(
        *(
            AgendaPublie(publication_id=publication_id, participant_id=numero)
            for numero in ecarts.concernes(publication)
        )
    )


@effet(queue="agendas")
def envoyer_agenda(*, publication_id: int, participant_id: int) -> None:
    """Send a person their agenda after a publication, and note what they were told."""
    publication = Publication.objects.get(pk=publication_id)
    participant = _participant(participant_id)
    cle = f"agenda:{publication_id}:{participant_id}"
    if Courriel.objects.filter(cle=cle).exists() or participant.annule_le is not None:
        return
    ecart = ecarts.comparer(participant)
    if ecart.rdvs:
        _ecrire(participant, ecart, _complet(participant, ecart, publication.nature), cle)
    elif ecart:
        _ecrire(participant, ecart, _changements(participant, ecart), cle)


@effet(queue="agendas")
def annoncer_changements(*, participant_id: int, fenetre: str) -> None:
    """Tell a person all that changed in ten minutes in one e-mail; nothing to tell, no e-mail.

    What cannot be told yet waits: a timetable that may still be undone, an e-mail that just left.
    """
    _attendre(datetime.fromisoformat(fenetre))
    participant = _participant(participant_id)
    plus_tard = ecarts.attente(participant.edition, FENETRE)
    if plus_tard is not None:
        raise PasMaintenant(plus_tard)
    ecart = ecarts.comparer(participant)
    if not ecart or not participant.courriel:
        return
    suivante = fin_de_fenetre(timezone.now())
    cle = f"changement:{participant_id}:{suivante.isoformat()}"
    if Courriel.objects.filter(cle=cle).exists():
        raise PasMaintenant(suivante)
    _ecrire(participant, ecart, _changements(participant, ecart), cle)


@effet(queue="lots")
def preparer_rappels(*, jour: str) -> None:
    """Find the editions that have meetings tomorrow, each by its own calendar."""
    publier(
        *(
            VeilleDeSalon(edition_id=edition.pk, jour=jour)
            for edition in editions_du_lendemain(date.fromisoformat(jour))
        )
    )


@effet(queue="lots")
def oublier_agendas(*, jour: str) -> None:
    """Forget the printed agendas of the editions that are over."""
    documents.oublier_agendas()


@effet(queue="lots")
def rappeler_veille(*, edition_id: int, jour: str) -> None:
    """At the end of the afternoon, have everybody who meets somebody tomorrow reminded."""
    edition = Edition.objects.get(pk=edition_id)
    veille = date.fromisoformat(jour)
    _attendre(heure_du_rappel(edition, veille))
    publier(
        *(
            AgendaARappeler(participant_id=numero, jour=jour)
            for numero in rencontres_du_jour(edition, veille)
        )
    )


@effet(queue="agendas")
def rappeler_agenda(*, participant_id: int, jour: str) -> None:
    """Remind a person of tomorrow's meetings, those that are still to come."""
    participant = _participant(participant_id)
    veille = date.fromisoformat(jour)
    rdvs = rdvs_du_jour(participant, veille)
    cle = f"veille:{participant_id}:{jour}"
    if not rdvs or participant.annule_le or Courriel.objects.filter(cle=cle).exists():
        return
    lendemain = veille + UN_JOUR
    pieces = [ranger_jour(participant, rdvs, lendemain)]
    message = courriels_agendas.courriel_veille(participant, rdvs, lendemain, pieces)
    ecrire(message, cle=cle, annonce=CourrielDeMasseEcrit)


def _complet(participant: Participant, ecart: Ecart, nature: str) -> Message:
    le = timezone.now()
    pieces = [ranger_agenda(participant, ecart.rdvs, NATURES[Publication.Nature(nature)])]
    if ecart.disparus:
        pieces.append(ranger_annulation(participant, ecart.disparus))
    return courriels_agendas.courriel_agenda(participant, ecart, nature, pieces, le)


def _changements(participant: Participant, ecart: Ecart) -> Message:
    pieces = []
    if ecart.rdvs:
        pieces.append(ranger_agenda(participant, ecart.rdvs, "Agenda"))
    if ecart.disparus and ecart.a_inscrire():
        pieces.append(ranger_annulation(participant, ecart.disparus))
    return courriels_agendas.courriel_changements(participant, ecart, pieces, timezone.now())


def _ecrire(participant: Participant, ecart: Ecart, message: Message, cle: str) -> None:
    """Store an e-mail and what it tells, both or neither, unless the agenda moved on meanwhile.

    Its documents are drawn before, outside of the transaction: writers wait for each other.
    """
    with transaction.atomic():
        Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
        deja = Courriel.objects.filter(cle=cle).exists()
        if deja or ecarts.comparer(participant).etat() != ecart.etat():
            raise PasMaintenant(timezone.now())
        ecrire(message, cle=cle, annonce=CourrielDeMasseEcrit)
        ecarts.retenir(participant, ecart.rdvs)


def _participant(participant_id: int) -> Participant:
    return Participant.objects.select_related("edition").get(pk=participant_id)


def _attendre(instant: datetime) -> None:
    if timezone.now() < instant:
        raise PasMaintenant(instant)
