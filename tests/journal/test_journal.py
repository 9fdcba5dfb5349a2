"""What happened is written with its cause or not at all; an effect is run until it is done, or dead."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from salon.erreurs import Introuvable
from salon.journal.effets import ATTENTES, TENTATIVES_MAX, EchecDefinitif, executer
from salon.journal.evenements.participants import LienDemande
from salon.journal.models import Courriel, Ecriture, Effet
from salon.journal.services import Message, ecrire, publier, rejouer
from tests.mesures import ensemble


def reussir(**ids):
    pass


def echouer(**ids):
    raise ZeroDivisionError("division par zéro")


def test_an_event_is_written_with_the_change_that_made_it_or_not_at_all(db):
    @transaction.atomic
    def inscrire():
        publier(LienDemande(participant_id=7, minute="10:00"))
        echouer()

    with pytest.raises(ZeroDivisionError):
        inscrire()

    assert Ecriture.objects.count() == 0


def test_an_event_carries_ids_and_nothing_else(ecriture):
    assert (ecriture.type, ecriture.ids, ecriture.repartie) == (
        "LienDemande",
        {"participant_id": 7, "minute": "2027-05-20T10:00"},
        False,
    )


def test_an_effect_receives_the_ids_of_its_event(effet, etat):
    recus = []

    executer(effet.pk, lambda **ids: recus.append(ids))

    assert recus == [{"participant_id": 7, "minute": "2027-05-20T10:00"}]
    assert etat(effet) == ("fait", 1, "")


def test_an_effect_that_is_done_is_not_done_again(effet, etat):
    executer(effet.pk, reussir)

    executer(effet.pk, echouer)

    assert etat(effet) == ("fait", 1, "")


def test_an_attempt_counts_before_its_work(effet, etat):
    vus = []

    executer(effet.pk, lambda **ids: vus.append(etat(effet)))

    assert vus == [("en_cours", 1, "")]


def test_an_effect_whose_lease_runs_is_left_to_its_worker(effet, etat):
    executer(effet.pk, lambda **ids: executer(effet.pk, echouer))

    assert etat(effet) == ("fait", 1, "")


def test_an_effect_whose_worker_died_is_taken_after_its_lease(horloge, effet, etat, settings):
    with pytest.raises(SystemExit):
        executer(effet.pk, mourir)
    horloge.shift(timedelta(seconds=settings.EFFET_BAIL + 1))

    executer(effet.pk, reussir)

    assert etat(effet) == ("fait", 2, "")


def mourir(**ids):
    raise SystemExit


def test_a_worker_that_comes_back_after_its_lease_does_not_overwrite(
    horloge, effet, etat, settings
):
    def dormir(**ids):
        horloge.shift(timedelta(seconds=settings.EFFET_BAIL + 1))
        executer(effet.pk, reussir)
        raise ZeroDivisionError

    executer(effet.pk, dormir)

    assert etat(effet) == ("fait", 2, "")


def test_a_failure_is_tried_again_later_and_later_and_is_dead_after_five(horloge, effet, etat):
    attentes = []
    for _ in range(TENTATIVES_MAX):
        executer(effet.pk, echouer)
        effet.refresh_from_db()
        attentes.append((effet.pas_avant - timezone.now()).total_seconds())
        horloge.shift(timedelta(hours=1))

    assert attentes[:-1] == list(ATTENTES) == [10, 60, 300, 900]
    assert etat(effet) == ("mort", 5, "ZeroDivisionError : division par zéro")


def test_a_dead_effect_is_not_tried_any_more(effet, etat):
    for _ in range(TENTATIVES_MAX):
        executer(effet.pk, echouer)

    executer(effet.pk, reussir)

    assert etat(effet)[:2] == ("mort", 5)


def test_what_is_useless_to_try_again_is_dead_at_once(effet, etat):
    def refuser(**ids):
        raise EchecDefinitif("Adresse refusée.")

    executer(effet.pk, refuser)

    assert etat(effet) == ("mort", 1, "Adresse refusée.")


def test_a_failure_leaves_nothing_half_done(effet):
    @transaction.atomic
    def a_moitie(**ids):
        publier(LienDemande(participant_id=8, minute="10:01"))
        raise ZeroDivisionError

    executer(effet.pk, a_moitie)

    assert Ecriture.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_effect_delivered_eight_times_at_once_runs_once(effet, etat):
    fois = []

    ensemble(lambda rang: executer(effet.pk, lambda **ids: fois.append(rang)), 8)

    assert len(fois) == 1
    assert etat(effet) == ("fait", 1, "")


@pytest.fixture
def mort(effet):
    for _ in range(TENTATIVES_MAX):
        executer(effet.pk, echouer)
    return effet


def effets(*options):
    sortie = StringIO()
    call_command("effets", *options, stdout=sortie)
    return sortie.getvalue()


def test_dead_effects_are_listed_with_their_reason(mort):
    assert effets("--morts") == (
        f"{mort.pk}  salon.ecrire  {mort.ecriture}  5 tentatives : "
        "ZeroDivisionError : division par zéro\n1 effet(s) mort(s)\n"
    )


@pytest.mark.parametrize("tous", [True, False])
def test_a_dead_effect_is_given_five_new_attempts(mort, etat, tous):
    sortie = effets("--rejouer", "tous" if tous else str(mort.pk))

    executer(mort.pk, reussir)

    assert sortie == "1 effet(s) rejoué(s)\n"
    assert etat(mort) == ("fait", 1, "")


@pytest.mark.parametrize("numero", ["0", "tout", "-1"])
def test_only_a_dead_effect_is_tried_again(effet, numero):
    with pytest.raises(CommandError):
        effets("--rejouer", numero)

    assert Effet.objects.get().etat == "a_faire"


def test_an_effect_that_waits_cannot_be_replayed(effet):
    with pytest.raises(Introuvable):
        rejouer(effet_id=effet.pk)


MESSAGE = Message(a="ana@sol.example", sujet="Bonjour", texte="Bonjour", html="")


def test_an_e_mail_is_written_once_for_a_key(db):
    for _ in range(2):
        ecrire(MESSAGE, cle="badge:1")

    assert Courriel.objects.values_list("cle", "etat").get() == ("badge:1", "a_envoyer")
    assert Ecriture.objects.get().ids == {"courriel_id": Courriel.objects.get().pk}


def test_an_e_mail_to_nobody_is_not_written(db):
    ecrire(Message(a="", sujet="Bonjour", texte="Bonjour", html=""), cle="badge:1")

    assert Courriel.objects.count() == 0


def test_two_long_names_make_a_subject_that_the_database_can_hold(
    comme_organisateur, exposant, ouvriers
):
    exposant.edition.nom = "Coventis " + "é" * 91
    exposant.edition.save()
    exposant.structure.nom = "Société coopérative " + "x" * 80
    exposant.structure.save()

    comme_organisateur.poster(f"/api/v1/editions/coventis/exposants/{exposant.pk}/valider")
    ouvriers()

    assert [effet.erreur for effet in Effet.objects.exclude(etat="fait")] == []
    assert max(len(courriel.sujet) for courriel in Courriel.objects.all()) == 200


@pytest.mark.django_db(transaction=True)
def test_eight_workers_that_write_the_same_e_mail_at_once_write_one():
    ensemble(lambda rang: ecrire(MESSAGE, cle="badge:1"), 8)

    assert (Courriel.objects.count(), Ecriture.objects.count()) == (1, 1)
