"""What a load balancer or a container engine asks of a web process."""

import os
import time
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from salon.journal.services import publier_heure
from salon.management.valkey import Valkey
from salon.pages import sante


@pytest.fixture(autouse=True)
def sans_redis(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path / 'absent.sock'}"


@pytest.fixture
def redis_en_marche(settings, tmp_path):
    prise = Path(f"/tmp/cv-{os.getpid()}-{time.monotonic_ns()}.sock")
    settings.REDIS_URL = f"unix://{prise}"
    with Valkey.demarrer(prise, tmp_path / "valkey") as serveur:
        yield
        serveur.kill()


def test_a_process_that_answers_is_alive(client):
    reponse = client.get("/healthz")

    assert (reponse.status_code, reponse.json()) == (200, {"etat": "en vie"})


def test_a_process_without_redis_or_relay_still_serves(client, db):
    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()) == (
        200,
        {"etat": "prêt", "redis": "arrêté", "relais": "arrêté", "envoi": "en marche"},
    )


def test_redis_and_the_relay_are_reported(client, db, redis_en_marche):
    publier_heure(timezone.now())

    reponse = client.get("/readyz")

    assert reponse.json() == {
        "etat": "prêt",
        "redis": "en marche",
        "relais": "en marche",
        "envoi": "en marche",
    }


def test_a_process_without_its_database_asks_to_be_spared_for_a_moment(client, monkeypatch):
    def panne():
        raise OperationalError

    monkeypatch.setattr(sante, "relais_en_marche", panne)

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse["Retry-After"]) == (503, "2")
    assert reponse.json() == {"etat": "base injoignable"}


@pytest.mark.parametrize("adresse", ["/healthz", "/readyz"])
def test_an_answer_about_health_is_never_kept(client, db, adresse):
    reponse = client.get(adresse)

    assert reponse["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")


@pytest.mark.parametrize("adresse", ["/healthz", "/readyz"])
def test_health_is_only_read(client, adresse):
    assert client.post(adresse).status_code == 405
