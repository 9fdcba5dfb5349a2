"""E-mails against a real mail server that accepts, refuses, hesitates, or hangs up."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from salon.journal.effets import executer
from salon.journal.envoi import PATIENCE, envoyer
from salon.journal.models import Courriel, Ecriture, Effet
from salon.journal.services import Message, ecrire, ranger
from tests.smtp import ouvrir, viser

BON = "250 OK"


class Serveur:
    """Answers each RCPT and each DATA with the next line of a script; COUPER hangs up instead."""

    COUPER = "couper"

    def __init__(self):
        self.recus = []
        self.adresses, self.donnees = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        reponse = self.adresses.pop(0) if self.adresses else BON
        if reponse == BON:
            envelope.rcpt_tos.append(address)
        return reponse

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        reponse = self.donnees.pop(0) if self.donnees else BON
        if reponse in (BON, self.COUPER):
            self.recus.append(message_from_bytes(envelope.content, policy=default))
        if reponse == self.COUPER:
            server.transport.abort()
        return reponse


@pytest.fixture
def serveur(settings):
    serveur = Serveur()
    with ouvrir(serveur, viser(settings)):
        yield serveur


@pytest.fixture
def courriel(db):
    fichier = ranger(cle="badge:1", nom="badge.pdf", type_mime="application/pdf", contenu=b"%PDF")
    message = Message(
        a="ana@sol.example",
        sujet="Votre badge, Élodie",
        texte="Voici votre badge.",
        html="<p>Voici votre badge.</p>",
        agenda="BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        agenda_methode="REQUEST",
        pieces=[fichier],
    )
    ecrire(message, cle="badge:1")
    return Courriel.objects.get()


@pytest.fixture
def effet(courriel):
    return Effet.objects.create(ecriture=Ecriture.objects.get(), nom="salon.envoyer_courriel")


def essayer(effet):
    """Try to send once; return the states of the effect and of the e-mail."""
    executer(effet.pk, envoyer)
    return Effet.objects.get().etat, Courriel.objects.get().etat


def test_an_e_mail_leaves_with_all_its_parts(serveur, effet):
    assert essayer(effet) == ("fait", "envoye")

    [recu] = serveur.recus
    types = [partie.get_content_type() for partie in recu.walk() if not partie.is_multipart()]
    assert (recu["to"], recu["subject"]) == ("ana@sol.example", "Votre badge, Élodie")
    assert recu["auto-submitted"] == "auto-generated"
    assert types == ["text/plain", "text/html", "text/calendar", "text/calendar", "application/pdf"]
    assert recu.get_body().get_content().strip() == "<p>Voici votre badge.</p>"


def test_an_e_mail_that_left_does_not_leave_again(serveur, effet, courriel):
    essayer(effet)

    envoyer(courriel.pk)

    assert len(serveur.recus) == 1


@pytest.mark.parametrize("reponse", ["450 Boîte occupée", "451 Plus tard", "421 Fermeture"])
@pytest.mark.parametrize("moment", ["adresses", "donnees"])
def test_a_refusal_of_the_moment_is_tried_again(serveur, effet, reponse, moment):
    setattr(serveur, moment, [reponse.encode("ascii", "replace").decode()])

    etats = [essayer(effet) for _ in range(2)]

    assert etats == [("a_faire", "a_envoyer"), ("fait", "envoye")]
    assert len(serveur.recus) == 1


@pytest.mark.parametrize("reponse", ["550 Inconnu", "553 Interdit", "552 Trop gros"])
@pytest.mark.parametrize("moment", ["adresses", "donnees"])
def test_a_lasting_refusal_is_not_tried_again_and_says_why(serveur, effet, reponse, moment):
    setattr(serveur, moment, [reponse])

    etats = [essayer(effet) for _ in range(2)]

    assert etats == [("mort", "echoue")] * 2
    assert serveur.recus == []
    assert reponse[:3] in Effet.objects.get().erreur
    assert reponse[:3] in Courriel.objects.get().erreur


def test_a_connection_cut_after_the_letter_sends_it_again_under_the_same_name(serveur, effet):
    serveur.donnees = [Serveur.COUPER]

    etats = [essayer(effet) for _ in range(2)]

    assert etats == [("a_faire", "a_envoyer"), ("fait", "envoye")]
    premier, second = serveur.recus
    assert premier["message-id"] == second["message-id"]


def test_a_server_that_is_away_is_tried_again_and_the_reason_is_kept(settings, serveur, effet):
    bon, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    premier = essayer(effet)
    erreur = Effet.objects.get().erreur
    settings.EMAIL_PORT = bon

    assert (premier, essayer(effet)) == (("a_faire", "a_envoyer"), ("fait", "envoye"))
    assert erreur.startswith("ConnectionRefusedError")


def test_refusals_of_the_moment_are_borne_for_two_days_and_then_dead_with_their_reason(
    horloge, serveur, effet
):
    serveur.adresses = ["450 Plus tard"] * 500
    etats = set()
    while Effet.objects.get().etat == "a_faire":
        etats.add(essayer(effet))
        horloge.move_to(max(timezone.now(), Effet.objects.get().pas_avant))

    assert etats == {("a_faire", "a_envoyer"), ("mort", "echoue")}
    assert timezone.now() - Courriel.objects.get().ecrit_le >= PATIENCE
    assert "450" in Effet.objects.get().erreur


def test_a_refused_e_mail_waits_as_long_again_as_it_has_waited(horloge, serveur, effet):
    serveur.adresses = ["450 Plus tard"] * 9
    attentes = []
    for _ in range(9):
        essayer(effet)
        attentes.append((Effet.objects.get().pas_avant - timezone.now()).seconds)
        horloge.move_to(Effet.objects.get().pas_avant)

    assert attentes == [10, 10, 20, 40, 80, 160, 320, 640, 900]


# Django leaves the line open, for the collector to close, when a login fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_wrong_password_loses_nothing(settings, serveur, effet):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "coventis", "faux"
    premier = essayer(effet)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    assert (premier, essayer(effet)) == (("a_faire", "a_envoyer"), ("fait", "envoye"))


def test_a_worker_that_died_after_the_letter_left_sends_it_again_under_the_same_name(
    serveur, courriel
):
    envoyer(courriel.pk)
    Courriel.objects.update(etat="en_cours", envoye_le=None)

    envoyer(courriel.pk)

    assert len({recu["message-id"] for recu in serveur.recus}) == 1
    assert len(serveur.recus) == 2


def test_each_e_mail_has_a_name_of_its_own(serveur, courriel):
    ecrire(Message(a="bea@mer.example", sujet="Bonjour", texte="Bonjour", html=""), cle="badge:2")

    for pk in Courriel.objects.values_list("pk", flat=True):
        envoyer(pk)

    assert len({recu["message-id"] for recu in serveur.recus}) == 2
    assert all(recu["message-id"].endswith("@salon.example>") for recu in serveur.recus)
