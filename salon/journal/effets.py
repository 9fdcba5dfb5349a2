"""Run an effect at most once at a time and at least once in all, whatever dies meanwhile."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from salon.celery import app
from salon.journal.models import Effet

logger = logging.getLogger(__name__)

TENTATIVES_MAX = 5
# Seconds to wait after the first, second, ... failure.
ATTENTES = (10, 60, 300, 900)


class EchecDefinitif(Exception):
    """Trying again is useless; the message says why, in French, to the organiser."""


class PasMaintenant(Exception):
    """The work cannot be done before `jusqua` (aware); to have asked does not count as an attempt."""

    def __init__(self, jusqua: datetime, raison: str = "") -> None:
        super().__init__(jusqua.isoformat())
        self.jusqua, self.raison = jusqua, raison


def raison(erreur: Exception) -> str:
    """Return what is kept of an error: its kind, by which pages say it in French, and its words."""
    return f"{type(erreur).__name__} : {erreur}"


@dataclass(frozen=True)
class Reaction:
    """One effect as the relay and the workers know it: its name in the journal, its queue, its work."""

    nom: str
    queue: str
    fonction: Callable[..., None]


def effet(*, queue: str) -> Callable[[Callable[..., None]], Reaction]:
    """Make a function of ids an effect, which a worker runs only after claiming its row.

    A function that also has `ecriture_id` among its parameters is told which line it follows from.
    """

    def habiller(fonction: Callable[..., None]) -> Reaction:
        nom = f"salon.{fonction.__name__}"

        @app.task(name=nom)
        def tache(effet_id: int) -> None:
            executer(effet_id, fonction)

        return Reaction(nom, queue, fonction)

    return habiller


def executer(effet_id: int, fonction: Callable[..., None]) -> None:
    """Claim an effect, run it, mark its end. Returns quietly if somebody else has it or had it."""
    tentative = _prendre(effet_id)
    if tentative is None:
        return
    try:
        fonction(**_arguments(tentative, fonction))
    except PasMaintenant as attente:
        _remettre(tentative, attente)
    except EchecDefinitif as erreur:
        _finir(tentative, etat=Effet.Etat.MORT, erreur=str(erreur))
    except Exception as erreur:
        # The class only: a message may quote a person's data.
        logger.warning("effet %s %s : %s", tentative.nom, effet_id, type(erreur).__name__)
        _reporter(tentative, raison(erreur))
    else:
        _finir(tentative, etat=Effet.Etat.FAIT, erreur="")


def _prendre(effet_id: int) -> Effet | None:
    """Take the lease by one conditional UPDATE; the attempt counts before the work begins."""
    maintenant = timezone.now()
    libre = Q(etat=Effet.Etat.A_FAIRE) | Q(etat=Effet.Etat.EN_COURS, bail_jusqua__lt=maintenant)
    prise = Effet.objects.filter(libre, pk=effet_id, tentatives__lt=TENTATIVES_MAX).update(
        etat=Effet.Etat.EN_COURS,
        tentatives=F("tentatives") + 1,
        bail_jusqua=maintenant + timedelta(seconds=settings.EFFET_BAIL),
    )
    return Effet.objects.select_related("ecriture").get(pk=effet_id) if prise else None


def _arguments(tentative: Effet, fonction: Callable[..., None]) -> dict[str, Any]:
    ids: dict[str, Any] = tentative.ecriture.ids
    if "ecriture_id" in signature(fonction).parameters:
        return {**ids, "ecriture_id": tentative.ecriture_id}
    return ids


def _remettre(tentative: Effet, attente: PasMaintenant) -> None:
    """Put an effect off, and take back the attempt that it was not."""
    Effet.objects.filter(
        pk=tentative.pk, etat=Effet.Etat.EN_COURS, tentatives=tentative.tentatives
    ).update(
        etat=Effet.Etat.A_FAIRE,
        tentatives=F("tentatives") - 1,
        erreur=attente.raison,
        pas_avant=attente.jusqua,
        bail_jusqua=None,
    )


def _finir(tentative: Effet, *, etat: str, erreur: str) -> None:
    """Mark the end, unless the lease ran out and a later attempt owns the row."""
    Effet.objects.filter(
        pk=tentative.pk, etat=Effet.Etat.EN_COURS, tentatives=tentative.tentatives
    ).update(etat=etat, erreur=erreur, bail_jusqua=None)


def _reporter(tentative: Effet, erreur: str) -> None:
    if tentative.tentatives >= TENTATIVES_MAX:
        _finir(tentative, etat=Effet.Etat.MORT, erreur=erreur)
        return
    attente = ATTENTES[tentative.tentatives - 1]
    Effet.objects.filter(
        pk=tentative.pk, etat=Effet.Etat.EN_COURS, tentatives=tentative.tentatives
    ).update(
        etat=Effet.Etat.A_FAIRE,
        erreur=erreur,
        pas_avant=timezone.now() + timedelta(seconds=attente),
        bail_jusqua=None,
    )
