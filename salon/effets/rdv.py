"""What follows when people ask, answer and call off."""

from salon import courriels
from salon.journal.effets import effet
from salon.journal.services import ecrire
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda


@effet(queue="courriels")
def prevenir_destinataire(*, rdv_id: int) -> None:
    """Tell the person asked that somebody would like to meet."""
    rdv = _rdv(rdv_id)
    ecrire(courriels.courriel_demande(rdv), cle=f"demande:{rdv_id}")


@effet(queue="courriels")
def envoyer_agendas(*, rdv_id: int) -> None:
    """Send both parties their agenda with the new meeting."""
    rdv = _rdv(rdv_id)
    if rdv.etat == RendezVous.Etat.PLANIFIE:
        for participant in (rdv.demandeur, rdv.destinataire):
            message = courriels.courriel_agenda(participant, rdv, list(agenda(participant)))
            ecrire(message, cle=f"agenda:{rdv_id}:{rdv.version}:{participant.pk}")


@effet(queue="courriels")
def annoncer_refus_rdv(*, rdv_id: int) -> None:
    """Tell who asked that the answer is no."""
    ecrire(courriels.courriel_refus_rdv(_rdv(rdv_id)), cle=f"refus-rdv:{rdv_id}")


@effet(queue="courriels")
def annoncer_annulation(*, rdv_id: int) -> None:
    """Tell both parties that a meeting is off, and take it out of their calendars."""
    rdv = _rdv(rdv_id)
    for participant in (rdv.demandeur, rdv.destinataire):
        message = courriels.courriel_annulation(participant, rdv)
        ecrire(message, cle=f"annulation:{rdv_id}:{rdv.version}:{participant.pk}")


def _rdv(rdv_id: int) -> RendezVous:
    return RendezVous.objects.select_related(
        "edition", "creneau", "table", "demandeur__edition", "destinataire__edition"
    ).get(pk=rdv_id)
