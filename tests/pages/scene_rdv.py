"""The meetings of the pages that a browser walks through: requests in each state, drafts, a published one."""

from collections.abc import Iterable
from typing import Any

from salon.exposants.models import Exposant
from salon.models import Compte, Edition, Participant
from salon.rdv.blocages import bloquer
from salon.rdv.equipe import ouvrir_reservation
from salon.rdv.execution import executer_planification
from salon.rdv.horaires import Options, arreter_planification, clore, demander_planification
from salon.rdv.models import Planification, RendezVous
from salon.rdv.publication import publier_horaire
from salon.rdv.reponses import lien_reponse
from salon.rdv.reprise import demander_reprise, executer_reprise
from salon.rdv.services import Demande, accepter_rdv, demander_rdv, refuser_rdv
from salon.rdv.suggestions import joignables

VITE = Options(secondes=1)


def preparer_rencontres(
    visiteur: Participant, responsable: Participant, compte: Compte
) -> dict[str, Any]:
    """Store what the pages of meetings are about; return what stands in their addresses."""
    demande = _demander(visiteur, responsable)
    ouvert = Exposant.objects.filter(etat=Exposant.Etat.VALIDE).latest("pk")
    ouvrir_reservation(exposant=ouvert)
    # Other tests of the same site register people, who have not proved their address.
    sans_rdv = Participant.objects.exclude(courriel_verifie_le=None).filter(
        annule_le=None, exposant=None, rdv_demandes=None, rdv_recus=None
    )
    refuse, *acceptes = [_demander(qui, responsable) for qui in sans_rdv.order_by("-pk")[:4]]
    jeton_repondu = _jeton(refuse)
    refuser_rdv(rdv=refuse)
    bloquer(participant=visiteur, autre=refuse.demandeur)
    connus = RendezVous.objects.filter(demandeur=visiteur).values("destinataire__exposant")
    return {
        "rdv_id": demande.pk,
        "planifie_id": visiteur.rdv_demandes.get(etat=RendezVous.Etat.PLANIFIE).pk,
        "exposante": joignables(visiteur).exclude(exposant__in=connus).earliest("pk").pk,
        "exposant_ouvert": ouvert.pk,
        "jeton_reponse": _jeton(demande),
        "jeton_repondu": jeton_repondu,
    } | _horaires(visiteur.edition, compte, acceptes)


def _demander(qui: Participant, chez: Participant) -> RendezVous:
    message = "Combien de pains par semaine, et à quel prix ?"
    souhaits = list(qui.edition.creneaux.order_by("-debut")[:2])
    demande = Demande(message, RendezVous.Priorite.HAUTE, souhaits)
    return demander_rdv(demandeur=qui, destinataire=chez, demande=demande)


def _jeton(rdv: RendezVous) -> str:
    return lien_reponse(rdv).rpartition("/")[2]


def _horaires(edition: Edition, compte: Compte, demandes: Iterable[RendezVous]) -> dict[str, Any]:
    """Publish what waits, leave a draft of the meetings that are accepted afterwards, and a proposal."""
    for laissee in edition.planifications.filter(etat__in=Planification.EN_COURS):
        clore(laissee.pk, Planification.Etat.ANNULEE)  # by a test that failed
    publie = _calculer(edition, compte)
    publication = publier_horaire(planification=publie, compte=compte).publication
    for demande in demandes:
        accepter_rdv(rdv=demande)
    brouillon = _calculer(edition, compte)
    arretee = demander_planification(edition=edition, compte=compte, options=VITE)
    arreter_planification(planification=arretee)
    prises = edition.rendez_vous.filter(publication=publication, table__isnull=False)
    reprise = demander_reprise(
        edition=edition, compte=compte, tables_perdues=prises.values_list("table", flat=True)
    )
    executer_reprise(planification_id=reprise.pk)
    return {
        "planification_id": brouillon.pk,
        "publie_id": publie.pk,
        "arretee_id": arretee.pk,
        "reprise_id": reprise.pk,
        "placement_id": brouillon.placements.filter(creneau__isnull=False).earliest("pk").pk,
    }


def _calculer(edition: Edition, compte: Compte) -> Planification:
    """Do the worker's job here and now."""
    run = demander_planification(edition=edition, compte=compte, options=VITE)
    executer_planification(planification_id=run.pk)
    return run
