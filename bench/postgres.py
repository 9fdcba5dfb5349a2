"""A PostgreSQL of the bench's own, from its wheel, that syncs every commit to the disk."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.serveurs import arreter_ensuite, attendre
from tests.avec_postgresql import compte, preparer

# What a commit promised survives a power cut, as at a real gate.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
REGLAGES = DURABLE | {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
}
UNE_LIGNE = "INSERT INTO limite (a, b) VALUES (nextval('rang'), 1) RETURNING a;"
DUREE_LIMITE = 2  # seconds


@dataclass(frozen=True)
class Postgres:
    """A cluster, in a folder that goes away with it."""

    binaires: Path
    dossier: Path
    processus: int

    @property
    def prise(self) -> str:
        """The folder of the server's socket, which is that of its data."""
        return str(self.dossier / "donnees")

    def adresse(self, base: str) -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@{quote(self.prise, safe='')}/{base}"

    def demander(self, ordre: str, base: str = "postgres") -> tuple[object, ...]:
        """Run one statement and return its first row, if it has one."""
        with psycopg.connect(self.adresse(base), autocommit=True) as connexion:
            curseur = connexion.execute(ordre.encode())
            return tuple(curseur.fetchone() or ()) if curseur.description else ()

    def inserer(self, connexions: int) -> float:
        """Return how many rows a second the server alone can insert, each in its own transaction."""
        script = self.dossier / "limite.sql"
        script.write_text(UNE_LIGNE)
        options = ["--no-vacuum", "--protocol=prepared", f"--client={connexions}", "--jobs=1"]
        sortie = subprocess.run(
            [
                str(self.binaires / "pgbench"),
                *(f"--host={self.prise}", "--username=postgres", f"--file={script}"),
                *(*options, f"--time={DUREE_LIMITE}", "postgres"),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return float(sortie.partition("tps = ")[2].split()[0])

    @contextmanager
    def journal(self) -> Iterator[Callable[[], int]]:
        """Log every statement; give what counts them."""
        self._regler("log_statement = 'all'")
        avant = self._ordres()
        yield lambda: self._ordres() - avant
        self._regler("log_statement = 'none'")

    def _regler(self, reglage: str) -> None:
        self.demander(f"ALTER SYSTEM SET {reglage}")
        self.demander("SELECT pg_reload_conf()")
        time.sleep(0.5)  # each connection reads it at its next statement

    def _ordres(self) -> int:
        return (self.dossier / "journal").read_bytes().count(b"LOG:  statement:")


@contextmanager
def postgresql() -> Iterator[Postgres]:
    """Run a cluster."""
    with tempfile.TemporaryDirectory(prefix="banc-pg-") as nom:
        dossier = Path(nom)
        binaires, donnees = preparer(dossier) / "bin", str(dossier / "donnees")
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--username=postgres"]
        initdb = [str(binaires / "initdb"), *options, f"--pgdata={donnees}"]
        subprocess.run(initdb, check=True, user=compte(), cwd="/", stdout=subprocess.DEVNULL)
        reglages = [f"--{cle}={valeur}" for cle, valeur in REGLAGES.items()]
        serveur = subprocess.Popen(
            [str(binaires / "postgres"), "-D", donnees, "-k", donnees, *reglages],
            user=compte(),
            cwd="/",
            stderr=(dossier / "journal").open("wb"),
            start_new_session=True,
        )
        with arreter_ensuite(serveur, signal.SIGINT):  # fast shutdown
            pret = [str(binaires / "pg_isready"), "-q", "-h", donnees]
            attendre(lambda: subprocess.run(pret, check=False).returncode == 0)
            pg = Postgres(binaires, dossier, serveur.pid)
            pg.demander("CREATE TABLE limite (a bigint, b int, le timestamptz DEFAULT now())")
            pg.demander("ALTER TABLE limite ADD UNIQUE (b, a)")
            pg.demander("CREATE SEQUENCE rang CACHE 1000")
            yield pg
