"""Links received by e-mail: each opens once, to who reads that address."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from salon.acces import lien_participant
from salon.models import Participant
from tests.appels import EDITION, Appels


def depenser(anonyme, lien):
    return anonyme.poster("/api/v1/acces", {"jeton": lien.rpartition("/")[2]})


def test_a_link_gives_a_token_and_proves_the_address(anonyme, acheteuse, comme):
    reponse = depenser(anonyme, lien_participant(acheteuse))

    jeton = reponse.json()["jeton"]
    assert Participant.objects.get(pk=acheteuse.pk).courriel_verifie_le is not None
    assert Appels(jeton).lire(f"{EDITION}/rdv").status_code == 200


def test_a_link_opens_once(anonyme, acheteuse):
    lien = lien_participant(acheteuse)

    reponses = [depenser(anonyme, lien) for _ in range(2)]

    assert [reponse.status_code for reponse in reponses] == [200, 410]
    assert reponses[1].json()["code"] == "lien_perime"


def test_spending_a_link_makes_the_older_ones_worthless(anonyme, acheteuse):
    ancien, nouveau = lien_participant(acheteuse), lien_participant(acheteuse)
    depenser(anonyme, nouveau)

    reponse = depenser(anonyme, ancien)

    assert reponse.status_code == 410


def test_a_link_is_worthless_after_a_week(anonyme, acheteuse):
    lien = lien_participant(acheteuse)

    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=5)):
        reponse = depenser(anonyme, lien)

    assert reponse.status_code == 410


@pytest.mark.parametrize("rang", [0, 5, -1])
def test_a_link_with_one_letter_changed_is_worthless(anonyme, acheteuse, rang):
    lettres = list(lien_participant(acheteuse).rpartition("/")[2])
    lettres[rang] = "A" if lettres[rang] != "A" else "B"

    reponse = depenser(anonyme, "".join(lettres))

    assert reponse.status_code == 410


def test_reading_a_link_spends_nothing(anonyme, acheteuse):
    reponse = anonyme.lire("/api/v1/acces", jeton=lien_participant(acheteuse).rpartition("/")[2])

    assert reponse.status_code == 405
    assert Participant.objects.get(pk=acheteuse.pk).lien_numero == 0


def test_somebody_who_cancelled_has_no_link_any_more(anonyme, acheteuse):
    Participant.objects.filter(pk=acheteuse.pk).update(annule_le=timezone.now())

    reponse = depenser(anonyme, lien_participant(acheteuse))

    assert reponse.status_code == 410


def test_asking_for_a_link_says_nothing_about_who_is_registered(anonyme, acheteuse):
    adresses = (acheteuse.courriel, acheteuse.courriel.upper(), "inconnue@village.example")

    reponses = [anonyme.poster(f"{EDITION}/lien", {"courriel": c}) for c in adresses]

    assert {(reponse.status_code, reponse.content) for reponse in reponses} == {(202, b"")}


def test_asking_for_a_link_a_hundred_times_sends_one_e_mail_a_minute(
    horloge, anonyme, acheteuse, ouvriers, mailoutbox
):
    for _ in range(100):
        anonyme.poster(f"{EDITION}/lien", {"courriel": acheteuse.courriel})
    ouvriers()

    assert [mail.to for mail in mailoutbox] == [[acheteuse.courriel]]
