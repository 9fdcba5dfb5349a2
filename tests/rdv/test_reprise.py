"""A published timetable mended: proposals that touch little, one of which is applied, whole or not."""

from datetime import timedelta

import pytest
import time_machine

from salon.erreurs import Refus
from salon.journal.models import Ecriture
from salon.rdv.models import Indisponibilite, Planification, RendezVous, Reservation
from salon.rdv.reprise import appliquer_reprise, demander_reprise, executer_reprise
from salon.rdv.reservations import Place
from salon.rdv.services import annuler_rdv, deplacer_rdv

from .salle import accepter_tous, convention


def publier(rdvs, creneaux, tables) -> None:
    """Give each meeting a slot and a table, one after the other."""
    for rang, rdv in enumerate(rdvs):
        deplacer_rdv(rdv=rdv, place=Place(creneaux[rang % len(creneaux)], table=tables[rang // 6]))


@pytest.fixture
def publies(edition) -> list[RendezVous]:
    """Six meetings of one host, who has two slots to spare, published."""
    rdvs = convention(edition, hotes=1, visiteurs=6, creneaux=8, tables=2)
    publier(rdvs, list(edition.creneaux.all()), list(edition.tables.all()))
    Ecriture.objects.all().delete()
    return list(RendezVous.objects.order_by("pk"))


def proposer(edition, **choix) -> list[Planification]:
    """Ask for proposals and return them."""
    run = demander_reprise(edition=edition, compte=None, **choix)
    executer_reprise(planification_id=run.pk)
    return list(Planification.objects.filter(genre="reprise").order_by("pk"))


def code(fonction, **arguments) -> str:
    try:
        fonction(**arguments)
    except Refus as refus:
        return refus.code
    return "ok"


def prises() -> dict[int, int]:
    return dict(RendezVous.objects.filter(etat="planifie").values_list("pk", "creneau"))


def test_an_absence_moves_one_meeting_and_tells_its_two_people(edition, publies):
    touche = publies[2]
    Indisponibilite.objects.create(participant=touche.demandeur, creneau=touche.creneau)
    avant = prises()

    propositions = proposer(edition)
    nombre = appliquer_reprise(planification=propositions[0])

    changes = {pk for pk, creneau in prises().items() if avant[pk] != creneau}
    assert (nombre, changes) == (1, {touche.pk})
    assert 1 <= len(propositions) <= 3
    assert set(
        Ecriture.objects.filter(type="AgendaChange").values_list("ids__participant_id", flat=True)
    ) == {touche.demandeur_id, touche.destinataire_id}


def test_a_proposal_changes_nothing_before_it_is_applied(edition, publies):
    Indisponibilite.objects.create(participant=publies[0].demandeur, creneau=publies[0].creneau)
    avant = prises()

    proposer(edition)

    assert prises() == avant


def test_no_proposal_is_worse_than_leaving_out_what_is_hit(edition, publies):
    Indisponibilite.objects.create(participant=publies[0].demandeur, creneau=publies[0].creneau)

    propositions = proposer(edition)

    assert max(p.laisses for p in propositions) <= 1
    assert max(p.mesures["deplaces"] for p in propositions) <= 1 + 2


def test_a_meeting_that_no_slot_takes_waits_again(edition, publies):
    touche = publies[0]
    for creneau in edition.creneaux.all():
        Indisponibilite.objects.create(participant=touche.demandeur, creneau=creneau)

    appliquer_reprise(planification=proposer(edition)[0])

    touche.refresh_from_db()
    assert (touche.etat, touche.creneau, touche.reservations.count()) == ("accepte", None, 0)


def test_a_cancellation_moves_nobody(edition, publies):
    annuler_rdv(rdv=publies[0])

    propositions = proposer(edition)

    assert {p.mesures["deplaces"] for p in propositions} == {0}


def test_a_late_request_gets_a_slot(edition, publies, nouveau_participant):
    tard = nouveau_participant(categorie="acheteur")
    [rdv] = accepter_tous(edition, [publies[0].destinataire], [tard])

    appliquer_reprise(planification=proposer(edition)[0])

    assert RendezVous.objects.get(pk=rdv.pk).etat == "planifie"
    assert Reservation.objects.count() == 21


def test_a_lost_table_changes_the_table_and_not_the_hour(edition, publies):
    perdue = edition.tables.first()
    avant = prises()

    propositions = proposer(edition, tables_perdues=[perdue.pk])
    appliquer_reprise(planification=propositions[0])

    assert prises() == avant
    assert set(RendezVous.objects.values_list("table", flat=True)) == {edition.tables.last().pk}


def test_what_has_begun_does_not_move(edition, publies):
    en_cours = publies[0]
    Indisponibilite.objects.create(participant=en_cours.demandeur, creneau=en_cours.creneau)

    with time_machine.travel(en_cours.creneau.debut + timedelta(minutes=1), tick=False):
        propositions = proposer(edition)

    assert {p.placements.get(rdv=en_cours).creneau for p in propositions} == {en_cours.creneau}


def test_a_stale_proposal_changes_nothing(edition, publies):
    touche = publies[0]
    Indisponibilite.objects.create(participant=touche.demandeur, creneau=touche.creneau)
    proposition = proposer(edition)[0]
    vers = proposition.placements.get(rdv=touche).creneau
    deplacer_rdv(rdv=publies[5], place=Place(vers, table=edition.tables.last()))
    avant = prises()

    assert code(appliquer_reprise, planification=proposition) == "proposition_perimee"
    assert (prises(), Reservation.objects.count()) == (avant, 18)


def test_a_complete_draft_is_not_a_proposal(edition, publies):
    run = Planification.objects.create(edition=edition, etat="finie")

    assert code(appliquer_reprise, planification=run) == "pas_un_brouillon"


def test_a_table_of_another_edition_is_not_found(edition, publies):
    assert code(demander_reprise, edition=edition, compte=None, tables_perdues=[0]) == "introuvable"


def test_proposals_and_runs_are_not_computed_at_once(edition, publies):
    Planification.objects.create(edition=edition)

    assert code(demander_reprise, edition=edition, compte=None) == "planification_en_cours"
