"""The live stream: the newest numbers to all who may watch, with Redis and without."""

import asyncio
import json
import shutil
import tempfile
from pathlib import Path

import pytest
import redis

from salon.acces import jeton_organisateur, jeton_participant
from salon.management.valkey import Valkey
from salon.models import Edition
from salon.pointage import diffusion
from salon.pointage.diffusion import Diffusion, Flux, deposer
from salon.pointage.direct import Source, cle_flux, compter_json
from salon.pointage.porte_rapide import avec_base
from salon.services import emettre_badge
from tests.appels import navigateur_de

pytestmark = pytest.mark.django_db(transaction=True)

ATTENTE = 5.0


class Spectateur:
    """A browser that watches: it leaves as soon as it has seen enough."""

    def __init__(self, slug="coventis", **entetes):
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": f"/api/v1/editions/{slug}/direct",
            "path_params": {"edition": slug},
            "query_string": b"",
            "headers": [
                (nom.replace("_", "-").encode(), valeur.encode()) for nom, valeur in entetes.items()
            ],
        }
        self.statut = None
        self.trames = []

    async def regarder(self, diffusion, nombre=1, des_que=None):
        """Watch until `nombre` events came; `des_que` runs in a thread once the first one came."""
        assez, premier = asyncio.Event(), asyncio.Event()

        async def receive():
            await assez.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                self.statut = message["status"]
                return
            if message["body"].startswith(b"id:"):
                self.trames.append(message["body"].decode())
                premier.set()
            if len(self.trames) >= nombre or not message.get("more_body"):
                assez.set()

        regard = asyncio.create_task(diffusion(self.scope, receive, send))
        if des_que is not None:
            await asyncio.wait_for(premier.wait(), ATTENTE)
            await avec_base(des_que)
        await asyncio.wait_for(regard, ATTENTE)
        return self

    def nombres(self):
        """Return the numbers of each event."""
        return [json.loads(trame.split("data: ")[1]) for trame in self.trames]

    def identifiants(self):
        return [trame.split("\n")[0].removeprefix("id: ") for trame in self.trames]


@pytest.fixture
def jeton(organisateur):
    return f"Bearer {jeton_organisateur(organisateur)}"


@pytest.fixture
def sans_redis(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path / 'absent.sock'}"


@pytest.fixture(scope="module")
def valkey():
    """A real server on a short private socket."""
    dossier = Path(tempfile.mkdtemp(prefix="v-"))
    processus = Valkey.demarrer(dossier / "s", dossier / "donnees")
    yield dossier / "s"
    processus.kill()
    processus.wait()
    shutil.rmtree(dossier)


@pytest.fixture
def avec_redis(settings, valkey):
    settings.REDIS_URL = f"unix://{valkey}"
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as client:
        client.flushall()
        yield client


def test_the_queue_of_a_slow_browser_holds_the_newest_numbers_only():
    async def lire():
        file = asyncio.Queue(1)
        for trame in (b"1", b"2", b"3"):
            deposer(file, trame)
        return file.get_nowait(), file.empty()

    assert asyncio.run(lire()) == (b"3", True)


def test_an_event_has_its_number_its_name_and_its_data(edition):
    flux = Flux(edition)

    flux.publier("7-0", '{"presents":1}')

    assert flux.dernier == ("7-0", b'id: 7-0\nevent: compteurs\ndata: {"presents":1}\n\n')


def test_without_redis_the_numbers_come_from_the_database(
    sans_redis, scanner, code, edition, jeton
):
    scanner(code)

    vu = asyncio.run(Spectateur(authorization=jeton).regarder(Diffusion()))

    attendus = json.loads(compter_json(edition))
    assert (vu.statut, len(vu.trames)) == (200, 1)
    assert {**vu.nombres()[0], "a": ""} == {**attendus, "a": ""}


def test_without_redis_the_numbers_follow_what_happens(
    sans_redis, scanner, code, jeton, monkeypatch
):
    monkeypatch.setattr(diffusion, "SECOURS", 0.05)

    vu = asyncio.run(
        Spectateur(authorization=jeton).regarder(Diffusion(), 20, lambda: scanner(code))
    )

    presents = [nombres["presents"] for nombres in vu.nombres()]
    assert (presents[0], presents[-1], presents) == (0, 1, sorted(presents))


def test_the_relay_counts_and_all_who_watch_see_it(avec_redis, scanner, code, jeton):
    def arriver():
        scanner(code)
        Source().regarder()

    async def a_deux():
        direct = Diffusion()
        premier = Spectateur(authorization=jeton).regarder(direct, 2, arriver)
        return await asyncio.gather(premier, Spectateur(authorization=jeton).regarder(direct, 2))

    vus = asyncio.run(a_deux())

    assert [vu.nombres()[-1]["presents"] for vu in vus] == [1, 1]
    assert vus[0].identifiants()[-1] == avec_redis.xrevrange(cle_flux("coventis"))[0][0]


def test_the_relay_counts_once_for_all_that_happened_since(avec_redis, scanner, code):
    source = Source()
    scanner(code)
    scanner(code, sens="sortie")

    source.regarder()
    source._prochain = 0
    source.regarder()

    assert avec_redis.xlen(cle_flux("coventis")) == 1


def test_the_relay_counts_on_with_redis_away(sans_redis, scanner, code):
    scanner(code)

    Source().regarder()


def test_the_identifiers_only_grow(avec_redis, jeton, scanner, nouveau_participant):
    source = Source()
    codes = [emettre_badge(nouveau_participant()).code for _ in range(3)]

    def arriver():
        for code in codes:
            scanner(code)
            source._prochain = 0
            source.regarder()

    vu = asyncio.run(Spectateur(authorization=jeton).regarder(Diffusion(), 2, arriver))

    rangs = [[int(part) for part in numero.split("-")] for numero in vu.identifiants()]
    assert rangs == sorted(rangs)


@pytest.mark.parametrize("dernier", ["abc", "-1", "", str(2**70), "9999999999999-0", "é"])
def test_an_odd_last_event_id_gets_the_whole_picture(sans_redis, jeton, edition, dernier):
    spectateur = Spectateur(authorization=jeton, last_event_id=dernier)

    vu = asyncio.run(spectateur.regarder(Diffusion()))

    assert vu.nombres()[0]["edition"] == "coventis"


def test_a_browser_that_has_the_newest_numbers_is_not_sent_them_again(edition, jeton):
    async def lire():
        flux, envoyes = Flux(edition), []
        flux.publier("7-0", "{}")
        file = asyncio.Queue(1)
        deposer(file, None)

        async def send(message):
            envoyes.append(message)

        requete = diffusion.Request({"type": "http", "headers": [(b"last-event-id", b"7-0")]})
        await Diffusion()._suivre(requete, flux, file, send)
        return envoyes

    assert asyncio.run(lire()) == []


def refus(spectateur):
    vu = asyncio.run(spectateur.regarder(Diffusion()))
    return vu.statut, vu.trames


@pytest.mark.parametrize("autorisation", ["", "Bearer", "Bearer inconnu", "Basic eDp5"])
def test_nobody_unknown_watches(edition, autorisation):
    assert refus(Spectateur(authorization=autorisation)) == (401, [])


def test_neither_a_participant_nor_another_organiser_watches(
    acheteuse, organisateur, jeton, jeton_porte
):
    Edition.objects.get().comptes.clear()
    jetons = (f"Bearer {jeton_participant(acheteuse)}", jeton, f"Bearer {jeton_porte}")

    reponses = [refus(Spectateur(authorization=autorisation)) for autorisation in jetons]

    assert reponses == [(403, []), (403, []), (401, [])]


def test_an_edition_that_does_not_exist_is_not_found(jeton):
    assert refus(Spectateur("ailleurs", authorization=jeton)) == (404, [])


def test_too_many_watchers_are_told_to_come_back(jeton, monkeypatch):
    monkeypatch.setattr(diffusion, "SPECTATEURS_MAX", 0)

    assert refus(Spectateur(authorization=jeton)) == (503, [])


def test_a_session_watches_with_its_cookie(sans_redis, organisateur):
    client = navigateur_de(organisateur)
    biscuit = f"sessionid={client.cookies['sessionid'].value}"

    vu = asyncio.run(Spectateur(cookie=biscuit).regarder(Diffusion()))

    assert (vu.statut, len(vu.trames)) == (200, 1)


def test_whoever_loses_the_right_to_watch_is_shown_out(
    sans_redis, jeton, edition, organisateur, monkeypatch
):
    monkeypatch.setattr(diffusion, "CONTROLE", 0.0)
    monkeypatch.setattr(diffusion, "SECOURS", 0.05)

    vu = asyncio.run(
        Spectateur(authorization=jeton).regarder(Diffusion(), 1_000, edition.comptes.clear)
    )

    assert vu.statut == 200
    assert len(vu.trames) < 1_000


def test_the_last_one_out_stops_the_reader(sans_redis, jeton):
    direct = Diffusion()

    asyncio.run(Spectateur(authorization=jeton).regarder(direct))

    [flux] = direct._flux.values()
    assert (flux._lecteur, flux._file, flux.dernier, direct._spectateurs) == (None, set(), None, 0)
