"""Meetings: asked, accepted in a slot, refused, called off, held."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from salon.models import Creneau, Edition, Participant
from salon.rdv.echeances import expirer_demandes
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.rencontres import DEMANDES_EN_ATTENTE_MAX
from salon.rdv.services import demander_rdv
from tests.appels import EDITION, en_erreur
from tests.mesures import lignes_en_base, ordres


@pytest.fixture
def geste(comme):
    """Do something with a meeting, as somebody."""

    def faire(rdv, nom, qui=None, **corps):
        adresse = f"{EDITION}/rdv/{rdv.pk}/{nom}"
        return comme(qui or rdv.destinataire).poster(adresse, corps)

    return faire


@pytest.fixture
def place(dix_heures, table):
    return {"creneau_id": dix_heures.pk, "table_id": table.pk}


def etat(rdv):
    return RendezVous.objects.get(pk=rdv.pk).etat


def test_a_request_takes_nobody_s_time(comme, traiteur, acheteuse):
    reponse = comme(acheteuse).poster(
        f"{EDITION}/rdv", {"destinataire_id": traiteur.pk, "message": "Produits locaux ?"}
    )

    assert (reponse.status_code, reponse.json()["etat"]) == (201, "demande")
    assert Reservation.objects.count() == 0


@pytest.mark.parametrize("sens", [1, -1])
def test_a_pair_has_one_live_meeting_whoever_asks(comme, demande, sens):
    qui, autre = (demande.demandeur, demande.destinataire)[::sens]

    reponse = comme(qui).poster(f"{EDITION}/rdv", {"destinataire_id": autre.pk})

    assert en_erreur(reponse) == (409, "rdv_deja_en_cours")


@pytest.mark.parametrize("fin", ["refuser", "annuler"])
def test_a_pair_may_ask_again_after_a_no(comme, demande, geste, fin):
    geste(demande, fin)

    reponse = comme(demande.demandeur).poster(
        f"{EDITION}/rdv", {"destinataire_id": demande.destinataire_id}
    )

    assert reponse.status_code == 201


def test_two_members_of_one_structure_are_one_party(
    comme, exposant, nouveau_participant, acheteuse
):
    equipe = [
        nouveau_participant(exposant=exposant, structure=exposant.structure) for _ in range(2)
    ]
    adresse = f"{EDITION}/rdv"

    reponses = [
        comme(acheteuse).poster(adresse, {"destinataire_id": membre.pk}) for membre in equipe
    ]
    entre_eux = comme(equipe[0]).poster(adresse, {"destinataire_id": equipe[1].pk})

    assert [reponse.status_code for reponse in reponses] == [201, 409]
    assert en_erreur(entre_eux) == (422, "invalide")


def test_nobody_meets_themselves(comme, acheteuse):
    reponse = comme(acheteuse).poster(f"{EDITION}/rdv", {"destinataire_id": acheteuse.pk})

    assert en_erreur(reponse) == (422, "invalide")


@pytest.mark.parametrize("partie", ["demandeur_id", "destinataire_id"])
def test_nobody_meets_somebody_who_cancelled(comme_organisateur, traiteur, acheteuse, partie):
    corps = {"demandeur_id": acheteuse.pk, "destinataire_id": traiteur.pk}
    Participant.objects.filter(pk=corps[partie]).update(annule_le=timezone.now())

    reponse = comme_organisateur.poster(f"{EDITION}/rdv", corps)

    assert en_erreur(reponse) == (404, "introuvable")
    assert RendezVous.objects.count() == 0


def test_nobody_meets_somebody_of_another_edition(comme, acheteuse, edition, nouveau_participant):
    champs = Edition.objects.values("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge").get()
    loin = nouveau_participant(edition=Edition.objects.create(slug="loin", nom="Loin", **champs))

    reponse = comme(acheteuse).poster(f"{EDITION}/rdv", {"destinataire_id": loin.pk})

    assert en_erreur(reponse) == (404, "introuvable")


def test_an_organiser_asks_for_somebody_else(comme_organisateur, traiteur, acheteuse):
    corps = {"destinataire_id": traiteur.pk, "demandeur_id": acheteuse.pk}

    reponse = comme_organisateur.poster(f"{EDITION}/rdv", corps)

    assert reponse.json()["demandeur"]["id"] == acheteuse.pk


def test_the_twenty_first_request_that_waits_is_refused(comme, acheteuse, nouveau_participant):
    for _ in range(DEMANDES_EN_ATTENTE_MAX):
        demander_rdv(demandeur=acheteuse, destinataire=nouveau_participant())

    reponse = comme(acheteuse).poster(
        f"{EDITION}/rdv", {"destinataire_id": nouveau_participant().pk}
    )

    assert en_erreur(reponse) == (429, "trop_en_attente")
    assert RendezVous.objects.count() == DEMANDES_EN_ATTENTE_MAX


def test_accepting_claims_both_people_and_the_table(accepter, demande, dix_heures, table):
    reponse = accepter(demande)

    prises = Reservation.objects.values_list("participant", "table", "creneau")
    assert reponse.json()["etat"] == "planifie"
    assert sorted(prises, key=str) == sorted(
        [
            (demande.demandeur_id, None, dix_heures.pk),
            (demande.destinataire_id, None, dix_heures.pk),
            (None, table.pk, dix_heures.pk),
        ],
        key=str,
    )


def test_a_slot_that_is_taken_comes_with_three_others(
    accepter, demande, traiteur, nouveau_participant, dix_heures
):
    suivants = [
        Creneau.objects.create(
            edition=dix_heures.edition,
            debut=dix_heures.debut + timedelta(hours=rang),
            fin=dix_heures.fin + timedelta(hours=rang),
        )
        for rang in range(1, 5)
    ]
    accepter(demande)
    autre = demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur)
    avant = lignes_en_base()

    reponse = accepter(autre)

    corps = reponse.json()
    assert (reponse.status_code, corps["message"]) == (409, "Ce créneau vient d’être pris.")
    assert [libre["id"] for libre in corps["autres"]] == [c.pk for c in suivants[:3]]
    assert lignes_en_base() == avant


@pytest.mark.parametrize("premier", ["accepter", "refuser", "annuler"])
@pytest.mark.parametrize("second", ["accepter", "refuser"])
def test_a_request_is_answered_once(demande, geste, place, premier, second):
    geste(demande, premier, **(place if premier == "accepter" else {}))
    apres = etat(demande)

    reponse = geste(demande, second, **(place if second == "accepter" else {}))

    assert en_erreur(reponse) == (409, "deja_traite")
    assert etat(demande) == apres


def test_a_slot_of_the_past_is_refused(accepter, demande, dix_heures):
    with time_machine.travel(dix_heures.debut + timedelta(seconds=1)):
        reponse = accepter(demande)

    assert en_erreur(reponse) == (409, "creneau_passe")


@pytest.mark.parametrize("partie", ["demandeur", "destinataire"])
def test_either_party_may_call_off_and_all_is_free_again(accepter, demande, geste, partie):
    accepter(demande)

    reponse = geste(demande, "annuler", getattr(demande, partie))

    assert reponse.json()["etat"] == "annule"
    assert Reservation.objects.count() == 0


def test_a_meeting_that_was_held_stays_held(accepter, demande, geste):
    accepter(demande)

    premiere, seconde, annulation = (geste(demande, nom) for nom in ("tenir", "tenir", "annuler"))

    assert premiere.json()["etat"] == "tenu"
    assert [en_erreur(reponse) for reponse in (seconde, annulation)] == [(409, "deja_traite")] * 2


def test_a_request_without_an_answer_expires_and_the_pair_may_ask_again(demande, comme):
    with time_machine.travel(demande.expire_le - timedelta(seconds=1), tick=False):
        assert expirer_demandes() == 0
    with time_machine.travel(demande.expire_le, tick=False):
        assert expirer_demandes() == 1

    reponse = comme(demande.demandeur).poster(
        f"{EDITION}/rdv", {"destinataire_id": demande.destinataire_id}
    )

    assert (etat(demande), reponse.status_code) == ("expire", 201)


@pytest.fixture
def planifies(traiteur, nouveau_participant, dix_heures, table):
    """Three planned meetings of the caterer."""
    rdvs = []
    for rang in range(3):
        debut = dix_heures.debut + timedelta(hours=rang + 1)
        creneau = Creneau.objects.create(
            edition=dix_heures.edition, debut=debut, fin=debut + timedelta(minutes=20)
        )
        rdv = demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur)
        Reservation.objects.create(rdv=rdv, creneau=creneau, participant=traiteur)
        RendezVous.objects.filter(pk=rdv.pk).update(etat="planifie", creneau=creneau, table=table)
        rdvs.append(rdv)
    return rdvs


@pytest.mark.parametrize("limite", [1, 3])
def test_listing_costs_the_same_for_one_and_for_three(comme_organisateur, planifies, limite):
    with ordres() as lus:
        reponse = comme_organisateur.lire(f"{EDITION}/rdv", limite=limite, etat="planifie")

    assert len(reponse.json()["elements"]) == limite
    assert len(lus) == 4


@pytest.mark.parametrize("nombre", [1, 3])
def test_an_agenda_costs_the_same_with_one_and_with_three(comme, traiteur, planifies, nombre):
    RendezVous.objects.filter(pk__in=[rdv.pk for rdv in planifies[nombre:]]).update(etat="annule")

    with ordres() as lus:
        reponse = comme(traiteur).lire(f"{EDITION}/participants/{traiteur.pk}/agenda")

    assert [rdv["id"] for rdv in reponse.json()] == [rdv.pk for rdv in planifies[:nombre]]
    assert len(lus) == 3


@pytest.mark.parametrize("liste", ["creneaux", "tables"])
def test_slots_and_tables_cost_two_statements(anonyme, planifies, edition, liste):
    edition.tables.create(nom="8")

    with ordres() as lus:
        reponse = anonyme.lire(f"{EDITION}/{liste}")

    assert len(reponse.json()) == {"creneaux": 4, "tables": 2}[liste]
    assert len(lus) == 2
