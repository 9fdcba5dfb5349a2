"""Who may scan: a device whose token is neither unknown, nor revoked, nor expired."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from salon.acces import enroler_appareil, jeton_organisateur, jeton_participant, lien_participant
from salon.models import Appareil
from salon.pointage import postes
from salon.pointage.models import Passage
from tests.appels import PASSAGES


@pytest.fixture
def refuse(code, porte):
    """Scan with an Authorization header of one's own; return status and code."""

    def scanner(autorisation, adresse=PASSAGES):
        entetes = {"Authorization": autorisation} if autorisation else {}
        corps = {"code": code, "scan_id": str(uuid4())}
        reponse = Client().post(adresse, corps, content_type="application/json", headers=entetes)
        assert Passage.objects.count() == 0
        return reponse.status_code, reponse.json()["code"]

    return scanner


@pytest.mark.parametrize(
    "autorisation", ["", "Bearer", "Bearer ", "Bearer inconnu", "Basic eDp5", "Bearer é", "x"]
)
def test_an_unknown_token_opens_no_gate(refuse, autorisation):
    assert refuse(autorisation) == (401, "non_identifie")


def test_the_tokens_of_people_open_no_gate(refuse, organisateur, acheteuse):
    lien = lien_participant(acheteuse).rpartition("/")[2]
    jetons = (jeton_organisateur(organisateur), jeton_participant(acheteuse), lien)

    reponses = [refuse(f"Bearer {jeton}") for jeton in jetons]

    assert reponses == [(401, "non_identifie")] * 3


@pytest.mark.parametrize("champ", ["revoque_le", "expire_le"])
def test_a_revoked_or_expired_device_opens_no_gate(refuse, porte, champ):
    appareil, jeton = enroler_appareil(porte=porte, nom="Perdu")
    Appareil.objects.filter(pk=appareil.pk).update(**{champ: timezone.now() - timedelta(seconds=1)})

    assert refuse(f"Bearer {jeton}") == (401, "non_identifie")


def test_a_token_in_the_address_is_never_read(refuse, jeton_porte):
    statut, _ = refuse("", f"{PASSAGES}?token={jeton_porte}")

    assert statut == 422


def test_a_revoked_device_is_stopped_within_a_second(scanner, code, monkeypatch):
    scanner(code)
    Appareil.objects.update(revoque_le=timezone.now())
    monkeypatch.setattr(postes, "FRAICHEUR", 0)

    reponse = scanner(code)

    assert (reponse.status_code, postes.FRAICHEUR) == (401, 0)


def test_a_device_that_scans_too_fast_is_told_when_to_come_back(scanner, code, settings):
    settings.DEBIT_APPAREIL = 1

    statuts = [scanner(code).status_code for _ in range(6)]
    reponse = scanner(code)

    assert statuts == [200] * 4 + [429] * 2
    assert (reponse.json()["code"], reponse["Retry-After"]) == ("trop_de_demandes", "1")


def test_a_fast_device_does_not_slow_the_others_down(scanner, code, appareil_a, porte, settings):
    settings.DEBIT_APPAREIL = 1
    for _ in range(6):
        scanner(code)

    reponse = scanner(code, appels=appareil_a(porte))

    assert reponse.status_code == 200


@pytest.mark.parametrize(
    "adresse",
    ["editions/coventis/compteurs", "editions/coventis/rdv", "editions/coventis/exposants/1"],
)
def test_the_token_of_a_device_opens_nothing_but_the_gate(comme_porte, adresse):
    reponse = comme_porte.lire(f"/api/v1/{adresse}")

    assert reponse.status_code == 401
