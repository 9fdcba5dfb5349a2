"""What people are told of requests: one e-mail for ten minutes, one reminder, links that answer."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from salon.effets.rdv import prevenir_destinataire
from salon.journal.effets import PasMaintenant
from salon.journal.models import Courriel
from salon.rdv.echeances import expirer_demandes, rappeler_demandes
from salon.rdv.models import RendezVous
from salon.rdv.reponses import demande_du_jeton
from salon.rdv.services import (
    Demande,
    demander_rdv,
    refuser_rdv,
)

DIX_MINUTES = timedelta(minutes=10)


@pytest.fixture
def courriers(horloge, ouvriers):
    """Let some time pass, have the workers do their work, and read what the caterer was sent."""

    def attendre(duree=DIX_MINUTES):
        horloge.shift(duree)
        ouvriers()
        return list(Courriel.objects.filter(a="chef@table.example").order_by("pk"))

    return attendre


def demander(qui, traiteur, message="Bonjour", **champs):
    return demander_rdv(demandeur=qui, destinataire=traiteur, demande=Demande(message, **champs))


def jetons(courriel):
    return re.findall(rf"{re.escape(settings.BASE_URL)}/repondre/(\S+)", courriel.texte)


def test_the_requests_of_ten_minutes_arrive_in_one_email(
    courriers, traiteur, acheteuse, nouveau_participant
):
    demandes = [
        demander(acheteuse, traiteur, "Du miel ?"),
        demander(nouveau_participant(), traiteur),
    ]

    assert courriers(timedelta(minutes=9)) == []
    [courriel] = courriers(timedelta(minutes=1))

    assert courriel.sujet == "Coventis : demandes de rendez-vous (2)"
    assert "- Claire Fabre (Village des Garrigues) — « Du miel ? » — répondre : " in courriel.texte
    assert [demande_du_jeton(jeton) for jeton in jetons(courriel)] == demandes


def test_a_request_of_the_next_window_has_an_email_of_its_own(
    courriers, traiteur, acheteuse, nouveau_participant
):
    demander(acheteuse, traiteur)
    courriers()

    suivante = demander(nouveau_participant(), traiteur)

    assert [len(jetons(courriel)) for courriel in courriers()] == [1, 1]
    assert courriers()[1].texte.count(f"{suivante.demandeur.nom} (visiteur)") == 1


def test_the_most_important_request_comes_first(
    courriers, traiteur, acheteuse, nouveau_participant
):
    demander(acheteuse, traiteur, "Un jour", priorite=3)
    demander(nouveau_participant(), traiteur, "Vite", priorite=1)

    [courriel] = courriers()

    assert courriel.texte.index("« Vite »") < courriel.texte.index("« Un jour »")


def test_a_request_answered_before_the_end_of_the_window_is_not_announced(
    courriers, traiteur, acheteuse
):
    refuser_rdv(rdv=demander(acheteuse, traiteur))

    assert courriers() == []


def test_an_announcement_that_is_repeated_writes_nothing_more(courriers, traiteur, acheteuse):
    rdv = demander(acheteuse, traiteur)
    courriers()

    prevenir_destinataire.fonction(rdv_id=rdv.pk)

    assert Courriel.objects.filter(a=traiteur.courriel).count() == 1


def test_an_announcement_waits_for_the_end_of_its_window(horloge, traiteur, acheteuse):
    rdv = demander(acheteuse, traiteur)

    with pytest.raises(PasMaintenant) as attente:
        prevenir_destinataire.fonction(rdv_id=rdv.pk)

    assert attente.value.jusqua == timezone.now() + DIX_MINUTES


def test_an_address_that_a_stranger_wrote_is_no_link(courriers, traiteur, acheteuse):
    demander(acheteuse, traiteur, "Voyez https://piege.example/ <b>vite</b>")

    [courriel] = courriers()

    assert "https://piege.example/ &lt;b&gt;vite&lt;/b&gt;" in courriel.html
    assert 'href="https://piege.example/' not in courriel.html
    assert f'href="{settings.BASE_URL}/repondre/' in courriel.html


@pytest.fixture
def mois_prochain(edition):
    """An edition of next month, whose requests wait for three days."""
    edition.debut += timedelta(days=30)
    edition.fin += timedelta(days=30)
    edition.save()


def rappels_autour_de(horloge, instant):
    """Return how many reminders there are just before an instant, at that instant, and once more."""
    horloge.move_to(instant - timedelta(seconds=1))
    avant = rappeler_demandes()
    horloge.move_to(instant)
    return [avant, rappeler_demandes(), rappeler_demandes()]


def test_a_short_request_is_recalled_once_four_hours_before(horloge, demande):
    rappels = rappels_autour_de(horloge, demande.expire_le - timedelta(hours=4))

    assert demande.expire_le - demande.demande_le == timedelta(hours=12)
    assert rappels == [0, 1, 0]


def test_a_long_request_is_recalled_once_a_day_before(horloge, mois_prochain, demande):
    rappels = rappels_autour_de(horloge, demande.expire_le - timedelta(hours=24))

    assert demande.expire_le - demande.demande_le == timedelta(hours=72)
    assert rappels == [0, 1, 0]


def test_a_reminder_says_until_when(horloge, demande, courriers):
    courriers()
    horloge.move_to(demande.expire_le - timedelta(hours=4))
    rappeler_demandes()

    annonce, rappel = courriers()

    assert annonce.sujet == "Coventis : demandes de rendez-vous (1)"
    assert rappel.sujet == "Coventis : des demandes attendent votre réponse (1)"
    assert "avant le 20/05 22:00" in rappel.texte
    assert [demande_du_jeton(jeton) for jeton in jetons(rappel)] == [demande]


def test_no_reminder_for_a_request_that_was_answered_meanwhile(
    courriers, horloge, traiteur, acheteuse
):
    rdv = demander(acheteuse, traiteur)
    courriers()
    horloge.move_to(rdv.expire_le - timedelta(hours=1))
    rappeler_demandes()

    refuser_rdv(rdv=rdv)

    assert len(courriers()) == 1


def test_a_reminder_costs_the_same_for_one_and_for_three(
    horloge, traiteur, nouveau_participant, django_assert_num_queries
):
    for _ in range(3):
        demander(nouveau_participant(), traiteur)
    horloge.shift(timedelta(hours=9))

    with django_assert_num_queries(5):
        assert rappeler_demandes() == 3


def test_an_address_that_answers_dies_with_its_request(horloge, demande, courriers):
    [courriel] = courriers()
    [jeton] = jetons(courriel)
    vivante = demande_du_jeton(jeton)

    horloge.move_to(demande.expire_le)

    assert (vivante, demande_du_jeton(jeton)) == (demande, None)
    assert expirer_demandes() == 1
    assert RendezVous.objects.get().etat == "expire"


@pytest.mark.parametrize("jeton", ["", "x", "1:2:3", "é" * 500])
def test_an_invented_address_answers_nothing(db, jeton):
    assert demande_du_jeton(jeton) is None
