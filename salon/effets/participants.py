"""What follows when a person registers, leaves or hands their place over."""

from salon import courriels
from salon.journal.effets import effet
from salon.journal.services import ecrire
from salon.models import Participant
from salon.pointage.visiteurs import imprimer_groupe
from salon.rdv.queries import agenda
from salon.rdv.services import liberer_agendas


@effet(queue="courriels")
def envoyer_lien(*, participant_id: int | None, minute: str) -> None:
    """Send a new link, once a minute at most."""
    if participant_id is None:
        return
    participant = Participant.objects.select_related("edition").get(pk=participant_id)
    ecrire(courriels.courriel_lien(participant), cle=f"lien:{participant_id}:{minute}")


@effet(queue="courriels")
def rappeler_inscription(*, participant_id: int, ecriture_id: int) -> None:
    """Send the owner of an address that somebody gave again a link to what they have."""
    participant = _participant(participant_id)
    ecrire(courriels.courriel_deja_inscrit(participant), cle=f"deja-inscrit:{ecriture_id}")


@effet(queue="lots")
def envoyer_badges_groupe(*, contact_id: int, participant_ids: list[int], ecriture_id: int) -> None:
    """Send the contact of a group the badges of those who have no address."""
    fichier = imprimer_groupe(ecriture_id=ecriture_id, participant_ids=participant_ids)
    if fichier is not None:
        personnes = Participant.objects.filter(pk__in=participant_ids).order_by("nom", "prenom")
        noms = [personne.nom_complet() for personne in personnes]
        message = courriels.courriel_groupe(_participant(contact_id), fichier, noms)
        ecrire(message, cle=f"groupe:{ecriture_id}")


@effet(queue="lots")
def liberer_agenda(*, participant_id: int) -> None:
    """Call off the meetings of somebody who no longer comes."""
    liberer_agendas(participants=[participant_id])


@effet(queue="courriels")
def confirmer_annulation(*, participant_id: int, ecriture_id: int) -> None:
    """Confirm to somebody that they are no longer registered."""
    message = courriels.courriel_inscription_annulee(_participant(participant_id))
    ecrire(message, cle=f"inscription-annulee:{ecriture_id}")


@effet(queue="courriels")
def annoncer_cession(*, ancien_id: int, nouveau_id: int) -> None:
    """Write to both sides of a place that was handed over; their calendars follow with their agendas."""
    ancien, nouveau = _participant(ancien_id), _participant(nouveau_id)
    rdvs = list(agenda(nouveau))
    ecrire(courriels.courriel_inscription_cedee(ancien, nouveau), cle=f"cedee:{nouveau_id}")
    message = courriels.courriel_reprise_de_place(ancien, nouveau, rdvs)
    ecrire(message, cle=f"reprise:{nouveau_id}")


def _participant(participant_id: int) -> Participant:
    return Participant.objects.select_related("edition").get(pk=participant_id)
