"""How fast agendas are written and leave, by real workers and a mail server: `python -m bench.agendas`.

Arguments: how many people (5,000), and `postgresql` for that database in the place of SQLite. Every
e-mail is counted by its Message-ID at the server; sending is paused in the middle, and resumed.
"""

import os
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from bench.charge import HOTE
from bench.materiel import processeur
from bench.postgres import postgresql
from bench.serveurs import programme, reglages

NOMBRE = next((int(mot) for mot in sys.argv[1:] if mot.isdigit()), 5_000)
CRENEAUX = 6  # meetings of each person
PAUSE = 5.0  # seconds
PATIENCE = 900.0
OUVRIERS = 2
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass
class Boite:
    """A mail server that counts what it is sent, and when."""

    recus: Counter[bytes] = field(default_factory=Counter)
    instants: list[float] = field(default_factory=list)
    octets: int = 0

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:  # noqa: N802
        trouve = MESSAGE_ID.search(enveloppe.content)
        self.recus[trouve[1] if trouve else b""] += 1
        self.instants.append(time.monotonic())
        self.octets += len(enveloppe.content)
        return "250 OK"


def main() -> None:
    """Print the table."""
    with ExitStack() as pile:
        dossier = Path(pile.enter_context(tempfile.TemporaryDirectory(prefix="banc-")))
        adresse = f"sqlite:///{dossier / 'coventis.sqlite3'}"
        if "postgresql" in sys.argv:
            adresse = pile.enter_context(postgresql()).adresse("postgres")
        boite, port = Boite(), _port_libre()
        environnement = reglages(dossier, adresse) | {"EMAIL_URL": f"smtp://{HOTE}:{port}"}
        os.environ |= environnement | {"DJANGO_SETTINGS_MODULE": "salon.settings"}
        (dossier / "var").mkdir()
        import django  # noqa: PLC0415 -- the settings must come first

        django.setup()
        from bench.agendas_scene import monter  # noqa: PLC0415

        courrier = Controller(boite, hostname=HOTE, port=port)
        courrier.start()
        pile.callback(courrier.stop)
        edition = monter(NOMBRE, CRENEAUX)
        _mesurer(dossier, environnement, boite, edition)


def _mesurer(dossier: Path, environnement: dict[str, str], boite: Boite, edition: Any) -> None:
    from salon.editions import reprendre_courriels, suspendre_courriels  # noqa: PLC0415
    from salon.journal.models import Courriel, Effet  # noqa: PLC0415
    from salon.management.valkey import Valkey  # noqa: PLC0415

    valkey = Valkey.demarrer(dossier / "valkey.sock", dossier / "valkey")
    try:
        with programme(["manage.py", "relais"], environnement):
            debut = time.monotonic()
            with _ouvriers("lots,agendas", environnement) as ouvriers:
                _attendre(lambda: Courriel.objects.count() >= NOMBRE)
                _dire("processeur d’un agenda écrit, en ms", processeur(ouvriers) * 1000 / NOMBRE)
            ecriture = time.monotonic() - debut
            _dire("agendas écrits (PDF et calendrier), par seconde", NOMBRE / ecriture)
            with _ouvriers("masse", environnement) as ouvriers:
                _attendre(lambda: len(boite.instants) >= NOMBRE * 2 // 5)
                suspendre_courriels(edition=edition)
                time.sleep(1)  # what was on its way arrives
                avant = len(boite.instants)
                time.sleep(PAUSE)
                pendant = len(boite.instants) - avant
                reprendre_courriels(edition=edition)
                _attendre(lambda: Courriel.objects.filter(etat="envoye").count() >= NOMBRE)
                _dire("processeur d’un e-mail parti, en ms", processeur(ouvriers) * 1000 / NOMBRE)
    finally:
        valkey.terminate()
        valkey.wait()
    _conclure(boite, avant, pendant, Effet.objects.filter(etat="mort").count())


def _conclure(boite: Boite, avant: int, pendant: int, morts: int) -> None:
    premiers, seconds = boite.instants[:avant], boite.instants[avant:]
    duree = (premiers[-1] - premiers[0]) + (seconds[-1] - seconds[0])
    _dire("e-mails partis, par seconde, hors pause", (NOMBRE - 2) / duree)
    _dire(f"partis pendant {PAUSE:.0f} s de pause", pendant)
    _dire("reçus", sum(boite.recus.values()))
    _dire("perdus", NOMBRE - len(boite.recus))
    _dire("reçus deux fois", sum(nombre > 1 for nombre in boite.recus.values()))
    _dire("effets morts", morts)
    _dire("processus en attente d’un cœur (charge, 1 min)", os.getloadavg()[0])
    _dire("Kio par e-mail", boite.octets / 1024 / len(boite.instants))
    if len(boite.recus) != NOMBRE or max(boite.recus.values()) > 1 or pendant or morts:
        sys.exit("Le compte n’y est pas.")


@contextmanager
def _ouvriers(files: str, environnement: dict[str, str]) -> Iterator[int]:
    """Run the workers of these queues."""
    options = ["-A", "salon", "worker", f"-c{OUVRIERS}", f"-Q{files}", "-lERROR"]
    with programme(["-m", "celery", *options], environnement) as numero:
        yield numero


def _port_libre() -> int:
    with socket.create_server((HOTE, 0)) as prise:
        return int(prise.getsockname()[1])


def _attendre(condition: Callable[[], bool]) -> None:
    fin = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > fin:
            sys.exit("Trop long : le compte n’y est pas.")
        time.sleep(0.2)


def _dire(quoi: str, combien: float) -> None:
    print(f"{quoi:<52}{combien:>10.1f}", flush=True)


if __name__ == "__main__":
    main()
