"""The inner loop is compiled when the application is installed and when a worker starts, not for somebody."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.signals import worker_ready

from salon.rdv.planification import compilation

from ..installation import attendre

CHAUFFE = "python -m salon.rdv.planification.chauffe"
RACINE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("fichier", "fois"), [("Makefile", 2), ("Dockerfile", 1)])
def test_an_installation_compiles(fichier, fois):
    assert (RACINE / fichier).read_text().count(CHAUFFE) == fois


class Ouvrier:
    """A worker of some queues, as Celery announces it."""

    def __init__(self, *files: str) -> None:
        self.app = SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=files)))


def test_a_worker_that_schedules_compiles_as_soon_as_it_is_ready(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    worker_ready.send(sender=Ouvrier("courriels", "lots"))

    attendre(lambda: len(list(tmp_path.rglob("*.nbc"))) == 2, "la boucle est compilée")


def test_a_worker_that_only_sends_mail_compiles_nothing(monkeypatch):
    lances = []
    monkeypatch.setattr(subprocess, "run", lances.append)

    worker_ready.send(sender=Ouvrier("courriels"))

    assert lances == []


def test_compiled_code_goes_to_the_data_where_the_sources_are_read_only(tmp_path, monkeypatch):
    monkeypatch.setenv("COVENTIS_VAR", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda chemin, droit: False)

    assert Path(compilation._dossier_du_cache()).parent == tmp_path / "numba"


def test_compiled_code_is_read_again_from_the_data(tmp_path):
    code = (
        "import os; os.access = lambda chemin, droit: False\n"
        "from salon.rdv.planification import kempe; kempe.chauffer()\n"
        "boucle = kempe.construire_compile, kempe.recuire_compile\n"
        "print(sum(len(fonction.stats.cache_hits) for fonction in boucle))"
    )
    milieu = os.environ | {"COVENTIS_VAR": str(tmp_path)}

    touches = [
        subprocess.check_output([sys.executable, "-c", code], cwd=RACINE, env=milieu, text=True)
        for _ in range(2)
    ]

    assert touches == ["0\n", "2\n"]
