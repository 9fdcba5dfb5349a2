"""The way to the mail server: once it failed five times in a row, one e-mail tries it and the others wait.

A fault of the way (server away, wrong password, no TLS) says nothing of an e-mail, so that none dies
of it, however long it lasts. Each worker asks the same row: a password is not tried by thousands.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from salon.journal.effets import PasMaintenant
from salon.journal.models import Coupure
from salon.journal.services import reveiller_courriels

logger = logging.getLogger(__name__)

UNE = 1  # the row
SEUIL = 5
AVANT_SEUIL = timedelta(seconds=10)
# How long the one that tries has for it: longer than a server that hangs is waited for.
ESSAI = timedelta(seconds=30)
ATTENTES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))


def exiger_ouverte() -> bool:
    """Return whether the way failed of late. Raises PasMaintenant while somebody else is to try it."""
    coupure = Coupure.objects.filter(pk=UNE, echecs__gt=0).first()
    if coupure is None or coupure.echecs < SEUIL:
        return coupure is not None
    maintenant = timezone.now()
    # One UPDATE decides who tries.
    if Coupure.objects.filter(pk=UNE, jusqua__lte=maintenant).update(jusqua=maintenant + ESSAI):
        return True
    raise PasMaintenant(coupure.jusqua or maintenant + ESSAI, coupure.erreur)


@transaction.atomic
def noter_echec(erreur: str) -> datetime:
    """Write down that the server could not be reached; return when to try again."""
    maintenant = timezone.now()
    Coupure.objects.get_or_create(pk=UNE)
    Coupure.objects.filter(pk=UNE).update(
        echecs=F("echecs") + 1,
        erreur=erreur,
        depuis=Coalesce("depuis", maintenant),
        jusqua=maintenant + AVANT_SEUIL,
    )
    # The row is ours until the end: only one failure is the fifth.
    echecs = Coupure.objects.values_list("echecs", flat=True).get(pk=UNE)
    if echecs < SEUIL:
        return maintenant + AVANT_SEUIL
    if echecs == SEUIL:
        logger.error("serveur d’envoi injoignable, les e-mails attendent : %s", erreur)
    jusqua = maintenant + ATTENTES[min(echecs - SEUIL, len(ATTENTES) - 1)]
    Coupure.objects.filter(pk=UNE).update(jusqua=jusqua)
    return jusqua


def noter_reussite() -> None:
    """Write down that the server answers again, and let those that wait for it leave."""
    gueries = Coupure.objects.filter(pk=UNE, echecs__gt=0)
    alarme = gueries.filter(echecs__gte=SEUIL).exists()
    if gueries.update(echecs=0, erreur="", depuis=None, jusqua=None) and alarme:
        logger.warning("serveur d’envoi de nouveau joignable")
        reveiller_courriels()


def essayer() -> None:
    """Have the server tried now, whatever was decided: somebody says that it is mended."""
    Coupure.objects.filter(pk=UNE, echecs__gt=0).update(jusqua=timezone.now())
    reveiller_courriels()


def alarme() -> Coupure | None:
    """Return what an organiser has to know: since when nothing leaves, and why."""
    return Coupure.objects.filter(pk=UNE, echecs__gte=SEUIL).first()
