"""The counter clerk: one thread that stores, in one transaction, whatever scans arrived meanwhile.

While a commit is in flight, the scans of all gates wait in a queue; the next commit takes them all.
That is group commit: at one gate it costs nothing, at many it shares the price of the disk.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection

from salon.erreurs import Indisponible, Refus
from salon.pointage.lot import Releve
from salon.pointage.services import Decision, pointer_lot

logger = logging.getLogger(__name__)

ATTENTE_MAX = 2_000  # scans that may wait; beyond, a gate is told to come back
LOT_MAX = 500
# Seconds that a lot stays open when the one before had several scans: fewer lots, and larger ones. A
# gate that scans alone never waits.
PATIENCE = 0.001

Reponse = Decision | Refus


@dataclass(frozen=True)
class Demande:
    """A scan that waits for the clerk."""

    releve: Releve
    demandeur: object


# Called from the clerk's thread with all the answers of a lot, so that the caller is woken once.
Repondre = Callable[[list[tuple[object, Reponse]]], None]


class Guichet:
    """A clerk and its queue; the thread starts with the first scan."""

    def __init__(self, repondre: Repondre) -> None:
        self._repondre = repondre
        self._file: queue.SimpleQueue[Demande] = queue.SimpleQueue()
        self._commis: threading.Thread | None = None

    def deposer(self, demande: Demande) -> None:
        """Leave a scan, from one thread only. Raises Indisponible when too many wait."""
        if self._file.qsize() >= ATTENTE_MAX:
            raise Indisponible
        self._file.put(demande)
        if self._commis is None or not self._commis.is_alive():
            self._commis = threading.Thread(target=self._servir, name="guichet", daemon=True)
            self._commis.start()

    def _servir(self) -> None:
        demandes: list[Demande] = []
        while True:
            affluence = len(demandes) > 1
            demandes = [self._file.get()]
            if affluence:
                time.sleep(PATIENCE)
            while len(demandes) < LOT_MAX and not self._file.empty():
                demandes.append(self._file.get_nowait())
            reponses = pointer_chacun([demande.releve for demande in demandes])
            self._repondre(
                [
                    (demande.demandeur, reponse)
                    for demande, reponse in zip(demandes, reponses, strict=True)
                ]
            )


def pointer_chacun(releves: Sequence[Releve]) -> list[Reponse]:
    """Decide all scans in one transaction; if that fails, one by one, so that each fails alone.

    A scan that fails is not stored: its gate is told to come back with it.
    """
    try:
        return list(pointer_lot(releves))
    except Exception as erreur:
        panne = isinstance(erreur, DatabaseError)
        logger.warning(
            "lot de %s scans : %s", len(releves), type(erreur).__name__, exc_info=not panne
        )
        # With the database away, asking again for each scan would only take longer.
        if len(releves) > 1 and (not panne or connection.is_usable()):
            return [pointer_chacun([releve])[0] for releve in releves]
        if panne:
            connection.close()
        return [Indisponible()] * len(releves)
