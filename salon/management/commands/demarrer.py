"""`manage.py demarrer`: everything the application needs, from one command, until Ctrl-C."""

import errno
import fcntl
import http.client
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from salon.celery import FILES
from salon.management.supervision import Programme, Superviseur, dire
from salon.management.valkey import Valkey, ValkeyAbsent, ValkeyMuet
from salon.models import Edition

HOTE = "127.0.0.1"
# E-mails leave two at a time, which is polite to a mail server.
FACTEURS, FILES_DE_COURRIELS = 2, ("courriels", "masse")
PRISE_VALKEY = settings.RUNTIME / "valkey.sock"


class Empechement(Exception):
    """A reason not to start; the message says in French what to do."""


class Command(BaseCommand):
    help = "Démarre le site, le relais, les ouvriers et, si besoin, Valkey ; surveille le tout."
    requires_system_checks = []  # the relay makes them; here they would delay the first page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port du site (8000)")
        parser.add_argument("--web", type=int, default=1, help="processus du site (1)")
        parser.add_argument("--ouvriers", type=int, default=2, help="tâches menées de front (2)")
        parser.add_argument(
            "--preparer",
            action="store_true",
            help="met d’abord la base à jour et, si elle est vide, crée l’édition de démonstration",
        )

    def handle(self, *args: Any, port: int, web: int, ouvriers: int, **options: Any) -> None:
        try:
            verrou = verrouiller()
            prise = ecouter(port)
            if options["preparer"]:
                preparer_base()
            slug = verifier_base()
            adresse = f"http://{HOTE}:{prise.getsockname()[1]}"
            programmes = [
                *valkey_embarque(),
                programme_web(adresse, prise, web),
                programme_relais(adresse),
                # A mail server that hangs holds up e-mails, and nothing else.
                programme_ouvrier(adresse, "facteur", FACTEURS, FILES_DE_COURRIELS),
                programme_ouvrier(
                    adresse, "ouvrier", ouvriers, [f for f in FILES if f not in FILES_DE_COURRIELS]
                ),
            ]
            threading.Thread(target=accueillir, args=(adresse, slug), daemon=True).start()
            Superviseur(programmes, verrou).executer()
        except (Empechement, ValkeyAbsent, ValkeyMuet) as raison:
            self.stderr.write(str(raison))
            sys.exit(1)


def verrouiller() -> int:
    """Take the lock of `var/`, which the system frees when its last holder ends; return it."""
    verrou = os.open(settings.VAR / "demarrer.verrou", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as erreur:
        raise Empechement(
            f"Coventis tourne déjà dans {settings.VAR}, ou finit de s’y arrêter."
        ) from erreur
    return verrou


def preparer_base() -> None:
    """Migrate, then fill an empty base. In this process: two more would delay the first page."""
    if migrations_en_attente():
        dire("préparation de la base de données")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("demo", si_vide=True)


def verifier_base() -> str | None:
    """Return the slug of the latest edition, if any. Raises Empechement on a base not ready."""
    if migrations_en_attente():
        raise Empechement(
            "La base de données n’est pas à jour : lancez d’abord « python manage.py migrate »."
        )
    slug = Edition.objects.values_list("slug", flat=True).first()
    connections.close_all()
    return slug


def migrations_en_attente() -> bool:
    """Tell whether the base lacks a migration. Raises Empechement when it does not answer."""
    try:
        migrations = MigrationExecutor(connection)
    except DatabaseError as erreur:
        raison = str(erreur).partition("\n")[0]
        raise Empechement(f"La base de données ne répond pas : {raison}") from erreur
    return bool(migrations.migration_plan(migrations.loader.graph.leaf_nodes()))


def ecouter(port: int) -> socket.socket:
    """Return the listening socket of the site.

    It belongs to the supervisor: while a dead web process is replaced, callers wait a moment in the
    queue of the system instead of being refused.
    """
    prise = socket.socket()
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Inherited by each connection; without it, the event loop adds 40 ms to every answer.
    prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        prise.bind((HOTE, port))
    except OSError as erreur:
        occupe = erreur.errno == errno.EADDRINUSE
        raise Empechement(
            f"Le port {port} est {'déjà pris' if occupe else 'interdit'} : "
            f"choisissez-en un autre, par exemple « make run PORT=8001 »."
        ) from erreur
    prise.listen(1024)
    return prise


def valkey_embarque() -> list[Programme]:
    """Return the embedded server if the settings expect it, its directory being this user's only."""
    if settings.REDIS_URL.removeprefix("unix://") != str(PRISE_VALKEY):
        return []
    Valkey.binaire()
    settings.RUNTIME.mkdir(mode=0o700, exist_ok=True)
    etat = settings.RUNTIME.lstat()
    # The name can be guessed and the place is shared: somebody else may have made it first.
    if etat.st_uid != os.getuid() or etat.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Empechement(f"Le dossier {settings.RUNTIME} n’est pas privé : supprimez-le.")
    return [Programme("valkey", partial(Valkey.demarrer, PRISE_VALKEY, settings.VAR / "valkey"))]


def programme_web(adresse: str, prise: socket.socket, processus: int) -> Programme:
    """Return the site, native paths and Django together."""
    commande = [
        *("-m", "uvicorn", "salon.asgi:application", "--fd", str(prise.fileno())),
        *("--workers", str(processus), "--no-access-log", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "5"),  # the live streams never end by themselves
    ]
    return Programme("web", partial(lancer, commande, adresse, (prise.fileno(),)), delai=8)


def programme_relais(adresse: str) -> Programme:
    """Return the relay between the journal and the workers."""
    return Programme("relais", partial(lancer, ["manage.py", "relais"], adresse))


def programme_ouvrier(adresse: str, nom: str, taches: int, files: Iterable[str]) -> Programme:
    """Return a worker of some queues."""
    commande = [
        *("-m", "celery", "-A", "salon", "--quiet", "worker", "--concurrency", str(taches)),
        *("--queues", ",".join(files)),
        # A stable name, unique per installation: each new one leaves a trace in the broker.
        *("--hostname", f"{nom}-{settings.RUNTIME.name}@%h", "--loglevel", "warning"),
        # Chatter between workers, which the journal makes useless.
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    return Programme(nom, partial(lancer, commande, adresse), delai=25)


def lancer(
    commande: list[str], adresse: str, prises: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start a Python program as the leader of its own process group, its lines in one pipe."""
    environnement = {
        "BASE_URL": adresse,  # of the links in e-mails, unless the environment says better
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        # SIGTERM gives Celery's soft shutdown: current tasks end, within a limit.
        "REMAP_SIGTERM": "SIGQUIT",
        # Celery says so in five lines of English; in a container it is no news.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    return subprocess.Popen(
        [sys.executable, *commande],
        cwd=settings.BASE_DIR,
        env=environnement,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=prises,
    )


def accueillir(adresse: str, slug: str | None) -> None:
    """Say where to go, once the home page answers."""
    while not page_prete(adresse):
        time.sleep(0.2)
    pages = {
        "Accueil": "/",
        "En direct": f"/direct/{slug}/" if slug else "",
        "API": "/api/v1/docs",
        "Courriels": "/courriels/",
        "Gestion": "/gestion/",
    }
    lignes = [f"{nom:<10} {adresse}{chemin}" for nom, chemin in pages.items() if chemin]
    dire(encadrer(["Coventis est prêt.", "", *lignes, "", "Ctrl-C arrête tout."]))
    demo = settings.VAR / "demo.txt"
    if demo.exists():
        dire(demo.read_text())


def page_prete(adresse: str) -> bool:
    """Tell whether the home page answers, be it with a refusal."""
    connexion = http.client.HTTPConnection(adresse.removeprefix("http://"), timeout=30)
    try:
        connexion.request("GET", "/")
        return connexion.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connexion.close()


def encadrer(lignes: list[str]) -> str:
    """Draw a box around lines."""
    largeur = max(map(len, lignes))
    trait = "─" * (largeur + 2)
    return "\n".join([f"┌{trait}┐", *(f"│ {ligne:<{largeur}} │" for ligne in lignes), f"└{trait}┘"])
