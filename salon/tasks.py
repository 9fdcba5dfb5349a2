"""WHAT FOLLOWS: the one page that ties each event to its effects, and the effects themselves.

An effect knows ids, fetches, calls one function, and may be repeated without harm: a document or an
e-mail is stored under a key, and a second one with the same key changes nothing.
"""

from datetime import timedelta

from django.utils import timezone

from salon import courriels
from salon.exposants.models import Exposant
from salon.journal import envoi
from salon.journal.effets import Reaction, effet
from salon.journal.evenements import (
    BadgeEmis,
    BadgeFabrique,
    CourrielEcrit,
    Evenement,
    ExposantInscrit,
    ExposantRefuse,
    ExposantValide,
    JourPasse,
    LienDemande,
    MinutePassee,
    PassageEnregistre,
    RdvAnnule,
    RdvDemande,
    RdvPlanifie,
    RdvRefuse,
    RdvTenu,
    VisiteurInscrit,
)
from salon.journal.models import Fichier, ReponseGardee
from salon.journal.services import ecrire
from salon.models import Badge, Participant
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda
from salon.rdv.services import expirer_demandes
from salon.services import cle_fichier, imprimer_badge

REPONSES_GARDEES = timedelta(days=1)


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


@effet(queue="badges")
def fabriquer_badge(*, badge_id: int) -> None:
    """Draw a badge and store its document."""
    imprimer_badge(_badge(badge_id))


@effet(queue="courriels")
def envoyer_badge(*, badge_id: int) -> None:
    """Send the drawn badge to its holder, unless another one replaced it meanwhile."""
    badge = _badge(badge_id)
    if badge.revoque_le is None:
        fichier = Fichier.objects.get(cle=cle_fichier(badge))
        ecrire(courriels.courriel_badge(badge, fichier), cle=f"badge:{badge_id}")


@effet(queue="courriels")
def envoyer_lien(*, participant_id: int, minute: str) -> None:
    """Send a new link, once a minute at most."""
    participant = Participant.objects.select_related("edition").get(pk=participant_id)
    ecrire(courriels.courriel_lien(participant), cle=f"lien:{participant_id}:{minute}")


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


@effet(queue="courriels")
def envoyer_courriel(*, courriel_id: int) -> None:
    """Hand an e-mail to the mail server."""
    envoi.envoyer(courriel_id)


@effet(queue="lots")
def expirer(*, minute: str) -> None:
    """Close the meeting requests that nobody answered in time."""
    expirer_demandes()


@effet(queue="lots")
def constater_echecs(*, minute: str) -> None:
    """Show as failed the e-mails that were given up."""
    envoi.constater_echecs()


@effet(queue="lots")
def purger(*, jour: str) -> None:
    """Forget the answers kept for repeated requests."""
    ReponseGardee.objects.filter(le__lt=timezone.now() - REPONSES_GARDEES).delete()


REACTIONS: dict[type[Evenement], list[Reaction]] = {
    ExposantInscrit: [accuser_inscription],
    ExposantValide: [annoncer_validation],
    ExposantRefuse: [annoncer_refus],
    VisiteurInscrit: [],  # the e-mail with the badge is the confirmation
    BadgeEmis: [fabriquer_badge],
    BadgeFabrique: [envoyer_badge],
    LienDemande: [envoyer_lien],
    RdvDemande: [prevenir_destinataire],
    RdvPlanifie: [envoyer_agendas],
    RdvRefuse: [annoncer_refus_rdv],
    RdvAnnule: [annoncer_annulation],
    RdvTenu: [],  # counted live by a query
    PassageEnregistre: [],  # counted live by a query
    CourrielEcrit: [envoyer_courriel],
    MinutePassee: [expirer, constater_echecs],
    JourPasse: [purger],
}


def _exposant(exposant_id: int) -> Exposant:
    return (
        Exposant.objects.select_related("structure")
        .prefetch_related("equipe__edition")
        .get(pk=exposant_id)
    )


def _badge(badge_id: int) -> Badge:
    return Badge.objects.select_related("participant__edition").get(pk=badge_id)


def _rdv(rdv_id: int) -> RendezVous:
    return RendezVous.objects.select_related(
        "edition", "creneau", "table", "demandeur__edition", "destinataire__edition"
    ).get(pk=rdv_id)
