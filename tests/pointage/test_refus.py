"""What a gate refuses, with which reason, and who may pass over it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salon.models import Badge, Edition, Participant, Porte, Zone
from salon.pointage import postes
from salon.pointage.compteurs import compter
from salon.pointage.models import Passage
from salon.services import emettre_badge
from tests.mesures import lignes_en_base


def verdict(reponse):
    corps = reponse.json()
    return reponse.status_code, corps["verdict"], corps["code"]


def comptes(edition):
    nombres = compter(edition)
    return nombres.entrees, nombres.visiteurs_distincts, nombres.presents


@pytest.fixture
def superviseur(appareil_a, porte):
    return appareil_a(porte, superviseur=True)


def annuler_inscription(badge, porte):
    Participant.objects.filter(pk=badge.participant_id).update(annule_le=timezone.now())


def remplacer(badge, porte):
    emettre_badge(badge.participant)


def reporter_edition(badge, porte):
    demain = timezone.localdate() + timedelta(days=1)
    Edition.objects.filter(pk=porte.edition_id).update(debut=demain, fin=demain)


def reserver_zone(badge, porte):
    Zone.objects.filter(pk=porte.zone_id).update(categories=["presse", "equipe"])


def fermer(badge, porte):
    Porte.objects.filter(pk=porte.pk).update(ouverte=False)


EMPECHEMENTS = {
    "annule": annuler_inscription,
    "revoque": remplacer,
    "non_valide_aujourdhui": reporter_edition,
    "zone_interdite": reserver_zone,
    "porte_fermee": fermer,
}


@pytest.fixture(params=EMPECHEMENTS)
def empechement(request, code, porte):
    """What stands against the badge: its reason, and how to bring it about."""

    def empecher():
        EMPECHEMENTS[request.param](Badge.objects.get(code=code), porte)
        postes.oublier()

    return request.param, empecher


def test_a_badge_that_may_not_enter_is_refused_with_the_reason(scanner, code, edition, empechement):
    raison, empecher = empechement
    empecher()

    reponse = scanner(code)

    assert verdict(reponse) == (200, "refuse", raison)
    assert reponse.json()["message"].endswith(".")
    assert [(refus.nom, refus.nombre) for refus in compter(edition).refus] == [(raison, 1)]


def test_nobody_is_kept_inside_by_what_happened_meanwhile(scanner, code, edition, empechement):
    _, empecher = empechement
    scanner(code)
    empecher()

    reponse = scanner(code, sens="sortie")

    assert verdict(reponse) == (200, "admis", "")
    assert compter(edition).presents == 0


def test_what_was_observed_without_network_is_stored_whatever_the_rules(
    scanner, code, edition, empechement
):
    raison, empecher = empechement
    empecher()

    reponse = scanner(code, observe=True)

    assert verdict(reponse) == (200, "admis", raison)
    assert Passage.objects.values_list("observe", "force", "force_utile").get() == (
        True,
        False,
        False,
    )
    assert comptes(edition) == (1, 1, 1)


def test_a_badge_of_another_edition_is_no_badge_here(scanner, nouveau_participant, edition):
    ailleurs = Edition.objects.create(
        **{**champs_de(edition), "slug": "coventis-2026", "nom": "Coventis 2026"}
    )
    etranger = emettre_badge(nouveau_participant(edition=ailleurs)).code

    reponse = scanner(etranger)

    assert verdict(reponse) == (404, "refuse", "autre_edition")
    assert reponse.json()["participant"] is None


def champs_de(edition):
    noms = ("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge")
    return {nom: getattr(edition, nom) for nom in noms}


def test_only_the_device_of_a_supervisor_may_insist(scanner, code):
    avant = lignes_en_base()

    reponse = scanner(code, force=True, motif="Je le connais")

    assert (reponse.status_code, reponse.json()["code"]) == (403, "interdit")
    assert lignes_en_base() == avant


def test_insisting_needs_a_reason(scanner, code, superviseur):
    reponse = scanner(code, appels=superviseur, force=True)

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "motif")
    assert Passage.objects.count() == 0


def test_insisting_is_stored_as_sent_and_as_needed(scanner, code, superviseur, edition):
    for _ in range(2):
        scanner(code, appels=superviseur, force=True, motif="Badge prêté puis rendu")

    lignes = Passage.objects.order_by("pk").values_list("force", "force_utile", "raison", "motif")
    assert list(lignes) == [
        (True, False, "", "Badge prêté puis rendu"),
        (True, True, "deja_entre", "Badge prêté puis rendu"),
    ]
    assert comptes(edition) == (1, 1, 1)
