"""A whole installation of its own for a test: real web server, relay, worker, Valkey, SMTP sink."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psutil
import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connections

from salon.management.valkey import Valkey

RACINE = Path(__file__).resolve().parent.parent
PATIENCE = 150.0


class Boite:
    """A mail server that keeps what it is sent, and takes its time to say so."""

    def __init__(self, delai: float = 0.0) -> None:
        self.delai = delai
        self.recus: list[Message] = []

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:  # noqa: N802
        self.recus.append(message_from_bytes(enveloppe.content))
        time.sleep(self.delai)
        return "250 OK"

    def identifiants(self) -> list[str]:
        """Return the Message-ID of each e-mail received, repetitions included."""
        return [str(recu["Message-ID"]) for recu in self.recus]


def port_libre() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def attendre(condition: Callable[[], Any], quoi: str) -> None:
    """Wait until a condition holds; fail with what was waited for."""
    fin = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > fin:
            raise AssertionError(f"attendu en vain : {quoi}")
        time.sleep(0.05)


class Installation:
    """Processes that share a folder and a database; `base` is the alias to look into the latter."""

    base = "installation"

    def __init__(self, var: Path, **environnement: str) -> None:
        self.var, self.port = var, port_libre()
        self.adresse = f"http://127.0.0.1:{self.port}"
        self.boite, port_smtp = Boite(), port_libre()
        self.courrier = Controller(self.boite, hostname="127.0.0.1", port=port_smtp)
        self.processus: dict[str, subprocess.Popen[bytes]] = {}
        self.socket = Path(f"/tmp/cv-{os.getpid()}-{self.port}.sock")
        self.environnement = {
            **os.environ,
            "COVENTIS_VAR": str(var),
            "DATABASE_URL": self._base(),
            "REDIS_URL": f"unix://{self.socket}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port_smtp}",
            "DEBIT_APPAREIL": "0",
            # Leases of seconds, so that a test sees them end.
            "EFFET_LIMITE": "2",
            "EFFET_BAIL": "3",
            "EFFET_RENVOI": "2",
            **environnement,
        }

    def __enter__(self) -> "Installation":
        self.courrier.start()
        self.gerer("migrate", "-v0")
        return self

    def __exit__(self, *_: object) -> None:
        for nom in list(self.processus):
            self.arreter(nom)
        self.courrier.stop()
        connections[self.base].close()
        if connections[self.base].vendor == "postgresql":
            connections[self.base].close_pool()  # one is kept for each alias, whatever its database
        del connections[self.base]
        del connections.databases[self.base]
        self.socket.unlink(missing_ok=True)

    def gerer(self, *arguments: str) -> str:
        """Run a management command to its end; return what it printed."""
        commande = [sys.executable, "manage.py", *arguments]
        fini = subprocess.run(
            commande,
            cwd=RACINE,
            env=self.environnement,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fini.returncode == 0, fini.stdout + fini.stderr
        return fini.stdout

    def demonstration(self, *arguments: str) -> dict[str, Any]:
        """Build a small demonstration edition; return its tokens."""
        self.gerer("demo", *arguments)
        fiche: dict[str, Any] = json.loads((self.var / "demo.json").read_text())
        return fiche

    def valkey(self) -> None:
        self.processus["valkey"] = Valkey.demarrer(self.socket, self.var / "valkey")

    def web(self) -> None:
        """Start the web server, and wait until it answers."""
        self._lancer("web", "-m", "uvicorn", "salon.asgi:application", f"--port={self.port}")
        attendre(self._repond, "le serveur web répond")

    def relais(self) -> None:
        self._lancer("relais", "manage.py", "relais")

    def ouvrier(self) -> None:
        self._lancer("ouvrier", "-m", "celery", "-A", "salon", "worker", "-c2", "-lERROR")

    def signaler(self, nom: str, numero: signal.Signals) -> None:
        self.processus[nom].send_signal(numero)

    def arreter(self, nom: str) -> None:
        """Kill a process and all its children."""
        processus = self.processus.pop(nom)
        with suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()

    def vit(self, nom: str) -> bool:
        return self.processus[nom].poll() is None

    def enfants(self, nom: str) -> list[psutil.Process]:
        """Return the children of a process, e.g. those of a worker that do its work."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.processus[nom].pid).children()
        return []

    def _lancer(self, nom: str, *arguments: str) -> None:
        with (self.var / f"{nom}.log").open("ab") as journal:
            self.processus[nom] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=RACINE,
                env=self.environnement,
                stdout=journal,
                stderr=journal,
                start_new_session=True,
            )

    def _repond(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.adresse}/api/v1/docs").status_code == httpx.codes.OK
        return False

    def _base(self) -> str:
        """Make a database for this installation beside the one of the tests; return its address."""
        reglages = dict(settings.DATABASES["default"])
        if connections["default"].vendor == "sqlite":
            reglages["NAME"] = str(self.var / "coventis.sqlite3")
            adresse = f"sqlite:///{reglages['NAME']}"
        else:
            nom, hote = f"installation_{self.port}", reglages["HOST"]
            with psycopg.connect(
                host=hote, user=reglages["USER"], dbname="postgres", autocommit=True
            ) as lien:
                lien.execute(f"CREATE DATABASE {nom}")
            reglages["NAME"] = nom
            adresse = f"postgresql://{reglages['USER']}@{quote(hote, safe='')}/{nom}"
        connections.databases[self.base] = reglages
        return adresse
