"""Calls to the site from many threads, by the standard library: kept alive, and repeated until answered."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

DELAI = 20.0  # seconds for one try
PATIENCE = 120.0  # seconds of tries, long enough for the site to be restarted
PATIENCE_FIN = 10.0  # the same once the simulation is being stopped
PAUSE = 0.25  # seconds between two tries when nobody answers
A_REPETER = (429, 502, 503, 504)  # 502 and 504 are what a proxy says while the site restarts


class SansReponse(Exception):
    """The site gave no answer in all that time; whether it stored the call is not known."""


@dataclass(frozen=True)
class Appel:
    """A call to the API. Repeating it must do no harm: `cle` goes in its Idempotency-Key."""

    chemin: str
    jeton: str
    corps: object = None
    cle: str = ""

    @property
    def methode(self) -> str:
        """The HTTP method: whatever carries a body is posted."""
        return "GET" if self.corps is None else "POST"

    def entetes(self) -> dict[str, str]:
        """Return the headers of the call."""
        entetes = {"Authorization": f"Bearer {self.jeton}", "Content-Type": "application/json"}
        return {**entetes, "Idempotency-Key": self.cle} if self.cle else entetes


@dataclass(frozen=True)
class Retour:
    """What was answered: the status and the JSON body, empty if there was none."""

    statut: int
    corps: Any


class Liaison:
    """The site at one address; each thread has a connection of its own."""

    def __init__(self, adresse: str) -> None:
        """Once `fin` is set, the simulation is being stopped and patience is short."""
        self.fin = threading.Event()
        self._site = urlsplit(adresse)
        self._local = threading.local()
        self.repetitions = 0

    def appeler(self, appel: Appel) -> Retour:
        """Call until there is an answer. Raises SansReponse."""
        debut = time.monotonic()
        while True:
            retour, pause = self._essayer(appel)
            if retour is not None and retour.statut not in A_REPETER:
                return retour
            self.repetitions += 1  # for show: a count lost between two threads is no matter
            patience = PATIENCE_FIN if self.fin.is_set() else PATIENCE
            if time.monotonic() - debut > patience:
                raise SansReponse(f"{appel.methode} {appel.chemin}")
            time.sleep(pause)

    @contextlib.contextmanager
    def suivre(self, chemin: str, jeton: str) -> Iterator[HTTPResponse]:
        """Open a stream on a connection of its own, closed at the end."""
        connexion = self._connecter()
        try:
            connexion.request(
                "GET", self._site.path.rstrip("/") + chemin, headers=Appel(chemin, jeton).entetes()
            )
            yield connexion.getresponse()
        finally:
            connexion.close()

    def raccrocher(self) -> None:
        """Close the connection of the calling thread."""
        connexion: HTTPConnection | None = getattr(self._local, "connexion", None)
        if connexion is not None:
            connexion.close()
            self._local.connexion = None

    def _essayer(self, appel: Appel) -> tuple[Retour | None, float]:
        """Return the answer, if there is one, and how long to wait before the next try."""
        try:
            connexion = self._decrocher()
            corps = None if appel.corps is None else json.dumps(appel.corps).encode()
            connexion.request(
                appel.methode, self._site.path.rstrip("/") + appel.chemin, corps, appel.entetes()
            )
            reponse = connexion.getresponse()
            octets = reponse.read()
        except (OSError, HTTPException):
            self.raccrocher()
            return None, PAUSE
        attente = reponse.headers.get("Retry-After", "")
        retour = Retour(reponse.status, _contenu(octets))
        return retour, float(attente) if attente.isdigit() else PAUSE

    def _decrocher(self) -> HTTPConnection:
        if getattr(self._local, "connexion", None) is None:
            self._local.connexion = self._connecter()
        connexion: HTTPConnection = self._local.connexion
        return connexion

    def _connecter(self) -> HTTPConnection:
        genre = HTTPSConnection if self._site.scheme == "https" else HTTPConnection
        return genre(self._site.netloc, timeout=DELAI)


def _contenu(octets: bytes) -> Any:
    try:
        return json.loads(octets)
    except ValueError:
        return {}
