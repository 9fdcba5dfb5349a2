"""What breaks while the show runs, with real processes: nothing is lost, nothing is counted twice."""

import random
import signal
import time
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import redis
from django.db.models import Q
from django.utils import timezone

from salon.journal.models import Courriel, Ecriture, Effet, Fichier
from salon.models import Badge
from salon.pointage.models import Passage

from .installation import Installation, attendre

KILLS = 30
# An effect put off by more waits for its hour (an agenda of the eve, a digest), not for a worker.
UN_MOMENT = timedelta(minutes=5)
VISITEURS = 150
HASARD = random.Random(1)

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def installation(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), Installation(tmp_path) as installation:
        yield installation


@pytest.fixture
def salon(installation):
    """The demonstration edition, small, with its Valkey and its web server."""
    fiche = installation.demonstration("--visiteurs=30", "--exposants=3", "--rdv=0")
    installation.valkey()
    installation.web()
    return fiche


def inscrire(installation: Installation, nombre: int) -> set[str]:
    """Register visitors through the API; return their addresses."""
    adresses = {f"visiteur{rang}@foule.example" for rang in range(nombre)}
    with httpx.Client(base_url=f"{installation.adresse}/api/v1/editions/coventis") as client:
        for adresse in adresses:
            corps = {"nom": "Foule", "courriel": adresse}
            assert client.post("/visiteurs", json=corps).status_code == httpx.codes.ACCEPTED
    return adresses


def rien_en_attente(installation: Installation) -> bool:
    """Tell whether every e-mail left, every effect is done or put off, and every line has its effects."""
    base = installation.base
    envoyes = Courriel.objects.using(base).filter(etat=Courriel.Etat.ENVOYE).count()
    plus_tard = Q(etat=Effet.Etat.A_FAIRE, tentatives=0, pas_avant__gt=timezone.now() + UN_MOMENT)
    restes = Effet.objects.using(base).exclude(Q(etat=Effet.Etat.FAIT) | plus_tard)
    lignes = Ecriture.objects.using(base).filter(repartie=False)
    return envoyes >= VISITEURS and not restes.exists() and not lignes.exists()


def finir(installation: Installation) -> None:
    """Wait until nothing waits any more: on a slow machine too, as long as something gets done."""
    # What each minute brings says nothing of the rest.
    faits = Effet.objects.using(installation.base).filter(etat=Effet.Etat.FAIT)
    faits = faits.exclude(ecriture__type="MinutePassee")
    while not rien_en_attente(installation):
        nombre = faits.count()
        attendre(
            lambda avant=nombre: rien_en_attente(installation) or faits.count() > avant,
            "les effets avancent",
        )


def scanner(installation: Installation, salon, codes) -> list[str]:
    """Scan badges one after the other; each answer must come within a second."""
    jeton = salon["appareils"][0]["jeton"]
    entetes = {"Authorization": f"Bearer {jeton}"}
    with httpx.Client(base_url=installation.adresse, headers=entetes, timeout=1) as client:
        reponses = [
            client.post("/api/v1/passages", json={"code": code, "scan_id": str(uuid4())})
            for code in codes
        ]
    return [reponse.json()["verdict"] for reponse in reponses]


def tuer_un_enfant(installation: Installation) -> None:
    """Kill a process that works; start a worker again that gave up, as the supervisor does."""
    enfants = installation.enfants("ouvrier")
    if enfants:
        HASARD.choice(enfants).kill()
    if not installation.vit("ouvrier"):
        installation.arreter("ouvrier")
        installation.ouvrier()


def codes_des_visiteurs(installation: Installation, nombre: int) -> list[str]:
    badges = Badge.objects.using(installation.base).filter(participant__categorie="visiteur")
    return list(badges.order_by("pk").values_list("code", flat=True)[:nombre])


def client_valkey(installation: Installation) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(installation.socket))


def en_file(installation: Installation) -> int:
    """Return how many messages wait in the broker."""
    client = client_valkey(installation)
    return sum(client.llen(file) for file in ("badges", "courriels", "lots"))


def test_workers_killed_while_drawing_and_mailing_lose_nothing(installation, salon):
    installation.boite.delai = 0.02
    installation.relais()
    installation.ouvrier()
    adresses = inscrire(installation, VISITEURS)

    attendre(lambda: installation.boite.recus, "le premier e-mail est parti")
    for _ in range(KILLS):
        tuer_un_enfant(installation)
        time.sleep(0.25)
    finir(installation)

    envoyes = installation.boite.identifiants()
    destinataires = {recu["To"] for recu in installation.boite.recus}
    dessins = Fichier.objects.using(installation.base).filter(cle__startswith="badge:")
    assert destinataires >= adresses
    assert len(set(envoyes)) == len(destinataires)
    assert len(envoyes) - len(set(envoyes)) <= KILLS
    assert dessins.count() >= VISITEURS


def test_a_flushed_broker_loses_nothing(installation, salon):
    installation.relais()
    adresses = inscrire(installation, VISITEURS)
    attendre(lambda: en_file(installation) > 0, "du travail attend dans Valkey")

    client_valkey(installation).flushall()
    installation.ouvrier()
    finir(installation)

    assert {recu["To"] for recu in installation.boite.recus} >= adresses


@pytest.mark.parametrize("panne", [signal.SIGSTOP, signal.SIGKILL])
def test_gates_admit_and_count_while_redis_is_frozen_or_gone(installation, salon, panne):
    installation.relais()
    codes = codes_des_visiteurs(installation, 20)

    avant = scanner(installation, salon, codes[:5])
    installation.signaler("valkey", panne)
    pendant = scanner(installation, salon, codes[5:])

    entetes = {"Authorization": f"Bearer {salon['jeton_organisateur']}"}
    compteurs = httpx.get(
        f"{installation.adresse}/api/v1/editions/coventis/compteurs", headers=entetes
    ).json()
    assert avant + pendant == ["admis"] * 20
    assert compteurs["entrees"] == Passage.objects.using(installation.base).count() == 20


def test_scans_survive_a_web_server_killed_between_two_of_them(installation, salon):
    code, scan_id = codes_des_visiteurs(installation, 1)[0], str(uuid4())
    entetes = {"Authorization": f"Bearer {salon['appareils'][0]['jeton']}"}
    corps = {"code": code, "scan_id": scan_id}

    premiere = httpx.post(f"{installation.adresse}/api/v1/passages", json=corps, headers=entetes)
    installation.arreter("web")
    installation.web()
    seconde = httpx.post(f"{installation.adresse}/api/v1/passages", json=corps, headers=entetes)

    assert seconde.json() == premiere.json()
    assert Passage.objects.using(installation.base).count() == 1
