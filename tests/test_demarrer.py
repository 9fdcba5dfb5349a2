"""`manage.py demarrer`: one command starts everything, restarts what dies, and leaves nothing behind."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from salon.management.valkey import Valkey, ValkeyAbsent, repond

from .installation import attendre, port_libre

RACINE = Path(__file__).resolve().parent.parent
PROGRAMMES = ("valkey", "web", "relais", "facteur", "ouvrier")

# The programs are started once for all these tests: they must run in one process.
pytestmark = pytest.mark.xdist_group("demarrer")


class Demarrage:
    """A running `demarrer`, on a folder and a port of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, port_libre()
        self.journal = var / "sortie.log"
        with self.journal.open("wb") as sortie:
            self.processus = subprocess.Popen(
                commande(self.port), cwd=RACINE, env=environnement(var), stdout=sortie
            )

    def groupe(self, nom: str) -> int:
        """Return the process group of a program, as last announced; 0 before."""
        annonces = re.findall(rf"{nom} démarre \(processus (\d+)\)", self.journal.read_text())
        return int(annonces[-1]) if annonces else 0

    def complet(self) -> bool:
        return all(map(self.groupe, PROGRAMMES)) and self.repond()

    def repond(self) -> bool:
        reponse = httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=30)
        return reponse.status_code == httpx.codes.OK

    def vivants(self) -> list[str]:
        """Return the names of the processes of this folder, whoever their parent is now."""
        return [
            processus.name() for processus in psutil.process_iter() if self._est_mien(processus)
        ]

    def _est_mien(self, processus: psutil.Process) -> bool:
        try:  # Valkey writes its title over its environment, but works in the folder
            mien = processus.environ().get("COVENTIS_VAR") == str(self.var)
            return mien or processus.cwd().startswith(str(self.var))
        except psutil.Error:
            return False


def travaille(processus: psutil.Process) -> bool:
    """Tell whether a process is more than a name that nobody has struck off yet."""
    try:
        return processus.is_running() and processus.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def commande(port: int) -> list[str]:
    return [sys.executable, "manage.py", "demarrer", "--port", str(port), "--ouvriers", "1"]


def environnement(var: Path) -> dict[str, str]:
    """Return the environment of somebody who set nothing but the folder: the embedded defaults."""
    reglages = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "BASE_URL", "EMAIL_URL")
    herite = {nom: valeur for nom, valeur in os.environ.items() if nom not in reglages}
    return {**herite, "COVENTIS_VAR": str(var)}


def refus(port: int, var: Path) -> tuple[int, str]:
    """Start and expect to be refused; return the exit code and what was said."""
    fini = subprocess.run(
        commande(port),
        cwd=RACINE,
        env=environnement(var),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return fini.returncode, fini.stdout + fini.stderr


@pytest.fixture(scope="module")
def base_migree(tmp_path_factory) -> Path:
    var = tmp_path_factory.mktemp("base")
    migrer = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrer, cwd=RACINE, env=environnement(var), check=True)
    return var


@pytest.fixture
def var(base_migree, tmp_path) -> Path:
    return shutil.copytree(base_migree, tmp_path / "var")


@pytest.fixture(scope="module")
def en_marche(base_migree, tmp_path_factory):
    """Everything started, for the tests that leave it as they found it."""
    var = shutil.copytree(base_migree, tmp_path_factory.mktemp("marche") / "var")
    yield from demarrage(var)


@pytest.fixture
def a_arreter(var):
    """Everything started, for a test that ends it."""
    yield from demarrage(var)


def demarrage(var: Path):
    demarre = Demarrage(var)
    try:
        attendre(demarre.complet, "tout est en marche")
        yield demarre
    finally:
        demarre.processus.terminate()
        demarre.processus.wait()
        attendre(lambda: not demarre.vivants(), "tout est arrêté")


@pytest.mark.parametrize("nom", PROGRAMMES)
def test_a_killed_program_is_started_again(en_marche, nom):
    tue = en_marche.groupe(nom)

    os.kill(tue, signal.SIGKILL)
    attendre(lambda: en_marche.groupe(nom) != tue, f"{nom} est relancé")

    assert psutil.pid_exists(en_marche.groupe(nom))
    assert en_marche.repond()


def test_a_visitor_who_calls_while_the_site_is_dead_gets_the_page_a_moment_later(en_marche):
    tue = en_marche.groupe("web")

    os.kill(tue, signal.SIGKILL)

    assert en_marche.repond()


def test_the_children_of_a_killed_worker_do_not_outlive_it(en_marche):
    tue = en_marche.groupe("ouvrier")
    attendre(psutil.Process(tue).children, "l’ouvrier a des enfants")
    enfants = psutil.Process(tue).children(recursive=True)

    os.kill(tue, signal.SIGKILL)
    attendre(lambda: en_marche.groupe("ouvrier") != tue, "l’ouvrier est relancé")

    assert [enfant for enfant in enfants if travaille(enfant)] == []


def test_a_second_start_in_the_same_folder_is_refused(en_marche):
    assert refus(port_libre(), en_marche.var) == (
        1,
        f"Coventis tourne déjà dans {en_marche.var}, ou finit de s’y arrêter.\n",
    )


@pytest.mark.parametrize("numero", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(a_arreter, numero):
    a_arreter.processus.send_signal(numero)
    code = a_arreter.processus.wait(timeout=40)

    assert code == 0
    assert a_arreter.vivants() == []


def test_nothing_outlives_a_killed_supervisor(a_arreter):
    a_arreter.processus.kill()

    attendre(lambda: not a_arreter.vivants(), "plus aucun processus")


def test_a_busy_port_is_refused(var):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]

        assert refus(port, var) == (
            1,
            f"Le port {port} est déjà pris : choisissez-en un autre, "
            "par exemple « make run PORT=8001 ».\n",
        )


def test_a_base_without_its_tables_is_refused(tmp_path):
    assert refus(port_libre(), tmp_path) == (
        1,
        "La base de données n’est pas à jour : lancez d’abord « python manage.py migrate ».\n",
    )


def test_a_platform_without_valkey_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda nom: None)

    with pytest.raises(ValkeyAbsent, match="variable REDIS_URL"):
        Valkey.binaire()


def test_an_append_only_file_that_cannot_be_read_is_put_aside(tmp_path):
    abime = tmp_path / "valkey" / "appendonlydir" / "appendonly.aof.manifest"
    abime.parent.mkdir(parents=True)
    abime.write_text("abîmé\n")
    prise = Path(f"/tmp/cv-{os.getpid()}-{time.monotonic_ns()}.sock")

    with Valkey.demarrer(prise, tmp_path / "valkey") as serveur:
        marche = repond(prise)
        serveur.kill()

    assert marche
    assert (tmp_path / "valkey" / "illisible" / abime.name).read_text() == "abîmé\n"
