"""The verification of what follows: effects, e-mails, meetings, and the database under them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salon.journal.evenements.envois import CourrielEcrit
from salon.journal.evenements.participants import BadgeEmis
from salon.journal.models import Courriel, Ecriture, Effet
from salon.journal.services import publier
from salon.management import verification
from salon.models import Creneau
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.reservations import Place
from salon.rdv.services import accepter_rdv, annuler_rdv, demander_rdv
from tests.base_abimee import copier, fautes, sans_contraintes

pytestmark = pytest.mark.django_db

HIER = timedelta(days=1)


@pytest.fixture
def rdv(demande, dix_heures, table) -> RendezVous:
    return accepter_rdv(rdv=demande, place=Place(dix_heures, table=table))


@pytest.fixture
def courriel(edition) -> Courriel:
    ecrit = Courriel.objects.create(
        edition=edition, cle="lettre:1", a="a@b.example", sujet="Bonjour", texte="Bonjour"
    )
    publier(CourrielEcrit(courriel_id=ecrit.pk))
    return ecrit


def test_a_line_of_the_journal_left_behind_is_seen():
    publier(BadgeEmis(badge_id=1))
    Ecriture.objects.update(le=timezone.now() - HIER)

    assert fautes() == {"I4": [f"écriture en attente {Ecriture.objects.get().pk}"]}


@pytest.mark.parametrize(
    ("etat", "bail"), [("a_faire", None), ("a_faire", timedelta(minutes=1)), ("en_cours", -HIER)]
)
def test_an_effect_that_nobody_does_is_seen(etat, bail):
    maintenant = timezone.now()
    effet = Effet.objects.create(
        ecriture=Ecriture.objects.create(type="BadgeEmis", ids={"badge_id": 1}, repartie=True),
        nom="salon.fabriquer_badge",
        etat=etat,
        pas_avant=maintenant - HIER,
        bail_jusqua=maintenant + bail if bail else None,
    )

    assert fautes() == {"I4": [f"effet en retard {effet.pk}"]}


@pytest.mark.parametrize("champs", [{"etat": "mort"}, {"etat": "perdu"}, {"etat": "en_cours"}])
def test_an_effect_without_an_outcome_is_seen(champs):
    ecriture = Ecriture.objects.create(type="BadgeEmis", ids={"badge_id": 1}, repartie=True)
    sans_contraintes(Effet)
    Effet.objects.bulk_create([Effet(pk=1, ecriture=ecriture, nom="salon.x", **champs)])

    assert fautes() == {"I4": ["effet sans issue 1"]}


def test_a_dead_effect_with_its_reason_is_no_fault():
    ecriture = Ecriture.objects.create(type="BadgeEmis", ids={"badge_id": 1}, repartie=True)
    Effet.objects.create(ecriture=ecriture, nom="salon.x", etat="mort", erreur="disque plein")

    assert fautes() == {}


@pytest.mark.parametrize("etat", ["fait", "mort"])
def test_an_email_that_nothing_will_send_is_seen(courriel, etat):
    ecriture = Ecriture.objects.get()
    Ecriture.objects.update(repartie=True)
    Effet.objects.create(
        ecriture=ecriture, nom="salon.envoyer_courriel", etat=etat, erreur="serveur absent"
    )

    assert fautes() == {"I4": [f"courriel {courriel.pk} abandonné"]}


def test_an_email_written_twice_is_seen(courriel):
    premier = courriel.pk
    sans_contraintes(Courriel)
    copier(courriel, etat="envoye", envoye_le=timezone.now())

    assert fautes() == {
        "I5": [f"courriel {premier} écrit 2 fois", f"Message-ID du courriel {900_000 + premier}"]
    }


def test_two_letters_with_one_message_id_are_seen(courriel, monkeypatch):
    Courriel.objects.create(
        cle="lettre:2",
        a="c@d.example",
        sujet="x",
        texte="x",
        etat="envoye",
        envoye_le=timezone.now(),
    )
    monkeypatch.setattr(verification, "identifiant", lambda courriel: "<le même>")

    dernier = Courriel.objects.get(cle="lettre:2")
    assert fautes() == {"I5": [f"Message-ID du courriel {dernier.pk}"]}


@pytest.mark.parametrize("qui", ["participant", "table"])
def test_a_meeting_without_one_of_its_claims_is_seen(rdv, qui):
    rdv.reservations.filter(**{f"{qui}__isnull": False}).first().delete()

    assert fautes() == {"I6": [f"réservations du rendez-vous {rdv.pk}"]}


def test_a_claim_in_another_slot_is_seen(rdv, dix_heures):
    midi = dix_heures.debut + timedelta(hours=2)
    autre = Creneau.objects.create(edition=rdv.edition, debut=midi, fin=midi + timedelta(hours=1))
    rdv.reservations.filter(table=rdv.table).update(creneau=autre)

    assert fautes() == {"I6": [f"réservations du rendez-vous {rdv.pk}"]}


def test_the_claim_of_a_meeting_called_off_is_seen(rdv, dix_heures, table):
    annuler_rdv(rdv=rdv)
    Reservation.objects.create(rdv=rdv, creneau=dix_heures, table=table)

    assert fautes() == {"I6": [f"réservations du rendez-vous {rdv.pk}"]}


def test_overlapping_meetings_of_a_person_and_of_a_table_are_seen(
    rdv, dix_heures, table, nouveau_participant
):
    """No constraint sees two slots that overlap without beginning together."""
    debut = dix_heures.debut + timedelta(minutes=10)
    creneau = Creneau.objects.create(
        edition=rdv.edition, debut=debut, fin=debut + timedelta(minutes=20)
    )
    autre = demander_rdv(demandeur=rdv.destinataire, destinataire=nouveau_participant())
    autre = accepter_rdv(rdv=autre, place=Place(creneau, table=table))

    assert fautes() == {
        "I6": [
            f"rendez-vous {autre.pk} (participant {rdv.destinataire_id} déjà pris)",
            f"rendez-vous {autre.pk} (table {table.pk} déjà pris)",
        ]
    }


def test_a_row_that_points_to_nothing_is_seen(porte):
    orpheline = type(porte)(edition_id=porte.edition_id, zone_id=987_654, nom="Nulle part")
    orpheline.save()

    vues = fautes()

    assert vues == {"I10": [f"salon_porte {orpheline.pk} orphelin"]}
    orpheline.delete()  # else the database refuses the end of the test
