"""What follows when people ask, answer and call off."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from salon import courriels
from salon.journal.effets import PasMaintenant, effet
from salon.journal.services import ecrire
from salon.rdv import echeances
from salon.rdv.models import RendezVous
from salon.rdv.services import fin_de_fenetre


@effet(queue="courriels")
def prevenir_destinataire(*, rdv_id: int) -> None:
    """Tell the person asked, in one e-mail with all that was asked of them in the same ten minutes."""
    rdv = RendezVous.objects.get(pk=rdv_id)
    fenetre = fin_de_fenetre(rdv.demande_le)
    if timezone.now() < fenetre:
        raise PasMaintenant(fenetre)
    _annoncer_demandes(rdv.destinataire_id)


@effet(queue="courriels")
def prevenir_collegue(*, rdv_id: int, ancien_id: int, nouveau_id: int) -> None:
    """Tell a colleague of a request that waits for their answer from now on."""
    _annoncer_demandes(nouveau_id)


@transaction.atomic
def _annoncer_demandes(participant_id: int) -> None:
    """Write to a person about the requests that they were not told of yet.

    A request is marked in the same transaction: whichever of two effects comes first tells of it, and
    one that was stored while the e-mail was written has an e-mail of its own.
    """
    verrou = RendezVous.objects.select_for_update(of=("self",)).filter(
        destinataire=participant_id, etat=RendezVous.Etat.DEMANDE, annoncee_le=None
    )
    demandes = list(_avec_tout(verrou).order_by("priorite", "pk"))
    if not demandes:
        return
    numeros = sorted(rdv.pk for rdv in demandes)
    # The revision tells a request handed to a colleague, and back, from the first time.
    cle = f"demandes:{participant_id}:{numeros[-1]}:{sum(rdv.version for rdv in demandes)}"
    ecrire(courriels.courriel_demandes(demandes), cle=cle)
    RendezVous.objects.filter(pk__in=numeros).update(annoncee_le=timezone.now())


@effet(queue="lots")
def rappeler_demandes(*, minute: str) -> None:
    """Find the requests that will expire soon."""
    echeances.rappeler_demandes()


@effet(queue="courriels")
def rappeler_destinataire(*, participant_id: int, rdv_ids: list[int]) -> None:
    """Remind a person of the requests that still wait for their answer."""
    attendues = RendezVous.objects.filter(
        pk__in=rdv_ids, destinataire=participant_id, etat=RendezVous.Etat.DEMANDE
    )
    demandes = list(_avec_tout(attendues).order_by("expire_le", "pk"))
    if demandes:
        ecrire(courriels.courriel_rappel_demandes(demandes), cle=f"rappel:{min(rdv_ids)}")


@effet(queue="courriels")
def annoncer_refus_rdv(*, rdv_id: int) -> None:
    """Tell who asked that the answer is no."""
    ecrire(courriels.courriel_refus_rdv(_rdv(rdv_id)), cle=f"refus-rdv:{rdv_id}")


@effet(queue="courriels")
def annoncer_annulation(*, rdv_id: int) -> None:
    """Tell both parties that a request is off; that of a planned meeting comes with their agenda."""
    rdv = _rdv(rdv_id)
    if rdv.creneau is None:
        for participant in (rdv.demandeur, rdv.destinataire):
            message = courriels.courriel_annulation(participant, rdv)
            ecrire(message, cle=f"annulation:{rdv_id}:{rdv.version}:{participant.pk}")


def _rdv(rdv_id: int) -> RendezVous:
    return _avec_tout(RendezVous.objects.all()).get(pk=rdv_id)


def _avec_tout(rdvs: QuerySet[RendezVous]) -> QuerySet[RendezVous]:
    return rdvs.select_related(
        "edition", "creneau", "table", "demandeur__edition", "destinataire__edition"
    )
