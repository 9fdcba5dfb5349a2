"""Races for a slot: one meeting wins, the others are told; and the twin without its guard."""

import time
from collections import Counter
from datetime import timedelta
from itertools import chain, combinations

import pytest
from django.utils import timezone

from salon.effets.rdv import prevenir_destinataire
from salon.erreurs import Refus
from salon.exposants.models import Exposant
from salon.journal.models import Courriel
from salon.models import Creneau
from salon.rdv.echeances import rappeler_demandes
from salon.rdv.equipe import confier_rdv, reserver_directement
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.rencontres import DEMANDES_EN_ATTENTE_MAX, paire
from salon.rdv.reservations import Place
from salon.rdv.services import (
    Demande,
    accepter_rdv,
    annuler_rdv,
    demander_rdv,
)
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


@pytest.fixture
def equipe(exposant, nouveau_participant):
    """The bakery, open to direct booking: its contact and a colleague."""
    Exposant.objects.filter(pk=exposant.pk).update(etat="valide", reservation_directe=True)
    exposant.refresh_from_db()
    nouveau_participant(categorie="exposant", exposant=exposant, structure=exposant.structure)
    return list(exposant.equipe.order_by("pk"))


@pytest.fixture
def dans_ce_creneau(equipe, nouveau_participant, dix_heures):
    """Meetings of as many colleagues of the team in one slot, each at a table of its own."""
    rdvs = []
    for rang in range(5):
        membre = nouveau_participant(
            categorie="exposant", exposant=equipe[0].exposant, structure=equipe[0].structure
        )
        rdv = demander_rdv(demandeur=nouveau_participant(), destinataire=membre)
        table = dix_heures.edition.tables.create(nom=f"B{rang}")
        rdvs.append(accepter_rdv(rdv=rdv, place=Place(dix_heures, table=table)))
    return rdvs


def test_five_meetings_handed_to_one_colleague_at_once_leave_him_one(dans_ce_creneau, equipe):
    issues = ensemble(
        lambda rang: issue(confier_rdv, rdv=dans_ce_creneau[rang], collegue=equipe[1]), 5
    )

    assert Counter(issues) == {"ok": 1, "collegue_occupe": 4}
    assert RendezVous.objects.filter(destinataire=equipe[1]).count() == 1
    assert Reservation.objects.filter(participant=equipe[1]).count() == 1


def test_twin_without_the_constraint_a_colleague_is_in_two_places(dans_ce_creneau, equipe):
    with sans_contrainte(Reservation, "reservation_participant_libre"):
        ensemble(lambda rang: issue(confier_rdv, rdv=dans_ce_creneau[rang], collegue=equipe[1]), 5)

        assert Reservation.objects.filter(participant=equipe[1]).count() == 5


def test_ten_visitors_who_book_one_slot_at_once_meet_the_two_of_the_team(
    equipe, nouveau_participant, dix_heures
):
    for nom in "123":
        dix_heures.edition.tables.create(nom=nom)
    visiteurs = [nouveau_participant() for _ in range(10)]

    issues = ensemble(
        lambda rang: issue(
            reserver_directement,
            demandeur=visiteurs[rang],
            exposant=equipe[0].exposant,
            creneau=dix_heures,
            demande=Demande(),
        ),
        10,
    )

    assert Counter(issues) == {"ok": 2, "creneau_pris": 8}
    assert RendezVous.objects.count() == 2
    assert Reservation.objects.count() == 6


def test_two_announcements_at_once_write_one_email(demande):
    demande_le = demande.demande_le - timedelta(minutes=10)
    RendezVous.objects.update(demande_le=demande_le)

    ensemble(lambda rang: prevenir_destinataire.fonction(rdv_id=demande.pk), 5)

    assert Courriel.objects.count() == 1


def test_two_reminders_at_once_remind_once(demande):
    RendezVous.objects.update(expire_le=timezone.now() + timedelta(hours=1))

    rappels = ensemble(lambda rang: rappeler_demandes(), 5)

    assert sorted(rappels) == [0, 0, 0, 0, 1]


def verifier_les_rdvs():
    """Check that each planned meeting holds its two people and its place, and that nothing else does."""
    planifies = set(RendezVous.objects.filter(etat="planifie").values_list("pk", flat=True))
    tenus = Counter(Reservation.objects.values_list("rdv", flat=True))
    assert tenus == dict.fromkeys(planifies, 3)


def test_two_hundred_acceptances_leave_no_overlap_and_no_half_meeting(
    nouveau_participant, dix_heures
):
    gens = [nouveau_participant() for _ in range(20)]
    tables = [dix_heures.edition.tables.create(nom=f"C{rang}") for rang in range(6)]
    paires = list(combinations(gens, 2))
    RendezVous.objects.bulk_create(
        RendezVous(
            edition=dix_heures.edition,
            demandeur=un,
            destinataire=autre,
            paire=paire(un, autre),
            expire_le=dix_heures.debut,
        )
        for un, autre in paires
    )
    rdvs = list(RendezVous.objects.order_by("pk"))

    def accepter(fil):
        lot = range(fil, len(rdvs), 8)
        places = [Place(dix_heures, table=tables[rang % 6]) for rang in lot]
        return [issue(accepter_rdv, rdv=rdvs[r], place=p) for r, p in zip(lot, places, strict=True)]

    issues = Counter(chain(*ensemble(accepter, 8)))

    assert issues == {"ok": 6, "creneau_pris": len(rdvs) - 6}
    verifier_les_rdvs()
