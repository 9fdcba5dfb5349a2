"""E-mails that are held back, and a server in every bad mood: all delivered, or dead with their reason."""

import socket
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from salon.editions import reprendre_courriels, suspendre_courriels
from salon.journal import smtp
from salon.journal.effets import TENTATIVES_MAX, executer
from salon.journal.envoi import envoyer
from salon.journal.models import Courriel, Ecriture, Effet
from salon.journal.services import Message, ecrire
from salon.models import Edition
from salon.pages.queries import progressions
from tests.smtp import ouvrir, viser

NOMBRE = 60
COUPER, DECROCHER = "couper", "décrocher"


class Serveur:
    """Takes each e-mail by its Message-ID, in the mood that is set for its next tries."""

    def __init__(self):
        self.recus, self.lignes = Counter(), 0
        self.humeurs = {}

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.lignes += 1
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        humeur = self.humeurs.get(address, [])
        if humeur and humeur[0] == DECROCHER:
            humeur.pop(0)
            server.transport.abort()
            return "421 Au revoir"
        if humeur and humeur[0] != COUPER:
            return humeur.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        [adresse] = envelope.rcpt_tos
        self.recus[adresse] += 1
        if self.humeurs.get(adresse):
            self.humeurs[adresse].pop(0)
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def serveur(settings):
    serveur = Serveur()
    with ouvrir(serveur, viser(settings)):
        yield serveur


@pytest.fixture
def lettres(edition):
    """As many e-mails of the edition as one likes, each to an address of its own."""

    def creer(nombre=NOMBRE):
        for rang in range(nombre):
            message = Message(
                a=f"p{rang}@sol.example", sujet="Agenda", texte="Bonjour", html="",
                edition_id=edition.pk,
            )  # fmt: skip
            ecrire(message, cle=f"agenda:{rang}")
        for ligne in Ecriture.objects.filter(type="CourrielEcrit"):
            Effet.objects.create(ecriture=ligne, nom="salon.envoyer_courriel")

    return creer


@pytest.fixture
def tourner(horloge):
    """Try all that is due, let a quarter of an hour pass, and again."""

    def essayer(fois=TENTATIVES_MAX):
        for _ in range(fois):
            dus = Effet.objects.filter(etat="a_faire", pas_avant__lte=timezone.now())
            for effet in dus.order_by("pk"):
                executer(effet.pk, envoyer)
            horloge.shift(timedelta(minutes=15))

    return essayer


def etats():
    return Counter(Courriel.objects.values_list("etat", flat=True))


def test_all_the_e_mails_of_a_bad_day_arrive_or_are_dead_with_their_reason(
    lettres, serveur, tourner, horloge
):
    lettres()
    for rang in range(0, NOMBRE, 3):
        serveur.humeurs[f"p{rang}@sol.example"] = [
            ["450 Occupé"], ["421 Plus tard", "451 Encore"], [COUPER], ["550 Inconnu"], [DECROCHER],
        ][rang // 3 % 5]  # fmt: skip

    tourner()

    perdus = {f"p{rang}@sol.example" for rang in range(9, NOMBRE, 15)}
    assert etats() == {"envoye": NOMBRE - len(perdus), "echoue": len(perdus)}
    assert set(Courriel.objects.filter(etat="echoue").values_list("a", flat=True)) == perdus
    assert all(
        "550" in erreur
        for erreur in Courriel.objects.filter(etat="echoue").values_list("erreur", flat=True)
    )
    # Only a server that hung up after it took the letter has it twice.
    deux_fois = {adresse for adresse, nombre in serveur.recus.items() if nombre > 1}
    assert deux_fois == {f"p{rang}@sol.example" for rang in range(6, NOMBRE, 15)}


def test_a_server_that_is_away_for_ten_minutes_loses_nothing(lettres, serveur, tourner, settings):
    lettres(5)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    tourner(1)
    settings.EMAIL_PORT = port
    tourner(1)

    assert etats() == {"envoye": 5}
    assert sum(serveur.recus.values()) == 5


def test_a_worker_keeps_its_line_to_the_server(lettres, serveur, tourner):
    lettres(10)

    tourner(1)

    assert (sum(serveur.recus.values()), serveur.lignes) == (10, 1)


def test_a_line_that_the_server_closed_meanwhile_is_opened_again(lettres, serveur, tourner):
    lettres(2)
    premier, second = Courriel.objects.order_by("pk")
    envoyer(premier.pk)

    smtp._du_fil.ligne.connection.sock.shutdown(socket.SHUT_RDWR)

    envoyer(second.pk)

    assert (etats(), serveur.lignes) == ({"envoye": 2}, 2)


def test_what_is_held_back_waits_without_an_attempt_and_leaves_once(
    lettres, serveur, tourner, edition
):
    lettres(6)
    suspendre_courriels(edition=edition)
    tourner(3)
    pendant = (etats(), set(Effet.objects.values_list("tentatives", flat=True)))
    reprendre_courriels(edition=edition)
    tourner(1)

    assert pendant == ({"a_envoyer": 6}, {0})
    assert (etats(), set(serveur.recus.values())) == ({"envoye": 6}, {1})


def test_what_waits_leaves_as_soon_as_it_is_let_go(lettres, edition):
    lettres(1)
    effet = Effet.objects.get()
    suspendre_courriels(edition=edition)
    executer(effet.pk, envoyer)
    reprendre_courriels(edition=edition)

    effet.refresh_from_db()
    assert effet.pas_avant <= timezone.now()


def test_another_edition_is_not_held_back(lettres, serveur, tourner, edition):
    lettres(1)
    champs = Edition.objects.values("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge").get()
    suspendre_courriels(edition=Edition.objects.create(slug="loin", nom="Loin", **champs))

    tourner(1)

    assert etats() == {"envoye": 1}


def test_a_link_that_somebody_waits_for_is_not_held_back(serveur, edition):
    message = Message(a="ana@sol.example", sujet="Lien", texte="x", html="", edition_id=edition.pk)
    ecrire(message, cle="lien:1:10:00")
    suspendre_courriels(edition=edition)

    envoyer(Courriel.objects.get().pk)

    assert etats() == {"envoye": 1}


def test_holding_back_twice_is_said_once(edition):
    for _ in range(2):
        suspendre_courriels(edition=edition)
    for _ in range(2):
        reprendre_courriels(edition=edition)

    types = Ecriture.objects.order_by("pk").values_list("type", flat=True)
    assert list(types) == ["CourrielsSuspendus", "CourrielsRepris"]


def test_the_progress_of_an_edition_is_counted_by_state(horloge, lettres, serveur, edition):
    lettres(3)
    premier, second, _ = Courriel.objects.order_by("pk")
    envoyer(premier.pk)
    horloge.shift(timedelta(minutes=2))
    envoyer(second.pk)

    [progression] = progressions(Courriel.objects.all())

    assert progression.nombres == {"a_envoyer": 1, "en_cours": 0, "envoye": 2, "echoue": 0}
    assert (progression.reste, progression.finis, progression.derniere_minute) == (1, 2, 1)
