"""The meetings of a team: handed to a colleague, shared out, booked without asking."""

from datetime import timedelta

import pytest

from salon.exposants.models import Exposant, Stand
from salon.journal.models import Ecriture
from salon.models import Creneau, Participant
from salon.rdv.blocages import bloquer
from salon.rdv.disponibilites import noter_absences
from salon.rdv.equipe import (
    CollegueOccupe,
    ReservationFermee,
    accepter_en_equipe,
    confier_rdv,
    creneaux_reservables,
    reserver_directement,
)
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.rencontres import AdresseNonVerifiee, RencontreImpossible
from salon.rdv.reservations import CreneauPris, Place
from salon.rdv.services import Demande, accepter_rdv, demander_rdv
from tests.appels import EDITION, en_erreur
from tests.mesures import ordres


@pytest.fixture
def equipe(exposant, nouveau_participant) -> list[Participant]:
    """The bakery, validated and open to direct booking: its contact and two colleagues."""
    Exposant.objects.filter(pk=exposant.pk).update(etat="valide", reservation_directe=True)
    exposant.refresh_from_db()
    exposant.equipe.update(responsable=True)
    for nom in ("Roc", "Sol"):
        nouveau_participant(
            nom=nom, categorie="exposant", exposant=exposant, structure=exposant.structure
        )
    return list(exposant.equipe.order_by("pk"))


@pytest.fixture
def onze_heures(dix_heures) -> Creneau:
    debut = dix_heures.debut + timedelta(hours=1)
    return Creneau.objects.create(
        edition=dix_heures.edition, debut=debut, fin=debut + timedelta(minutes=20)
    )


@pytest.fixture
def planifie(equipe, acheteuse, dix_heures, table) -> RendezVous:
    """The buyer meets the contact of the bakery at ten."""
    rdv = demander_rdv(demandeur=acheteuse, destinataire=equipe[0])
    return accepter_rdv(rdv=rdv, place=Place(dix_heures, table=table))


def evenements(nom):
    return list(Ecriture.objects.filter(type=nom).order_by("pk").values_list("ids", flat=True))


def test_a_colleague_comes_in_the_same_slot_and_the_three_are_told(planifie, equipe, acheteuse):
    avant = len(evenements("AgendaChange"))

    rdv = confier_rdv(rdv=planifie, collegue=equipe[1])

    assert (rdv.destinataire, rdv.creneau, rdv.version) == (equipe[1], planifie.creneau, 2)
    assert set(Reservation.objects.values_list("participant", flat=True)) == {
        None,
        acheteuse.pk,
        equipe[1].pk,
    }
    assert evenements("RdvConfie") == [
        {"rdv_id": rdv.pk, "ancien_id": equipe[0].pk, "nouveau_id": equipe[1].pk}
    ]
    prevenus = {ids["participant_id"] for ids in evenements("AgendaChange")[avant:]}
    assert prevenus == {acheteuse.pk, equipe[0].pk, equipe[1].pk}


def test_the_team_that_asked_sends_a_colleague_too(equipe, acheteuse):
    rdv = demander_rdv(demandeur=equipe[1], destinataire=acheteuse)

    confie = confier_rdv(rdv=rdv, collegue=equipe[2])

    assert (confie.demandeur, confie.paire) == (equipe[2], rdv.paire)


def test_a_colleague_who_is_taken_is_refused(
    planifie, equipe, nouveau_participant, dix_heures, edition
):
    autre = demander_rdv(demandeur=nouveau_participant(), destinataire=equipe[1])
    accepter_rdv(rdv=autre, place=Place(dix_heures, table=edition.tables.create(nom="8")))

    with pytest.raises(CollegueOccupe):
        confier_rdv(rdv=planifie, collegue=equipe[1])

    assert RendezVous.objects.get(pk=planifie.pk).destinataire == equipe[0]


def test_a_colleague_who_is_away_is_refused(planifie, equipe, dix_heures):
    noter_absences(participant=equipe[1], creneaux=[dix_heures.pk])

    with pytest.raises(CollegueOccupe):
        confier_rdv(rdv=planifie, collegue=equipe[1])


def test_only_a_colleague_who_still_comes_is_sent(comme, planifie, equipe, traiteur):
    Participant.objects.filter(pk=equipe[2].pk).update(annule_le=planifie.demande_le)
    adresse = f"{EDITION}/rdv/{planifie.pk}/confier"

    refus = [
        en_erreur(comme(equipe[0]).poster(adresse, {"participant_id": qui.pk}))
        for qui in (traiteur, equipe[0], equipe[2])
    ]

    assert refus == [(422, "invalide")] * 3


def test_any_member_of_the_team_hands_a_meeting_on_and_nobody_else(
    comme, comme_organisateur, planifie, equipe, acheteuse
):
    adresse = f"{EDITION}/rdv/{planifie.pk}/confier"

    statuts = [
        qui.poster(adresse, {"participant_id": vers.pk}).status_code
        for qui, vers in (
            (comme(equipe[2]), equipe[2]),
            (comme(acheteuse), equipe[1]),
            (comme_organisateur, equipe[1]),
        )
    ]

    assert statuts == [200, 403, 200]
    assert [ids["evenement"] for ids in evenements("RdvTraitePour")] == ["RdvConfie"]


def test_the_free_colleague_with_the_fewest_meetings_comes(
    planifie, equipe, nouveau_participant, onze_heures
):
    equipe[0].edition.tables.create(nom="8")
    autres = [
        demander_rdv(demandeur=nouveau_participant(), destinataire=equipe[0]) for _ in range(3)
    ]

    creneaux = [planifie.creneau, onze_heures, onze_heures]
    venus = [
        accepter_en_equipe(rdv=rdv, creneau=creneau).destinataire
        for rdv, creneau in zip(autres, creneaux, strict=True)
    ]

    assert venus == [equipe[1], equipe[2], equipe[0]]


def test_a_team_that_is_all_taken_refuses_with_other_slots(
    comme, planifie, equipe, nouveau_participant, onze_heures
):
    for membre in equipe[1:]:
        noter_absences(participant=membre, creneaux=[planifie.creneau_id])
    rdv = demander_rdv(demandeur=nouveau_participant(), destinataire=equipe[0])

    reponse = comme(equipe[0]).poster(
        f"{EDITION}/rdv/{rdv.pk}/accepter-en-equipe", {"creneau_id": planifie.creneau_id}
    )

    assert (reponse.status_code, reponse.json()["code"]) == (409, "creneau_pris")
    assert [autre["id"] for autre in reponse.json()["autres"]] == [onze_heures.pk]


def test_a_free_slot_is_booked_at_once(comme, equipe, acheteuse, dix_heures, table):
    adresse = f"{EDITION}/exposants/{equipe[0].exposant_id}"
    libres = comme(acheteuse).lire(f"{adresse}/creneaux-libres").json()

    reponse = comme(acheteuse).poster(
        f"{adresse}/reserver", {"creneau_id": dix_heures.pk, "message": "Du pain ?"}
    )

    assert [libre["id"] for libre in libres] == [dix_heures.pk]
    assert (reponse.status_code, reponse.json()["etat"]) == (201, "planifie")
    assert Reservation.objects.count() == 3
    assert evenements("RdvDemande") == []


def test_the_stand_of_the_exhibitor_is_where_they_meet(equipe, acheteuse, exposant, dix_heures):
    stand = Stand.objects.create(edition=exposant.edition, numero="A1")
    Exposant.objects.filter(pk=exposant.pk).update(stand=stand, place=1)
    exposant.refresh_from_db()

    libres = list(creneaux_reservables(exposant, acheteuse))
    rdv = reserver_directement(
        demandeur=acheteuse, exposant=exposant, creneau=dix_heures, demande=Demande()
    )

    assert (libres, rdv.stand) == ([dix_heures], stand)
    assert list(creneaux_reservables(exposant, acheteuse)) == []


def test_without_a_place_no_slot_is_free(equipe, acheteuse, exposant, dix_heures):
    libres = list(creneaux_reservables(exposant, acheteuse))

    with pytest.raises(CreneauPris):
        reserver_directement(
            demandeur=acheteuse, exposant=exposant, creneau=dix_heures, demande=Demande()
        )
    assert libres == []
    assert RendezVous.objects.count() == 0


@pytest.fixture
def reserver(equipe, acheteuse, dix_heures, table):
    """Book ten o'clock with the bakery, as the buyer, everything being read anew."""

    def faire():
        return reserver_directement(
            demandeur=Participant.objects.get(pk=acheteuse.pk),
            exposant=Exposant.objects.get(),
            creneau=dix_heures,
            demande=Demande(),
        )

    return faire


@pytest.mark.parametrize(
    ("champs", "refus"),
    [
        ({"reservation_directe": False}, ReservationFermee),
        ({"etat": "soumis"}, ReservationFermee),
        ({}, RencontreImpossible),
    ],
)
def test_booking_obeys_the_exhibitor(reserver, equipe, acheteuse, champs, refus):
    Exposant.objects.update(**{"reservation_directe": True, **champs})
    bloquer(participant=equipe[0], autre=acheteuse)

    with pytest.raises(refus):
        reserver()
    assert RendezVous.objects.count() == 0


def test_booking_needs_a_proved_address(reserver):
    Participant.objects.update(courriel_verifie_le=None)

    with pytest.raises(AdresseNonVerifiee):
        reserver()
    assert RendezVous.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_free_slots_cost_the_same_for_one_and_for_three(
    comme, equipe, reserver, dix_heures, nombre
):
    visiteur = dix_heures.edition.participants.get(categorie="acheteur")
    for rang in range(1, nombre):
        debut = dix_heures.debut + timedelta(hours=rang)
        dix_heures.edition.creneaux.create(debut=debut, fin=debut + timedelta(minutes=20))

    with ordres() as lus:
        adresse = f"{EDITION}/exposants/{equipe[0].exposant_id}/creneaux-libres"
        reponse = comme(visiteur).lire(adresse)

    assert len(reponse.json()) == nombre
    assert len(lus) == 3


def test_the_team_opens_and_closes_direct_booking(comme, equipe, acheteuse, exposant):
    adresse = f"{EDITION}/exposants/{exposant.pk}/reservation-directe"

    statuts = [
        comme(equipe[0]).poster(adresse).status_code,
        comme(acheteuse).poster(adresse).status_code,
    ]
    ouverte = Exposant.objects.get().reservation_directe
    statuts.append(comme(equipe[0]).client.delete(adresse).status_code)

    assert (statuts, ouverte) == ([204, 403, 204], True)
    assert Exposant.objects.get().reservation_directe is False
