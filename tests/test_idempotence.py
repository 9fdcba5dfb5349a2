"""A request sent again with the same key is done once, and answered alike."""

from collections import Counter

import pytest
from django.db import IntegrityError, OperationalError

from salon.journal.models import Ecriture, ReponseGardee
from salon.models import Participant
from tests.appels import EDITION, PASSAGES
from tests.mesures import ensemble

VISITEURS = f"{EDITION}/visiteurs"
ANA = {"nom": "Sol", "courriel": "ana@sol.example"}
BEA = {"nom": "Mer", "courriel": "bea@mer.example"}


def envoyer(appels, corps=ANA, cle="cle-1", adresse=VISITEURS):
    return appels.poster(adresse, corps, headers={"Idempotency-Key": cle})


def test_the_same_key_and_body_give_the_same_answer_and_one_row(anonyme, edition):
    premiere, seconde = envoyer(anonyme), envoyer(anonyme)

    assert (seconde.status_code, seconde.content) == (premiere.status_code, premiere.content)
    assert premiere.status_code == 202
    assert (Participant.objects.count(), Ecriture.objects.filter(type="BadgeEmis").count()) == (
        1,
        1,
    )


def test_without_a_key_the_second_request_is_judged_by_its_own_rule(anonyme, exposant):
    statuts = [anonyme.poster(VISITEURS, ANA).status_code for _ in range(2)]

    assert statuts == [202, 202]
    assert Participant.objects.filter(courriel=ANA["courriel"]).count() == 1


def test_a_refusal_is_given_again_too(comme_organisateur, exposant):
    adresse = f"{EDITION}/exposants/{exposant.pk}/valider"
    comme_organisateur.poster(adresse)

    premiere, seconde = (envoyer(comme_organisateur, {}, adresse=adresse) for _ in range(2))

    assert (premiere.status_code, seconde.content) == (409, premiere.content)


@pytest.mark.parametrize("autre", [{"corps": BEA}, {"adresse": f"{EDITION}/lien"}])
def test_the_same_key_for_something_else_is_refused(anonyme, edition, autre):
    envoyer(anonyme)

    reponse = envoyer(anonyme, **{"corps": ANA, **autre})

    assert (reponse.status_code, reponse.json()["code"]) == (422, "cle_reprise")
    assert Participant.objects.count() == 1


def test_nobody_is_served_the_answer_of_another_caller(comme, demande, anonyme):
    adresse = f"{EDITION}/rdv/{demande.pk}/annuler"
    premiere = envoyer(comme(demande.demandeur), {}, adresse=adresse)

    autres = [envoyer(qui, {}, adresse=adresse) for qui in (comme(demande.destinataire), anonyme)]

    assert (premiere.status_code, [r.status_code for r in autres]) == (200, [409, 401])


def test_an_answer_that_may_change_is_not_kept(anonyme, comme, demande):
    adresse = f"{EDITION}/rdv/{demande.pk}/refuser"
    envoyer(comme(demande.demandeur), {}, adresse=adresse)

    assert ReponseGardee.objects.count() == 0


@pytest.mark.parametrize("cle", ["x" * 10_000, "é", "a b", "x" * 201])
def test_an_odd_key_is_refused(anonyme, edition, cle):
    reponse = envoyer(anonyme, cle=cle)

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "Idempotency-Key")
    assert Participant.objects.count() == 0


def test_an_empty_key_is_no_key(anonyme, edition):
    for _ in range(2):
        envoyer(anonyme, cle="")

    assert ReponseGardee.objects.count() == 0


def test_a_scan_with_a_key_is_stored_once(comme_porte, code):
    corps = {"code": code, "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}

    premiere, seconde = (envoyer(comme_porte, corps, adresse=PASSAGES) for _ in range(2))

    assert (premiere.status_code, seconde.json()) == (200, premiere.json())


@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_do_it_once(anonyme, edition):
    reponses = ensemble(lambda rang: envoyer(type(anonyme)()), 8)

    assert Counter(reponse.status_code for reponse in reponses) == {202: 8}
    assert {reponse.content for reponse in reponses} == {reponses[0].content}
    assert (Participant.objects.count(), ReponseGardee.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_the_work_and_its_answer_leaves_neither(anonyme, edition, monkeypatch):
    anonyme.client.raise_request_exception = False
    with monkeypatch.context() as panne:
        panne.setattr(ReponseGardee, "save_base", _echouer_au_second(ReponseGardee.save_base))
        reponse = envoyer(anonyme)

    assert (reponse.status_code, reponse.json()["code"]) == (500, "panne")
    assert (Participant.objects.count(), ReponseGardee.objects.count()) == (0, 0)
    assert envoyer(anonyme).status_code == 202


def _echouer_au_second(fonction):
    appels = []

    def enregistrer(*args, **champs):
        appels.append(1)
        if len(appels) > 1:
            raise RuntimeError
        return fonction(*args, **champs)

    return enregistrer


@pytest.mark.parametrize("panne", [OperationalError, IntegrityError])
def test_a_database_that_does_not_take_the_key_is_asked_again_later(
    anonyme, edition, monkeypatch, panne
):
    def echouer(*args, **champs):
        raise panne

    monkeypatch.setattr(ReponseGardee, "save_base", echouer)

    reponse = envoyer(anonyme)

    assert (reponse.status_code, reponse.json()["code"]) == (503, "indisponible")
    assert reponse["Retry-After"] == "2"
