"""What a machine asks: is this process alive, and can it serve?"""

from datetime import timedelta

import redis
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from salon.journal import coupure
from salon.journal.models import Ecriture
from salon.pointage.direct import client_redis


@never_cache
@require_safe
def en_vie(request: HttpRequest) -> HttpResponse:
    """Answer, which is all that is asked: a process that does not is to be restarted."""
    return JsonResponse({"etat": "en vie"})


@never_cache
@require_safe
def pret(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers, 503 if not; the rest is told but not required."""
    try:
        relais, panne = relais_en_marche(), coupure.alarme()
    except DatabaseError:
        reponse = JsonResponse({"etat": "base injoignable"}, status=503)
        reponse["Retry-After"] = "2"
        return reponse
    return JsonResponse(
        {
            "etat": "prêt",
            "redis": "en marche" if redis_en_marche() else "arrêté",
            "relais": "en marche" if relais else "arrêté",
            "envoi": "en panne" if panne else "en marche",
        }
    )


def relais_en_marche() -> bool:
    """Tell whether a relay wrote this minute, or the one before, in the journal."""
    maintenant = timezone.now()
    minutes = (maintenant, maintenant - timedelta(minutes=1))
    cles = [f"MinutePassee:{minute:%Y-%m-%dT%H:%M}" for minute in minutes]
    return Ecriture.objects.filter(cle__in=cles).exists()


def redis_en_marche() -> bool:
    """Tell whether Redis answers soon."""
    try:
        with client_redis() as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
