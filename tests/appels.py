"""How the tests call the site: as somebody, by either door, and what a refusal must look like."""

import asyncio
import re
from threading import Event
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon.asgi import application
from salon.models import Compte
from salon.pointage.guichet import Demande, Guichet
from salon.sessions import marquer

EDITION = "/api/v1/editions/coventis"
PASSAGES = "/api/v1/passages"

EN_FRANCAIS = re.compile(r"[A-ZÀÉÊ0-9].*[.)]")
ANGLAIS = re.compile(r"\b(Input|should|value|field|must|invalid|valid|error)\b")


class Appels:
    """A caller of the API: JSON in, JSON out, one bearer token."""

    def __init__(self, jeton: str = "") -> None:
        self.client = Client(headers={"Authorization": f"Bearer {jeton}"} if jeton else {})

    def poster(self, adresse: str, corps: object = None, **entetes: str) -> Any:
        return self.client.post(
            adresse, corps if corps is not None else {}, content_type="application/json", **entetes
        )

    def lire(self, adresse: str, **parametres: object) -> Any:
        return self.client.get(adresse, parametres)


class Natif:
    """The site as it is served, with the gates' own door, called in-process."""

    def __init__(self) -> None:
        self.boucle = asyncio.new_event_loop()
        transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    def post(self, adresse: str, **reste: Any) -> httpx.Response:
        return self.boucle.run_until_complete(self.client.post(adresse, **reste))

    def fermer(self) -> None:
        self.boucle.run_until_complete(self.client.aclose())
        self.boucle.run_until_complete(self.boucle.shutdown_default_executor())
        self.boucle.close()
        _reprendre_la_connexion(application.routes[0].endpoint._guichet)


def _reprendre_la_connexion(guichet: Guichet) -> None:
    """Have the clerk close its connection, which would keep the test database in use."""
    if guichet._commis is None:
        return
    fait = Event()

    def fermer(reponses: object) -> None:
        connection.close()
        fait.set()

    repondre, guichet._repondre = guichet._repondre, fermer
    guichet.deposer(Demande(None, None))
    fait.wait()
    guichet._repondre = repondre


def navigateur_de(compte: Compte) -> Client:
    """Return the browser of a member of staff who gave their password and their code."""
    appareil = TOTPDevice.objects.filter(user=compte, confirmed=True).first()
    client = Client()
    client.force_login(compte)
    session = client.session
    marquer(session, appareil or TOTPDevice.objects.create(user=compte, name="essai"))
    session.save()
    return client


def en_erreur(reponse):
    """Return (status, code) of a refusal, having checked its shape."""
    corps = reponse.json()
    assert set(corps) == {"code", "message", "champ"}
    assert EN_FRANCAIS.fullmatch(corps["message"]), corps
    assert not ANGLAIS.search(corps["message"]), corps
    return reponse.status_code, corps["code"]
