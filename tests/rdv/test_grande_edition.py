"""Fifteen hundred meetings go through the worker, the pages and the publication."""

import pytest

from salon.rdv.execution import executer_planification
from salon.rdv.horaires import Options, demander_planification
from salon.rdv.models import Placement, Planification, RendezVous, Reservation
from salon.rdv.publication import LOT, annuler_publication, publier_horaire
from tests.appels import navigateur_de
from tests.mesures import ordres

from .salle import convention

HOTES, VISITEURS = 30, 50


@pytest.fixture
def brouillon(edition) -> Planification:
    convention(edition, hotes=HOTES, visiteurs=VISITEURS, creneaux=56, tables=32)
    run = demander_planification(edition=edition, compte=None, options=Options(secondes=3))
    executer_planification(planification_id=run.pk)
    run.refresh_from_db()
    return run


def test_a_large_draft_is_complete_published_and_undone(brouillon):
    complet = brouillon.placements.filter(creneau__isnull=False).count()
    with ordres() as publication:
        publiee = publier_horaire(planification=brouillon, compte=None)
    with ordres() as annulation:
        annuler_publication(publication=publiee.publication)

    lots = -(-3 * HOTES * VISITEURS // LOT) + -(-HOTES * VISITEURS // LOT)
    assert (complet, publiee.nombre) == (1500, 1500)
    assert len(publication) <= 10 + lots
    assert len(annulation) <= 8
    assert (Reservation.objects.count(), Placement.objects.count()) == (0, 1500)


def test_the_pages_of_a_large_draft_ask_as_little_as_those_of_a_small_one(brouillon, organisateur):
    client = navigateur_de(organisateur)
    pages = [
        f"/bureau/coventis/horaires/{brouillon.pk}/{suite}"
        for suite in ("", "?partie=1", "imprimer/tables/", "imprimer/personnes/")
    ]
    grand = [compter(client, page) for page in pages]
    garde = brouillon.placements.values_list("rdv", flat=True)[:3]
    RendezVous.objects.exclude(pk__in=list(garde)).delete()

    assert [compter(client, page) for page in pages] == grand


def compter(client, page) -> int:
    with ordres() as lus:
        assert client.get(page).status_code == 200
    return len(lus)
