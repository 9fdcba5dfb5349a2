"""A badge and the keys that sign it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.code import cle_privee, code_court, signer
from badges.modele import Badge

SERIE = bytes(range(16))


@pytest.fixture
def privee() -> Ed25519PrivateKey:
    return cle_privee(b"graine de test, trente-deux car.")


@pytest.fixture
def trousseau(privee):
    return {7: privee.public_key()}


@pytest.fixture
def code(privee) -> str:
    return signer(serie=SERIE, edition=2027, cle=7, privee=privee)


@pytest.fixture
def badge(code) -> Badge:
    return Badge(
        nom="Nour Benali",
        structure="La Table du Marché",
        fonction="Cheffe de cuisine",
        categorie="Exposant",
        couleur="#e4572e",
        edition="Coventis 2027",
        lieu_dates="Montpellier, 20 et 21 mai 2027",
        code=code,
        code_court=code_court(SERIE),
    )
