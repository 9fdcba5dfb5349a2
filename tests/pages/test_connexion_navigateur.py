"""Signing in with a real browser: the password, the code; the first time, the key and its QR code."""

import re
from base64 import b32decode
from uuid import uuid4

import pytest
import zxingcpp
from django_otp.oath import totp
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import gerer
from .controle import TELEPHONE, constats

MOT_DE_PASSE = "une phrase assez longue"


@pytest.fixture
def telephone(page) -> Page:
    page.set_viewport_size(TELEPHONE)
    return page


@pytest.fixture
def nouveau_compte(site) -> str:
    """The name of an account that never signed in."""
    nom = f"nouvelle-{uuid4().hex[:6]}"
    gerer(
        site.environnement,
        "shell",
        "--verbosity=0",
        "--command=from salon.models import Compte;"
        f"Compte.objects.create_user('{nom}', password='{MOT_DE_PASSE}')",
    )
    return nom


def donner(page: Page, identifiant: str, mot_de_passe: str) -> None:
    page.goto("/connexion/?next=/compte/")
    page.get_by_label("Nom d’utilisateur").fill(identifiant)
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()


def test_a_new_account_enrols_a_phone_and_comes_in(telephone, nouveau_compte, tmp_path):
    donner(telephone, nouveau_compte, MOT_DE_PASSE)
    assert constats(telephone) == []
    telephone.get_by_role("img", name="QR code de la clé").screenshot(path=tmp_path / "qr.png")
    [lu] = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    [cle] = re.findall(r"secret=([A-Z2-7]+)", lu.text)

    telephone.get_by_role("textbox", name="Code").fill(f"{totp(b32decode(cle)):06}")
    telephone.get_by_role("button", name="Activer").click()

    expect(telephone.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    assert constats(telephone) == []
    telephone.get_by_role("link", name="Continuer").click()
    expect(telephone.get_by_text("Il vous en reste 10.")).to_be_visible()
    assert constats(telephone) == []


def test_a_recovery_code_opens_the_account(telephone, site):
    donner(telephone, site.identifiant, site.mot_de_passe)
    assert constats(telephone) == []
    telephone.get_by_role("textbox", name="Code").fill("faux")
    telephone.get_by_role("button", name="Vérifier").click()
    expect(telephone.get_by_role("textbox", name="Code")).to_have_attribute("aria-invalid", "true")
    telephone.wait_for_timeout(1100)  # a wrong code makes the next one wait a second

    telephone.get_by_role("textbox", name="Code").fill(site.secours.pop())
    telephone.get_by_role("button", name="Vérifier").click()

    expect(telephone.get_by_role("heading", name="Mon compte")).to_be_visible()
