"""The e-mails: one function each, which returns a message ready to be written down."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string

from salon.acces import lien_espace, lien_participant
from salon.exposants.models import DemandeEquipe, Exposant
from salon.gabarits.marqueurs import paragraphes, remplir, verifier
from salon.gabarits.textes import EXEMPLES, GABARITS
from salon.journal.models import Fichier
from salon.journal.services import Message
from salon.models import Badge, Compte, Edition, Participant, periode_en_francais
from salon.rdv.agenda import interlocuteur, lignes
from salon.rdv.models import RendezVous
from salon.rdv.reponses import lien_reponse


def courriel_inscription(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the file arrived and will be answered."""
    return selon_gabarit("inscription", membre, exposant=str(exposant))


def courriel_validation(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the exhibitor is accepted."""
    return selon_gabarit("validation", membre, exposant=str(exposant))


def courriel_refus(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the exhibitor is refused, and why."""
    return selon_gabarit("refus", membre, exposant=str(exposant), motif=exposant.motif_refus)


def courriel_reprise(membre: Participant, exposant: Exposant) -> Message:
    """Send the contact of a draft the link that opens it again."""
    return selon_gabarit("reprise", membre, exposant=str(exposant))


def courriel_attente(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that every stand is taken for now."""
    return selon_gabarit("attente", membre, exposant=str(exposant))


def courriel_retrait(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team that the exhibitor withdrew."""
    return selon_gabarit("retrait", membre, exposant=str(exposant))


def courriel_stand(membre: Participant, exposant: Exposant) -> Message:
    """Tell a member of a team where the exhibitor stands."""
    return selon_gabarit("stand", membre, exposant=str(exposant), stand=str(exposant.stand))


def courriel_equipier(membre: Participant, exposant: Exposant) -> Message:
    """Tell somebody that a team counts on them."""
    return selon_gabarit("equipier", membre, exposant=str(exposant))


def courriel_invitation(personne: Participant, exposant: Exposant) -> Message:
    """Ask the owner of an address whether they are the person that a team named."""
    return selon_gabarit("invitation", personne, exposant=str(exposant))


def courriel_demande_equipe(responsable: Participant, demande: DemandeEquipe) -> Message:
    """Ask the contact of a team whether somebody belongs to it."""
    autre = f"{demande.prenom} {demande.nom}".strip() + f" ({demande.courriel})"
    exposant = str(demande.exposant)
    return selon_gabarit("demande_equipe", responsable, exposant=exposant, autre=autre)


def courriel_equipe_refusee(demande: DemandeEquipe) -> Message:
    """Tell somebody, who is not registered, that a team does not take them in."""
    exposant = demande.exposant
    personne = Participant(
        edition=exposant.edition,
        prenom=demande.prenom,
        nom=demande.nom,
        courriel=demande.courriel,
    )
    return selon_gabarit(
        "equipe_refusee", personne, exposant=str(exposant), lien=_page(exposant.edition)
    )


def courriel_place_libre(compte: Compte, exposant: Exposant) -> Message:
    """Tell an organiser that a stand is free, and who waits for it first."""
    destinataire = Participant(
        edition=exposant.edition,
        prenom=compte.first_name,
        nom=compte.last_name or compte.username,
        courriel=compte.email,
    )
    lien = f"{settings.BASE_URL}/bureau/{exposant.edition.slug}/exposants/{exposant.pk}/"
    return selon_gabarit("place_libre", destinataire, exposant=str(exposant), lien=lien)


def courriel_relance(membre: Participant, exposant: Exposant, manques: Sequence[str]) -> Message:
    """Tell a member of a team what is still missing in the file."""
    liste = "\n".join(f"– {manque}" for manque in manques)
    return selon_gabarit("relance", membre, exposant=str(exposant), manques=liste)


def courriel_badge(badge: Badge, fichiers: Sequence[Fichier]) -> Message:
    """Send a badge to its holder, as a document to print and a picture to show on a phone."""
    message = selon_gabarit("badge", badge.participant, code=badge.code_court)
    return replace(message, pieces=list(fichiers))


def courriel_lien(participant: Participant) -> Message:
    """Send a participant a new link to their space."""
    return selon_gabarit("lien", participant, lien=lien_participant(participant))


def courriel_deja_inscrit(participant: Participant) -> Message:
    """Tell the owner of an address that somebody gave it again."""
    return selon_gabarit("deja_inscrit", participant)


def courriel_groupe(contact: Participant, fichier: Fichier, noms: Sequence[str]) -> Message:
    """Send the contact of a group the badges of those who have no address."""
    message = selon_gabarit("groupe", contact, list(noms), nombre=str(len(noms)))
    return replace(message, pieces=[fichier])


def courriel_inscription_annulee(participant: Participant) -> Message:
    """Confirm to somebody that they are no longer registered."""
    return selon_gabarit("inscription_annulee", participant)


def courriel_inscription_cedee(ancien: Participant, nouveau: Participant) -> Message:
    """Confirm to somebody that a colleague takes their place."""
    return selon_gabarit("inscription_cedee", ancien, repreneur=nouveau.nom_complet())


def courriel_reprise_de_place(
    ancien: Participant, nouveau: Participant, rdvs: Sequence[RendezVous]
) -> Message:
    """Tell a colleague what place they take, and its meetings."""
    liste = lignes(nouveau, list(rdvs)) or ["aucun rendez-vous pour l’instant"]
    return selon_gabarit("reprise_de_place", nouveau, liste, cedant=ancien.nom_complet())


def courriel_demandes(demandes: Sequence[RendezVous]) -> Message:
    """Tell somebody who would like to meet them and why, each with a link that answers."""
    return selon_gabarit(
        "demande",
        demandes[0].destinataire,
        _demandes(demandes),
        nombre=str(len(demandes)),
        autre=", ".join(_demandeur(rdv) for rdv in demandes),
    )


def courriel_rappel_demandes(demandes: Sequence[RendezVous]) -> Message:
    """Remind somebody of the requests that expire without their answer."""
    avant = demandes[0].edition.heure_locale(demandes[0].expire_le)
    return selon_gabarit(
        "rappel_demandes",
        demandes[0].destinataire,
        _demandes(demandes),
        nombre=str(len(demandes)),
        quand=f"{avant:%d/%m %H:%M}",
    )


def _demandes(demandes: Sequence[RendezVous]) -> list[str]:
    return [
        " — ".join(
            filter(
                None,
                (
                    _demandeur(rdv),
                    f"« {rdv.message} »" if rdv.message else "",
                    f"répondre : {lien_reponse(rdv)}",
                ),
            )
        )
        for rdv in demandes
    ]


def _demandeur(rdv: RendezVous) -> str:
    return f"{rdv.demandeur.nom_complet()} ({rdv.demandeur.organisation or 'visiteur'})"


def courriel_refus_rdv(rdv: RendezVous) -> Message:
    """Tell who asked that the answer is no."""
    return selon_gabarit("refus_rdv", rdv.demandeur, autre=_personne(rdv.destinataire))


def courriel_annulation(participant: Participant, rdv: RendezVous) -> Message:
    """Tell a party that a request, which had no slot yet, is called off."""
    autre = _personne(interlocuteur(participant, rdv))
    return selon_gabarit("annulation", participant, autre=autre)


def _personne(participant: Participant) -> str:
    return f"{participant.nom_complet()} ({participant.organisation})"


def selon_gabarit(
    code: str, participant: Participant, liste: Sequence[str] = (), /, **propres: str
) -> Message:
    """Compose one kind of e-mail in the organiser's words where there are some, else in our own."""
    gabarit = GABARITS[code]
    texte = participant.edition.textes.filter(code=code).first()
    sujet, corps = (texte.sujet, texte.corps) if texte else (gabarit.sujet, gabarit.corps)
    valeurs = {**_communes(participant), **propres}
    return _composer(participant, remplir(sujet, valeurs), paragraphes(corps, valeurs), liste)


def courriel_exemple(edition: Edition, code: str, sujet: str, corps: str) -> Message:
    """Return an e-mail as its reader would see it, with invented values."""
    gabarit = GABARITS[code]
    verifier(sujet, gabarit.marqueurs, champ="sujet")
    verifier(corps, gabarit.marqueurs, champ="corps")
    personne = Participant(
        edition=edition, prenom="Camille", nom="Roux", organisation="Le Fournil Solidaire"
    )
    exemples = {mot: EXEMPLES.get(mot, f"({sens})") for mot, sens in gabarit.propres.items()}
    valeurs = {**_communes(personne), "lien": f"{settings.BASE_URL}/…", **exemples}
    return _composer(personne, remplir(sujet, valeurs), paragraphes(corps, valeurs))


def _page(edition: Edition) -> str:
    """Return the address of the public page of an edition, for people who have no space."""
    return f"{settings.BASE_URL}/editions/{edition.slug}/"


def _communes(participant: Participant) -> dict[str, str]:
    edition = participant.edition
    return {
        "prenom": participant.prenom,
        "nom": participant.nom,
        "structure": participant.organisation,
        "edition": str(edition),
        "lieu": edition.lieu,
        "dates": periode_en_francais(edition.debut, edition.fin),
        "lien": lien_espace(participant),
    }


def _composer(
    participant: Participant, sujet: str, textes: Sequence[str], liste: Sequence[str] = ()
) -> Message:
    contexte = {
        "participant": participant,
        "edition": participant.edition,
        "sujet": sujet,
        "paragraphes": textes,
        "liste": liste,
    }
    return Message(
        a=participant.courriel,
        sujet=sujet,
        texte=render_to_string("courriels/message.txt", contexte),
        html=render_to_string("courriels/message.html", contexte),
        edition_id=participant.edition_id,
    )
