"""WHAT FOLLOWS: the one page that ties each event to its effects, and the effects themselves.

An effect knows ids, fetches, calls one function, and may be repeated without harm: a document or an
e-mail is stored under a key, and a second one with the same key changes nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from salon import courriels, debit
from salon.annuaire.indexation import indexer
from salon.echanges.sorties import oublier_fichiers, preparer_export
from salon.exposants.badges import imprimer_equipe
from salon.exposants.completude import completude
from salon.exposants.inscription import effacer_brouillons
from salon.exposants.logo import effacer_logos_perdus
from salon.exposants.models import DemandeEquipe, Exposant
from salon.exposants.services import place_libre, premier_en_attente
from salon.journal import envoi, webhooks
from salon.journal.effets import Reaction, effet
from salon.journal.evenements import (
    BadgeCorrige,
    BadgeEmis,
    BadgeFabrique,
    BesoinPublie,
    BesoinSatisfait,
    CourrielEcrit,
    DossierRelance,
    EditionCopiee,
    EditionImportee,
    EditionReglee,
    EquipeDemandee,
    EquipeRefusee,
    EquipierAjoute,
    EquipierInvite,
    EquipierRetire,
    Evenement,
    ExportDemande,
    ExportFait,
    ExposantCommence,
    ExposantInscrit,
    ExposantMisEnAttente,
    ExposantRefuse,
    ExposantRetire,
    ExposantValide,
    GroupeInscrit,
    ImportFait,
    InscriptionAnnulee,
    InscriptionCedee,
    InscriptionRepetee,
    JourPasse,
    LienDemande,
    LivraisonPrevue,
    MandatDonne,
    MandatRetire,
    MinutePassee,
    NoteEcrite,
    PageExposantModifiee,
    PassageEnregistre,
    RdvAnnule,
    RdvDemande,
    RdvPlanifie,
    RdvRefuse,
    RdvTenu,
    SecondFacteurActive,
    StandAttribue,
    StandsChanges,
    StructureModifiee,
    TexteChange,
    VisiteurInscrit,
)
from salon.journal.models import Export, Fichier, ReponseGardee
from salon.journal.services import Message, ecrire
from salon.models import Badge, Compte, Mandat, Participant
from salon.pointage.visiteurs import imprimer_groupe
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda
from salon.rdv.services import expirer_demandes, liberer_agendas
from salon.services import cle_fichier, cle_image, imprimer_badge, redessiner_badge

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


@effet(queue="courriels")
def accueillir_equipier(*, participant_id: int) -> None:
    """Tell somebody that a team counts on them."""
    membre = Participant.objects.select_related("edition").get(pk=participant_id)
    if membre.exposant_id:
        message = courriels.courriel_equipier(membre, _exposant(membre.exposant_id))
        ecrire(message, cle=f"equipier:{membre.exposant_id}:{participant_id}")


@effet(queue="lots")
def annuler_rdv_equipier(*, participant_id: int) -> None:
    """Call off the meetings of somebody who left a team."""
    liberer_agendas(participants=[participant_id])


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


@effet(queue="badges")
def corriger_badge(*, badge_id: int) -> None:
    """Draw a badge again after a name was corrected."""
    redessiner_badge(_badge(badge_id))


@effet(queue="badges")
def relier_badges(*, badge_id: int) -> None:
    """Bind the badges of a team into one document, each time one of them is new."""
    exposant = _badge(badge_id).participant.exposant
    if exposant is not None:
        imprimer_equipe(exposant)


@effet(queue="lots")
def effacer_vieux_brouillons(*, jour: str) -> None:
    """Forget the drafts that nobody sent, and the pictures that nobody shows."""
    effacer_brouillons()
    effacer_logos_perdus()


@effet(queue="badges")
def fabriquer_badge(*, badge_id: int) -> None:
    """Draw a badge and store its document."""
    imprimer_badge(_badge(badge_id))


@effet(queue="courriels")
def envoyer_badge(*, badge_id: int) -> None:
    """Send the drawn badge to its holder, unless another one replaced it meanwhile."""
    badge = _badge(badge_id)
    if badge.revoque_le is None:
        dessins = Fichier.objects.filter(cle__in=(cle_fichier(badge), cle_image(badge)))
        ecrire(
            courriels.courriel_badge(badge, list(dessins.order_by("pk"))), cle=f"badge:{badge_id}"
        )


@effet(queue="courriels")
def envoyer_lien(*, participant_id: int | None, minute: str) -> None:
    """Send a new link, once a minute at most."""
    if participant_id is None:
        return
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


@effet(queue="lots")
def indexer_exposant(*, exposant_id: int) -> None:
    """Have the search say again in which editions a structure exhibits."""
    indexer(Exposant.objects.filter(pk=exposant_id).values_list("structure_id", flat=True))


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
    """Forget the answers kept for repeated requests, and the counts that limit nothing any more."""
    debit.purger()
    ReponseGardee.objects.filter(le__lt=timezone.now() - REPONSES_GARDEES).delete()


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
    """Write to both sides of a place that was handed over, and fill the calendar of who takes it."""
    ancien, nouveau = _participant(ancien_id), _participant(nouveau_id)
    rdvs = list(agenda(nouveau))
    ecrire(courriels.courriel_inscription_cedee(ancien, nouveau), cle=f"cedee:{nouveau_id}")
    message = courriels.courriel_reprise_de_place(ancien, nouveau, rdvs)
    ecrire(message, cle=f"reprise:{nouveau_id}")
    for rdv in rdvs:
        message = courriels.courriel_agenda(nouveau, rdv, rdvs)
        ecrire(message, cle=f"agenda:{rdv.pk}:{rdv.version}:{nouveau_id}")


@effet(queue="lots")
def fabriquer_export(*, export_id: int) -> None:
    """Make the file of a list that somebody asked for."""
    preparer_export(Export.objects.select_related("edition").get(pk=export_id))


@effet(queue="lots")
def oublier_listes(*, jour: str) -> None:
    """Forget the lists of people that left, and the files that were never stored."""
    oublier_fichiers()


@effet(queue="lots")
def annoncer_aux_abonnes(*, ecriture_id: int, **ids: int) -> None:
    """Plan what the subscribers of an edition are told; what was deleted meanwhile is told to nobody."""
    [(nom, numero)] = ids.items()
    edition_id = EDITION_DE[nom].filter(pk=numero).values_list("edition", flat=True).first()
    if edition_id:
        webhooks.prevoir_livraisons(ecriture_id=ecriture_id, edition_id=edition_id)


@effet(queue="externe")
def livrer_aux_abonnes(*, livraison_id: int) -> None:
    """Send one subscriber what it waits for."""
    webhooks.livrer(livraison_id)


# Where the edition of an event is found, by the id that the event carries.
EDITION_DE: dict[str, QuerySet[Any]] = {
    "exposant_id": Exposant.objects.all(),
    "participant_id": Participant.objects.all(),
    "rdv_id": RendezVous.objects.all(),
}


REACTIONS: dict[type[Evenement], list[Reaction]] = {
    ExposantInscrit: [accuser_inscription, annoncer_aux_abonnes],
    ExposantValide: [annoncer_validation, annoncer_aux_abonnes, indexer_exposant],
    ExposantRefuse: [annoncer_refus],
    ExposantCommence: [envoyer_reprise],
    ExposantMisEnAttente: [annoncer_attente],
    ExposantRetire: [annuler_rdv_exposant, annoncer_retrait, proposer_place, indexer_exposant],
    PageExposantModifiee: [],  # shown as it is
    StandAttribue: [annoncer_stand],
    DossierRelance: [relancer_equipe],
    NoteEcrite: [],  # for the organisers only
    StandsChanges: [],  # kept for the record
    EditionReglee: [],  # read where it is needed
    EditionCopiee: [],  # kept for the record
    EditionImportee: [],  # kept for the record
    TexteChange: [],  # read when an e-mail is written
    ExportDemande: [fabriquer_export],
    ExportFait: [],  # kept for the record
    ImportFait: [],  # what was stored has its own events
    EquipierAjoute: [accueillir_equipier],
    EquipierInvite: [inviter_equipier],
    EquipierRetire: [annuler_rdv_equipier],
    EquipeDemandee: [transmettre_demande],
    EquipeRefusee: [annoncer_refus_equipe],
    BadgeCorrige: [corriger_badge, relier_badges],
    VisiteurInscrit: [annoncer_aux_abonnes],  # the e-mail with the badge is the confirmation
    InscriptionRepetee: [rappeler_inscription],
    GroupeInscrit: [envoyer_badges_groupe],
    InscriptionAnnulee: [liberer_agenda, confirmer_annulation],
    InscriptionCedee: [annoncer_cession],
    LivraisonPrevue: [livrer_aux_abonnes],
    BadgeEmis: [fabriquer_badge],
    BadgeFabrique: [envoyer_badge, relier_badges],
    LienDemande: [envoyer_lien],
    MandatDonne: [],  # kept for the record
    MandatRetire: [],  # kept for the record
    SecondFacteurActive: [],  # kept for the record
    RdvDemande: [prevenir_destinataire],
    RdvPlanifie: [envoyer_agendas, annoncer_aux_abonnes],
    RdvRefuse: [annoncer_refus_rdv],
    RdvAnnule: [annoncer_annulation, annoncer_aux_abonnes],
    RdvTenu: [],  # counted live by a query
    PassageEnregistre: [],  # counted live by a query
    StructureModifiee: [],  # the search follows in the same transaction
    BesoinPublie: [],  # shown by a query
    BesoinSatisfait: [],  # shown by a query
    CourrielEcrit: [envoyer_courriel],
    MinutePassee: [expirer, constater_echecs],
    JourPasse: [purger, effacer_vieux_brouillons, oublier_listes],
}


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


def _demande(demande_id: int) -> DemandeEquipe:
    return DemandeEquipe.objects.select_related("exposant__edition", "exposant__structure").get(
        pk=demande_id
    )


def _participant(participant_id: int) -> Participant:
    return Participant.objects.select_related("edition").get(pk=participant_id)


def _badge(badge_id: int) -> Badge:
    return Badge.objects.select_related("participant__edition").get(pk=badge_id)


def _rdv(rdv_id: int) -> RendezVous:
    return RendezVous.objects.select_related(
        "edition", "creneau", "table", "demandeur__edition", "destinataire__edition"
    ).get(pk=rdv_id)
