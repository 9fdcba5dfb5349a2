"""The timetables at the desk: asked for, watched, compared, changed, published, undone, printed, mended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from salon.models import Mandat
from salon.rdv.execution import executer_planification
from salon.rdv.models import Indisponibilite, Placement, Planification, RendezVous, Reservation
from salon.rdv.publication import publier_horaire
from salon.rdv.reprise import executer_reprise
from tests.rdv.salle import convention

HORAIRES = "/bureau/coventis/horaires/"
OPTIONS = {"secondes": "1", "graine": "1", "poids_familles": "0"}


@pytest.fixture
def rdvs(edition) -> list[RendezVous]:
    return convention(edition, hotes=2, visiteurs=3)


def calculer(edition, **champs) -> Planification:
    """Store a run of one second and compute its draft."""
    run = Planification.objects.create(edition=edition, **({"secondes": 1} | champs))
    executer_planification(planification_id=run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def run(edition, rdvs) -> Planification:
    return calculer(edition)


@pytest.fixture
def adresse(run) -> str:
    return f"{HORAIRES}{run.pk}/"


def test_a_timetable_is_asked_for_and_shown_as_it_goes(connecte, edition, rdvs):
    reponse = connecte.post(HORAIRES, OPTIONS)
    page = connecte.get(reponse.url).content.decode()

    run = Planification.objects.get()
    assert (reponse.url, run.etat) == (f"{HORAIRES}{run.pk}/", "attente")
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert f'data-suivi="/api/v1/editions/coventis/horaires/{run.pk}"' in page


def test_a_second_run_is_refused_with_its_reason(connecte, edition, rdvs):
    connecte.post(HORAIRES, OPTIONS)

    reponse = connecte.post(HORAIRES, OPTIONS)

    assert (reponse.status_code, Planification.objects.count()) == (409, 1)
    assert "Un horaire est déjà en cours de calcul" in reponse.content.decode()


@pytest.mark.parametrize(
    ("faute", "champ"),
    [
        ({"secondes": "0"}, "secondes"),
        ({"graine": "x"}, "graine"),
        ({"poids_familles": "501"}, "poids_familles"),
    ],
)
def test_a_wrong_option_is_told_beside_its_field(connecte, edition, rdvs, faute, champ):
    reponse = connecte.post(HORAIRES, OPTIONS | faute)

    assert (reponse.status_code, Planification.objects.count()) == (422, 0)
    assert f'id="id_{champ}_error"' in reponse.content.decode()


def test_a_run_is_stopped(connecte, edition, rdvs):
    run = Planification.objects.create(edition=edition)

    connecte.post(f"{HORAIRES}{run.pk}/arreter/")

    assert "Calcul arrêté" in connecte.get(f"{HORAIRES}{run.pk}/").content.decode()


def test_the_draft_shows_its_grid_and_what_it_is_worth(connecte, run, adresse):
    contexte = connecte.get(adresse).context

    places = [
        c.placement for ligne in contexte["grille"].lignes for c in ligne.cases if c.placement
    ]
    matin = run.placements.filter(creneau__in=run.edition.creneaux.all()[:3])
    assert sorted(p.pk for p in places) == sorted(p.pk for p in matin)
    assert [e.rdv for e in contexte["grille"].effectifs] == [
        matin.filter(creneau=c).count() for c in run.edition.creneaux.all()[:3]
    ]


def test_a_half_day_that_is_none_shows_the_first(connecte, run, adresse):
    assert connecte.get(f"{adresse}?partie=99999999999999999999").context["grille"].partie == 0


def test_two_drafts_stand_side_by_side(connecte, edition, run):
    autre = calculer(edition, graine=2)

    reponse = connecte.get(f"{HORAIRES}comparer/?a={run.pk}&b={autre.pk}")

    places = next(ligne for ligne in reponse.context["lignes"] if ligne.nom == "Rendez-vous placés")
    assert (places.a, places.b, places.mieux) == (6, 6, "")


def test_a_draft_is_not_compared_with_one_of_another_edition(connecte, run, autre_edition):
    loin = Planification.objects.create(edition=autre_edition, etat="finie")

    assert connecte.get(f"{HORAIRES}comparer/?a={run.pk}&b={loin.pk}").status_code == 404


def test_a_meeting_is_moved_without_a_script(connecte, run, adresse, rdvs):
    pose = run.placements.get(rdv=rdvs[0])
    page = connecte.get(f"{adresse}placements/{pose.pk}/")
    vers = page.context["ouverts"][-1].creneau

    reponse = connecte.post(
        f"{adresse}placements/{pose.pk}/", {"geste": "deplacer", "creneau": vers.pk}
    )

    pose.refresh_from_db()
    assert (reponse.status_code, pose.creneau) == (302, vers)
    assert reponse.url.endswith(f"#p{pose.pk}")


def test_a_move_onto_another_meeting_says_why_not(connecte, run, adresse, rdvs):
    pose, autre = (run.placements.get(rdv=rdv) for rdv in rdvs[:2])

    reponse = connecte.post(
        f"{adresse}placements/{pose.pk}/", {"geste": "deplacer", "creneau": autre.creneau_id}
    )

    assert reponse.status_code == 409
    assert "Hôte 0 a un autre rendez-vous." in reponse.content.decode()
    assert Placement.objects.get(pk=pose.pk).creneau == pose.creneau


def test_a_meeting_is_locked_and_unlocked(connecte, run, adresse, rdvs):
    pose = run.placements.get(rdv=rdvs[0])
    page = f"{adresse}placements/{pose.pk}/"

    connecte.post(page, {"geste": "verrouiller"})
    verrou = RendezVous.objects.get(pk=rdvs[0].pk).verrou
    connecte.post(page, {"geste": "deverrouiller"})

    assert (verrou, RendezVous.objects.get(pk=rdvs[0].pk).verrou) == (pose.creneau, None)


def test_a_half_day_is_published_and_undone(connecte, run, adresse):
    reponse = connecte.post(f"{adresse}publier/", {"partie": ["0"], "nature": "preliminaire"})
    publication = run.publications.get()
    publies = RendezVous.objects.filter(etat="planifie").count()

    retour = connecte.post(f"{HORAIRES}publications/{publication.pk}/annuler/")

    assert (publication.nature, publies) == ("preliminaire", reponse.context["publiee"].nombre)
    assert retour.context["annules"] == publies
    assert Reservation.objects.count() == 0


def test_nothing_ticked_publishes_nothing(connecte, run, adresse):
    reponse = connecte.post(f"{adresse}publier/", {})

    assert (reponse.status_code, run.publications.count()) == (409, 0)


def test_a_publication_that_left_is_not_undone(connecte, run):
    publication = publier_horaire(planification=run, compte=None).publication
    publication.envoi_le = timezone.now()
    publication.save()

    reponse = connecte.post(f"{HORAIRES}publications/{publication.pk}/annuler/")

    assert reponse.status_code == 409
    assert "Annuler la publication" not in reponse.content.decode()


def test_the_sheets_hold_every_meeting_of_each_person(connecte, run, adresse):
    lues = connecte.get(f"{adresse}imprimer/personnes/").context["feuilles"]

    assert len(lues) == 5
    assert sum(len(feuille.placements) for feuille in lues) == 12


def test_the_sheets_of_the_tables_hold_every_meeting_once(connecte, run, adresse):
    lues = connecte.get(f"{adresse}imprimer/tables/").context["feuilles"]

    assert len(lues) == len(set(run.placements.values_list("table")))
    assert sum(len(feuille.placements) for feuille in lues) == 6


def test_other_sheets_are_not_found(connecte, run, adresse):
    assert connecte.get(f"{adresse}imprimer/chaises/").status_code == 404


def test_an_absence_is_mended_by_a_proposal(connecte, edition, run, rdvs):
    publier_horaire(planification=run, compte=None)
    touche = RendezVous.objects.get(pk=rdvs[0].pk)
    Indisponibilite.objects.create(participant=touche.demandeur, creneau=touche.creneau)

    reponse = connecte.post(f"{HORAIRES}reprise/")
    reprise = Planification.objects.get(genre="reprise")
    executer_reprise(planification_id=reprise.pk)
    page = connecte.get(reponse.url).content.decode()
    appliquee = connecte.post(f"{HORAIRES}reprise/{reprise.pk}/")

    assert "Appliquer cette proposition" in page
    assert appliquee.context["touches"] == 1
    assert RendezVous.objects.get(pk=touche.pk).creneau != touche.creneau


def test_a_facilitator_acts_and_a_reader_reads(connecte, edition, organisateur, run, adresse):
    codes = {}
    for role in Mandat.Role.values:
        edition.mandats.filter(compte=organisateur).update(role=role)
        codes[role] = (
            connecte.get(adresse).status_code,
            connecte.post(f"{adresse}publier/", {}).status_code,
        )

    assert codes == {
        "organisateur": (200, 409),
        "facilitateur": (200, 409),
        "lecture": (200, 403),
        "accueil": (403, 403),
    }


@pytest.mark.parametrize(
    "page", ["", "{run}/", "{run}/imprimer/tables/", "{run}/imprimer/personnes/", "reprise/"]
)
def test_a_page_asks_as_much_for_many_drafts_as_for_one(connecte, edition, rdvs, run, page):
    adresse = HORAIRES + page.format(run=run.pk)
    peu = compter(connecte, adresse)
    Placement.objects.filter(rdv=rdvs[0]).update(creneau=None, table=None, raison="Complet.")
    for graine in range(3):
        calculer(edition, graine=graine)

    assert compter(connecte, adresse) == peu


def compter(connecte, adresse) -> int:
    with CaptureQueriesContext(connection) as lues:
        assert connecte.get(adresse).status_code == 200
    return len(lues)


def test_the_page_of_a_meeting_asks_as_much_for_many_slots_as_for_few(connecte, run, adresse, rdvs):
    page = f"{adresse}placements/{run.placements.get(rdv=rdvs[0]).pk}/"
    peu = compter(connecte, page)
    dernier = run.edition.creneaux.last()
    for heures in range(1, 4):
        dernier.pk = None
        dernier.debut += timedelta(hours=heures)
        dernier.fin += timedelta(hours=heures)
        dernier.save()

    assert compter(connecte, page) == peu
