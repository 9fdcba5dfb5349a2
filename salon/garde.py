"""What every request to the API passes through: a clean address, plain JSON, and one answer per key."""

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from salon.entree import INTERDITS, TAILLE_MAX, exiger_json
from salon.erreurs import Invalide, Refus, TropGros
from salon.journal.models import ReponseGardee

Suite = Callable[[HttpRequest], HttpResponse]

PREFIXE = "/api/"
CLE_MAX = 200


class CleReprise(Refus):
    statut = 422
    code = "cle_reprise"
    message = "Cette clé d’idempotence a déjà servi pour un autre envoi."


def repondre(refus: Refus) -> JsonResponse:
    """Return a refusal in the shape of the API."""
    return JsonResponse(refus.corps(), status=refus.statut)


class GardeApi:
    """Refuse, before any work, what no endpoint could make sense of."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        adresse = request.path_info + "".join(
            nom + valeur for nom, valeurs in request.GET.lists() for valeur in valeurs
        )
        if INTERDITS.search(adresse):
            return repondre(Invalide("L’adresse contient un caractère interdit."))
        if not request.path_info.startswith(PREFIXE):
            return self.suite(request)
        try:
            self._verifier_corps(request)
        except Refus as refus:
            return repondre(refus)
        return self.suite(request)

    def _verifier_corps(self, request: HttpRequest) -> None:
        taille = request.META.get("CONTENT_LENGTH") or "0"
        if not taille.isdigit() or int(taille) > TAILLE_MAX:
            raise TropGros(f"Envoi trop volumineux : {TAILLE_MAX // 1024} Ko au plus.")
        if request.method in ("POST", "PUT", "PATCH") and int(taille):
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
        appelant, empreinte = _appelant(request), _empreinte(request)
        try:
            return self._premiere(request, appelant, cle, empreinte)
        except IntegrityError:
            gardee = ReponseGardee.objects.get(appelant=appelant, cle=cle)
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
            if reponse.status_code in (401, 403, 429) or reponse.status_code >= 500:  # noqa: PLR2004
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
