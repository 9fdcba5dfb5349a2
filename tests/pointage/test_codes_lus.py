"""What a camera may read at a gate, and what a gate may send: no badge, an altered one, a malformed scan."""

from uuid import uuid4

import pytest

from tests.appels import PASSAGES, en_erreur
from tests.mesures import lignes_en_base

LUS = {
    "one letter": "x",
    "another site": "https://salon.example/badge/1",
    "a business card": "BEGIN:VCARD\nVERSION:3.0\nN:Fabre;Claire\nEND:VCARD",
    "a network": "WIFI:T:WPA;S:Salon;P:secret;;",
    "a health card": "HC1:6BFOXN%TS3DH0YOJ58S",
    "a transport ticket": "0123456789" * 10,
    "an order to a database": "' OR 1=1; DROP TABLE salon_badge; --",
}
ABIMES = {
    "one bit changed": lambda code: code[:20] + ("A" if code[20] != "A" else "B") + code[21:],
    "signature removed": lambda code: code[:40],
    "another version": lambda code: code.replace("CVT1.", "CVT1.CVT1."),
    "padded": lambda code: f"{code}=",
    "in lower case": lambda code: code.lower(),
    "with a space inside": lambda code: f"{code[:30]} {code[30:]}",
}


@pytest.mark.parametrize("lu", LUS.values(), ids=LUS)
def test_what_is_no_badge_is_a_404(scanner, lu):
    reponse = scanner(lu)

    corps = reponse.json()
    assert (reponse.status_code, corps["code"], corps["champ"]) == (404, "inconnu", "code")
    assert corps["message"] == "Ce QR n’est pas un badge du salon."


@pytest.mark.parametrize("abimer", ABIMES.values(), ids=ABIMES)
def test_an_altered_badge_is_a_404(scanner, code, abimer):
    reponse = scanner(abimer(code))

    assert (reponse.status_code, reponse.json()["code"]) == (404, "invalide")


@pytest.mark.parametrize("retourner", [lambda code: code[::-1], lambda code: f"CVT2{code[4:]}"])
def test_a_badge_that_does_not_look_like_one_is_a_404(scanner, code, retourner):
    reponse = scanner(retourner(code))

    assert (reponse.status_code, reponse.json()["code"]) == (404, "inconnu")


@pytest.mark.parametrize("ajout", ["\n", "\r\n", " ", "\n\n"])
def test_what_a_handheld_scanner_adds_is_tolerated(scanner, code, ajout):
    assert scanner(code + ajout).json()["verdict"] == "admis"


@pytest.mark.parametrize(
    "champs",
    [
        {"code": ""},
        {"code": " \n"},
        {"code": "x" * 10_000},
        {"code": "\x01\x02\x03"},
        {"code": 7},
        {"scan_id": None},
        {"scan_id": ""},
        {"scan_id": 7},
        {"scan_id": "x" * 1_000_000},
        {"sens": "dedans"},
        {"sens": "ENTREE"},
        {"scanne_a": "2027-02-30T10:00:00Z"},
        {"scanne_a": "2027-05-20T24:00:00Z"},
        {"scanne_a": "2027-05-20T10:00:00"},
        {"scanne_a": "31/11/2027"},
        {"scanne_a": ""},
        {"scanne_a": 1_800_000_000},
        {"scanne_a": "0001-01-01T00:00:00Z"},
        {"scanne_a": "9999-12-31T23:59:59Z"},
        {"observe": "oui"},
        {"force": 1},
        {"motif": "x" * 201},
        {"porte": 1},
    ],
    ids=lambda champs: f"{champs!r:.40}",
)
def test_a_malformed_scan_is_a_422_that_names_its_field(comme_porte, code, champs):
    avant = lignes_en_base()

    reponse = comme_porte.poster(PASSAGES, {"code": code, "scan_id": str(uuid4()), **champs})

    assert en_erreur(reponse) == (422, "invalide")
    assert [reponse.json()["champ"]] == list(champs)
    assert lignes_en_base() == avant


def test_a_reason_of_two_hundred_characters_is_short_enough(scanner, code, appareil_a, porte):
    superviseur = appareil_a(porte, superviseur=True)

    reponse = scanner(code, appels=superviseur, force=True, motif="x" * 200)

    assert reponse.status_code == 200
