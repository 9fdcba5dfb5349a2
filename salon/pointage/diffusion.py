"""The live stream to browsers (server-sent events): one reader per process, however many watch."""

import asyncio
import time
from http.cookies import SimpleCookie
from typing import Any

import redis.asyncio
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from salon.acces import Appelant, Role, appelant_de_session, lire_jeton
from salon.erreurs import Indisponible, Introuvable, NonIdentifie, Refus
from salon.models import Edition
from salon.pointage.direct import BATTEMENT, cle_flux, compter_json
from salon.pointage.porte_rapide import avec_base, rendre
from salon.sessions import compte_verifie

SPECTATEURS_MAX = 2_000  # per process
PING = 15.0  # seconds of silence after which a comment keeps proxies from closing the line
CONTROLE = 30.0  # seconds after which the right to watch is checked again
SECOURS = 1.0  # seconds between two counts asked of the database when Redis or the relay is away


class Flux:
    """The snapshots of one edition as they come, shared by all who watch it in this process."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.dernier: tuple[str, bytes] | None = None
        self._file: set[asyncio.Queue[bytes | None]] = set()
        self._lecteur: asyncio.Task[None] | None = None

    def entrer(self) -> "asyncio.Queue[bytes | None]":
        """Start to watch: the queue gets each snapshot; a slow browser misses some, never the last."""
        file: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._file.add(file)
        if self._lecteur is None or self._lecteur.done():
            self._lecteur = asyncio.create_task(self._lire())
        return file

    def sortir(self, file: "asyncio.Queue[bytes | None]") -> None:
        """Stop to watch; the last one out stops the reader."""
        self._file.discard(file)
        if not self._file and self._lecteur is not None:
            self._lecteur.cancel()
            self._lecteur = None
            self.dernier = None

    def publier(self, identifiant: str, nombres: str) -> None:
        """Hand a snapshot to all who watch, encoded once."""
        trame = f"id: {identifiant}\nevent: compteurs\ndata: {nombres}\n\n".encode()
        self.dernier = identifiant, trame
        for file in self._file:
            deposer(file, trame)

    async def _lire(self) -> None:
        """Follow the stream for ever; whenever it is silent too long, ask the database instead."""
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_timeout=None,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
        )
        position = "$"
        while True:
            if self.dernier is None:
                await self._secourir()
            try:
                lecture = client.xread({cle_flux(self.edition.slug): position}, block=0)
                recu = await asyncio.wait_for(lecture, BATTEMENT * 1.5)
            except (RedisError, OSError, TimeoutError):
                await self._secourir()
                await asyncio.sleep(SECOURS)
                continue
            for identifiant, champs in _messages(recu):
                position = identifiant
                self.publier(identifiant, champs["n"])

    async def _secourir(self) -> None:
        try:
            nombres = await avec_base(lambda: compter_json(self.edition))
        except Refus:
            return
        self.publier(f"{time.time_ns() // 1_000_000}-0", nombres)


class Diffusion:
    """Answers `GET /api/v1/editions/<slug>/direct` in one process."""

    def __init__(self) -> None:
        self._flux: dict[int, Flux] = {}
        self._spectateurs = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream the numbers until the browser leaves or may no longer watch."""
        request = Request(scope)
        try:
            if self._spectateurs >= SPECTATEURS_MAX:
                raise Indisponible
            edition = await avec_base(lambda: edition_permise(request))
        except Refus as refus:
            await rendre(refus)(scope, receive, send)
            return
        flux = self._flux.setdefault(edition.pk, Flux(edition))
        file = flux.entrer()
        depart = asyncio.create_task(_guetter_depart(receive, file))
        self._spectateurs += 1
        try:
            await send(_debut())
            await self._suivre(request, flux, file, send)
        finally:
            self._spectateurs -= 1
            depart.cancel()
            flux.sortir(file)

    async def _suivre(
        self, request: Request, flux: Flux, file: "asyncio.Queue[bytes | None]", send: Send
    ) -> None:
        if flux.dernier and flux.dernier[0] != request.headers.get("last-event-id"):
            await send(_morceau(flux.dernier[1]))
        controle = time.monotonic() + CONTROLE
        while True:
            try:
                trame = await asyncio.wait_for(file.get(), PING)
            except TimeoutError:
                trame = b": ping\n\n"
            if trame is None:
                return
            if time.monotonic() > controle:
                controle = time.monotonic() + CONTROLE
                if not await encore_permise(request):
                    await send(_morceau(b"", fin=True))
                    return
            await send(_morceau(trame))


def deposer(file: "asyncio.Queue[bytes | None]", trame: bytes | None) -> None:
    """Put the newest in the place of what was not yet taken."""
    if file.full():
        file.get_nowait()
    file.put_nowait(trame)


def edition_permise(request: Request) -> Edition:
    """Return the edition that is watched. Raises a Refus unless the caller belongs to its staff."""
    edition = Edition.objects.filter(slug=request.path_params["edition"]).first()
    appelant = _appelant(request)
    if appelant is None:
        raise NonIdentifie
    if edition is None:
        raise Introuvable
    appelant.exiger_role(edition, *Role)
    return edition


async def encore_permise(request: Request) -> bool:
    """Tell whether the caller may go on watching; an outage of the database is no reason to stop."""
    try:
        await avec_base(lambda: edition_permise(request))
    except Indisponible:
        return True
    except Refus:
        return False
    return True


def _appelant(request: Request) -> Appelant | None:
    """Return who is behind a request: a bearer token, or the session of a browser."""
    genre, _, jeton = request.headers.get("authorization", "").partition(" ")
    if genre.lower() == "bearer":
        return lire_jeton(jeton)
    biscuits = SimpleCookie(request.headers.get("cookie", ""))
    biscuit = biscuits.get(settings.SESSION_COOKIE_NAME)
    if biscuit is None:
        return None
    django_request = HttpRequest()
    django_request.session = SessionStore(biscuit.value)
    django_request.user = compte_verifie(django_request)
    if django_request.session.modified:  # a screen that is watched is a session in use
        django_request.session.save()
    return appelant_de_session(django_request)


async def _guetter_depart(receive: Receive, file: "asyncio.Queue[bytes | None]") -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    deposer(file, None)


def _messages(recu: Any) -> list[tuple[str, dict[str, str]]]:
    """Return the (id, fields) of an XREAD on one stream, in either form of the protocol."""
    flux = list(recu.values()) if isinstance(recu, dict) else [entrees for _, entrees in recu]
    messages = flux[0] if flux else []
    return messages[0] if messages and isinstance(messages[0], list) else messages


def _debut() -> Message:
    entetes = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # a proxy must not keep events back
        (b"x-content-type-options", b"nosniff"),
    ]
    return {"type": "http.response.start", "status": 200, "headers": entetes}


def _morceau(octets: bytes, *, fin: bool = False) -> Message:
    return {"type": "http.response.body", "body": octets, "more_body": not fin}
