"""One scan at a gate: what is answered, what is stored, what it counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salon.models import Badge, Edition, Porte, Zone
from salon.pointage import postes
from salon.pointage.compteurs import compter
from salon.pointage.models import Passage
from salon.services import emettre_badge, imprimer_badge
from tests.mesures import ordres


def verdict(reponse):
    corps = reponse.json()
    return reponse.status_code, corps["verdict"], corps["code"]


def comptes(edition):
    nombres = compter(edition)
    return nombres.entrees, nombres.visiteurs_distincts, nombres.presents


@pytest.fixture
def autre_zone(edition):
    zone = Zone.objects.create(edition=edition, nom="Salle des rendez-vous")
    return Porte.objects.create(edition=edition, zone=zone, nom="Porte B")


@pytest.fixture
def superviseur(appareil_a, porte):
    return appareil_a(porte, superviseur=True)


def test_an_admission_says_who_comes_in_and_where(scanner, code):
    reponse = scanner(code, scan_id="6f9619ff-8b86-d011-b42d-00c04fc964ff")

    passage = Passage.objects.get()
    assert reponse.json() == {
        "passage_id": passage.pk,
        "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "verdict": "admis",
        "code": "",
        "message": "Bienvenue.",
        "champ": "",
        "sens": "entree",
        "porte": "Porte A",
        "corrige_a": passage.corrige_a.isoformat(),
        "horloge_decalee": False,
        "participant": {
            "nom": "Claire Fabre",
            "structure": "Village des Garrigues",
            "categorie": "Acheteur",
        },
        "precedent": None,
    }


def test_a_scan_sent_again_is_admitted_again_even_if_the_badge_was_revoked_meanwhile(
    scanner, code, acheteuse
):
    scan_id = uuid4()
    premiere = scanner(code, scan_id)
    emettre_badge(acheteuse)

    seconde = scanner(code, scan_id)

    assert (seconde.status_code, seconde.json()) == (200, premiere.json())
    assert Passage.objects.count() == 1


def test_a_refused_scan_sent_again_is_refused_again_even_if_the_person_left_meanwhile(
    scanner, code
):
    scan_id = uuid4()
    scanner(code)
    premiere = scanner(code, scan_id)
    scanner(code, sens="sortie")

    seconde = scanner(code, scan_id)

    assert premiere.json()["code"] == "deja_entre"
    assert seconde.json() == premiere.json()


def test_an_unknown_code_sent_again_is_unknown_again(scanner):
    scan_id = uuid4()

    reponses = [scanner("https://ailleurs.example", scan_id) for _ in range(2)]

    assert [verdict(reponse) for reponse in reponses] == [(404, "refuse", "inconnu")] * 2
    assert Passage.objects.get().code == "https://ailleurs.example"


@pytest.mark.parametrize("autrement", [{"sens": "sortie"}, {"observe": True}, {"code": "autre"}])
def test_a_scan_id_that_served_for_another_scan_is_a_conflict(scanner, code, autrement):
    scan_id = uuid4()
    scanner(code, scan_id)

    reponse = scanner(**{"code": code, "scan_id": scan_id, **autrement})

    assert (reponse.status_code, reponse.json()["code"]) == (409, "scan_id_repris")
    assert reponse.json()["champ"] == "scan_id"
    assert Passage.objects.count() == 1


def test_the_same_scan_id_from_a_second_device_is_a_conflict(scanner, code, appareil_a, porte):
    scan_id = uuid4()
    scanner(code, scan_id)

    reponse = scanner(code, scan_id, appareil_a(porte))

    assert (reponse.status_code, reponse.json()["code"]) == (409, "scan_id_repris")


def test_entry_entry_exit_exit(scanner, code, edition):
    verdicts = [
        verdict(scanner(code, sens=sens)) for sens in ("entree", "entree", "sortie", "sortie")
    ]

    assert verdicts == [
        (200, "admis", ""),
        (200, "refuse", "deja_entre"),
        (200, "admis", ""),
        (200, "refuse", "deja_sorti"),
    ]
    assert comptes(edition) == (1, 1, 0)


def test_a_second_entry_says_when_and_where_the_first_one_was(horloge, scanner, code):
    premiere = scanner(code).json()
    horloge.shift(timedelta(minutes=3))

    seconde = scanner(code).json()

    assert seconde["precedent"] == {"a": premiere["corrige_a"], "porte": "Porte A"}


def test_an_exit_without_entry_is_stored_flagged_and_counted_apart(scanner, code, edition):
    reponse = scanner(code, sens="sortie")

    assert verdict(reponse) == (200, "admis", "sortie_sans_entree")
    assert comptes(edition) == (0, 0, 0)
    assert compter(edition).sorties_sans_entree == 1


def test_two_exits_without_entry_are_both_stored_and_take_nobody_out(scanner, code, edition):
    verdicts = [verdict(scanner(code, sens="sortie")) for _ in range(2)]

    assert verdicts == [(200, "admis", "sortie_sans_entree")] * 2
    assert compter(edition).presents == 0


def test_entering_a_zone_leaves_the_other_one(scanner, code, appareil_a, autre_zone, edition):
    scanner(code)

    reponse = scanner(code, appels=appareil_a(autre_zone))

    zones = {zone.nom: zone.nombre for zone in compter(edition).zones}
    assert verdict(reponse) == (200, "admis", "")
    assert zones == {"Hall": 0, "Salle des rendez-vous": 1}
    assert comptes(edition) == (1, 1, 1)


def test_one_may_leave_by_the_gate_of_another_zone(scanner, code, appareil_a, autre_zone, edition):
    scanner(code)

    reponse = scanner(code, appels=appareil_a(autre_zone), sens="sortie")

    assert verdict(reponse) == (200, "admis", "")
    assert [zone.nombre for zone in compter(edition).zones] == [0]


def remplir(edition, scanner, nouveau_participant, **champs):
    Edition.objects.filter(pk=edition.pk).update(jauge=1, **champs)
    scanner(emettre_badge(nouveau_participant()).code)
    postes.oublier()


def test_a_full_site_is_a_warning(edition, scanner, code, nouveau_participant):
    remplir(edition, scanner, nouveau_participant)

    reponse = scanner(code)

    assert verdict(reponse) == (200, "admis", "jauge_atteinte")
    assert compter(edition).presents == 2


def test_a_full_site_refuses_where_the_edition_says_so(
    edition, scanner, code, nouveau_participant, superviseur
):
    remplir(edition, scanner, nouveau_participant, jauge_bloquante=True)

    refus = scanner(code)
    force = scanner(code, appels=superviseur, force=True, motif="Élu attendu")

    assert verdict(refus) == (200, "refuse", "jauge_atteinte")
    assert verdict(force) == (200, "admis", "jauge_atteinte")


def test_printing_and_issuing_a_badge_again_is_no_check_in(acheteuse, edition):
    emettre_badge(acheteuse)
    imprimer_badge(emettre_badge(acheteuse))

    assert Passage.objects.count() == 0
    assert comptes(edition) == (0, 0, 0)


def test_everybody_is_outside_when_a_day_begins(horloge, scanner, code, edition):
    scanner(code)
    horloge.shift(timedelta(days=1))

    reponse = scanner(code)

    assert verdict(reponse) == (200, "admis", "")
    assert reponse.json()["precedent"] is None
    assert comptes(edition) == (1, 1, 1)


def test_what_a_gate_reports_late_about_yesterday_does_not_change_today(
    horloge, scanner, code, edition
):
    horloge.shift(timedelta(days=1))
    scanner(code)
    hier = timezone.now() - timedelta(hours=20)
    tard = {"scanne_a": hier.isoformat(), "appareil_maintenant": timezone.now().isoformat()}
    scanner(code, observe=True, **tard)

    reponse = scanner(code)

    assert verdict(reponse) == (200, "refuse", "deja_entre")
    assert comptes(edition) == (1, 1, 1)
    assert compter(edition, edition.debut).entrees == 1


@pytest.mark.parametrize("lire", [lambda badge: str(badge.pk), lambda badge: badge.code_court])
def test_neither_the_number_of_a_badge_nor_its_short_code_opens_a_gate(scanner, code, lire):
    reponse = scanner(lire(Badge.objects.get(code=code)))

    assert verdict(reponse) == (404, "refuse", "inconnu")


def test_a_scan_costs_the_same_few_statements_as_the_passage_table_grows(
    scanner, code, nouveau_participant
):
    scanner(code)
    with ordres() as peu:
        scanner(code, sens="sortie")
    for _ in range(10):
        scanner(emettre_badge(nouveau_participant()).code)

    with ordres() as beaucoup:
        scanner(code)

    assert len(beaucoup) == len(peu)
