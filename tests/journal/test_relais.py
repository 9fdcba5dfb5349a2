"""The relay: every line becomes its effects once, and every due effect reaches the workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salon.journal import relais as module_relais
from salon.journal.effets import executer
from salon.journal.evenements.participants import LienDemande
from salon.journal.models import Ecriture, Effet
from salon.journal.relais import EN_VOL, LOT, enterrer, reserver
from salon.journal.services import publier, publier_heure
from salon.management.commands.relais import envoyer
from tests.mesures import ensemble


def publier_liens(nombre):
    publier(*(LienDemande(participant_id=rang, minute="10:00") for rang in range(nombre)))


def test_a_line_becomes_its_effects_and_they_are_sent_to_their_queues(ecriture, relais, envois):
    envoyes = relais.tour()

    effets = {effet.nom: effet.pk for effet in ecriture.effets.all()}
    assert envoyes == 2
    assert envois.recus == [
        ("salon.ecrire", "courriels", effets["salon.ecrire"]),
        ("salon.compter", "lots", effets["salon.compter"]),
    ]


def test_a_line_is_expanded_once(ecriture, relais):
    lignes = [relais.repartir() for _ in range(2)]

    assert (lignes, Effet.objects.count()) == ([1, 0], 2)


def test_a_line_that_a_relay_expanded_and_did_not_note_makes_no_second_effect(ecriture, relais):
    relais.repartir()
    Ecriture.objects.update(repartie=False)

    relais.repartir()

    assert Effet.objects.count() == 2


def test_an_event_without_effects_is_only_noted(relais):
    Ecriture.objects.create(type="RdvTenu", ids={"rdv_id": 1})

    relais.repartir()

    assert (Effet.objects.count(), Ecriture.objects.get().repartie) == (0, True)


def test_a_backlog_is_expanded_by_lots(relais):
    publier_liens(LOT + 1)

    assert [relais.repartir() for _ in range(3)] == [LOT, 1, 0]


def test_what_is_on_its_way_is_not_sent_again(ecriture, relais, envois):
    relais.tour()

    assert relais.tour() == 0
    assert len(envois.recus) == 2


def test_what_was_lost_with_the_broker_is_sent_again(horloge, ecriture, relais, envois, settings):
    relais.tour()
    horloge.shift(timedelta(seconds=settings.EFFET_RENVOI))

    assert relais.tour() == 2
    assert envois.recus[:2] == envois.recus[2:]


def test_with_the_broker_away_everything_waits_for_the_next_turn(ecriture, relais, envois):
    envois.absent_apres = 0
    assert relais.tour() == 0
    envois.absent_apres = None

    assert relais.tour() == 2


def test_a_broker_that_goes_away_in_the_middle_keeps_what_it_has(relais, envois):
    publier_liens(3)
    envois.absent_apres = 2
    assert relais.tour() == 2
    envois.absent_apres = None

    relais.tour()

    assert sorted(pk for _, _, pk in envois.recus) == sorted(
        Effet.objects.values_list("pk", flat=True)
    )


def test_a_real_broker_that_is_away_is_noticed_soon(effet):
    debut = timezone.now()

    with pytest.raises(ConnectionError):
        envoyer("salon.ecrire", "courriels", effet.pk)

    assert timezone.now() - debut < timedelta(seconds=10)


def test_a_queue_holds_so_many_and_the_rest_waits(relais, envois):
    publier_liens(EN_VOL + 10)

    envoyes = relais.tour()

    assert envoyes == 2 * EN_VOL
    assert relais.tour() == 0


def test_a_full_queue_does_not_hold_the_other_one_up(relais, envois):
    publier_liens(EN_VOL)
    relais.tour()
    Effet.objects.filter(nom="salon.compter").update(etat="fait")
    publier_liens(1)

    relais.tour()

    assert envois.recus[-1][:2] == ("salon.compter", "lots")


def test_a_failure_is_sent_again_when_its_time_has_come(horloge, effet, relais, envois):
    executer(effet.pk, lambda **ids: 1 / 0)

    tours = []
    for secondes in (0, 9, 1):
        horloge.shift(timedelta(seconds=secondes))
        tours.append([pk for pk, _ in reserver(["salon.ecrire"])])

    assert tours == [[], [], [effet.pk]]


def test_an_effect_whose_worker_died_is_sent_again_after_its_lease(horloge, effet, settings):
    Effet.objects.update(
        etat="en_cours",
        tentatives=1,
        bail_jusqua=timezone.now() + timedelta(seconds=settings.EFFET_BAIL),
    )
    avant = reserver(["salon.ecrire"])
    horloge.shift(timedelta(seconds=settings.EFFET_BAIL))

    assert (avant, reserver(["salon.ecrire"])) == ([], [(effet.pk, "salon.ecrire")])


def test_an_effect_whose_worker_died_five_times_is_dead_with_its_reason(horloge, effet, etat):
    Effet.objects.update(etat="en_cours", tentatives=5, bail_jusqua=timezone.now())
    horloge.shift(timedelta(seconds=1))

    assert (enterrer(), reserver(["salon.ecrire"])) == (1, [])
    assert etat(effet) == ("mort", 5, "interrompu 5 fois avant la fin")


def test_the_oldest_go_first(horloge, relais):
    publier_liens(2)
    relais.repartir()
    premier, second = Effet.objects.filter(nom="salon.ecrire").order_by("pk")
    Effet.objects.filter(pk=second.pk).update(pas_avant=timezone.now() - timedelta(hours=1))

    assert [pk for pk, _ in reserver(["salon.ecrire"])] == [second.pk, premier.pk]


def test_each_minute_and_each_day_is_written_once(horloge, db):
    for secondes in (0, 30, 30, 3600 * 15):
        horloge.shift(timedelta(seconds=secondes))
        publier_heure(timezone.now())

    cles = Ecriture.objects.order_by("cle").values_list("cle", flat=True)
    assert list(cles) == [
        "JourPasse:2027-05-20",
        "JourPasse:2027-05-21",
        "MinutePassee:2027-05-20T08:00",
        "MinutePassee:2027-05-20T08:01",
        "MinutePassee:2027-05-20T23:01",
    ]


@pytest.mark.django_db(transaction=True)
def test_eight_relays_in_the_same_minute_write_it_once():
    instant = timezone.now()

    ensemble(lambda rang: publier_heure(instant), 8)

    assert Ecriture.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_relays_at_once_expand_and_send_everything_once(relais, envois):
    publier_liens(50)

    ensemble(lambda rang: relais.tour(), 8)

    sans_heure = Effet.objects.filter(ecriture__type="LienDemande")
    assert sans_heure.count() == 100
    assert len({pk for _, _, pk in envois.recus}) == len(envois.recus) == 100


def test_the_times_are_in_the_order_that_keeps_two_workers_apart(settings):
    assert settings.EFFET_RENVOI < settings.EFFET_LIMITE < settings.EFFET_BAIL < 300
    assert module_relais.EN_VOL < module_relais.LOT
