"""The Celery application: it carries effects to workers; what must happen is remembered by the journal."""

import os
import subprocess
import sys
import threading
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")

# Each kind of work has its own queue, so that a bulk mailing never delays one badge at the desk: agendas
# are drawn in one and leave by another, while links to come in and the work of the minute pass by.
FILES = ("porte", "badges", "courriels", "lots", "agendas", "masse", "externe")

app = Celery("salon")
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # When a whole worker dies, its messages come back after this time; the lease is shorter.
        "visibility_timeout": 300,
        # The transport looks for such messages this often; its own default takes over a minute more.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # Without these, publishing to a frozen server waits for ever.
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    },
    task_acks_late=True,  # a message is forgotten only after its work
    task_reject_on_worker_lost=True,  # and comes back if the process that held it was killed
    worker_prefetch_multiplier=1,  # nobody sits on work that a free worker could do
    task_ignore_result=True,  # the journal is the result
    task_serializer="json",
    accept_content=["json"],
    task_time_limit=settings.EFFET_LIMITE,
    worker_soft_shutdown_timeout=20,  # a deployment lets the current task end
    worker_max_memory_per_child=500_000,  # kB; a child that swells is replaced between two tasks
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    # Without a key of its own, each queue would receive what is sent to any of them.
    task_queues=[Queue(nom, Exchange(nom), routing_key=nom) for nom in FILES],
    task_default_queue="lots",
    enable_utc=True,
    timezone="UTC",
)
app.autodiscover_tasks(["salon"])


@worker_ready.connect
def chauffer(sender: Any, **_: object) -> None:
    """Have the search for timetables compiled before anybody asks for one, where it will run.

    In a process of its own: children are forked from this one at any time, and a compiler that was at
    work in a thread would leave them its locks.
    """
    if "lots" in sender.app.amqp.queues.consume_from:
        commande = [sys.executable, "-m", "salon.rdv.planification.chauffe"]
        threading.Thread(target=subprocess.run, args=(commande,), daemon=True).start()
