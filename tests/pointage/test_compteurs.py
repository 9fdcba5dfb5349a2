"""The numbers of the show, against days counted by hand."""

from datetime import timedelta

import pytest

from salon.models import Edition, Participant
from salon.pointage.compteurs import Compte, PorteComptee, compter
from salon.pointage.models import Passage
from salon.rdv.services import constater_tenu
from salon.services import emettre_badge
from tests.appels import PASSAGES
from tests.mesures import ordres


@pytest.fixture
def salle(edition):
    zone = edition.zones.create(nom="Salle")
    return edition.portes.create(zone=zone, nom="Porte B")


@pytest.fixture
def journee(horloge, scanner, nouveau_participant, appareil_a, salle):
    """Five people: A stays, B leaves, C changes zone, D returns, E is refused; at 10:00, 10:06, 10:30."""
    ana, bea, cleo, dina = (
        emettre_badge(nouveau_participant(categorie=categorie)).code
        for categorie in ("acheteur", "visiteur", "visiteur", "presse")
    )
    interieur = appareil_a(salle)
    for code in (ana, bea, cleo, dina):
        scanner(code)
    horloge.shift(timedelta(minutes=6))
    scanner(bea, sens="sortie")
    scanner(cleo, appels=interieur)
    scanner(dina, sens="sortie")
    horloge.shift(timedelta(minutes=24))
    scanner(dina)
    scanner(ana)
    scanner("inconnu")
    scanner("inconnu", appels=interieur)


def test_a_day_counted_by_hand(journee, edition):
    nombres = compter(edition)

    assert (nombres.visiteurs_distincts, nombres.entrees, nombres.sorties) == (4, 5, 2)
    assert (nombres.presents, nombres.dernier_quart_heure) == (3, 1)
    assert nombres.zones == [Compte("Hall", 2), Compte("Salle", 1)]
    assert nombres.portes == [PorteComptee("Porte A", 5, 2, 2), PorteComptee("Porte B", 1, 0, 1)]
    assert nombres.categories == [
        Compte("Visiteur", 2),
        Compte("Acheteur", 1),
        Compte("Presse", 1),
    ]
    assert nombres.refus == [Compte("inconnu", 2), Compte("deja_entre", 1)]


def test_the_curve_holds_every_five_minutes_from_the_first_arrival_to_the_last(journee, edition):
    courbe = compter(edition).courbe

    assert courbe == [
        ("10:00", 4),
        ("10:05", 0),
        ("10:10", 0),
        ("10:15", 0),
        ("10:20", 0),
        ("10:25", 0),
        ("10:30", 1),
    ]


def test_the_last_scans_name_nobody(journee, edition):
    derniers = compter(edition).derniers

    assert [(p.a, p.porte, p.sens, p.admis, p.raison, p.categorie) for p in derniers[:3]] == [
        ("10:30:00", "Porte B", "entrée", False, "inconnu", ""),
        ("10:30:00", "Porte A", "entrée", False, "inconnu", ""),
        ("10:30:00", "Porte A", "entrée", False, "deja_entre", "Acheteur"),
    ]
    assert len(derniers) == 8


def test_what_is_shown_equals_a_recount_from_the_rows(journee, edition):
    dedans = {}
    for passage in Passage.objects.filter(admis=True).order_by("pk"):
        dedans[passage.participant_id] = passage.sens == "entree"

    assert compter(edition).presents == sum(dedans.values())


def test_an_undone_passage_counts_nowhere_but_among_the_undone(scanner, code, comme_porte, edition):
    passage = scanner(code).json()["passage_id"]
    comme_porte.poster(f"{PASSAGES}/{passage}/annuler", {"motif": "Erreur"})

    nombres = compter(edition)

    assert (nombres.entrees, nombres.visiteurs_distincts, nombres.presents) == (0, 0, 0)
    assert (nombres.annules, nombres.courbe, nombres.categories, nombres.zones) == (1, [], [], [])


def test_a_day_begins_at_midnight_where_the_edition_takes_place(
    horloge, scanner, nouveau_participant, edition
):
    horloge.move_to("2027-05-20T21:59:00+00:00")
    scanner(emettre_badge(nouveau_participant()).code)
    horloge.move_to("2027-05-20T22:01:00+00:00")
    scanner(emettre_badge(nouveau_participant()).code)

    par_jour = {
        jour.isoformat(): (compter(edition, jour).entrees, compter(edition, jour).courbe)
        for jour in (edition.debut, edition.fin)
    }

    assert par_jour == {
        "2027-05-20": (1, [("23:55", 1)]),
        "2027-05-21": (1, [("00:00", 1)]),
    }


def test_another_zone_has_its_own_midnight(horloge, scanner, code, edition):
    Edition.objects.update(fuseau="Indian/Reunion", debut=edition.debut)
    horloge.move_to("2027-05-20T20:01:00+00:00")

    scanner(code)

    assert Passage.objects.get().jour == edition.fin


def test_meetings_and_exhibitors_are_counted(
    comme_organisateur, accepter, demande, exposant, scanner
):
    accepter(demande)
    demande.refresh_from_db()
    constater_tenu(rdv=demande)
    comme_organisateur.poster(f"/api/v1/editions/coventis/exposants/{exposant.pk}/valider")
    scanner(Participant.objects.get(exposant=exposant).badges.get().code)

    nombres = compter(exposant.edition)

    assert (nombres.rdv_planifies, nombres.rdv_tenus) == (0, 1)
    assert (nombres.exposants_attendus, nombres.exposants_presents) == (1, 1)


@pytest.mark.parametrize("nombre", [1, 30])
def test_counting_costs_ten_statements_whatever_the_day(
    scanner, nouveau_participant, edition, nombre
):
    for _ in range(nombre):
        scanner(emettre_badge(nouveau_participant()).code)

    with ordres() as lus:
        compter(edition)

    assert len(lus) == 10


def test_only_those_who_run_the_edition_read_the_numbers(
    anonyme, comme, acheteuse, comme_organisateur
):
    adresse = "/api/v1/editions/coventis/compteurs"

    reponses = [qui.lire(adresse) for qui in (anonyme, comme(acheteuse), comme_organisateur)]

    assert [reponse.status_code for reponse in reponses] == [401, 403, 200]
    assert reponses[2].json()["jauge"] == 100
