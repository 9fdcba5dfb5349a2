"""A load generator: each request exactly once, over connections kept open, with the time of each."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from math import ceil

HOTE = "127.0.0.1"
FIN_ENTETES = b"\r\n\r\n"
SILENCE_MAX = 30.0  # seconds without any answer after which a run is given up


@dataclass(frozen=True)
class Reponse:
    """One answer: its times are those of the monotonic clock, which processes of a machine share."""

    depart: float
    arrivee: float
    statut: int
    corps: bytes

    def duree(self) -> float:
        """Return how long the caller waited, in milliseconds."""
        return (self.arrivee - self.depart) * 1000


@dataclass(frozen=True)
class Mesure:
    """What a run gave; `processeur` is what the generator itself used of it, in seconds."""

    reponses: list[Reponse]
    duree: float
    processeur: float

    def reussies(self) -> int:
        """Return how many scans were answered 200."""
        return sum(reponse.statut == 200 for reponse in self.reponses)

    def par_seconde(self) -> float:
        """Return the successful answers of one second."""
        return self.reussies() / self.duree

    def centile(self, part: float) -> float:
        """Return the waiting time, in milliseconds, that this part of the callers did not exceed."""
        return centile([reponse.duree() for reponse in self.reponses], part)


def centile(valeurs: Sequence[float], part: float) -> float:
    """Return the smallest value that is not exceeded by this part of them."""
    return sorted(valeurs)[ceil(part * len(valeurs)) - 1]


class Porte:
    """A connection that waits for the answer to one request before it sends the next."""

    def __init__(self, port: int) -> None:
        self.prise = socket.create_connection((HOTE, port))
        self.prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._depart = 0.0
        self._recu = b""

    def close(self) -> None:
        """Hang up."""
        self.prise.close()

    def envoyer(self, requete: bytes, depart: float) -> None:
        """Send a request whose caller waits since `depart`."""
        self._depart, self._recu = depart, b""
        self.prise.sendall(requete)

    def lire(self) -> Reponse | None:
        """Return the answer once it is whole. Raises ConnectionError when the server hangs up."""
        morceau = self.prise.recv(65_536)
        if not morceau:
            raise ConnectionError("Le serveur a fermé une connexion.")
        self._recu += morceau
        entetes, separation, corps = self._recu.partition(FIN_ENTETES)
        if not separation or len(corps) < _longueur(entetes):
            return None
        return Reponse(self._depart, time.monotonic(), int(entetes[9:12]), corps)


def _longueur(entetes: bytes) -> int:
    champ = entetes.lower().partition(b"content-length:")[2]
    return int(champ.partition(b"\r\n")[0])


def requete(chemin: str, jeton: str, corps: str) -> bytes:
    """Return a POST of JSON with a bearer token, ready to send."""
    octets = corps.encode()
    entetes = (
        f"POST {chemin} HTTP/1.1\r\nHost: {HOTE}\r\nAuthorization: Bearer {jeton}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(octets)}\r\n\r\n"
    )
    return entetes.encode() + octets


def charger(
    port: int, requetes: Sequence[bytes], connexions: int, debit: float | None = None
) -> Mesure:
    """Send every request once: as fast as the answers come, or `debit` per second.

    At a fixed rate a request waits from the moment it was due, so that a slow server cannot hide
    its delay by slowing its callers down. Raises TimeoutError when the server falls silent.
    """
    with ExitStack() as pile:
        portes = [pile.enter_context(closing(_connecter(port))) for _ in range(connexions)]
        selecteur = pile.enter_context(selectors.DefaultSelector())
        for porte in portes:
            selecteur.register(porte.prise, selectors.EVENT_READ, porte)
        debut, processeur = time.monotonic(), time.process_time()
        reponses = list(_echanger(selecteur, portes, _Horaire(requetes, debit)))
        return Mesure(reponses, time.monotonic() - debut, time.process_time() - processeur)


def _connecter(port: int) -> Porte:
    """Connect a gate, a moment after the one before: at once, one process would take them all."""
    time.sleep(0.005)
    return Porte(port)


class _Horaire:
    """The requests in their order, and when each of them is due."""

    def __init__(self, requetes: Sequence[bytes], debit: float | None) -> None:
        self.restantes = deque(requetes)
        self._pas = 1 / debit if debit else 0.0
        self._prochaine = time.monotonic()

    def delai(self) -> float:
        """Return how long to wait for the next request to be due; for ever after the last."""
        if not self.restantes:
            return SILENCE_MAX
        return max(0.0, self._prochaine - time.monotonic()) if self._pas else 0.0

    def suivante(self) -> tuple[bytes, float]:
        """Return the next request and the moment from which its caller waits."""
        prevue = self._prochaine if self._pas else time.monotonic()
        self._prochaine += self._pas
        return self.restantes.popleft(), prevue


def _echanger(
    selecteur: selectors.BaseSelector, libres: list[Porte], horaire: _Horaire
) -> Iterator[Reponse]:
    connexions = len(libres)
    while horaire.restantes or len(libres) < connexions:
        while libres and not horaire.delai():
            # The one that rested longest: a server hangs up on a connection that it forgot.
            libres.pop(0).envoyer(*horaire.suivante())
        prets = selecteur.select(horaire.delai() if libres else SILENCE_MAX)
        if not prets and not libres:
            raise TimeoutError("Le serveur ne répond plus.")
        for cle, _ in prets:
            reponse = cle.data.lire()
            if reponse is not None:
                libres.append(cle.data)
                yield reponse
