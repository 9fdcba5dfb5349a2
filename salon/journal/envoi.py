"""Send one e-mail row: the same Message-ID at every try, and a lasting refusal is not tried again."""

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from salon.journal.effets import EchecDefinitif
from salon.journal.evenements.envois import CourrielEcrit
from salon.journal.models import Courriel, Effet

# SMTP replies from here on say that trying again is useless; below, that it is worth another try.
REFUS_DURABLE = 500


def envoyer(courriel_id: int) -> None:
    """Send an e-mail, unless it is sent. Raises EchecDefinitif when its address is refused for good.

    At least once: a worker killed between the server's reply and our commit sends it again, with
    the same Message-ID. Somebody who replays a failed e-mail sends it anew.
    """
    pris = Courriel.objects.filter(pk=courriel_id).exclude(etat=Courriel.Etat.ENVOYE)
    if not pris.update(etat=Courriel.Etat.EN_COURS, erreur=""):
        return
    courriel = Courriel.objects.get(pk=courriel_id)
    try:
        message(courriel).send()
    except (OSError, smtplib.SMTPException) as erreur:
        _noter_echec(courriel, erreur)
        raise
    pris.update(etat=Courriel.Etat.ENVOYE, envoye_le=timezone.now())


def constater_echecs() -> None:
    """Declare failed the e-mails whose sending was given up after its last attempt."""
    morts = Effet.objects.filter(
        etat=Effet.Etat.MORT, ecriture__type=CourrielEcrit.__name__
    ).values_list("ecriture__ids__courriel_id", "erreur")
    for courriel_id, erreur in morts:
        Courriel.objects.filter(
            pk=courriel_id, etat__in=(Courriel.Etat.A_ENVOYER, Courriel.Etat.EN_COURS)
        ).update(etat=Courriel.Etat.ECHOUE, erreur=erreur)


def message(courriel: Courriel) -> EmailMultiAlternatives:
    """Return the e-mail of a row: text and HTML, documents, and its invitation if it has one."""
    email = EmailMultiAlternatives(
        subject=courriel.sujet,
        body=courriel.texte,
        to=[courriel.a],
        headers={
            "Message-ID": identifiant(courriel),
            "Auto-Submitted": "auto-generated",
        },
    )
    if courriel.html:
        email.attach_alternative(courriel.html, "text/html")
    if courriel.agenda:
        type_mime = f"text/calendar; method={courriel.agenda_methode}"
        email.attach_alternative(courriel.agenda, type_mime)
        email.attach("invitation.ics", courriel.agenda, type_mime)
    for piece in courriel.pieces.order_by("pk"):
        email.attach(piece.nom, bytes(piece.contenu), piece.type_mime)
    return email


def identifiant(courriel: Courriel) -> str:
    """Return the Message-ID of a row, made from its key: the same at every try."""
    domaine = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{hashlib.sha256(courriel.cle.encode()).hexdigest()[:32]}@{domaine}>"


def _noter_echec(courriel: Courriel, erreur: Exception) -> None:
    """Write down why it did not leave; raise EchecDefinitif if it never will."""
    durable = _refus_durable(erreur)
    raison = f"{type(erreur).__name__} : {erreur}"
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=Courriel.Etat.ECHOUE if durable else Courriel.Etat.A_ENVOYER, erreur=raison
    )
    if durable:
        raise EchecDefinitif(f"Adresse refusée par son serveur ({raison}).") from erreur


def _refus_durable(erreur: Exception) -> bool:
    """Tell a refusal of this message (5xx) from a fault of the link, of the login or of the moment."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return all(code >= REFUS_DURABLE for code, _ in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return erreur.smtp_code >= REFUS_DURABLE
    return False
