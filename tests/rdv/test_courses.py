"""Races for a slot: one meeting wins, the others are told; and the twin without its guard."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from salon.erreurs import Refus
from salon.models import Creneau
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.rencontres import DEMANDES_EN_ATTENTE_MAX
from salon.rdv.reservations import Place
from salon.rdv.services import accepter_rdv, annuler_rdv, demander_rdv
from tests.mesures import ensemble, sans_contrainte

pytestmark = pytest.mark.django_db(transaction=True)

NOMBRE = 20


def issue(fonction, **arguments):
    """Return "ok" or the code of the refusal."""
    try:
        fonction(**arguments)
    except Refus as refus:
        return refus.code
    return "ok"


@pytest.fixture
def demandes(traiteur, nouveau_participant):
    """As many requests to the caterer, from different people."""
    return [
        demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur) for _ in range(NOMBRE)
    ]


def test_twenty_acceptances_in_the_same_slot_make_one_meeting(demandes, dix_heures, table):
    for heures in range(1, 5):
        debut = dix_heures.debut + timedelta(hours=heures)
        Creneau.objects.create(
            edition=dix_heures.edition, debut=debut, fin=debut + timedelta(minutes=20)
        )

    issues = ensemble(
        lambda rang: issue(accepter_rdv, rdv=demandes[rang], place=Place(dix_heures, table=table)),
        NOMBRE,
    )

    assert Counter(issues) == {"ok": 1, "creneau_pris": NOMBRE - 1}
    assert Counter(RendezVous.objects.values_list("etat", flat=True)) == {
        "planifie": 1,
        "demande": NOMBRE - 1,
    }
    assert Reservation.objects.count() == 3


def test_twenty_pairs_for_one_table_make_one_meeting(nouveau_participant, dix_heures, table):
    rdvs = [
        demander_rdv(demandeur=nouveau_participant(), destinataire=nouveau_participant())
        for _ in range(NOMBRE)
    ]

    issues = ensemble(
        lambda rang: issue(accepter_rdv, rdv=rdvs[rang], place=Place(dix_heures, table=table)),
        NOMBRE,
    )

    assert Counter(issues) == {"ok": 1, "creneau_pris": NOMBRE - 1}
    assert Reservation.objects.count() == 3


def test_one_request_accepted_twenty_times_at_once_is_accepted_once(demande, dix_heures, table):
    issues = ensemble(
        lambda rang: issue(accepter_rdv, rdv=demande, place=Place(dix_heures, table=table)), NOMBRE
    )

    assert Counter(issues) == {"ok": 1, "deja_traite": NOMBRE - 1}
    assert RendezVous.objects.get().version == 1


def test_accepting_and_calling_off_at_once_leave_no_half_meeting(demande, dix_heures, table):
    gestes = (
        lambda: issue(accepter_rdv, rdv=demande, place=Place(dix_heures, table=table)),
        lambda: issue(annuler_rdv, rdv=demande),
    )

    issues = ensemble(lambda rang: gestes[rang % 2](), 10)

    assert Counter(issues)["ok"] in {1, 2}
    assert RendezVous.objects.get().etat == "annule"
    assert Reservation.objects.count() == 0


def test_thirty_requests_at_once_stop_at_the_limit(acheteuse, nouveau_participant):
    autres = [nouveau_participant() for _ in range(DEMANDES_EN_ATTENTE_MAX + 10)]

    issues = ensemble(
        lambda rang: issue(demander_rdv, demandeur=acheteuse, destinataire=autres[rang]),
        len(autres),
    )

    assert Counter(issues) == {"ok": DEMANDES_EN_ATTENTE_MAX, "trop_en_attente": 10}


def test_two_people_who_ask_each_other_at_once_have_one_request(acheteuse, traiteur):
    paires = [(acheteuse, traiteur), (traiteur, acheteuse)]

    issues = ensemble(
        lambda rang: issue(
            demander_rdv, demandeur=paires[rang % 2][0], destinataire=paires[rang % 2][1]
        ),
        8,
    )

    assert Counter(issues) == {"ok": 1, "rdv_deja_en_cours": 7}


def accepter_sans_garde(*, rdv, creneau, table):
    """Do what the service does, by looking first and writing next."""
    if not Reservation.objects.filter(creneau=creneau, table=table).exists():
        time.sleep(0.3)
        Reservation.objects.create(rdv=rdv, creneau=creneau, table=table)


def test_twin_without_the_constraint_a_table_is_taken_twice(demandes, dix_heures, table):
    with sans_contrainte(Reservation, "reservation_table_libre"):
        ensemble(
            lambda rang: accepter_sans_garde(rdv=demandes[rang], creneau=dix_heures, table=table),
            5,
        )

        assert Reservation.objects.filter(creneau=dix_heures, table=table).count() > 1
