"""Sends one request after the other, undoes what it changed, counts and judges the answers."""

import io
import json
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from salon.asgi import application
from salon.entree import type_lisible
from salon.garde import PREFIXE
from salon.pointage import postes
from tests.appels import Natif, en_erreur
from tests.hasard.requetes import Requete
from tests.matrice_appels import Acteur


class Entree(ClientHandler):
    """Takes requests in as `salon.wsgi` does."""

    def __call__(self, environ: dict[str, Any]) -> Any:
        """Answer a request, whose content type Django is given in a form that it can read."""
        environ["CONTENT_TYPE"] = type_lisible(environ.get("CONTENT_TYPE", ""))
        return super().__call__(environ)


def nouveau_client() -> Client:
    client = Client(raise_request_exception=False)
    client.handler = Entree(enforce_csrf_checks=False)
    return client


@dataclass
class Envoi:
    """The one browser of all actors; its answers are counted by class of status."""

    acteurs: dict[str, Acteur]
    statuts: Counter[str] = field(default_factory=Counter)
    client: Client = field(default_factory=nouveau_client)

    def __call__(self, requete: Requete) -> Any:
        """Make a request. Raises AssertionError for an answer that the site should not give."""
        reponse = self._envoyer(requete)
        self.compter(reponse.status_code)
        cause = getattr(reponse, "exc_info", None)
        assert reponse.status_code < 500, (requete, reponse.status_code, cause and cause[1])
        refuse = reponse.status_code >= 400 and requete.adresse.startswith(PREFIXE)
        if refuse and requete.methode != "HEAD":  # whose answer has no body
            assert reponse.headers["Content-Type"].startswith("application/json"), requete
            en_erreur(reponse)
        return reponse

    def compter(self, statut: int) -> None:
        self.statuts[f"{statut // 100}xx"] += 1

    def _envoyer(self, requete: Requete) -> Any:
        acteur = self.acteurs[requete.acteur]
        entetes = {"wsgi.input": io.BytesIO(requete.corps), **requete.entetes}
        self.client.cookies = SimpleCookie()
        if requete.par_jeton:
            entetes.setdefault("HTTP_AUTHORIZATION", f"Bearer {acteur.jeton}")
        else:
            self.client.cookies.update(acteur.biscuits)
        postes.oublier()  # what a process remembers of a gate outlives what is undone
        with transaction.atomic():
            reponse = self.client.generic(
                requete.methode, requete.adresse, requete.corps, **entetes
            )
            transaction.set_rollback(True)
        return reponse


@dataclass
class EnvoiNatif:
    """Sends to the site as it is served, where a request changes what it changes."""

    envoi: Envoi
    natif: Natif

    def __call__(self, requete: Requete) -> None:
        """Make a request. Raises AssertionError for an answer that the site should not give."""
        statut, corps = self.natif.boucle.run_until_complete(self._appeler(requete))
        self.envoi.compter(statut)
        assert statut < 500, (requete, statut, corps)
        assert statut < 400 or set(json.loads(corps)) == {"code", "message", "champ"}, requete

    async def _appeler(self, requete: Requete) -> tuple[int, bytes]:
        """Return the status and the first words of an answer: a stream has no last ones."""
        recus: list[Any] = []
        a_dire = iter([{"type": "http.request", "body": requete.corps, "more_body": False}])

        async def recevoir() -> Any:
            return next(a_dire, {"type": "http.disconnect"})

        async def envoyer(message: Any) -> None:
            recus.append(message)

        await application(self._portee(requete), recevoir, envoyer)
        return recus[0]["status"], recus[1].get("body", b"") if recus[1:] else b""

    def _portee(self, requete: Requete) -> dict[str, Any]:
        acteur = self.envoi.acteurs[requete.acteur]
        biscuits = {"HTTP_COOKIE": acteur.biscuits.output(header="", sep=";").strip()}
        jeton = {"HTTP_AUTHORIZATION": f"Bearer {acteur.jeton}"}
        qui = jeton if requete.par_jeton else biscuits
        entetes = {"HTTP_HOST": "127.0.0.1", **qui, **requete.entetes}
        chemin, _, question = requete.adresse.partition("?")
        return {
            "type": "http", "method": requete.methode, "path": unquote(chemin), "root_path": "",
            "raw_path": chemin.encode(), "query_string": question.encode(), "scheme": "http",
            "headers": [
                (nom.removeprefix("HTTP_").replace("_", "-").lower().encode(), valeur.encode())
                for nom, valeur in entetes.items()
            ],
            "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "http_version": "1.1",
            "asgi": {"version": "3.0"},
        }  # fmt: skip
