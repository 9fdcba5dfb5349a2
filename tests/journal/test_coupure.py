"""The way to the mail server fails: few try it, nobody loses anything, somebody is told."""

import asyncio
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from salon.journal import coupure
from salon.journal.effets import PasMaintenant, executer
from salon.journal.envoi import envoyer
from salon.journal.models import Coupure, Courriel, Ecriture, Effet
from salon.journal.services import Message, ecrire
from tests.smtp import ouvrir, viser

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("horloge", "db")


@pytest.fixture
def panne(settings):
    """A mail server that is away; call it to start one."""
    port = viser(settings)
    with ExitStack() as ouverts:
        yield lambda: ouverts.enter_context(ouvrir(Boite(), port))


class Boite:
    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        return "250 OK"


class Muet:
    """A mail server that takes an address and says nothing."""

    essais = 0

    async def handle_RCPT(self, server, session, envelope, adresse, options):  # noqa: N802
        self.essais += 1
        await asyncio.sleep(1)
        return "250 OK"


@pytest.fixture
def lettres():
    for rang in range(20):
        message = Message(a=f"p{rang}@sol.example", sujet="Agenda", texte="Bonjour", html="")
        ecrire(message, cle=f"agenda:{rang}")
    for ligne in Ecriture.objects.filter(type="CourrielEcrit"):
        Effet.objects.create(ecriture=ligne, nom="salon.envoyer_courriel")


def essayer():
    """Try all that is due now; return the states of the e-mails."""
    for effet in Effet.objects.filter(etat="a_faire", pas_avant__lte=timezone.now()):
        executer(effet.pk, envoyer)
    return Counter(Courriel.objects.values_list("etat", flat=True))


def test_after_five_failures_nobody_tries_and_the_alarm_is_raised(panne, lettres):
    assert essayer() == {"a_envoyer": 20}

    alarme = coupure.alarme()
    assert (alarme.echecs, alarme.erreur[:23]) == (5, "ConnectionRefusedError ")
    assert set(Effet.objects.values_list("tentatives", "etat")) == {(0, "a_faire")}


def test_then_one_e_mail_tries_and_the_others_wait_longer_and_longer(panne, lettres, horloge):
    essayer()
    suites = []
    for _ in range(6):
        horloge.move_to(Coupure.objects.get().jusqua)
        essayer()
        panne_lue = Coupure.objects.get()
        suites.append((panne_lue.echecs, (panne_lue.jusqua - timezone.now()) // MINUTE))

    assert suites == [(6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (11, 15)]


def test_all_leave_once_the_server_is_back(panne, lettres, horloge):
    essayer()
    panne()
    horloge.move_to(Coupure.objects.get().jusqua)

    essayer()  # one of them finds the server, and wakes the others
    assert essayer() == {"envoye": 20}
    assert (coupure.alarme(), Coupure.objects.get().echecs) == (None, 0)


def test_somebody_who_mended_it_does_not_wait(panne, lettres):
    essayer()
    panne()

    coupure.essayer()
    essayer()

    assert essayer() == {"envoye": 20}


def test_few_failures_raise_no_alarm(panne, lettres):
    envoi = Effet.objects.first()
    for _ in range(4):
        executer(envoi.pk, envoyer)

    assert (Coupure.objects.get().echecs, coupure.alarme()) == (4, None)


def test_only_one_worker_tries_a_way_that_failed(panne, lettres, horloge):
    essayer()
    horloge.move_to(Coupure.objects.get().jusqua)

    assert coupure.exiger_ouverte() is True
    with pytest.raises(PasMaintenant):
        coupure.exiger_ouverte()


def test_a_server_that_hangs_holds_up_five_tries_and_no_more(panne, settings, lettres):
    settings.EMAIL_TIMEOUT = 0.2
    muet = Muet()

    with ouvrir(muet, settings.EMAIL_PORT):
        etats = essayer()

    assert (etats, muet.essais, coupure.alarme().echecs) == ({"a_envoyer": 20}, 5, 5)
