"""`manage.py relais`: hand what follows from the journal to the workers, and feed the live pages."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from kombu.exceptions import OperationalError

from salon.celery import app
from salon.journal.relais import Relais
from salon.pointage.direct import alimenter
from salon.tasks import REACTIONS

logger = logging.getLogger(__name__)

REPOS = 0.25  # seconds between two turns when there is nothing to do
REPOS_PANNE = 2.0
# One more try, soon. Without any, the transport itself insists for six seconds.
UN_ESSAI = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1}


class Command(BaseCommand):
    help = "Confie aux ouvriers ce qui découle du journal, et alimente les pages en direct."

    def handle(self, *args: Any, **options: Any) -> None:
        fin = threading.Event()
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, lambda *_: fin.set())
        threading.Thread(target=alimenter, args=(fin,), name="direct", daemon=True).start()
        self.stdout.write("relais en marche")
        relais = nouveau_relais()
        while not fin.is_set():
            fin.wait(tourner(relais))


def nouveau_relais() -> Relais:
    """Return a relay that knows all reactions and sends through Celery."""
    return Relais(
        reactions={
            evenement.__name__: [reaction.nom for reaction in reactions]
            for evenement, reactions in REACTIONS.items()
        },
        files={
            reaction.nom: reaction.queue
            for reactions in REACTIONS.values()
            for reaction in reactions
        },
        envoyer=envoyer,
    )


def envoyer(nom: str, file: str, effet_id: int) -> None:
    """Publish one effect. Raises ConnectionError, soon, when the broker is away."""
    try:
        app.send_task(nom, args=[effet_id], queue=file, retry=True, retry_policy=UN_ESSAI)
    except OperationalError as erreur:
        raise ConnectionError(str(erreur)) from erreur


def tourner(relais: Relais) -> float:
    """Do one turn; return how many seconds to rest after it."""
    try:
        return 0.0 if relais.tour() else REPOS
    except DatabaseError as erreur:
        logger.warning("base de données : %s", type(erreur).__name__)
        close_old_connections()
        return REPOS_PANNE
