"""One line to the mail server for each worker, kept from one e-mail to the next."""

import smtplib
import threading

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from salon.journal.effets import raison

OK = 250

_du_fil = threading.local()


class LigneMuette(Exception):
    """No line to the server could be opened, which says nothing of the e-mail; the message says why."""


def remettre(email: EmailMessage) -> None:
    """Hand an e-mail to the server.

    Raises LigneMuette if there is no line to it, OSError or SMTPException for what then happens to the
    e-mail. Neither keeps a line.

    A line that was kept is tried with a NOOP first: one that the server closed meanwhile is found out
    before anything is said, so that a new line never sends the same e-mail twice.
    """
    ligne = get_connection()
    if not isinstance(ligne, EmailBackend):
        ligne.send_messages([email])
        return
    ligne = _reprendre(ligne)
    _ouvrir(ligne)
    try:
        ligne.send_messages([email])
    except (OSError, smtplib.SMTPException):
        ligne.close()
        raise
    _du_fil.ligne = ligne


def _ouvrir(ligne: EmailBackend) -> None:
    try:
        ligne.open()
    except (OSError, smtplib.SMTPException) as erreur:
        ligne.close()
        raise LigneMuette(raison(erreur)) from erreur


def _reprendre(neuve: EmailBackend) -> EmailBackend:
    """Return the line that this worker kept, if it leads to the same server and still answers."""
    gardee: EmailBackend | None = _du_fil.__dict__.pop("ligne", None)
    if gardee is None or gardee.connection is None:
        return neuve
    if _ou(gardee) == _ou(neuve) and _repond(gardee.connection):
        return gardee
    gardee.close()
    return neuve


def _ou(ligne: EmailBackend) -> tuple[object, ...]:
    return (ligne.host, ligne.port, ligne.username, ligne.password, ligne.use_tls, ligne.use_ssl)


def _repond(connexion: smtplib.SMTP) -> bool:
    try:
        return connexion.noop()[0] == OK
    except (OSError, smtplib.SMTPException):
        return False
