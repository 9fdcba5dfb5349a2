"""How the matrix is tried out: the routes there are, the actors, and a call as one of them."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from salon import sessions
from salon.acces import enroler_appareil, jeton_organisateur, jeton_participant
from salon.asgi import application
from salon.garde import parametres_connus
from salon.models import Appareil, Compte, Edition, Mandat, Participant, Porte
from tests import matrice
from tests.appels import navigateur_de
from tests.matrice import ROUTES, Ligne

GESTION = "/gestion/"
JSON = "application/json"
# Where somebody who must first say who they are is led to.
PORTES = ("/connexion/", "/gestion/login/", "/acces/")


@dataclass
class Acteur:
    """Somebody, by the two ways to say who they are: a bearer token and the cookies of a browser."""

    jeton: str = ""
    biscuits: SimpleCookie = field(default_factory=SimpleCookie)

    def appeler(self, methode: str, adresse: str, corps: Any) -> int:
        """Return the status of a call, the sign-in being a 401; what it changes is undone."""
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if adresse.startswith(matrice.API):
                entetes = {"Authorization": f"Bearer {self.jeton}"} if self.jeton else {}
                octets = "" if corps is None else json.dumps(corps)
                reponse = client.generic(methode, adresse, octets, JSON, headers=entetes)
            else:
                client.cookies.update(self.biscuits)
                reponse = getattr(client, methode.lower())(adresse, corps or {})
            if (
                getattr(reponse, "url", "") == "/moi/"
            ):  # which says who one is, or that one is nobody
                reponse = client.get("/moi/")
            transaction.set_rollback(True)
        a_la_porte = getattr(reponse, "url", "").startswith(PORTES)
        return HTTPStatus.UNAUTHORIZED if a_la_porte else reponse.status_code


def du_participant(participant: Participant) -> Acteur:
    client = Client()
    session = client.session
    session[sessions.PARTICIPANT] = participant.pk
    session[sessions.PARTICIPANT_LE] = timezone.now().timestamp()
    session.save()
    client.cookies["sessionid"] = session.session_key
    return Acteur(jeton_participant(participant), client.cookies)


def du_compte(edition: Edition, role: str) -> Acteur:
    compte = Compte.objects.create_user(f"{role}-{edition.slug}")
    Mandat.objects.create(edition=edition, compte=compte, role=role)
    return Acteur(jeton_organisateur(compte), navigateur_de(compte).cookies)


def dechus(edition: Edition, porte: Porte, annule: Participant) -> tuple[Acteur, ...]:
    revoque, jeton = enroler_appareil(porte=porte, nom="Perdu")
    Appareil.objects.filter(pk=revoque.pk).update(revoque_le=timezone.now())
    ferme, sans_code, finie = (
        Compte.objects.create_user(nom) for nom in ("fermé", "sans-code", "finie")
    )
    for compte in (ferme, sans_code, finie):
        Mandat.objects.create(edition=edition, compte=compte, role=Mandat.Role.ORGANISATEUR)
    parti = Acteur(jeton_organisateur(ferme), navigateur_de(ferme).cookies)
    Compte.objects.filter(pk=ferme.pk).update(is_active=False)
    client = Client()
    client.force_login(sans_code)
    vieille = navigateur_de(finie)
    session = vieille.session
    session[sessions.OUVERTE_LE] -= timedelta(days=2).total_seconds()
    session.save()
    sessions_sans_droit = (Acteur("x", client.cookies), Acteur("x", vieille.cookies))
    return (du_participant(annule), Acteur(jeton), parti, *sessions_sans_droit)


def chemins() -> Iterator[str]:
    """Yield the pattern of every address that Django answers, e.g. `/courriels/<numero>/`."""

    def descendre(motifs: Any, debut: str) -> Iterator[str]:
        for motif in motifs:
            texte = debut + re.sub(r"^\^|\$$|\\Z$", "", str(motif.pattern))
            if hasattr(motif, "url_patterns"):
                yield from descendre(motif.url_patterns, texte)
            else:
                texte = re.sub(r"\(\?P<(\w+)>.*?\)(?=/|\?|$)", r"<\1>", texte)
                yield re.sub(r"<\w+:(\w+)>", r"<\1>", texte).replace("/?", "/")

    return descendre(get_resolver().url_patterns, "/")


def routes() -> set[str]:
    """Return every route that needs a line: those of the API by method, the pages by their lines."""
    api = {f"{methode} /{route}" for route, methode in parametres_connus()}
    decrits = {route.split(maxsplit=1)[1] for route in api}
    pages = {c for c in chemins() if c not in decrits and not c.startswith(GESTION)}
    declarees = {route for route in ROUTES if route.split()[1] in pages}
    muettes = pages - {route.split()[1] for route in declarees}
    return api | declarees | {f"GET {page}" for page in muettes}


def remplir(texte: str, objets: dict[str, Any], ligne: Ligne) -> str:
    def valeur(trouve: re.Match[str]) -> str:
        nom = ligne.objets.get(trouve[1], trouve[1])
        return str(objets.get(nom, nom))

    return re.sub(r"<(\w+)>", valeur, texte)


def corps_de(valeur: Any, objets: dict[str, Any]) -> Any:
    """Put the numbers of objects in the place of `@nom`."""
    if isinstance(valeur, dict):
        return {cle: corps_de(v, objets) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [corps_de(v, objets) for v in valeur]
    est_un_nom = isinstance(valeur, str) and valeur.startswith("@")
    return objets[valeur[1:]] if est_un_nom else valeur


def comme_dit(statut: int, permis: bool) -> bool:
    """Tell whether a status is what the matrix wants of somebody who may, or may not."""
    if statut >= HTTPStatus.INTERNAL_SERVER_ERROR or statut == HTTPStatus.METHOD_NOT_ALLOWED:
        return False
    return permis == (statut not in (401, 403, 404))


def en_clair(ecarts: dict[str, Any]) -> str:
    return "\n".join(f"{route} : {faute}" for route, faute in ecarts.items())


def appeler_nativement(methode: str, adresse: str, jeton: str, corps: Any) -> int:
    """Return the status of a call to the site as it is served; a stream is left at its first word."""
    octets = json.dumps(corps).encode() if corps is not None else b""
    entetes = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    entetes += [(b"authorization", f"Bearer {jeton}".encode())] if jeton else []
    recus: list[Any] = []
    a_dire = iter([{"type": "http.request", "body": octets, "more_body": False}])

    async def recevoir() -> Any:
        return next(a_dire, {"type": "http.disconnect"})

    async def envoyer(message: Any) -> None:
        recus.append(message)

    portee = {
        "type": "http", "method": methode, "path": adresse, "raw_path": adresse.encode(),
        "query_string": b"", "headers": entetes, "root_path": "", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "http_version": "1.1",
        "asgi": {"version": "3.0"},
    }  # fmt: skip
    asyncio.run(application(portee, recevoir, envoyer))
    return int(recus[0]["status"])
