"""The live feed: the relay counts when something happened, and every web process reads what it counted.

The numbers travel through one Redis Stream per edition. It is a copy: with Redis away, or the relay,
each web process asks the database once a second.
"""

import json
import logging
import threading
import time
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Max
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from salon.journal.models import Ecriture
from salon.models import Edition
from salon.pointage.compteurs import compter

logger = logging.getLogger(__name__)

GUET = 0.02  # seconds between two looks at the journal
CADENCE = 0.1  # seconds between two counts at least
PART_MAX = 1  # counting takes at most half of the time, however long it takes
BATTEMENT = 5.0  # seconds after which the numbers are sent even if nothing happened
GARDES = 100  # snapshots kept in each stream


def cle_flux(slug: str) -> str:
    """Return the key of the stream of an edition."""
    return f"direct:{slug}"


def compter_json(edition: Edition) -> str:
    """Return the numbers of the current day as JSON text."""
    return json.dumps(compter(edition).corps(), ensure_ascii=False, separators=(",", ":"))


def alimenter(fin: threading.Event) -> None:
    """Count and publish, until `fin`, whenever the journal has grown."""
    source = Source()
    while not fin.wait(GUET):
        try:
            source.regarder()
        except DatabaseError as erreur:
            logger.warning("direct, base de données : %s", type(erreur).__name__)
            close_old_connections()
            fin.wait(1)


class Source:
    """What the relay remembers between two looks at the journal."""

    def __init__(self) -> None:
        self._redis = client_redis()
        self._vue: int | None = None  # last line of the journal that was counted
        self._prochain = 0.0  # time, by the monotonic clock, before which not to count
        self._battement = 0.0

    def regarder(self) -> None:
        """Count the editions of the day if something happened since the last count."""
        debut = time.monotonic()
        if debut < self._prochain:
            return
        derniere = Ecriture.objects.aggregate(derniere=Max("pk"))["derniere"]
        if derniere == self._vue and debut < self._battement:
            return
        for edition in editions_du_jour():
            self._publier(edition)
        duree = time.monotonic() - debut
        self._vue = derniere
        self._prochain = debut + max(CADENCE, duree * (1 + PART_MAX))
        self._battement = time.monotonic() + BATTEMENT

    def _publier(self, edition: Edition) -> None:
        try:
            self._redis.xadd(cle_flux(edition.slug), {"n": compter_json(edition)}, maxlen=GARDES)
        except (redis.RedisError, OSError) as erreur:
            logger.warning("direct, redis : %s", type(erreur).__name__)
            self._prochain = time.monotonic() + 1


def editions_du_jour() -> list[Edition]:
    """Return the editions that are open today somewhere."""
    aujourdhui = timezone.now().date()
    jour = timedelta(days=1)
    return list(Edition.objects.filter(debut__lte=aujourdhui + jour, fin__gte=aujourdhui - jour))


def client_redis() -> redis.Redis:
    """Return a client that gives up soon: nobody waits for a copy."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
