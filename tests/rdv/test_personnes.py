"""What each person decides: when they are away, whom they do not hear of; and who may meet whom."""

from datetime import datetime, time, timedelta

import pytest

from salon.erreurs import Invalide
from salon.journal.models import Ecriture
from salon.models import Creneau, Edition, Participant
from salon.rdv.blocages import bloquer, bloques
from salon.rdv.disponibilites import calendrier, noter_absences
from salon.rdv.models import Blocage, Indisponibilite, RencontreExclue, RendezVous
from salon.rdv.rencontres import DEMANDES_PAR_JOUR_MAX, regler_rencontres
from salon.rdv.services import demander_rdv, refuser_rdv, retirer_demande
from tests.appels import EDITION, en_erreur
from tests.mesures import lignes_en_base, ordres

MOI = "/api/v1/moi"


def demander(comme, qui, autre, **champs):
    return comme(qui).poster(f"{EDITION}/rdv", {"destinataire_id": autre.pk, **champs})


def test_somebody_whose_address_is_not_proved_asks_nobody(comme, traiteur, acheteuse):
    Participant.objects.update(courriel_verifie_le=None)

    reponse = demander(comme, acheteuse, traiteur)

    assert en_erreur(reponse) == (409, "adresse_non_verifiee")
    assert RendezVous.objects.count() == 0


def test_staff_asks_for_somebody_without_an_address_and_signs(
    comme_organisateur, organisateur, traiteur, acheteuse
):
    Participant.objects.update(courriel_verifie_le=None)
    corps = {"destinataire_id": traiteur.pk, "demandeur_id": acheteuse.pk}

    comme_organisateur.poster(f"{EDITION}/rdv", corps)

    rdv = RendezVous.objects.get()
    assert rdv.auteur == organisateur
    assert list(Ecriture.objects.filter(type="RdvTraitePour").values_list("ids", flat=True)) == [
        {"rdv_id": rdv.pk, "compte_id": organisateur.pk, "evenement": "RdvDemande"}
    ]


@pytest.mark.parametrize(
    ("geste", "evenement"),
    [
        ("refuser", "RdvRefuse"),
        ("annuler", "RdvAnnule"),
        ("retirer", "RdvRetire"),
        ("accepter-sans-creneau", "RdvAccepte"),
    ],
)
def test_what_staff_does_for_others_is_signed(
    comme_organisateur, organisateur, demande, geste, evenement
):
    comme_organisateur.poster(f"{EDITION}/rdv/{demande.pk}/{geste}")

    assert list(Ecriture.objects.filter(type="RdvTraitePour").values_list("ids", flat=True)) == [
        {"rdv_id": demande.pk, "compte_id": organisateur.pk, "evenement": evenement}
    ]


def test_what_people_do_themselves_is_not_signed_twice(comme, demande):
    comme(demande.destinataire).poster(f"{EDITION}/rdv/{demande.pk}/refuser")

    assert Ecriture.objects.filter(type="RdvTraitePour").count() == 0


@pytest.mark.parametrize(("partie", "statut"), [("demandeur", 200), ("destinataire", 403)])
def test_only_who_asked_takes_a_request_back(comme, demande, partie, statut):
    reponse = comme(getattr(demande, partie)).poster(f"{EDITION}/rdv/{demande.pk}/retirer")

    assert reponse.status_code == statut
    assert RendezVous.objects.get().etat == {200: "retire", 403: "demande"}[statut]


def test_a_pair_asks_five_times_and_not_six(comme, traiteur, acheteuse):
    for _ in range(5):
        refuser_rdv(rdv=demander_rdv(demandeur=acheteuse, destinataire=traiteur))

    reponses = [demander(comme, acheteuse, traiteur), demander(comme, traiteur, acheteuse)]

    assert [en_erreur(reponse) for reponse in reponses] == [(409, "trop_de_relances")] * 2


def test_asking_and_taking_back_ends_at_the_limit_of_the_day(
    horloge, comme, acheteuse, nouveau_participant
):
    for _ in range(DEMANDES_PAR_JOUR_MAX):
        retirer_demande(rdv=demander_rdv(demandeur=acheteuse, destinataire=nouveau_participant()))
    refus = demander(comme, acheteuse, nouveau_participant())
    horloge.shift(timedelta(days=1))

    assert en_erreur(refus) == (429, "trop_dans_la_journee")
    assert demander(comme, acheteuse, nouveau_participant()).status_code == 201


def test_the_table_excludes_one_direction_only(comme, edition, traiteur, acheteuse):
    regler_rencontres(edition=edition, exclues=[("categorie:exposant", "categorie:acheteur")])

    refus, accord = demander(comme, traiteur, acheteuse), demander(comme, acheteuse, traiteur)

    assert en_erreur(refus) == (409, "rencontre_impossible")
    assert accord.status_code == 201


def test_the_table_knows_families_too(comme, edition, exposant, acheteuse):
    regler_rencontres(edition=edition, exclues=[("categorie:acheteur", "famille:cooperative")])

    reponse = demander(comme, acheteuse, exposant.equipe.get())

    assert en_erreur(reponse) == (409, "rencontre_impossible")


def test_the_table_is_read_and_replaced_by_the_organiser(comme_organisateur, edition):
    adresse = f"{EDITION}/rencontres"
    couple = {"de": "categorie:presse", "vers": "famille:mutuelle"}

    ecrit = comme_organisateur.client.put(
        adresse, {"exclues": [couple, couple]}, content_type="application/json"
    )

    assert (ecrit.status_code, comme_organisateur.lire(adresse).json()) == (
        200,
        {"exclues": [couple]},
    )
    assert RencontreExclue.objects.count() == 1


def test_a_kind_of_people_that_does_not_exist_is_refused(edition):
    regler_rencontres(edition=edition, exclues=[("categorie:presse", "categorie:presse")])

    with pytest.raises(Invalide):
        regler_rencontres(edition=edition, exclues=[("categorie:presse", "categorie:lune")])
    assert RencontreExclue.objects.count() == 1


def test_who_is_blocked_is_told_what_the_table_says_and_no_more(comme, traiteur, acheteuse):
    comme(traiteur).poster(f"{MOI}/blocages", {"participant_id": acheteuse.pk})

    refus = demander(comme, acheteuse, traiteur)

    assert en_erreur(refus) == (409, "rencontre_impossible")
    assert demander(comme, traiteur, acheteuse).status_code == 201


def test_blocking_refuses_what_waits_and_forgives(comme, demande):
    moi = comme(demande.destinataire)
    moi.poster(f"{MOI}/blocages", {"participant_id": demande.demandeur_id})
    [bloque] = moi.lire(f"{MOI}/blocages").json()

    retrait = moi.client.delete(f"{MOI}/blocages/{bloque['id']}")

    assert (RendezVous.objects.get().etat, bloque["nom"]) == ("refuse", "Claire Fabre")
    assert (retrait.status_code, Blocage.objects.count()) == (204, 0)
    assert moi.client.delete(f"{MOI}/blocages/{bloque['id']}").status_code == 404


def test_a_structure_is_blocked_as_a_whole(comme, exposant, acheteuse, nouveau_participant):
    collegue = nouveau_participant(exposant=exposant, structure=exposant.structure)
    bloquer(participant=acheteuse, autre=exposant.equipe.first())

    reponse = demander(comme, collegue, acheteuse)

    assert en_erreur(reponse) == (409, "rencontre_impossible")
    assert [bloque.nom for bloque in bloques(acheteuse)] == ["Le Fournil Solidaire"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_list_of_blocks_costs_the_same_for_one_and_for_three(
    traiteur, nouveau_participant, nombre
):
    for _ in range(nombre):
        bloquer(participant=traiteur, autre=nouveau_participant())

    with ordres() as lus:
        trouves = bloques(traiteur)

    assert (len(trouves), len(lus)) == (nombre, 2)


def ecrire_absences(comme, qui, creneaux):
    corps = {"absent": [creneau.pk for creneau in creneaux]}
    return comme(qui).client.put(f"{MOI}/disponibilites", corps, content_type="application/json")


def test_absences_are_written_read_and_replaced(comme, traiteur, journee):
    ecrire_absences(comme, traiteur, journee[:2])
    ecrire_absences(comme, traiteur, journee[1:3])

    reponse = comme(traiteur).lire(f"{MOI}/disponibilites")

    assert reponse.json() == {"absent": [journee[1].pk, journee[2].pk]}


@pytest.fixture
def journee(edition) -> list[Creneau]:
    """Two slots of tomorrow before lunch and two after it."""
    debuts = [
        datetime.combine(edition.fin, time(*heure), tzinfo=edition.zone_horaire())
        for heure in ((10, 0), (10, 20), (14, 0), (14, 20))
    ]
    vingt = timedelta(minutes=20)
    return [
        Creneau.objects.create(edition=edition, debut=debut, fin=debut + vingt) for debut in debuts
    ]


def test_slots_are_shown_by_half_day(edition, journee):
    demi_journees = calendrier(edition)

    assert [demi.creneaux for demi in demi_journees] == [journee[:2], journee[2:]]
    assert [demi.nom.rpartition(", ")[2] for demi in demi_journees] == ["matin", "après-midi"]


def test_nobody_is_away_from_their_own_meeting(comme, accepter, demande, dix_heures):
    accepter(demande)

    reponse = ecrire_absences(comme, demande.destinataire, [dix_heures])

    assert en_erreur(reponse) == (409, "rendez_vous_prevu")
    assert Indisponibilite.objects.count() == 0


def test_a_slot_of_another_edition_is_unknown(comme, traiteur, dix_heures):
    ailleurs = Edition.objects.get()
    ailleurs.pk, ailleurs.slug = None, "ailleurs"
    ailleurs.save()
    Creneau.objects.filter(pk=dix_heures.pk).update(edition=ailleurs)

    reponse = ecrire_absences(comme, traiteur, [dix_heures])

    assert en_erreur(reponse) == (404, "introuvable")


@pytest.mark.parametrize("partie", ["demandeur", "destinataire"])
def test_a_slot_when_one_is_away_is_refused(accepter, demande, dix_heures, partie):
    noter_absences(participant=getattr(demande, partie), creneaux=[dix_heures.pk])
    avant = lignes_en_base()

    reponse = accepter(demande)

    assert en_erreur(reponse) == (409, "personne_absente")
    assert lignes_en_base() == avant


@pytest.mark.parametrize("nombre", [1, 4])
def test_writing_absences_costs_the_same_for_one_and_for_four(
    traiteur, journee, nombre, django_assert_num_queries
):
    with django_assert_num_queries(8):
        noter_absences(participant=traiteur, creneaux=[c.pk for c in journee[:nombre]])
