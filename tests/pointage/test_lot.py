"""Scans made without network: each has its own result, and the count is right."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salon.acces import enroler_appareil
from salon.models import Edition
from salon.pointage import guichet
from salon.pointage.compteurs import compter
from salon.pointage.lot import Poste, Releve
from salon.pointage.models import Passage
from salon.pointage.regles import Sens
from salon.pointage.services import pointer_lot
from salon.services import emettre_badge
from tests.appels import PASSAGES
from tests.mesures import ordres


def scan(code, **champs):
    return {"code": code, "scan_id": str(uuid4())} | champs


@pytest.fixture
def envoyer(comme_porte):
    """Send scans made without network, as the gate or as another device."""

    def poster(passages, appels=comme_porte, **champs):
        maintenant = timezone.now().isoformat()
        corps = {"appareil_maintenant": maintenant, "passages": passages} | champs
        return appels.poster(f"{PASSAGES}/lot", corps)

    return poster


def resultats(reponse):
    return [(ligne["statut"], ligne["code"]) for ligne in reponse.json()["resultats"]]


@pytest.fixture
def codes(nouveau_participant):
    return [emettre_badge(nouveau_participant()).code for _ in range(3)]


@pytest.mark.parametrize(
    "mauvais",
    [
        None,
        7,
        "scan",
        [],
        {},
        {"code": "x"},
        {"code": "x", "scan_id": "pas un uuid"},
        {"code": "\x00", "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"},
        {"code": "x" * 10_000, "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"},
        {"code": "x", "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff", "porte": 1},
    ],
)
def test_one_bad_scan_never_blocks_the_others(envoyer, codes, mauvais):
    reponse = envoyer([scan(codes[0]), mauvais, scan(codes[1])])

    assert resultats(reponse) == [(200, ""), (422, "invalide"), (200, "")]
    assert Passage.objects.count() == 2


def test_each_scan_of_a_lot_has_the_answer_that_it_would_have_alone(envoyer, codes):
    repris = scan(codes[0])
    envoyer([repris])

    reponse = envoyer(
        [
            repris,
            repris | {"sens": "sortie"},
            scan(codes[0]),
            scan("ailleurs"),
            scan(codes[1], force=True, motif="Ami"),
            scan(codes[2], sens="sortie"),
        ]
    )

    assert resultats(reponse) == [
        (200, ""),
        (409, "scan_id_repris"),
        (200, "deja_entre"),
        (404, "inconnu"),
        (403, "interdit"),
        (200, "sortie_sans_entree"),
    ]


def test_the_same_scan_twice_in_a_lot_is_stored_once(envoyer, codes):
    deux_fois = scan(codes[0])

    reponse = envoyer([deux_fois, deux_fois])

    premier, second = reponse.json()["resultats"]
    assert premier == second
    assert Passage.objects.count() == 1


def test_a_lot_sent_again_five_times_in_any_order_changes_nothing(envoyer, codes, edition):
    lot = [scan(code) for code in codes]
    premieres = envoyer(lot).json()["resultats"]

    for rang in range(5):
        reprises = envoyer(lot[rang % 3 :] + lot[: rang % 3]).json()["resultats"]
        assert sorted(reprises, key=str) == sorted(premieres, key=str)

    assert (Passage.objects.count(), compter(edition).presents) == (3, 3)


def test_two_gates_that_admitted_the_same_badge_without_network_count_one_person(
    envoyer, codes, appareil_a, porte, edition
):
    envoyer([scan(codes[0])])

    reponse = envoyer([scan(codes[0])], appareil_a(porte))

    nombres = compter(edition)
    [double] = reponse.json()["resultats"]
    assert (double["verdict"], double["code"]) == ("admis", "deja_entre")
    assert double["precedent"]["porte"] == "Porte A"
    assert (nombres.entrees, nombres.presents, nombres.doublons) == (1, 1, 1)


def test_a_badge_replaced_while_the_gate_had_no_network_still_counts(
    envoyer, code, acheteuse, edition
):
    emettre_badge(acheteuse)

    reponse = envoyer([scan(code)])

    assert resultats(reponse) == [(200, "revoque")]
    assert compter(edition).presents == 1


def test_scans_of_a_gate_whose_clock_is_wrong_happened_when_they_happened(horloge, envoyer, codes):
    il_y_a_dix_minutes = "2027-05-20T05:50:00Z"

    envoyer(
        [scan(codes[0], scanne_a=il_y_a_dix_minutes)], appareil_maintenant="2027-05-20T06:00:00Z"
    )

    assert timezone.now() - Passage.objects.get().corrige_a == timedelta(minutes=10)


@pytest.mark.parametrize(("nombre", "statut"), [(0, 422), (500, 200), (501, 413), (5_000, 413)])
def test_a_lot_holds_one_to_five_hundred_scans(envoyer, nombre, statut):
    reponse = envoyer([{}] * nombre)

    assert reponse.status_code == statut
    assert Passage.objects.count() == 0


def test_a_scan_that_makes_us_fail_is_sent_back_and_the_others_are_stored(
    envoyer, codes, monkeypatch
):
    poison = scan(codes[1])

    def echouer(releves):
        if poison["scan_id"] in {str(releve.scan_id) for releve in releves}:
            raise ZeroDivisionError
        return pointer_lot(releves)

    monkeypatch.setattr(guichet, "pointer_lot", echouer)

    reponse = envoyer([scan(codes[0]), poison, scan(codes[2])])

    assert resultats(reponse) == [(200, ""), (503, "indisponible"), (200, "")]
    assert Passage.objects.count() == 2


def test_a_gate_alone_is_told_when_to_come_back_if_we_fail(scanner, code, monkeypatch):
    monkeypatch.setattr(guichet, "pointer_lot", lambda releves: 1 / 0)

    reponse = scanner(code)

    assert (reponse.status_code, reponse.json()["code"]) == (503, "indisponible")
    assert reponse["Retry-After"] == "2"


@pytest.fixture
def releves(porte, edition, nouveau_participant):
    """Make scans of as many different people at one gate."""
    appareil, _ = enroler_appareil(porte=porte, nom="Téléphone")
    poste = Poste(appareil, porte, edition, jauge_atteinte=False)

    def faire(nombre):
        return [
            Releve(
                poste=poste,
                scan_id=uuid4(),
                code=emettre_badge(nouveau_participant()).code,
                sens=Sens.ENTREE,
                recu_a=timezone.now(),
            )
            for _ in range(nombre)
        ]

    return faire


@pytest.mark.parametrize("nombre", [1, 300])
def test_a_lot_costs_four_statements_whatever_its_size(releves, nombre):
    lot = releves(nombre)

    with ordres() as lus:
        decisions = pointer_lot(lot)

    assert len(lus) == 4, "\n".join(sql[:200] for sql in lus)
    assert sum(decision.passage.admis for decision in decisions) == nombre


@pytest.mark.parametrize("nombre", [1, 300])
def test_a_lot_sent_again_costs_no_more_than_its_two_reads(releves, nombre):
    lot = releves(nombre)
    pointer_lot(lot)

    with ordres() as lus:
        pointer_lot(lot)

    assert [sql.split()[0] for sql in lus] == ["SELECT"] * 2


def test_a_lot_may_hold_the_gates_of_several_editions(releves, edition):
    [ici] = releves(1)
    champs = Edition.objects.values("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge").get()
    autre = Edition.objects.create(slug="ailleurs", nom="Ailleurs", **champs)
    porte = autre.portes.create(zone=autre.zones.create(nom="Hall"), nom="Porte")
    appareil, _ = enroler_appareil(porte=porte, nom="Téléphone")
    la = Releve(
        poste=Poste(appareil, porte, autre, jauge_atteinte=False),
        scan_id=uuid4(),
        code=ici.code,
        sens=Sens.ENTREE,
        recu_a=timezone.now(),
    )

    decisions = pointer_lot([ici, la])

    assert [decision.passage.raison for decision in decisions] == ["", "autre_edition"]
