"""The gates' door without Django in its way: the same schema, rules and answers as the documented one."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from salon.entree import TAILLE_MAX, exiger_json, lire_json, valider
from salon.erreurs import Indisponible, Invalide, NonIdentifie, Refus, TropGros
from salon.pointage.guichet import Demande, Guichet, Reponse
from salon.pointage.lot import Poste
from salon.pointage.postes import compter_debit, poste_connu, poste_de
from salon.pointage.schemas import PassageIn, reponse_http

logger = logging.getLogger(__name__)

DELAI = 5.0  # seconds that a scan may wait for its answer

Attente = asyncio.Future[Reponse]
Valeur = TypeVar("Valeur")


class PorteRapide:
    """Answers `POST /api/v1/passages` in one process."""

    def __init__(self) -> None:
        self._guichet = Guichet(self._reveiller)
        self._boucle: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide one scan."""
        reponse = await self._repondre(Request(scope, receive))
        await reponse(scope, receive, send)

    async def _repondre(self, request: Request) -> JSONResponse:
        try:
            statut, corps = reponse_http(await self._pointer(request))
        except Refus as refus:
            return rendre(refus)
        except Exception:  # a gate that is told to come back keeps its scan
            logger.exception("panne à la porte")
            return rendre(Indisponible())
        return JSONResponse(corps, statut)

    async def _pointer(self, request: Request) -> Reponse:
        self._boucle = asyncio.get_running_loop()
        corps = await _corps(request)
        poste = await _identifier(request)
        compter_debit(poste.appareil.pk)
        donnees = valider(PassageIn, lire_json(corps) if corps else None)
        attente: Attente = self._boucle.create_future()
        self._guichet.deposer(Demande(donnees.en_releve(poste, timezone.now()), attente))
        try:
            async with asyncio.timeout(DELAI):
                return await attente
        except TimeoutError as erreur:
            raise Indisponible from erreur

    def _reveiller(self, reponses: list[tuple[object, Reponse]]) -> None:
        """Wake, from the clerk's thread, all who wait for an answer of one lot."""
        if self._boucle is not None:
            self._boucle.call_soon_threadsafe(_resoudre, reponses)


def rendre(refus: Refus) -> JSONResponse:
    """Return a refusal in the shape of the API."""
    entetes = {}
    if refus.apres:
        entetes["Retry-After"] = str(refus.apres)
    return JSONResponse(refus.corps(), refus.statut, entetes)


async def avec_base(travail: Callable[[], Valeur]) -> Valeur:
    """Run a piece of work that asks the database, in a thread. Raises Indisponible in an outage."""
    return await asyncio.to_thread(_puis_rendre_la_connexion, travail)


def _puis_rendre_la_connexion(travail: Callable[[], Valeur]) -> Valeur:
    close_old_connections()
    try:
        return travail()
    except DatabaseError as erreur:
        raise Indisponible from erreur
    finally:
        close_old_connections()


async def _identifier(request: Request) -> Poste:
    genre, _, jeton = request.headers.get("authorization", "").partition(" ")
    if genre.lower() != "bearer":
        raise NonIdentifie("Jeton d’appareil attendu.")
    poste = poste_connu(jeton)
    return await avec_base(lambda: poste_de(jeton)) if poste is None else poste


async def _corps(request: Request) -> bytes:
    """Return the body, checked like that of any other request, and never more than is allowed."""
    exiger_json(
        request.headers.get("content-type", ""), request.headers.get("content-encoding", "")
    )
    if request.query_params:
        raise Invalide("Paramètre inconnu.", champ=min(request.query_params))
    corps = b""
    async for morceau in request.stream():
        corps += morceau
        if len(corps) > TAILLE_MAX:
            raise TropGros(f"Envoi trop volumineux : {TAILLE_MAX // 1024} Ko au plus.")
    return corps


def _resoudre(reponses: list[tuple[object, Reponse]]) -> None:
    for attente, reponse in reponses:
        assert isinstance(attente, asyncio.Future)
        if not attente.done():  # the gate may have given up meanwhile
            attente.set_result(reponse)
