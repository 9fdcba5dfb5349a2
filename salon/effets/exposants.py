"""What follows from the file and the stand of an exhibitor."""

from collections.abc import Callable

from salon import courriels
from salon.annuaire.indexation import indexer
from salon.exposants.completude import completude
from salon.exposants.models import Exposant
from salon.exposants.services import place_libre, premier_en_attente
from salon.journal.effets import effet
from salon.journal.services import Message, ecrire
from salon.models import Compte, Mandat, Participant
from salon.rdv.services import liberer_agendas


@effet(queue="courriels")
def accuser_inscription(*, exposant_id: int) -> None:
    """Tell the team that its file arrived."""
    exposant = _exposant(exposant_id)
    for membre in exposant.equipe.all():
        message = courriels.courriel_inscription(membre, exposant)
        ecrire(message, cle=f"inscription:{exposant_id}:{membre.pk}")


@effet(queue="courriels")
def annoncer_validation(*, exposant_id: int) -> None:
    """Tell the team that it exhibits; the badges come by themselves."""
    exposant = _exposant(exposant_id)
    for membre in exposant.equipe.all():
        message = courriels.courriel_validation(membre, exposant)
        ecrire(message, cle=f"validation:{exposant_id}:{membre.pk}")


@effet(queue="courriels")
def annoncer_refus(*, exposant_id: int) -> None:
    """Tell the team that it does not exhibit, and why."""
    exposant = _exposant(exposant_id)
    for membre in exposant.equipe.all():
        message = courriels.courriel_refus(membre, exposant)
        ecrire(message, cle=f"refus:{exposant_id}:{membre.pk}")


@effet(queue="courriels")
def relancer_equipe(*, exposant_id: int, jour: str) -> None:
    """Tell the team of an incomplete file what is missing, unless it was completed meanwhile."""
    exposant = _exposant(exposant_id)
    manques = [point.texte for point in completude(exposant).manques]
    for membre in exposant.equipe.filter(annule_le=None) if manques else ():
        message = courriels.courriel_relance(membre, exposant, manques)
        ecrire(message, cle=f"relance:{exposant_id}:{jour}:{membre.pk}")


@effet(queue="courriels")
def envoyer_reprise(*, exposant_id: int) -> None:
    """Send the contact of a draft the link that opens it again; the draft may be gone already."""
    if Exposant.objects.filter(pk=exposant_id).exists():
        _ecrire_a_tous(exposant_id, courriels.courriel_reprise, "reprise")


@effet(queue="courriels")
def annoncer_attente(*, exposant_id: int) -> None:
    """Tell the team that it is on the waiting list."""
    _ecrire_a_tous(exposant_id, courriels.courriel_attente, "attente")


@effet(queue="courriels")
def annoncer_retrait(*, exposant_id: int) -> None:
    """Tell the team that it no longer exhibits."""
    _ecrire_a_tous(exposant_id, courriels.courriel_retrait, "retrait")


@effet(queue="courriels")
def annoncer_stand(*, exposant_id: int) -> None:
    """Tell the team where it stands, as long as it stands there."""
    stand = _exposant(exposant_id).stand_id
    if stand is not None:
        _ecrire_a_tous(exposant_id, courriels.courriel_stand, f"stand:{stand}")


@effet(queue="lots")
def annuler_rdv_exposant(*, exposant_id: int) -> None:
    """Call off the meetings of an exhibitor that withdrew."""
    equipe = Participant.objects.filter(exposant=exposant_id)
    liberer_agendas(participants=equipe.values_list("pk", flat=True))


@effet(queue="courriels")
def proposer_place(*, exposant_id: int) -> None:
    """Tell the organisers who comes next, if a place is free and somebody waits for it."""
    edition = _exposant(exposant_id).edition
    suivant = premier_en_attente(edition)
    if suivant is not None and place_libre(edition):
        roles = edition.mandats.filter(role=Mandat.Role.ORGANISATEUR, compte__is_active=True)
        for compte in Compte.objects.filter(mandats__in=roles):
            message = courriels.courriel_place_libre(compte, suivant)
            ecrire(message, cle=f"place:{exposant_id}:{suivant.pk}:{compte.pk}")


@effet(queue="lots")
def indexer_exposant(*, exposant_id: int) -> None:
    """Have the search say again in which editions a structure exhibits."""
    indexer(Exposant.objects.filter(pk=exposant_id).values_list("structure_id", flat=True))


def _exposant(exposant_id: int) -> Exposant:
    return (
        Exposant.objects.select_related("structure")
        .prefetch_related("equipe__edition")
        .get(pk=exposant_id)
    )


def _ecrire_a_tous(
    exposant_id: int, composer: Callable[[Participant, Exposant], Message], nature: str
) -> None:
    exposant = _exposant(exposant_id)
    for membre in exposant.equipe.all():
        ecrire(composer(membre, exposant), cle=f"{nature}:{exposant_id}:{membre.pk}")
