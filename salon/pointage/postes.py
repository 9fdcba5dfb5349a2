"""The gates' devices, known for one second: what a token opens, how full the site is, how fast it scans."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from salon.acces import empreinte_de
from salon.erreurs import NonIdentifie, TropDeDemandes
from salon.models import Appareil, Edition
from salon.pointage.compteurs import presents
from salon.pointage.lot import Poste

# Seconds. A revoked device, a closed gate or a full site is noticed after this time at most.
FRAICHEUR = 1.0
CLES_MAX = 10_000  # what guessed tokens may fill
RAFALE = 4  # a device may send this many seconds' worth of scans at once

Valeur = TypeVar("Valeur")


class Memoire(Generic[Valeur]):
    """Values kept for FRAICHEUR seconds, by key; shared by the threads of a process."""

    def __init__(self) -> None:
        self._valeurs: dict[object, tuple[float, Valeur]] = {}

    def frais(self, cle: object) -> Valeur | None:
        """Return the value of a key if it is fresh, without looking anything up."""
        connue = self._valeurs.get(cle)
        if connue is not None and time.monotonic() - connue[0] < FRAICHEUR:
            return connue[1]
        return None

    def lire(self, cle: object, chercher: Callable[[], Valeur]) -> Valeur:
        """Return the value of a key, looked up again when it is too old.

        Meanwhile the other threads make do with the old one: at a busy gate one scan waits, not all.
        """
        valeur = self.frais(cle)
        if valeur is not None:
            return valeur
        self._prolonger(cle)
        valeur = chercher()
        if len(self._valeurs) >= CLES_MAX:
            self.vider()
        self._valeurs[cle] = (time.monotonic(), valeur)
        return valeur

    def _prolonger(self, cle: object) -> None:
        lue_a, valeur = self._valeurs.get(cle, (0.0, None))
        if valeur is not None and time.monotonic() - lue_a < 2 * FRAICHEUR:
            self._valeurs[cle] = (time.monotonic(), valeur)

    def vider(self) -> None:
        """Forget everything."""
        self._valeurs.clear()


_postes: Memoire[Poste | None] = Memoire()
_jauges: Memoire[bool] = Memoire()


def poste_connu(jeton: str) -> Poste | None:
    """Return the post of a token if it was looked up a moment ago; never asks the database."""
    return _postes.frais(empreinte_de(jeton))


def poste_de(jeton: str) -> Poste:
    """Return the post that a device's token opens. Raises NonIdentifie."""
    empreinte = empreinte_de(jeton)
    poste = _postes.lire(empreinte, lambda: _chercher(empreinte))
    if poste is None:
        raise NonIdentifie("Appareil inconnu, révoqué ou expiré.")
    return poste


def oublier() -> None:
    """Forget everything known, e.g. between two tests."""
    _postes.vider()
    _jauges.vider()
    _debits.clear()


def _chercher(empreinte: str) -> Poste | None:
    appareil = (
        Appareil.objects.filter(empreinte=empreinte, revoque_le=None, expire_le__gt=timezone.now())
        .select_related("porte__edition", "porte__zone")
        .first()
    )
    if appareil is None:
        return None
    edition = appareil.porte.edition
    plein = _jauges.lire(edition.pk, lambda: _plein(edition, timezone.now()))
    return Poste(appareil, appareil.porte, edition, jauge_atteinte=plein)


def _plein(edition: Edition, maintenant: datetime) -> bool:
    return presents(edition, edition.heure_locale(maintenant).date()) >= edition.jauge


_debits: dict[int, tuple[float, float]] = {}
_verrou = threading.Lock()


def compter_debit(appareil_id: int, scans: int = 1) -> None:
    """Take `scans` from the allowance of a device. Raises TropDeDemandes when it is used up.

    A token bucket in the memory of the process: it holds with Redis away.
    """
    debit = settings.DEBIT_APPAREIL
    if not debit:
        return
    maintenant = time.monotonic()
    with _verrou:
        reste, depuis = _debits.get(appareil_id, (debit * RAFALE, maintenant))
        reste = min(debit * RAFALE, reste + (maintenant - depuis) * debit)
        if reste < scans:
            _debits[appareil_id] = (reste, maintenant)
            raise TropDeDemandes
        _debits[appareil_id] = (reste - scans, maintenant)
