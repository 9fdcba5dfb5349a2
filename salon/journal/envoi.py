"""Send one e-mail row: the same Message-ID at every try, and a lasting refusal is not tried again."""

import hashlib
import smtplib
from datetime import timedelta
from typing import NoReturn

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from salon.journal import coupure
from salon.journal.effets import EchecDefinitif, PasMaintenant, raison
from salon.journal.evenements.envois import DEPARTS
from salon.journal.models import Courriel, Effet
from salon.journal.smtp import LigneMuette, remettre

# SMTP replies from here on say that trying again is useless; below, that it is worth another try.
REFUS_DURABLE = 500
# What a server says no with; anything else is a line that is cut, or a server that says nothing.
REPONSES = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
# How long an e-mail that is held back sleeps, unless its edition lets it go before.
PAUSE = timedelta(minutes=2)
# An e-mail that could not leave waits as long again as it has waited so far, within these bounds; mail
# servers give up after days too.
ATTENTE_MIN, ATTENTE_MAX = timedelta(seconds=10), timedelta(minutes=15)
PATIENCE = timedelta(days=2)


def envoyer(courriel_id: int) -> None:
    """Send an e-mail, unless it is sent. Raises EchecDefinitif when its address is refused for good.

    Raises PasMaintenant while its edition holds its e-mails back. At least once: a worker killed
    between the server's reply and our commit sends it again, with the same Message-ID. Somebody who
    replays a failed e-mail sends it anew.
    """
    pris = Courriel.objects.filter(pk=courriel_id).exclude(etat=Courriel.Etat.ENVOYE)
    if _retenus(pris).exists():
        raise PasMaintenant(timezone.now() + PAUSE)
    convalescent = coupure.exiger_ouverte()
    if not pris.update(etat=Courriel.Etat.EN_COURS, erreur="", refuse_le=_premier_refus()):
        return
    courriel = Courriel.objects.get(pk=courriel_id)
    try:
        remettre(message(courriel))
    except LigneMuette as erreur:
        pris.update(etat=Courriel.Etat.A_ENVOYER, erreur=str(erreur))
        raise PasMaintenant(coupure.noter_echec(str(erreur)), str(erreur)) from erreur
    except REPONSES as erreur:
        if convalescent:
            coupure.noter_reussite()
        _renoncer(courriel, erreur)
    except (OSError, smtplib.SMTPException) as erreur:
        coupure.noter_echec(raison(erreur))
        _renoncer(courriel, erreur)
    if convalescent:
        coupure.noter_reussite()
    pris.update(etat=Courriel.Etat.ENVOYE, envoye_le=timezone.now())


def _premier_refus() -> Case:
    """Return when an e-mail was first refused, as a value: one that is replayed begins anew."""
    return Case(When(etat=Courriel.Etat.ECHOUE, then=None), default=F("refuse_le"))


def _retenus(courriels: QuerySet[Courriel]) -> QuerySet[Courriel]:
    """Return those of these e-mails whose edition holds them back; a link that waits is dead."""
    return courriels.filter(edition__courriels_en_pause=True).exclude(cle__startswith="lien:")


def constater_echecs() -> None:
    """Declare failed the e-mails whose sending was given up after its last attempt."""
    morts = Effet.objects.filter(etat=Effet.Etat.MORT, ecriture__type__in=DEPARTS).values_list(
        "ecriture__ids__courriel_id", "erreur"
    )
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
        # Mail programs show this part as one meeting: several are for the attachment only.
        if courriel.agenda.count("BEGIN:VEVENT") == 1:
            email.attach_alternative(courriel.agenda, type_mime)
        nom = "annulation.ics" if courriel.agenda_methode == "CANCEL" else "invitation.ics"
        email.attach(nom, courriel.agenda, type_mime)
    for piece in courriel.pieces.order_by("pk"):
        email.attach(piece.nom, bytes(piece.contenu), piece.type_mime)
    return email


def identifiant(courriel: Courriel) -> str:
    """Return the Message-ID of a row, made from its key: the same at every try."""
    domaine = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{hashlib.sha256(courriel.cle.encode()).hexdigest()[:32]}@{domaine}>"


def _renoncer(courriel: Courriel, erreur: Exception) -> NoReturn:
    """Write down why it did not leave. Raises PasMaintenant; EchecDefinitif if it never will."""
    dit, maintenant = raison(erreur), timezone.now()
    age = maintenant - (courriel.refuse_le or maintenant)
    durable = _refus_durable(erreur)
    mort = durable or age > PATIENCE
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=Courriel.Etat.ECHOUE if mort else Courriel.Etat.A_ENVOYER,
        erreur=dit,
        refuse_le=maintenant - age,
    )
    if durable:
        raise EchecDefinitif(f"Adresse refusée par son serveur ({dit}).") from erreur
    if mort:
        raise EchecDefinitif(f"Essayé pendant {PATIENCE.days} jours ({dit}).") from erreur
    attente = min(max(age, ATTENTE_MIN), ATTENTE_MAX)
    raise PasMaintenant(maintenant + attente, dit) from erreur


def _refus_durable(erreur: Exception) -> bool:
    """Tell a refusal of this message (5xx) from a fault of the link, of the login or of the moment."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return all(code >= REFUS_DURABLE for code, _ in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return erreur.smtp_code >= REFUS_DURABLE
    return False
