"""What every request to the API passes through: a clean address, plain JSON, and one answer per key."""

import hashlib
import logging
import re
import sys
from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from salon.api import api
from salon.entree import INTERDITS, TAILLE_MAX, exiger_json
from salon.erreurs import Illisible, Indisponible, Invalide, Refus, TropGros
from salon.journal.models import ReponseGardee

logger = logging.getLogger(__name__)

Suite = Callable[[HttpRequest], HttpResponse]

PREFIXE = "/api/"
# Bytes of a form of the pages, with its files: a list of 100,000 people, or a picture.
FORMULAIRE_MAX = 50 * 1024 * 1024
TAILLE_CHIFFRES = 20  # of a number that is far too large already
CLE_MAX = 200
# Answers that are not kept: the same request may go through next time.
REESSAYABLES = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)

# What Django itself may answer to a request for the API; anything else is a request it cannot read.
ERREURS: dict[int, tuple[str, str]] = {
    HTTPStatus.NOT_FOUND: ("introuvable", "Adresse inconnue."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("methode", "Méthode non admise ici."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("panne", "Panne de notre côté : réessayez."),
}


class CleReprise(Refus):
    statut = 422
    code = "cle_reprise"
    message = "Cette clé d’idempotence a déjà servi pour un autre envoi."


def repondre(refus: Refus) -> JsonResponse:
    """Return a refusal in the shape of the API."""
    reponse = JsonResponse(refus.corps(), status=refus.statut)
    if refus.apres:
        reponse["Retry-After"] = str(refus.apres)
    return reponse


@cache
def parametres_connus() -> dict[tuple[str, str], set[str]]:
    """Return the query parameters of each (route, method), as the documentation of the API has them."""
    connus = {}
    for chemin, operations in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items():
        for methode, operation in operations.items():
            noms = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
            connus[re.sub(r"{(\w+)}", r"<\1>", chemin).lstrip("/"), methode.upper()] = noms
    return connus


def _est_json(reponse: HttpResponse) -> bool:
    return reponse.headers.get("Content-Type", "").startswith("application/json")


def _en_json(reponse: HttpResponse) -> JsonResponse:
    """Give the shape of the API to an error that Django answered: an unknown address, a wrong method."""
    code, message = ERREURS.get(reponse.status_code, ("illisible", "Requête illisible."))
    corps = {"code": code, "message": message, "champ": ""}
    json = JsonResponse(corps, status=reponse.status_code)
    if "Allow" in reponse.headers:
        json["Allow"] = reponse["Allow"]
    return json


def _taille(request: HttpRequest) -> int:
    """Return how many bytes a request announces; one that announces nonsense is too long."""
    annoncee = request.META.get("CONTENT_LENGTH") or "0"
    return int(annoncee[:TAILLE_CHIFFRES]) if annoncee.isdecimal() else sys.maxsize


def _verifier_adresse(request: HttpRequest) -> None:
    try:
        parametres = request.GET.lists()
    except TooManyFieldsSent as erreur:
        raise Illisible("Requête illisible : trop de paramètres.") from erreur
    textes = (nom + valeur for nom, valeurs in parametres for valeur in valeurs)
    if INTERDITS.search(request.path_info + "".join(textes)):
        raise Invalide("L’adresse contient un caractère interdit.")


class GardeApi:
    """Refuse, before any work, what no endpoint could make sense of."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _verifier_adresse(request)
        except Refus as refus:
            return repondre(refus)
        if not request.path_info.startswith(PREFIXE):
            if _taille(request) > FORMULAIRE_MAX:
                return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return self.suite(request)
        try:
            self._verifier_corps(request)
        except Refus as refus:
            return repondre(refus)
        reponse = self.suite(request)
        if reponse.status_code >= HTTPStatus.BAD_REQUEST and not _est_json(reponse):
            return _en_json(reponse)
        return reponse

    def process_view(
        self, request: HttpRequest, vue: object, args: object, parametres: object
    ) -> HttpResponse | None:
        """Refuse a query parameter that the endpoint does not document."""
        if not request.path_info.startswith(PREFIXE) or request.resolver_match is None:
            return None
        connus = parametres_connus().get((request.resolver_match.route, request.method or ""))
        inconnus = set(request.GET) - connus if connus is not None else set()
        if inconnus:
            return repondre(Invalide("Paramètre inconnu.", champ=min(inconnus)))
        return None

    def _verifier_corps(self, request: HttpRequest) -> None:
        taille = _taille(request)
        if taille > TAILLE_MAX:
            raise TropGros(f"Envoi trop volumineux : {TAILLE_MAX // 1024} Ko au plus.")
        if request.method in ("POST", "PUT", "PATCH") and taille:
            exiger_json(request.content_type or "", request.headers.get("Content-Encoding", ""))


class Idempotence:
    """Give a POST that carries an Idempotency-Key the answer it had the first time.

    The work and its answer are stored in one transaction: a second request with the same key waits
    for the first one, then reads its answer; a crash in between leaves neither.
    """

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cle = request.headers.get("Idempotency-Key", "")
        if not cle or request.method != "POST" or not request.path_info.startswith(PREFIXE):
            return self.suite(request)
        if len(cle) > CLE_MAX or not re.fullmatch(r"[\x21-\x7e]+", cle):
            return repondre(Invalide("Clé d’idempotence invalide.", champ="Idempotency-Key"))
        try:
            return self._une_fois(request, cle)
        except DatabaseError as erreur:
            logger.error("base de données : %s", type(erreur).__name__)
            return repondre(Indisponible())

    def _une_fois(self, request: HttpRequest, cle: str) -> HttpResponse:
        appelant, empreinte = _appelant(request), _empreinte(request)
        try:
            return self._premiere(request, appelant, cle, empreinte)
        except IntegrityError:
            gardee = ReponseGardee.objects.filter(appelant=appelant, cle=cle).first()
        if gardee is None:
            return repondre(Indisponible())
        if gardee.empreinte != empreinte:
            return repondre(CleReprise(champ="Idempotency-Key"))
        return HttpResponse(
            bytes(gardee.corps), status=gardee.statut, content_type="application/json"
        )

    def _premiere(
        self, request: HttpRequest, appelant: str, cle: str, empreinte: str
    ) -> HttpResponse:
        with transaction.atomic():
            gardee = ReponseGardee.objects.create(
                appelant=appelant, cle=cle, empreinte=empreinte, statut=0, corps=b""
            )
            reponse = self.suite(request)
            if (
                reponse.status_code in REESSAYABLES
                or reponse.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            ):
                transaction.set_rollback(True)  # worth another try with the same key
            else:
                gardee.statut, gardee.corps = reponse.status_code, reponse.content
                gardee.save(update_fields=["statut", "corps"])
        return reponse


def _appelant(request: HttpRequest) -> str:
    """Return a digest of who is calling, so that nobody is served another one's answer."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    identite = f"{request.headers.get('Authorization', '')}\n{session}"
    return hashlib.sha256(identite.encode("utf-8", "surrogatepass")).hexdigest()


def _empreinte(request: HttpRequest) -> str:
    adresse = f"{request.method} {request.get_full_path()}\n"
    return hashlib.sha256(adresse.encode() + request.body).hexdigest()
