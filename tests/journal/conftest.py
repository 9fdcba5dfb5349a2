"""A journal with one line, a worker that does as it is told, and a relay that sends nowhere."""

from collections.abc import Callable
from typing import Any

import pytest

from salon.journal.evenements.participants import LienDemande
from salon.journal.models import Ecriture, Effet
from salon.journal.relais import Relais
from salon.journal.services import publier


class Envois:
    """Stands for the broker: keeps what is sent, or is away."""

    def __init__(self) -> None:
        self.recus: list[tuple[str, str, int]] = []
        self.absent_apres: int | None = None

    def __call__(self, nom: str, file: str, effet_id: int) -> None:
        if self.absent_apres is not None and len(self.recus) >= self.absent_apres:
            raise ConnectionError
        self.recus.append((nom, file, effet_id))


@pytest.fixture
def envois() -> Envois:
    return Envois()


@pytest.fixture
def relais(db, envois) -> Relais:
    """A relay that knows one event, followed by two effects of two queues."""
    return Relais(
        reactions={"LienDemande": ["salon.ecrire", "salon.compter"]},
        files={"salon.ecrire": "courriels", "salon.compter": "lots"},
        envoyer=envois,
    )


@pytest.fixture
def ecriture(db) -> Ecriture:
    publier(LienDemande(participant_id=7, minute="2027-05-20T10:00"))
    return Ecriture.objects.get()


@pytest.fixture
def effet(ecriture) -> Effet:
    return Effet.objects.create(ecriture=ecriture, nom="salon.ecrire")


@pytest.fixture
def etat() -> Callable[[Effet], tuple[Any, ...]]:
    """Return the state of an effect, how often it was tried, and its reason."""

    def lire(effet: Effet) -> tuple[Any, ...]:
        return Effet.objects.values_list("etat", "tentatives", "erreur").get(pk=effet.pk)

    return lire
