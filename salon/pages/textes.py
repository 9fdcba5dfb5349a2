"""French words for what the pages show: reasons at the gates, troubles of e-mails, links to hide, places."""

import re
from unicodedata import normalize

from salon.pointage.regles import Raison

# Shorter than the sentences that a gate reads out.
REFUS = {
    Raison.INCONNU: "QR inconnu",
    Raison.INVALIDE: "Badge falsifié ou abîmé",
    Raison.AUTRE_EDITION: "Badge d’une autre édition",
    Raison.ANNULE: "Inscription annulée",
    Raison.REVOQUE: "Badge remplacé",
    Raison.NON_VALIDE_AUJOURDHUI: "Non valable aujourd’hui",
    Raison.ZONE_INTERDITE: "Zone non autorisée",
    Raison.DEJA_ENTRE: "Déjà entré",
    Raison.DEJA_SORTI: "Déjà sorti",
    Raison.SORTIE_SANS_ENTREE: "Sortie sans entrée",
    Raison.JAUGE_ATTEINTE: "Jauge atteinte",
    Raison.PORTE_FERMEE: "Porte fermée",
}

PAR_CODE: dict[str, str] = {str(raison): libelle for raison, libelle in REFUS.items()}

# What the row of an e-mail keeps is the name of the error, then what the server said.
TROUBLES = {
    "SMTPRecipientsRefused": "Le serveur du destinataire refuse cette adresse.",
    "SMTPSenderRefused": "Le serveur d’envoi refuse notre adresse d’expéditeur.",
    "SMTPDataError": "Le serveur d’envoi refuse ce message.",
    "SMTPAuthenticationError": "Le serveur d’envoi refuse notre identifiant.",
    "SMTPConnectError": "Le serveur d’envoi ne nous laisse pas entrer.",
    "SMTPServerDisconnected": "Le serveur d’envoi a coupé la communication.",
    "ConnectionRefusedError": "Le serveur d’envoi ne répond pas.",
    "ConnectionResetError": "Le serveur d’envoi a coupé la communication.",
    "TimeoutError": "Le serveur d’envoi met trop de temps à répondre.",
    "SMTPNotSupportedError": "Le serveur d’envoi ne sait pas faire ce que le réglage demande.",
    "SSLCertVerificationError": "Le certificat du serveur d’envoi n’est pas valable.",
    "gaierror": "L’adresse du serveur d’envoi est introuvable.",
}
TROUBLE_INCONNU = "L’envoi a échoué."

_LIEN = re.compile(r"(/acces/)[\w:.=-]+")


def libelle_refus(raison: str) -> str:
    """Return the short French label of a reason code."""
    return PAR_CODE.get(raison, raison)


def trouble(erreur: str) -> str:
    """Return in French why an e-mail did not leave; empty for one that had no trouble."""
    if not erreur:
        return ""
    return TROUBLES.get(erreur.split(" ", maxsplit=1)[0], TROUBLE_INCONNU)


def masquer_liens(texte: str) -> str:
    """Take out of an e-mail what opens the space of its addressee."""
    return _LIEN.sub(r"\1…", texte)


def de(lieu: str) -> str:
    """Return the name of a place after « de »: « d’Agde », « du Vigan », « des Matelles », « de Lunel »."""
    for article, contracte in (("Le ", "du "), ("Les ", "des ")):
        if lieu.startswith(article):
            return contracte + lieu.removeprefix(article)
    initiale = normalize("NFD", lieu)[:1].lower()
    return f"d’{lieu}" if initiale and initiale in "aeiouyhœ" else f"de {lieu}"
