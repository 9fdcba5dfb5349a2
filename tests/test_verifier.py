"""The verification: silent on a sound database, and each promise broken on purpose is seen.

Where a constraint forbids the break, the table is shadowed by a temporary copy that has none.
"""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from salon.acces import enroler_appareil
from salon.journal.services import Message, ecrire
from salon.management.verification import verifier
from salon.models import Badge, Participant
from salon.pointage.lot import Releve
from salon.pointage.models import Passage
from salon.pointage.postes import poste_de
from salon.pointage.regles import Sens
from salon.pointage.services import annuler_passage, pointer_lot
from salon.rdv.reservations import Place
from salon.rdv.services import accepter_rdv
from salon.services import emettre_badge
from tests.base_abimee import copier, fautes, sans_contraintes

pytestmark = pytest.mark.django_db

HIER = timedelta(days=1)


@pytest.fixture
def passer(porte):
    """Scan a badge at the gate of the hall, by the services."""
    jeton = enroler_appareil(porte=porte, nom="Lecteur")[1]

    def pointer(badge: Badge, sens: Sens = Sens.ENTREE) -> Passage:
        releve = Releve(
            poste=poste_de(jeton),
            scan_id=uuid4(),
            code=badge.code,
            sens=sens,
            recu_a=timezone.now(),
        )
        return pointer_lot([releve])[0].passage

    return pointer


@pytest.fixture
def badge(acheteuse) -> Badge:
    return emettre_badge(acheteuse)


@pytest.fixture
def rdv(demande, dix_heures, table):
    return accepter_rdv(rdv=demande, place=Place(dix_heures, table=table))


@pytest.fixture
def salon_vivant(badge, traiteur, passer, rdv):
    """A day with everything that can happen by the rules."""
    ecrire(Message(a="a@b.example", sujet="Bonjour", texte="Bonjour", html=""), cle="lettre:1")
    autre = emettre_badge(traiteur)
    for sens in (Sens.ENTREE, Sens.ENTREE, Sens.SORTIE, Sens.ENTREE):
        passer(badge, sens)
    passer(autre, Sens.SORTIE)
    passage = passer(autre)
    annuler_passage(passage=passage, appareil=passage.appareil, motif="erreur")
    passer(autre)
    emettre_badge(traiteur)


def test_a_sound_database_passes(salon_vivant):
    sortie = StringIO()

    call_command("verifier", stdout=sortie, skip_checks=True)

    assert sortie.getvalue().splitlines() == [
        "✓ I1 les nombres affichés sont ceux d’un recomptage",
        "✓ I2 chaque scan existe une fois, chaque passage compté a son rang",
        "✓ I3 personne n’est entré deux fois ni n’a deux badges valables",
        "✓ I4 chaque effet et chaque courriel a une issue",
        "✓ I5 aucun courriel n’est écrit deux fois",
        "✓ I6 personne n’a deux rendez-vous à la fois",
        "✓ I10 la base est saine",
    ]


def test_an_empty_database_passes():
    assert fautes() == {}


def test_a_fault_is_told_in_one_line_and_ends_in_an_error(badge, passer):
    passage = passer(badge)
    Passage.objects.filter(pk=passage.pk).update(rang=2)
    sortie = StringIO()

    with pytest.raises(CommandError, match=r"^1 promesse ne tient pas\.$"):
        call_command("verifier", stdout=sortie, skip_checks=True)

    assert sortie.getvalue().splitlines()[1] == (
        "✗ I2 chaque scan existe une fois, chaque passage compté a son rang"
        f" – 1 faute : rangs du participant {badge.participant_id}"
    )


def test_only_the_first_five_faults_are_named(nouveau_participant, passer):
    for _ in range(7):
        passer(emettre_badge(nouveau_participant()))
    Passage.objects.update(rang=2)

    (resultat,) = [resultat for resultat in verifier() if resultat.nombre]

    assert (resultat.nombre, len(resultat.exemples)) == (7, 5)
    assert str(resultat).endswith(", …")


def test_a_count_that_differs_from_a_recount_is_seen(badge, passer, hall):
    passer(badge)
    passage = passer(badge, Sens.SORTIE)
    Passage.objects.filter(pk=passage.pk).update(sens="entree", zone_quittee=None)

    jour = f"{passage.jour:%d/%m}"
    assert fautes()["I1"][:2] == [
        f"coventis {jour} courbe 2 au lieu de 1",
        f"coventis {jour} dernier_quart_heure 2 au lieu de 1",
    ]


def test_a_count_below_zero_is_seen(badge, passer):
    passer(badge)
    passage = passer(badge, Sens.SORTIE)
    Passage.objects.exclude(pk=passage.pk).update(annule_le=timezone.now(), annule_motif="x")

    jour = f"{passage.jour:%d/%m}"
    assert fautes()["I1"] == [
        f"coventis {jour} presents -1 au lieu de 0",
        f"coventis {jour} zone Hall -1 au lieu de 0",
    ]


def test_a_scan_stored_twice_is_seen(badge, passer):
    passage = passer(badge)
    sans_contraintes(Passage)
    scan_id = passage.scan_id
    copier(passage, rang=2, sens="sortie", zone_quittee_id=passage.zone_id)

    assert fautes() == {"I2": [f"scan {scan_id} en double"]}


def test_a_hole_in_the_ranks_is_seen(badge, passer):
    passer(badge)
    passage = passer(badge, Sens.SORTIE)
    Passage.objects.filter(pk=passage.pk).update(rang=3)

    assert fautes() == {"I2": [f"rangs du participant {badge.participant_id}"]}


def test_an_admitted_passage_that_counts_for_nothing_is_seen(badge, passer):
    passage = passer(badge)
    Passage.objects.filter(pk=passage.pk).update(rang=None)

    assert fautes() == {"I2": [f"passage admis non compté {passage.pk}"]}


def test_a_passage_with_the_badge_of_somebody_else_is_seen(badge, traiteur, passer):
    passage = passer(badge)
    Passage.objects.filter(pk=passage.pk).update(badge=emettre_badge(traiteur))

    assert fautes() == {"I2": [f"passage au badge d’autrui {passage.pk}"]}


def test_a_person_who_entered_twice_is_seen(badge, passer):
    passer(badge)
    passage = passer(badge, Sens.SORTIE)
    Passage.objects.filter(pk=passage.pk).update(sens="entree", zone_quittee=None)

    qui = f"participant {badge.participant_id}, {passage.jour:%d/%m}"
    assert fautes()["I3"] == [f"passage {passage.pk} ({qui})"]


def test_the_entry_of_another_day_is_no_second_entry(badge, passer):
    passage = passer(badge)
    Passage.objects.filter(pk=passage.pk).update(jour=passage.jour - HIER)
    passer(badge)

    assert fautes() == {}


def test_a_person_with_two_valid_badges_is_seen(badge):
    sans_contraintes(Badge)
    copier(badge, code="autre", code_court="autre")

    assert fautes() == {"I3": [f"badges du participant {badge.participant_id}"]}


def test_a_person_registered_twice_is_seen(acheteuse):
    premier = acheteuse.pk
    sans_contraintes(Participant)
    copier(acheteuse, courriel=acheteuse.courriel.upper())

    assert fautes() == {"I3": [f"adresse du participant {premier}"]}


@pytest.mark.django_db(transaction=True)
def test_a_verification_leaves_the_connection_as_it_was(edition):
    assert fautes() == {}

    edition.delete()

    assert not connection.in_atomic_block
    assert fautes() == {}
