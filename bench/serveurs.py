"""The servers of a bench, each a real process: the site, the relay, Valkey; and the stage they serve."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.charge import HOTE

RACINE = Path(__file__).resolve().parent.parent
ATTENTE = 60.0  # seconds for a server to start, or to stop


@dataclass(frozen=True)
class Salle:
    """An edition ready to open: tokens, and the body of one scan for each badge."""

    organisateur: str
    appareils: list[str]
    corps: list[str]


def reglages(dossier: Path, adresse: str) -> dict[str, str]:
    """Return the settings of an installation with its files in `dossier`; devices have no limit."""
    return {
        "COVENTIS_VAR": str(dossier / "var"),
        "DATABASE_URL": adresse,
        "REDIS_URL": f"unix://{dossier / 'valkey.sock'}",
        "DEBIT_APPAREIL": "0",
        "JOURNAL_NIVEAU": "ERROR",
    }


def ouvrir_salle(dossier: Path, adresse: str, badges: int) -> Salle:
    """Fill an empty database with an edition of so many badges."""
    fichier = dossier / "salle.json"
    subprocess.run(
        [sys.executable, "-m", "bench.salle", str(badges), str(fichier)],
        check=True,
        cwd=RACINE,
        env=os.environ | reglages(dossier, adresse),
    )
    return Salle(**json.loads(fichier.read_text()))


@contextmanager
def programme(commande: list[str], environnement: Mapping[str, str], *prises: int) -> Iterator[int]:
    """Run a Python program of the project; give its process id."""
    processus = subprocess.Popen(
        [sys.executable, *commande],
        cwd=RACINE,
        env=os.environ | environnement,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=prises,
    )
    with arreter_ensuite(processus):
        yield processus.pid


@dataclass(frozen=True)
class Site:
    """A web server of the project."""

    port: int
    processus: int


@contextmanager
def site(commande: list[str], environnement: Mapping[str, str]) -> Iterator[Site]:
    """Run a web server on a socket of ours, of which `{fd}` in its command is the descriptor."""
    with socket.create_server((HOTE, 0), backlog=2048) as prise:
        # As `demarrer` does: inherited by each connection.
        prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port, fd = prise.getsockname()[1], prise.fileno()
        commande = [mot.format(fd=fd) for mot in commande]
        with programme(commande, environnement, fd) as processus:
            attendre(lambda: repond(port))
            yield Site(port, processus)


def uvicorn(application: str, processus: int, *options: str) -> list[str]:
    """Return the command that serves an application, as `demarrer` does."""
    communes = ["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "2"]
    nombre = ["--workers", str(processus)]
    return ["-m", "uvicorn", application, "--fd", "{fd}", *nombre, *communes, *options]


def repond(port: int) -> bool:
    """Tell whether the site answers."""
    try:
        with socket.create_connection((HOTE, port), timeout=ATTENTE) as prise:
            prise.sendall(f"GET /api/v1/openapi.json HTTP/1.1\r\nHost: {HOTE}\r\n\r\n".encode())
            return prise.recv(9) == b"HTTP/1.1 "
    except OSError:
        return False


def attendre(condition: Callable[[], bool]) -> None:
    """Wait until something is so. Raises TimeoutError."""
    fin = time.monotonic() + ATTENTE
    while not condition():
        if time.monotonic() > fin:
            raise TimeoutError("Un serveur du banc ne démarre pas.")
        time.sleep(0.1)


@contextmanager
def arreter_ensuite(
    processus: subprocess.Popen[bytes], numero: int = signal.SIGTERM
) -> Iterator[None]:
    """Signal a process at the end of the block, however it ends, and wait for its own."""
    try:
        yield
    finally:
        processus.send_signal(numero)
        processus.wait(ATTENTE)
