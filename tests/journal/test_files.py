"""Five thousand agendas leave at once; a link to come in, a reply and the work of the minute do not wait."""

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import kombu
import pytest

from salon.celery import app
from salon.journal.evenements.envois import CourrielDeMasseEcrit, CourrielEcrit
from salon.journal.evenements.participants import LienDemande
from salon.journal.evenements.rdv import AgendaPublie
from salon.journal.relais import EN_VOL
from salon.journal.services import publier
from salon.management.commands.relais import nouveau_relais
from salon.management.valkey import Valkey

AGENDAS = 5_000


@pytest.fixture
def relais_entier(db, envois):
    """The relay that knows all that follows, sending nowhere."""
    return replace(nouveau_relais(), envoyer=envois)


@pytest.fixture
def masse(db):
    """Agendas to draw, and others already drawn and to be sent."""
    publier(*(AgendaPublie(publication_id=1, participant_id=n) for n in range(AGENDAS)))
    publier(*(CourrielDeMasseEcrit(courriel_id=n) for n in range(AGENDAS)))


@pytest.fixture
def connexion():
    """A real broker."""
    dossier = Path(tempfile.mkdtemp(prefix="v-"))
    processus = Valkey.demarrer(dossier / "s", dossier / "donnees")
    with kombu.Connection(f"redis+socket://{dossier / 's'}") as connexion:
        yield connexion
    processus.kill()
    processus.wait()
    shutil.rmtree(dossier)


def test_what_somebody_waits_for_leaves_before_the_agendas_asked_for_earlier(
    relais_entier, envois, masse
):
    relais_entier.tour()
    publier(LienDemande(participant_id=7, minute="2027-05-20T10:00"), CourrielEcrit(courriel_id=0))
    envois.recus.clear()

    relais_entier.tour()

    assert [nom for nom, _, _ in envois.recus] == ["salon.envoyer_lien", "salon.envoyer_courriel"]


def test_the_work_of_the_minute_leaves_with_the_first_agendas(relais_entier, envois, masse):
    relais_entier.tour()

    partis = Counter(nom for nom, _, _ in envois.recus)
    assert (partis["salon.envoyer_agenda"], partis["salon.envoyer_courriel_de_masse"]) == (
        EN_VOL,
        EN_VOL,
    )
    assert partis["salon.expirer"] == partis["salon.constater_planifications"] == 1


def test_a_worker_of_all_queues_serves_each_in_its_turn(connexion):
    recus = []
    producteur = connexion.Producer()
    for file in ["masse"] * 50 + ["agendas"] * 50 + ["courriels", "lots"]:
        producteur.publish(file, exchange=file, routing_key=file, declare=app.conf.task_queues)
    with connexion.Consumer(app.conf.task_queues, prefetch_count=1) as consommateur:
        consommateur.register_callback(lambda corps, message: (recus.append(corps), message.ack()))

        while len(recus) < len(app.conf.task_queues):
            connexion.drain_events(timeout=5)

    assert {"courriels", "lots"} <= set(recus)
