"""Hundreds of agendas through a mail server in every bad mood: all delivered, or dead with their reason."""

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from salon.journal.models import Courriel, Effet
from tests.smtp import ouvrir, viser

from .salle import publier_en_tete_a_tete

PAIRES = 110
PASSAGER, LENT, COUPE = 0.30, 0.01, 0.05
PASSAGERS = ("421 Au revoir", "450 Pas maintenant", "451 Plus tard", "452 Plein")
BON = "250 OK"

pytestmark = pytest.mark.usefixtures("horloge")


class Orage:
    """A mail server that refuses some addresses for good, and draws a new mood at each try."""

    def __init__(self):
        self.hasard, self.calme, self.permanent = Random(1), False, 0.02
        self.recus, self.humeurs, self.sorts = Counter(), Counter(), {}

    def tirer(self, humeur, part):
        """Tell whether it is in this mood now, and count how often it was."""
        oui = not self.calme and self.hasard.random() < part
        self.humeurs[humeur] += oui
        return oui

    async def handle_RCPT(self, server, session, envelope, adresse, options):  # noqa: N802
        if self.sorts.setdefault(adresse, self.hasard.random()) < self.permanent:
            return "550 Adresse inconnue"
        if self.tirer("passager", PASSAGER):
            return self.hasard.choice(PASSAGERS)
        if self.tirer("lent", LENT):
            await asyncio.sleep(2)
        envelope.rcpt_tos.append(adresse)
        return BON

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.recus[envelope.rcpt_tos[0]] += 1
        if self.tirer("coupe", COUPE):
            server.transport.abort()
        return BON

    def refuses(self):
        return {adresse for adresse, sort in self.sorts.items() if sort < self.permanent}


@pytest.fixture
def serveur(settings):
    serveur, port = Orage(), viser(settings)
    settings.EMAIL_TIMEOUT = 1
    with ouvrir(serveur, port):
        yield serveur


@pytest.fixture
def passer(horloge, ouvriers):
    """Do all that is due, let a quarter of an hour pass, and again."""

    def attendre(fois, pas=timedelta(minutes=15)):
        for _ in range(fois):
            ouvriers()
            horloge.shift(pas)

    return attendre


def agendas():
    return Courriel.objects.filter(cle__startswith="agenda:")


def etats():
    return Counter(agendas().values_list("etat", flat=True))


def test_the_agendas_of_a_stormy_day_arrive_or_are_dead_with_their_reason(edition, serveur, passer):
    publier_en_tete_a_tete(edition, PAIRES)

    passer(12)

    perdus = serveur.refuses()
    assert all(serveur.humeurs[humeur] for humeur in ("passager", "lent", "coupe"))
    assert perdus
    assert etats() == {"envoye": 2 * PAIRES - len(perdus), "echoue": len(perdus)}
    morts = agendas().filter(etat="echoue")
    assert {mort.a for mort in morts if "550" in mort.erreur} == perdus
    assert set(serveur.recus) == set(agendas().exclude(etat="echoue").values_list("a", flat=True))
    # Only a line cut after the letter was taken, or a server that nobody waits for, sends it twice.
    assert sum(serveur.recus.values()) - len(serveur.recus) <= serveur.humeurs["coupe"]
    assert Effet.objects.filter(etat="mort").count() == len(perdus)


def test_a_wrong_password_kills_no_agenda_and_is_told_once(
    edition, serveur, passer, settings, caplog
):
    publier_en_tete_a_tete(edition, 20)
    serveur.calme, serveur.permanent = True, 0
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "coventis", "faux"
    passer(4)
    passer(1, timedelta(days=3))
    passer(2)
    pendant, plaintes = etats(), [ligne for ligne in caplog.messages if "injoignable" in ligne]
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    passer(2)

    assert (pendant, len(plaintes)) == ({"a_envoyer": 40}, 1)
    assert (etats(), set(serveur.recus.values())) == ({"envoye": 40}, {1})
