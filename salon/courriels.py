"""The e-mails: one function each, which returns a message ready to be written down."""

from collections.abc import Sequence
from dataclasses import replace

from django.template.loader import render_to_string

from salon.acces import lien_participant
from salon.exposants.models import Exposant
from salon.journal.models import Fichier
from salon.journal.services import Message
from salon.models import Badge, Participant
from salon.rdv.agenda import CANCEL, REQUEST, heure, interlocuteur, invitation, lignes
from salon.rdv.models import RendezVous


def courriel_inscription(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the file arrived and will be answered."""
    return _composer(
        membre,
        f"{membre.edition} : votre dossier d’exposant est bien arrivé",
        [
            f"Nous avons reçu le dossier de {exposant}.",
            "L’organisateur l’examine ; vous recevrez sa réponse et votre badge par e-mail.",
            f"Votre espace : {lien_participant(membre)}",
        ],
    )


def courriel_validation(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the exhibitor is accepted."""
    return _composer(
        membre,
        f"{membre.edition} : {exposant} est exposant",
        [
            f"Bonne nouvelle : la participation de {exposant} est validée.",
            "Votre badge arrive dans un e-mail séparé.",
            f"Votre espace : {lien_participant(membre)}",
        ],
    )


def courriel_refus(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the exhibitor is refused, and why."""
    return _composer(
        membre,
        f"{membre.edition} : réponse à votre dossier",
        [
            f"La participation de {exposant} n’a pas été retenue.",
            f"Motif : {exposant.motif_refus}",
        ],
    )


def courriel_badge(badge: Badge, fichier: Fichier) -> Message:
    """Send a badge to its holder, as a document to print or to show on a phone."""
    participant = badge.participant
    message = _composer(
        participant,
        f"{participant.edition} : votre badge",
        [
            f"Voici votre badge pour {participant.edition}, {participant.edition.lieu_et_dates()}.",
            "Imprimez-le ou montrez-le sur votre téléphone : il ouvre les portes du salon.",
            f"Si la lecture échoue, donnez ce code à l’accueil : {badge.code_court}",
            f"Votre espace : {lien_participant(participant)}",
        ],
    )
    return replace(message, pieces=[fichier])


def courriel_lien(participant: Participant) -> Message:
    """Send a participant a new link to their space."""
    return _composer(
        participant,
        f"{participant.edition} : votre lien d’accès",
        [
            f"Votre espace : {lien_participant(participant)}",
            "Ce lien sert une seule fois. Si vous ne l’avez pas demandé, ignorez cet e-mail.",
        ],
    )


def courriel_demande(rdv: RendezVous) -> Message:
    """Tell somebody that another participant would like to meet."""
    demandeur = rdv.demandeur
    paragraphes = [
        f"{demandeur.nom_complet()} ({demandeur.organisation or 'visiteur'}) "
        "souhaite vous rencontrer.",
        *([f"Son message : « {rdv.message} »"] if rdv.message else []),
        f"Répondez depuis votre espace : {lien_participant(rdv.destinataire)}",
    ]
    sujet = f"{rdv.edition} : une demande de rendez-vous"
    return _composer(rdv.destinataire, sujet, paragraphes)


def courriel_agenda(
    participant: Participant, rdv: RendezVous, rdvs: Sequence[RendezVous]
) -> Message:
    """Send a participant the new meeting for the calendar, and all the meetings so far."""
    message = _composer(
        participant,
        f"{participant.edition} : votre agenda ({len(rdvs)} rendez-vous)",
        [f"Nouveau rendez-vous : {heure(rdv)}.", "Votre agenda :"],
        lignes(participant, list(rdvs)),
    )
    return _avec_invitation(message, participant, rdv, REQUEST)


def courriel_refus_rdv(rdv: RendezVous) -> Message:
    """Tell who asked that the answer is no."""
    autre = rdv.destinataire
    return _composer(
        rdv.demandeur,
        f"{rdv.edition} : réponse à votre demande de rendez-vous",
        [
            f"{autre.nom_complet()} ({autre.organisation}) ne peut pas vous rencontrer.",
            "D’autres participants sont disponibles : demandez un autre rendez-vous.",
        ],
    )


def courriel_annulation(participant: Participant, rdv: RendezVous) -> Message:
    """Tell a party that a meeting is called off, and take it out of the calendar."""
    autre = interlocuteur(participant, rdv)
    quand = f" : {heure(rdv)}." if rdv.creneau else "."
    message = _composer(
        participant,
        f"{rdv.edition} : rendez-vous annulé",
        [f"Le rendez-vous avec {autre.nom_complet()} ({autre.organisation}) est annulé{quand}"],
    )
    return _avec_invitation(message, participant, rdv, CANCEL) if rdv.creneau else message


def _avec_invitation(
    message: Message, participant: Participant, rdv: RendezVous, methode: str
) -> Message:
    return replace(message, agenda=invitation(participant, rdv, methode), agenda_methode=methode)


def _composer(
    participant: Participant, sujet: str, paragraphes: Sequence[str], liste: Sequence[str] = ()
) -> Message:
    contexte = {
        "participant": participant,
        "edition": participant.edition,
        "sujet": sujet,
        "paragraphes": paragraphes,
        "liste": liste,
    }
    return Message(
        a=participant.courriel,
        sujet=sujet,
        texte=render_to_string("courriels/message.txt", contexte),
        html=render_to_string("courriels/message.html", contexte),
        edition_id=participant.edition_id,
    )
