"""What follows when the team of an exhibitor changes."""

from salon import courriels
from salon.exposants.models import DemandeEquipe
from salon.journal.effets import effet
from salon.journal.services import ecrire
from salon.models import Participant


@effet(queue="courriels")
def accueillir_equipier(*, participant_id: int) -> None:
    """Tell somebody that a team counts on them."""
    membre = Participant.objects.select_related("edition", "exposant__structure").get(
        pk=participant_id
    )
    if membre.exposant:
        message = courriels.courriel_equipier(membre, membre.exposant)
        ecrire(message, cle=f"equipier:{membre.exposant_id}:{participant_id}")


@effet(queue="courriels")
def inviter_equipier(*, demande_id: int) -> None:
    """Ask the owner of an address whether they are the person that a team named."""
    demande = _demande(demande_id)
    proprietaires = Participant.objects.select_related("edition").filter(
        edition=demande.exposant.edition, courriel__iexact=demande.courriel, annule_le=None
    )
    for personne in proprietaires if demande.repondue_le is None else ():
        message = courriels.courriel_invitation(personne, demande.exposant)
        ecrire(message, cle=f"invitation:{demande_id}:{personne.pk}")


@effet(queue="courriels")
def transmettre_demande(*, demande_id: int) -> None:
    """Ask the contacts of a team whether somebody belongs to it."""
    demande = _demande(demande_id)
    for responsable in demande.exposant.equipe.filter(responsable=True, annule_le=None):
        message = courriels.courriel_demande_equipe(responsable, demande)
        ecrire(message, cle=f"demande-equipe:{demande_id}:{responsable.pk}")


@effet(queue="courriels")
def annoncer_refus_equipe(*, demande_id: int) -> None:
    """Tell somebody that a team does not take them in."""
    message = courriels.courriel_equipe_refusee(_demande(demande_id))
    ecrire(message, cle=f"equipe-refusee:{demande_id}")


def _demande(demande_id: int) -> DemandeEquipe:
    return DemandeEquipe.objects.select_related("exposant__edition", "exposant__structure").get(
        pk=demande_id
    )
