"""The gates' devices, known for one second: what a token opens, how full the site is, how fast it scans."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from salon.acces import empreinte_de
from salon.erreurs import NonIdentifie, TropDeDemandes
from salon.models import Appareil, Edition
from salon.pointage.compteurs import presents
from salon.pointage.lot import Poste

# Seconds. A revoked device, a closed gate or a full site is noticed after this time and one look-up.
FRAICHEUR = 1.0
RAFALE = 4  # a device may send this many seconds' worth of scans at once

Cle = TypeVar("Cle")
Valeur = TypeVar("Valeur")


class Memoire(Generic[Cle, Valeur]):
    """Values kept for FRAICHEUR seconds, by key; shared by the threads of a process.

    The keys in use are looked up again all together, by the first thread that finds one too old;
    meanwhile the others make do with the old values: at busy gates one scan waits, not all.
    """

    def __init__(self, chercher: Callable[[list[Cle]], dict[Cle, Valeur]]) -> None:
        self._chercher = chercher
        self._valeurs: dict[Cle, tuple[float, Valeur]] = {}

    def frais(self, cle: Cle) -> Valeur | None:
        """Return the value of a key if it is fresh, without looking anything up."""
        connue = self._valeurs.get(cle)
        if connue is not None and time.monotonic() - connue[0] < FRAICHEUR:
            return connue[1]
        return None

    def lire(self, cle: Cle) -> Valeur | None:
        """Return the value of a key, looked up again when it is too old; None if it has none."""
        valeur = self.frais(cle)
        if valeur is not None:
            return valeur
        cles = [cle, *self._prolonger(cle)]
        valeurs = self._chercher(cles)
        for cherchee in cles:
            self._valeurs.pop(cherchee, None)
            if cherchee in valeurs:
                self._valeurs[cherchee] = (time.monotonic(), valeurs[cherchee])
        return valeurs.get(cle)

    def _prolonger(self, cle: Cle) -> list[Cle]:
        """Keep the values that were fresh a moment ago; return their keys, but for this one."""
        maintenant, perimees = time.monotonic(), []
        for autre, (lue_a, valeur) in list(self._valeurs.items()):
            if FRAICHEUR <= maintenant - lue_a < 2 * FRAICHEUR:
                self._valeurs[autre] = (maintenant, valeur)
                perimees.append(autre)
        return [autre for autre in perimees if autre != cle]

    def vider(self) -> None:
        """Forget everything."""
        self._valeurs.clear()


def poste_connu(jeton: str) -> Poste | None:
    """Return the post of a token if it was looked up a moment ago; never asks the database."""
    return _postes.frais(empreinte_de(jeton))


def poste_de(jeton: str) -> Poste:
    """Return the post that a device's token opens. Raises NonIdentifie."""
    poste = _postes.lire(empreinte_de(jeton))
    if poste is None:
        raise NonIdentifie("Appareil inconnu, révoqué ou expiré.")
    return poste


def oublier() -> None:
    """Forget everything known, e.g. between two tests."""
    _postes.vider()
    _jauges.vider()
    _debits.clear()


def _chercher_postes(empreintes: list[str]) -> dict[str, Poste]:
    appareils = Appareil.objects.filter(
        empreinte__in=empreintes, revoque_le=None, expire_le__gt=timezone.now()
    ).select_related("porte__edition", "porte__zone")
    return {appareil.empreinte: _poste(appareil) for appareil in appareils}


def _poste(appareil: Appareil) -> Poste:
    edition = appareil.porte.edition
    plein = bool(_jauges.lire(edition.pk))
    return Poste(appareil, appareil.porte, edition, jauge_atteinte=plein)


def _mesurer_jauges(edition_ids: list[int]) -> dict[int, bool]:
    """Tell of each edition whether as many people are inside as it may hold."""
    return {
        edition.pk: presents(edition, edition.aujourdhui()) >= edition.jauge
        for edition in Edition.objects.filter(pk__in=edition_ids)
    }


_postes = Memoire(_chercher_postes)
_jauges = Memoire(_mesurer_jauges)
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
