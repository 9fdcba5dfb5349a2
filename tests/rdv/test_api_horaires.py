"""Timetables by API: the same services, the same refusals, lists whose cost does not grow."""

import pytest

from salon.rdv.execution import executer_planification
from salon.rdv.models import Planification, RendezVous
from tests.appels import EDITION, en_erreur
from tests.mesures import lignes_en_base, ordres

from .salle import accepter_tous, convention

HORAIRES = f"{EDITION}/horaires"


@pytest.fixture
def rdvs(edition) -> list[RendezVous]:
    return convention(edition)


@pytest.fixture
def run(comme_organisateur, rdvs) -> Planification:
    """The draft of a run asked for by API."""
    numero = comme_organisateur.poster(HORAIRES, {"secondes": 1}).json()["id"]
    executer_planification(planification_id=numero)
    return Planification.objects.get()


@pytest.fixture
def adresse(run) -> str:
    return f"{HORAIRES}/{run.pk}"


def test_a_run_is_asked_for_and_read_as_it_goes(comme_organisateur, rdvs):
    reponse = comme_organisateur.poster(HORAIRES, {"secondes": 5, "graine": 7})

    lue = comme_organisateur.lire(f"{HORAIRES}/{reponse.json()['id']}").json()
    assert (reponse.status_code, lue["etat"], lue["graine"]) == (201, "attente", 7)


def test_a_second_run_is_a_conflict(comme_organisateur, rdvs):
    comme_organisateur.poster(HORAIRES)

    assert en_erreur(comme_organisateur.poster(HORAIRES)) == (409, "planification_en_cours")


@pytest.mark.parametrize(
    "corps",
    [{"secondes": 0}, {"secondes": 41}, {"graine": "1"}, {"poids_familles": -1}, {"vite": True}],
)
def test_options_that_are_none_store_nothing(comme_organisateur, rdvs, corps):
    avant = lignes_en_base()

    assert en_erreur(comme_organisateur.poster(HORAIRES, corps)) == (422, "invalide")
    assert lignes_en_base() == avant


def test_a_run_is_stopped(comme_organisateur, rdvs):
    numero = comme_organisateur.poster(HORAIRES).json()["id"]

    assert comme_organisateur.poster(f"{HORAIRES}/{numero}/arreter").json()["etat"] == "annulee"


def test_a_meeting_is_moved_to_an_open_slot(comme_organisateur, run, adresse, rdvs):
    pose = run.placements.get(rdv=rdvs[0])
    choix = comme_organisateur.lire(f"{HORAIRES}/placements/{pose.pk}/choix").json()
    vers = next(c for c in choix if c["libre"] and c["creneau"]["id"] != pose.creneau_id)

    reponse = comme_organisateur.poster(
        f"{HORAIRES}/placements/{pose.pk}/deplacer",
        {"creneau_id": vers["creneau"]["id"], "table_id": vers["tables"][-1]},
    )

    assert reponse.json()["creneau"]["id"] == vers["creneau"]["id"]
    assert reponse.json()["table"]["id"] == vers["tables"][-1]


def test_a_meeting_is_not_moved_onto_another(comme_organisateur, run, rdvs):
    pose, autre = (run.placements.get(rdv=rdv) for rdv in rdvs[:2])

    reponse = comme_organisateur.poster(
        f"{HORAIRES}/placements/{pose.pk}/deplacer", {"creneau_id": autre.creneau_id}
    )

    assert en_erreur(reponse) == (409, "deplacement_impossible")


def test_a_draft_is_published_and_undone(comme_organisateur, run, adresse):
    publiee = comme_organisateur.poster(f"{adresse}/publier", {"nature": "preliminaire"}).json()
    numero = publiee["publication"]["id"]

    annulee = comme_organisateur.poster(f"{HORAIRES}/publications/{numero}/annuler").json()

    assert (publiee["nombre"], publiee["laisses"], annulee) == (4, [], {"nombre": 4})
    [lue] = comme_organisateur.lire(f"{HORAIRES}/publications").json()
    assert lue["annulee_le"] is not None


def test_two_drafts_are_compared(comme_organisateur, run, adresse):
    ecart = comme_organisateur.lire(f"{adresse}/comparer/{run.pk}").json()

    assert ecart["deplaces"] == 0
    assert {ligne["mieux"] for ligne in ecart["lignes"]} == {""}


def test_proposals_are_asked_for(comme_organisateur, run):
    reponse = comme_organisateur.poster(f"{HORAIRES}/reprises")

    assert (reponse.status_code, reponse.json()["genre"]) == (201, "reprise")


def test_a_draft_that_is_no_proposal_is_not_applied(comme_organisateur, run, adresse):
    assert en_erreur(comme_organisateur.poster(f"{adresse}/appliquer")) == (409, "pas_un_brouillon")


def test_the_list_of_a_draft_costs_the_same_for_many_meetings(
    comme_organisateur, edition, run, adresse, nouveau_participant
):
    with ordres() as peu:
        comme_organisateur.lire(f"{adresse}/placements")
    plus = accepter_tous(edition, [nouveau_participant()], [nouveau_participant() for _ in "123"])
    for rdv in plus:
        run.placements.create(rdv=rdv)

    with ordres() as beaucoup:
        reponse = comme_organisateur.lire(f"{adresse}/placements")

    assert (len(reponse.json()["elements"]), len(beaucoup)) == (7, len(peu))


def test_the_list_of_runs_costs_the_same_for_many(comme_organisateur, edition, run):
    with ordres() as peu:
        comme_organisateur.lire(HORAIRES)
    for _ in range(3):
        Planification.objects.create(edition=edition, etat="annulee")

    with ordres() as beaucoup:
        comme_organisateur.lire(HORAIRES)

    assert len(beaucoup) == len(peu)
