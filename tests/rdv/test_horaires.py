"""Timetables: asked for, computed by a worker, changed by hand, stopped, given up."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from salon.effets import horaires as effets
from salon.erreurs import Refus
from salon.exposants.models import Stand
from salon.journal.models import Ecriture, Effet
from salon.models import Creneau, Participant
from salon.rdv.brouillons import choix_de, deplacer_placement, verrouiller
from salon.rdv.execution import executer_planification
from salon.rdv.horaires import (
    Options,
    arreter_planification,
    constater_planifications_perdues,
    demander_planification,
)
from salon.rdv.models import Indisponibilite, Placement, Planification, RendezVous, Souhait
from tests.mesures import ensemble, ordres, sans_contrainte

from .salle import accepter_tous, convention, ouvrir, peupler

RAPIDE = Options(secondes=1)


def planifier(edition, **options) -> Planification:
    """Ask for a timetable and compute it here and now."""
    run = demander_planification(
        edition=edition, compte=None, options=Options(**({"secondes": 1} | options))
    )
    executer_planification(planification_id=run.pk)
    run.refresh_from_db()
    return run


def code(fonction, **arguments) -> str:
    """Return "ok" or the code of the refusal."""
    try:
        fonction(**arguments)
    except Refus as refus:
        return refus.code
    return "ok"


def doublons(planification) -> int:
    """Count the people who are in two places at once in a draft."""
    prises = Counter(
        (creneau, personne)
        for creneau, *gens in planification.placements.filter(creneau__isnull=False).values_list(
            "creneau", "rdv__demandeur", "rdv__destinataire"
        )
        for personne in gens
    )
    return sum(nombre > 1 for nombre in prises.values())


def test_a_draft_gives_every_meeting_a_slot_and_a_table(edition):
    convention(edition, hotes=3, visiteurs=3)

    run = planifier(edition)

    places = run.placements.filter(creneau__isnull=False, table__isnull=False).count()
    assert (run.etat, run.laisses, run.avancement, places) == ("finie", 0, 100, 9)
    assert doublons(run) == 0
    assert RendezVous.objects.filter(etat="accepte").count() == 9


def test_the_worker_computes_what_was_asked_for(edition, ouvriers):
    convention(edition)
    run = demander_planification(edition=edition, compte=None, options=RAPIDE)

    ouvriers()

    run.refresh_from_db()
    assert (run.etat, run.placements.count()) == ("finie", 4)
    assert list(Ecriture.objects.order_by("pk").values_list("type", flat=True)) == [
        "PlanificationDemandee",
        "PlanificationFinie",
    ]


def test_the_figures_of_a_draft_are_those_of_its_rows(edition):
    convention(edition, hotes=2, visiteurs=3, creneaux=2)

    run = planifier(edition)

    places = run.placements.filter(creneau__isnull=False).count()
    assert (run.mesures["rdv"], run.mesures["places"]) == (6, places)
    assert run.mesures["laisses"] == run.laisses == 6 - places
    assert sum(run.mesures["histogramme"].values()) == 5 - run.mesures["sans_rdv"]


def test_a_meeting_without_a_slot_has_a_reason(edition):
    convention(edition, hotes=1, visiteurs=3, creneaux=2)

    run = planifier(edition)

    [seul] = run.placements.filter(creneau=None)
    assert seul.raison == "Hôte 0 n’a plus de créneau libre."
    assert run.diagnostic == ["Hôte 0 : 3 demandes acceptées, 2 créneaux libres."]


def test_nobody_meets_when_they_cannot_come(edition):
    [rdv] = convention(edition, hotes=1, visiteurs=1, creneaux=3)
    for creneau in edition.creneaux.all()[:2]:
        Indisponibilite.objects.create(participant=rdv.demandeur, creneau=creneau)

    run = planifier(edition)

    assert run.placements.get().creneau == edition.creneaux.last()


def test_a_wish_is_granted_when_it_can_be(edition):
    rdvs = convention(edition, hotes=1, visiteurs=2, creneaux=4)
    dernier = edition.creneaux.last()
    Souhait.objects.create(rdv=rdvs[0], rang=1, creneau=dernier)

    run = planifier(edition)

    assert run.placements.get(rdv=rdvs[0]).creneau == dernier


def test_two_who_wish_the_same_slot_both_have_one(edition):
    rdvs = convention(edition, hotes=1, visiteurs=2, creneaux=4)
    for rdv in rdvs:
        Souhait.objects.create(rdv=rdv, rang=1, creneau=edition.creneaux.last())

    run = planifier(edition)

    assert run.laisses == 0
    assert run.placements.filter(creneau=edition.creneaux.last()).count() == 1


def test_a_slot_that_began_takes_no_new_meeting(edition):
    convention(edition, hotes=1, visiteurs=1, creneaux=1)
    Creneau.objects.update(debut=timezone.now() - timedelta(minutes=1))

    run = planifier(edition)

    assert (
        run.placements.get().raison == "Les deux personnes ne sont jamais libres au même créneau."
    )


def test_a_stand_receives_its_exhibitor_before_a_table_does(edition, exposant):
    ouvrir(edition, creneaux=2, tables=1)
    stand = Stand.objects.create(edition=edition, numero="A1")
    exposant.etat, exposant.stand, exposant.place = "valide", stand, 1
    exposant.save()
    _, visiteurs = peupler(edition, hotes=0, visiteurs=2)
    accepter_tous(edition, [exposant.equipe.get()], visiteurs)

    run = planifier(edition)

    assert set(run.placements.values_list("stand__numero", "place", "table")) == {("A1", 1, None)}


def test_two_of_one_stand_at_once_need_a_table(edition, exposant, nouveau_participant):
    ouvrir(edition, creneaux=1, tables=1)
    stand = Stand.objects.create(edition=edition, numero="A1")
    exposant.etat, exposant.stand, exposant.place = "valide", stand, 1
    exposant.save()
    equipe = [exposant.equipe.get(), nouveau_participant(exposant=exposant)]
    _, visiteurs = peupler(edition, hotes=0, visiteurs=2)
    for hote, visiteur in zip(equipe, visiteurs, strict=True):
        accepter_tous(edition, [hote], [visiteur])

    run = planifier(edition)

    lieux = set(run.placements.values_list("stand__numero", "table__nom"))
    assert lieux == {("A1", None), (None, "000")}


def test_a_locked_meeting_keeps_its_slot(edition):
    rdvs = convention(edition)
    run = planifier(edition)
    placement = run.placements.get(rdv=rdvs[0])

    verrouiller(placement=placement)
    autre = planifier(edition, graine=7)

    assert autre.placements.get(rdv=rdvs[0]).creneau == placement.creneau


def test_a_second_run_waits_for_the_first(edition):
    convention(edition)
    demander_planification(edition=edition, compte=None)

    assert code(demander_planification, edition=edition, compte=None) == "planification_en_cours"
    assert Planification.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "champ"),
    [
        ({"secondes": 0}, "secondes"),
        ({"secondes": 41}, "secondes"),
        ({"graine": -1}, "graine"),
        ({"poids_familles": 501}, "poids_familles"),
    ],
)
def test_options_out_of_bounds_start_nothing(edition, options, champ):
    convention(edition)

    with pytest.raises(Refus) as refus:
        demander_planification(edition=edition, compte=None, options=Options(**options))

    assert (refus.value.champ, Planification.objects.count()) == (champ, 0)


def test_nothing_accepted_is_nothing_to_plan(edition):
    assert code(demander_planification, edition=edition, compte=None) == "sans_creneau"
    ouvrir(edition)
    assert code(demander_planification, edition=edition, compte=None) == "rien_a_planifier"


def test_a_run_that_waits_is_stopped_at_once(edition, ouvriers):
    convention(edition)
    run = demander_planification(edition=edition, compte=None)

    arreter_planification(planification=run)
    ouvriers()

    run.refresh_from_db()
    assert (run.etat, Placement.objects.count()) == ("annulee", 0)


def test_a_run_under_way_stops_at_its_next_heartbeat(edition):
    convention(edition)
    run = demander_planification(edition=edition, compte=None)
    Planification.objects.update(etat="cours")
    arreter_planification(planification=run)

    executer_planification(planification_id=run.pk)

    run.refresh_from_db()
    assert (run.etat, Placement.objects.count()) == ("annulee", 0)


def test_a_run_that_is_over_cannot_be_stopped(edition):
    convention(edition)
    run = planifier(edition)

    assert code(arreter_planification, planification=run) == "planification_finie"


def test_a_run_taken_up_again_leaves_one_draft(edition):
    convention(edition)
    run = demander_planification(edition=edition, compte=None, options=RAPIDE)
    Planification.objects.update(etat="cours", avancement=60)  # its worker was killed there

    for _ in range(2):
        executer_planification(planification_id=run.pk)

    run.refresh_from_db()
    assert (run.etat, run.placements.count()) == ("finie", 4)


def test_a_run_given_up_by_the_journal_is_said_to_have_failed(edition):
    convention(edition)
    run = demander_planification(edition=edition, compte=None)
    ecriture = Ecriture.objects.get(type="PlanificationDemandee")
    Effet.objects.create(ecriture=ecriture, nom="x", etat="mort", erreur="interrompu")

    constater_planifications_perdues()

    run.refresh_from_db()
    assert run.etat == "echouee"
    assert code(demander_planification, edition=edition, compte=None) == "ok"


def test_a_stopped_run_that_no_worker_has_ends_with_the_clock(edition):
    convention(edition)
    run = demander_planification(edition=edition, compte=None)
    Planification.objects.update(etat="cours", arret_demande=True)

    constater_planifications_perdues()

    run.refresh_from_db()
    assert run.etat == "annulee"


@pytest.mark.parametrize(
    ("faute", "etats"),
    [(ZeroDivisionError, ("echouee", "mort")), (DatabaseError, ("attente", "a_faire"))],
)
def test_a_run_that_breaks_fails_and_one_without_a_database_waits(
    edition, ouvriers, monkeypatch, faute, etats
):
    def casser(**reste):
        raise faute

    monkeypatch.setitem(effets.EXECUTIONS, "complete", casser)
    convention(edition)
    run = demander_planification(edition=edition, compte=None)

    ouvriers()

    run.refresh_from_db()
    assert (run.etat, Effet.objects.get(nom="salon.planifier_horaire").etat) == etats


def test_a_meeting_of_a_draft_moves_where_both_are_free(edition):
    rdvs = convention(edition)
    run = planifier(edition)
    placement = run.placements.get(rdv=rdvs[0])
    libre = next(c for c in choix_de(placement) if c.libre and c.creneau != placement.creneau)

    deplacer_placement(placement=placement, creneau=libre.creneau)

    placement.refresh_from_db()
    assert (placement.creneau, doublons(run)) == (libre.creneau, 0)


def test_a_meeting_of_a_draft_does_not_move_onto_somebody_s_other_one(edition):
    rdvs = convention(edition)
    run = planifier(edition)
    placement, autre = (run.placements.get(rdv=rdv) for rdv in rdvs[:2])

    issue = code(deplacer_placement, placement=placement, creneau=autre.creneau)

    assert issue == "deplacement_impossible"
    assert run.placements.get(rdv=rdvs[0]).creneau == placement.creneau


def test_the_slots_open_to_a_meeting_say_why_the_others_are_shut(edition):
    rdvs = convention(edition, hotes=1, visiteurs=2, creneaux=3, tables=1)
    run = planifier(edition)
    un, autre = (run.placements.get(rdv=rdv) for rdv in rdvs)
    Indisponibilite.objects.create(
        participant=rdvs[0].demandeur,
        creneau=next(c.creneau for c in choix_de(un) if c.libre and c.creneau != un.creneau),
    )

    raisons = {c.creneau: c.empechement for c in choix_de(un)}

    assert raisons.pop(un.creneau) == ""
    assert raisons.pop(autre.creneau) == "Hôte 0 a un autre rendez-vous."
    assert list(raisons.values()) == ["Acheteur 0 n’est pas disponible."]


def test_a_large_draft_is_asked_in_as_many_statements_as_a_small_one(edition):
    convention(edition, hotes=2, visiteurs=2, tables=30, creneaux=30)
    with ordres() as petits:
        planifier(edition)
    RendezVous.objects.all().delete()
    accepter_tous(edition, *peupler_autres(edition))

    with ordres() as grands:
        planifier(edition)

    assert sans_battements(grands) == sans_battements(petits)


def peupler_autres(edition):
    Participant.objects.all().delete()
    return peupler(edition, hotes=20, visiteurs=20)


def sans_battements(sql: list[str]) -> int:
    """Count statements, but for the heartbeats, whose number follows the clock."""
    return sum('SET "avancement" = ' not in ordre or '"etat"' not in ordre for ordre in sql)


@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_at_once_start_one_run(edition):
    convention(edition)

    issues = ensemble(lambda _: code(demander_planification, edition=edition, compte=None), 10)

    assert Counter(issues) == {"ok": 1, "planification_en_cours": 9}
    assert Planification.objects.count() == 1


def demander_sans_garde(edition) -> None:
    """Do what the service does, by looking first and writing next."""
    if not Planification.objects.filter(edition=edition, etat="attente").exists():
        time.sleep(0.3)
        Planification.objects.create(edition=edition)


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_constraint_two_runs_start(edition):
    with sans_contrainte(Planification, "planification_une_a_la_fois"):
        ensemble(lambda _: demander_sans_garde(edition), 5)

        assert Planification.objects.count() > 1
