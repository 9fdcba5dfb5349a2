"""Guessing passwords: how many tries are looked at, and who is not locked out by them."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon import sessions
from salon.debit import Plafond, compter, purger
from salon.erreurs import TropDeDemandes
from salon.journal.models import Debit
from tests.conftest import MOT_DE_PASSE
from tests.mesures import ensemble, ordres

BONS = {"identifiant": "organisation", "mot_de_passe": MOT_DE_PASSE}
PAIRE = Plafond("essai, ici", 5, timedelta(minutes=15))
COMPTE = Plafond("essai, compte", 8, timedelta(minutes=15))


@pytest.fixture
def telephone(organisateur) -> TOTPDevice:
    return TOTPDevice.objects.create(user=organisateur, name="téléphone")


@pytest.fixture
def plafonds_bas(monkeypatch):
    monkeypatch.setattr(sessions, "ESSAIS_D_ICI", PAIRE)
    monkeypatch.setattr(sessions, "ESSAIS_DU_COMPTE", COMPTE)


@pytest.fixture
def deviner(monkeypatch):
    """Try a wrong password from a place; return the answer."""
    evalues = []
    monkeypatch.setattr(
        sessions, "authenticate", lambda request, **mots: evalues.append(mots) or None
    )

    def essayer(adresse: str):
        return Client(REMOTE_ADDR=adresse).post("/connexion/", BONS | {"mot_de_passe": "faux"})

    essayer.evalues = evalues
    return essayer


def test_of_ten_thousand_guesses_from_one_place_twenty_are_looked_at(deviner, organisateur):
    statuts = [deviner("192.0.2.1").status_code for _ in range(60)]

    assert statuts == [422] * 20 + [429] * 40
    assert len(deviner.evalues) == sessions.ESSAIS_D_ICI.nombre <= 100


def test_guesses_from_many_places_are_limited_together(deviner, organisateur, plafonds_bas):
    statuts = [deviner(f"192.0.2.{rang}").status_code for rang in range(20)]

    assert statuts == [422] * 8 + [429] * 12


def test_addresses_of_one_ipv6_network_count_as_one(deviner, organisateur, plafonds_bas):
    statuts = [deviner(f"2001:db8::{rang:x}").status_code for rang in range(1, 8)]

    assert statuts == [422] * 5 + [429] * 2


def test_who_tries_too_often_is_told_when_to_come_back(deviner, organisateur, plafonds_bas):
    for _ in range(5):
        deviner("192.0.2.1")

    reponse = deviner("192.0.2.1")

    assert 890 <= int(reponse["Retry-After"]) <= 900
    assert "Trop de demandes\xa0: réessayez après " in reponse.content.decode()
    with time_machine.travel(time.time() + int(reponse["Retry-After"]) + 1):
        assert deviner("192.0.2.1").status_code == 422


def test_the_real_person_still_comes_in_from_elsewhere(client, organisateur, telephone):
    for _ in range(30):
        Client(REMOTE_ADDR="192.0.2.1").post("/connexion/", BONS | {"mot_de_passe": "faux"})

    assert client.post("/connexion/", BONS).url == "/connexion/code/"


def test_a_browser_that_came_in_before_is_not_locked_out_by_others(
    client, organisateur, telephone, plafonds_bas
):
    client.post("/connexion/", BONS)
    client.post("/connexion/code/", {"code": f"{totp(telephone.bin_key):06}"})
    client.post("/deconnexion/")
    for rang in range(20):
        adresse = f"192.0.2.{rang}"
        Client(REMOTE_ADDR=adresse).post("/connexion/", BONS | {"mot_de_passe": "faux"})

    assert Client().post("/connexion/", BONS).status_code == 429
    assert client.post("/connexion/", BONS).url == "/connexion/code/"


def test_the_counts_name_nobody(deviner, organisateur):
    deviner("192.0.2.1")

    tout = str(list(Debit.objects.values()))
    assert [mot for mot in ("organisation", "192.0.2.1") if mot in tout] == []


TROIS = Plafond("essai", 3, timedelta(minutes=10))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_the_limit_pass():
    def essayer(rang: int) -> bool:
        try:
            compter(TROIS, "même clé")
        except TropDeDemandes:
            return False
        return True

    assert sum(ensemble(essayer, 8)) == 3


def test_in_no_ten_minutes_more_than_the_limit_pass(db, horloge):
    passes = []
    for _ in range(40):
        horloge.shift(timedelta(minutes=1))
        try:
            compter(TROIS, "clé")
        except TropDeDemandes:
            continue
        passes.append(time.time())

    assert all(suivant - passe >= 600 for passe, suivant in zip(passes, passes[3:], strict=False))
    assert len(passes) == 12


def test_a_caller_beyond_the_limit_costs_one_read(db):
    for _ in range(3):
        compter(TROIS, "clé")

    with ordres() as lus, pytest.raises(TropDeDemandes):
        compter(TROIS, "clé")

    assert [ordre.split()[0] for ordre in lus] == ["SELECT"]


def test_what_no_limit_looks_at_is_forgotten(db, horloge):
    compter(TROIS, "vieille")
    horloge.shift(timedelta(minutes=11))
    compter(TROIS, "récente")

    purger()

    assert Debit.objects.count() == 1
