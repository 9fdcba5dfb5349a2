"""A draft made true, in whole or in part, whatever others took meanwhile; and undone in time."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from salon.erreurs import Refus
from salon.journal.models import Ecriture
from salon.rdv.models import (
    Indisponibilite,
    Placement,
    Planification,
    Publication,
    RendezVous,
    Reservation,
)
from salon.rdv.publication import annuler_publication, publier_horaire
from salon.rdv.reservations import Place
from salon.rdv.services import deplacer_rdv
from tests.mesures import ensemble, ordres, sans_contrainte

from .salle import convention

ETATS = {"accepte", "planifie"}


def brouillon(edition, rdvs, *, decalage=0) -> Planification:
    """Store a draft that puts the meetings one after the other, a table each."""
    run = Planification.objects.create(edition=edition, etat="finie")
    creneaux, tables = list(edition.creneaux.all()), list(edition.tables.all())
    Placement.objects.bulk_create(
        Placement(
            planification=run,
            rdv=rdv,
            creneau=creneaux[(rang + decalage) % len(creneaux)],
            table=tables[rang // len(creneaux)],
        )
        for rang, rdv in enumerate(rdvs)
    )
    return run


def publier(run, **choix):
    return publier_horaire(planification=run, compte=None, **choix)


def code(fonction, **arguments) -> str:
    try:
        fonction(**arguments)
    except Refus as refus:
        return refus.code
    return "ok"


def etats() -> Counter[str]:
    return Counter(RendezVous.objects.values_list("etat", flat=True))


def test_a_published_draft_is_true(edition):
    rdvs = convention(edition)
    run = brouillon(edition, rdvs)

    publiee = publier(run)

    assert (publiee.nombre, publiee.laisses, etats()) == (4, [], {"planifie": 4})
    assert Reservation.objects.count() == 12
    assert [
        (p.rdv.creneau, p.rdv.table, p.rdv.publication, p.rdv.version)
        for p in run.placements.select_related("rdv")
    ] == [(p.creneau, p.table, publiee.publication, 2) for p in run.placements.all()]
    assert Ecriture.objects.get().ids == {"publication_id": publiee.publication.pk}


def test_the_agendas_wait_ten_minutes(edition):
    run = brouillon(edition, convention(edition))

    publication = publier(run).publication

    assert publication.envoi_le - publication.publiee_le == timedelta(minutes=10)


def test_half_a_day_is_published_and_the_other_half_later(edition):
    run = brouillon(edition, convention(edition, hotes=2, visiteurs=3, creneaux=6))

    matin = publier(run, parties={0})
    apres_midi = publier(run, parties={1})

    assert (matin.nombre, apres_midi.nombre, etats()) == (3, 3, {"planifie": 6})
    assert code(publier_horaire, planification=run, compte=None) == "rien_a_publier"


def test_whoever_was_faster_keeps_the_slot(edition):
    rdvs = convention(edition, hotes=1, visiteurs=3)
    run = brouillon(edition, rdvs)
    pris = edition.creneaux.first()
    deplacer_rdv(rdv=rdvs[2], place=Place(pris, table=edition.tables.last()))

    publiee = publier(run)

    perdu = run.placements.get(rdv=rdvs[0])
    assert (publiee.nombre, publiee.laisses) == (1, [perdu])
    assert (perdu.creneau, perdu.table) == (None, None)
    assert perdu.raison == "Hôte 0 a pris un autre rendez-vous à cette heure."
    assert Reservation.objects.filter(rdv=rdvs[0]).count() == 0


def test_a_table_taken_meanwhile_leaves_the_meeting_out(edition):
    rdvs = convention(edition, hotes=2, visiteurs=2)
    run = brouillon(edition, rdvs)
    run.placements.filter(rdv=rdvs[3]).delete()
    pris = edition.creneaux.first()
    deplacer_rdv(rdv=rdvs[3], place=Place(pris, table=edition.tables.first()))

    publiee = publier(run)

    assert [p.raison for p in publiee.laisses] == ["La place a été prise entre-temps."]
    assert Reservation.objects.count() == 9


def test_somebody_who_cannot_come_any_more_is_left_out(edition):
    rdvs = convention(edition, hotes=1, visiteurs=2)
    run = brouillon(edition, rdvs)
    Indisponibilite.objects.create(participant=rdvs[0].demandeur, creneau=edition.creneaux.first())

    [perdu] = publier(run).laisses

    assert perdu.raison == "Acheteur 0 n’est plus disponible."


def test_a_slot_that_began_is_not_published(edition):
    run = brouillon(edition, convention(edition, hotes=1, visiteurs=1))

    with time_machine.travel(edition.creneaux.first().debut, tick=False):
        assert code(publier_horaire, planification=run, compte=None) == "rien_a_publier"
    assert (etats(), Publication.objects.count()) == ({"accepte": 1}, 0)


def test_a_meeting_called_off_since_is_not_published(edition):
    rdvs = convention(edition)
    run = brouillon(edition, rdvs)
    RendezVous.objects.filter(pk=rdvs[0].pk).update(etat="annule")

    assert publier(run).nombre == 3
    assert etats() == {"planifie": 3, "annule": 1}


def test_a_run_under_way_is_not_published(edition):
    run = brouillon(edition, convention(edition))
    Planification.objects.update(etat="cours")

    assert code(publier_horaire, planification=run, compte=None) == "pas_un_brouillon"


def test_a_publication_is_undone_before_the_agendas_leave(edition):
    run = brouillon(edition, convention(edition))
    publication = publier(run).publication

    nombre = annuler_publication(publication=publication)

    publication.refresh_from_db()
    assert (nombre, etats(), Reservation.objects.count()) == (4, {"accepte": 4}, 0)
    assert publication.annulee_le is not None
    assert publier(run).nombre == 4


def test_a_publication_whose_agendas_left_stays(edition):
    run = brouillon(edition, convention(edition))
    publication = publier(run).publication

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert code(annuler_publication, publication=publication) == "publication_partie"
    assert etats() == {"planifie": 4}


def test_a_publication_is_undone_once(edition):
    publication = publier(brouillon(edition, convention(edition))).publication
    annuler_publication(publication=publication)

    assert code(annuler_publication, publication=publication) == "publication_partie"


def test_the_statements_do_not_follow_the_number_of_meetings(edition):
    rdvs = convention(edition, hotes=12, visiteurs=12, creneaux=12, tables=12)
    runs = [carre(edition, rdvs, 12), brouillon(edition, rdvs[6:7], decalage=6)]

    with ordres() as soixante_douze:
        publier(runs[0], parties={0})
    with ordres() as un_seul:
        publier(runs[1])

    assert len(soixante_douze) == len(un_seul)


def carre(edition, rdvs, cote) -> Planification:
    """Store a draft in which everybody meets in every slot (a Latin square)."""
    run = Planification.objects.create(edition=edition, etat="finie")
    creneaux, tables = list(edition.creneaux.all()), list(edition.tables.all())
    Placement.objects.bulk_create(
        Placement(
            planification=run,
            rdv=rdv,
            creneau=creneaux[sum(divmod(rang, cote)) % cote],
            table=tables[rang // cote],
        )
        for rang, rdv in enumerate(rdvs)
    )
    return run


@pytest.mark.django_db(transaction=True)
def test_two_drafts_published_at_once_make_no_double(edition):
    rdvs = convention(edition, hotes=4, visiteurs=4, creneaux=8, tables=8)
    runs = [carre(edition, rdvs, 4), brouillon(edition, rdvs, decalage=1)]

    ensemble(lambda rang: code(publier_horaire, planification=runs[rang % 2], compte=None), 4)

    assert etats().keys() <= ETATS
    assert Reservation.objects.count() == 3 * RendezVous.objects.filter(etat="planifie").count()


@pytest.mark.django_db(transaction=True)
def test_undoing_and_moving_at_once_leave_no_half_meeting(edition):
    rdvs = convention(edition, hotes=1, visiteurs=1)
    publication = publier(brouillon(edition, rdvs)).publication
    place = Place(edition.creneaux.last(), table=edition.tables.last())
    gestes = (
        lambda: code(annuler_publication, publication=publication),
        lambda: code(deplacer_rdv, rdv=rdvs[0], place=place),
    )

    ensemble(lambda rang: gestes[rang % 2](), 4)

    assert etats().keys() <= ETATS
    assert Reservation.objects.count() == 3 * RendezVous.objects.filter(etat="planifie").count()


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_constraint_a_person_is_in_two_places(edition):
    rdvs = convention(edition, hotes=1, visiteurs=2)
    run = brouillon(edition, rdvs)
    tables = dict(zip([rdv.pk for rdv in rdvs], edition.tables.all(), strict=False))
    for placement in run.placements.all():
        placement.table = tables[placement.rdv_id]
        placement.creneau = edition.creneaux.first()
        placement.save()

    with sans_contrainte(Reservation, "reservation_participant_libre"):
        assert publier(run).nombre == 2
