"""A passage made by mistake is undone: the row stays, marked, and no longer counts."""

from datetime import timedelta

import pytest

from salon.models import Edition
from salon.pointage.compteurs import compter
from salon.pointage.models import Passage
from tests.appels import PASSAGES


@pytest.fixture
def superviseur(appareil_a, porte):
    return appareil_a(porte, superviseur=True)


def annuler(appels, reponse, motif="Mauvais badge"):
    return appels.poster(f"{PASSAGES}/{reponse.json()['passage_id']}/annuler", {"motif": motif})


def test_the_device_that_scanned_may_undo_and_the_person_may_enter_again(
    scanner, code, comme_porte, edition
):
    reponse = annuler(comme_porte, scanner(code))
    encore = scanner(code)

    nombres = compter(edition)
    assert (reponse.status_code, encore.json()["verdict"]) == (200, "admis")
    assert (nombres.entrees, nombres.presents, nombres.annules) == (1, 1, 1)
    assert Passage.objects.order_by("pk").values_list("rang", "annule_motif")[0] == (
        1,
        "Mauvais badge",
    )


def test_undoing_an_exit_brings_the_person_back_inside(scanner, code, comme_porte, edition):
    scanner(code)

    annuler(comme_porte, scanner(code, sens="sortie"))

    assert compter(edition).presents == 1
    assert scanner(code).json()["code"] == "deja_entre"


def test_undoing_a_change_of_zone_brings_the_person_back_to_the_other_zone(
    scanner, code, appareil_a, autre_zone, edition
):
    scanner(code)
    ailleurs = appareil_a(autre_zone)

    annuler(ailleurs, scanner(code, appels=ailleurs))

    zones = {zone.nom: zone.nombre for zone in compter(edition).zones}
    assert zones == {"Hall": 1}


@pytest.fixture
def autre_zone(edition, porte):
    zone = edition.zones.create(nom="Salle des rendez-vous")
    return edition.portes.create(zone=zone, nom="Porte B")


def test_another_device_may_not_undo(scanner, code, appareil_a, porte):
    reponse = annuler(appareil_a(porte), scanner(code))

    assert (reponse.status_code, reponse.json()["code"]) == (409, "passage_non_annulable")
    assert Passage.objects.get().annule_le is None


@pytest.mark.parametrize("essai", [(14, 200), (15, 409), (60, 409)])
def test_the_device_that_scanned_has_fifteen_minutes(horloge, scanner, code, comme_porte, essai):
    minutes, statut = essai
    passage = scanner(code)
    horloge.shift(timedelta(minutes=minutes))

    reponse = annuler(comme_porte, passage)

    assert reponse.status_code == statut


def test_a_supervisor_may_undo_later(horloge, scanner, code, superviseur):
    passage = scanner(code)
    horloge.shift(timedelta(hours=5))

    reponse = annuler(superviseur, passage)

    assert reponse.status_code == 200
    assert Passage.objects.get().annule_motif == "Mauvais badge"


def test_a_passage_that_another_one_followed_stays(scanner, code, superviseur, edition):
    entree = scanner(code)
    scanner(code, sens="sortie")

    reponse = annuler(superviseur, entree)

    assert (reponse.status_code, reponse.json()["code"]) == (409, "passage_non_annulable")
    assert compter(edition).annules == 0


def test_passages_are_undone_from_the_last_to_the_first(scanner, code, superviseur, edition):
    passages = [scanner(code), scanner(code, sens="sortie")]

    statuts = [annuler(superviseur, passage).status_code for passage in reversed(passages)]

    assert statuts == [200, 200]
    assert (compter(edition).presents, compter(edition).annules) == (0, 2)


def test_what_a_gate_reports_late_about_yesterday_does_not_hold_the_entry_of_today(
    horloge, scanner, code, superviseur
):
    horloge.shift(timedelta(days=1))
    entree = scanner(code)
    hier, maintenant = "2027-05-20T12:00:00+02:00", "2027-05-21T10:00:00+02:00"
    scanner(code, observe=True, scanne_a=hier, appareil_maintenant=maintenant)

    reponse = annuler(superviseur, entree)

    assert reponse.status_code == 200


def test_a_passage_is_undone_once(scanner, code, superviseur):
    passage = scanner(code)

    statuts = [annuler(superviseur, passage).status_code for _ in range(2)]

    assert statuts == [200, 404]


def test_a_refusal_cannot_be_undone(scanner, code, superviseur):
    scanner(code)

    reponse = annuler(superviseur, scanner(code))

    assert reponse.status_code == 409


def test_undoing_needs_a_reason(scanner, code, comme_porte):
    reponse = annuler(comme_porte, scanner(code), motif=" ")

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "motif")


def test_a_gate_of_another_edition_finds_nothing_to_undo(scanner, code, edition, appareil_a):
    passage = scanner(code)
    Edition.objects.filter(pk=edition.pk).update(slug="ailleurs")
    champs = Edition.objects.values("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge").get()
    autre = Edition.objects.create(slug="coventis", nom="Autre", **champs)
    porte = autre.portes.create(zone=autre.zones.create(nom="Hall"), nom="Porte")

    reponse = annuler(appareil_a(porte, superviseur=True), passage)

    assert reponse.status_code == 404
