"""The simulated day: its plan, and a real site whose numbers it finds right, or wrong when they are."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from salon.management.confrontation import Attente
from salon.management.foule import Acces, Attendu, Genre, Marche, Personne, Scan
from salon.management.journee import Decor, planifier
from salon.management.journee_rdv import Carnet, planifier_rdv
from salon.pointage.models import Passage

from .installation import RACINE, Installation, attendre

HALL, ESPACE = Acces("Porte A", "Hall"), Acces("Espace", "Rendez-vous", ("exposant", "acheteur"))
CATEGORIES = ("visiteur", "acheteur", "exposant")


def personne(numero: int, **champs: object) -> Personne:
    code = f"CVT1.{numero:0136}".replace("0", "A").replace("1", "B").replace("8", "C")
    valeurs = Personne(numero, code, CATEGORIES[numero % 3], f"s{numero // 2}")
    return replace(valeurs, **champs)


FOULE = tuple(personne(numero) for numero in range(1, 151))
DECOR = Decor((HALL, Acces("Porte B", "Hall"), ESPACE), FOULE, heures=9)


def carnet() -> Carnet:
    return Carnet(creneaux=[1, 2, 3], tables=[7, 8, 9], places_prises={(1, 7)})


def rencontres():
    return planifier_rdv(FOULE, carnet(), nombre=10, heures=9, graine=1)


def test_the_same_seed_plans_the_same_day_and_another_seed_another_day():
    jour = planifier(DECOR, 1)

    assert planifier(DECOR, 1) == jour
    assert planifier(DECOR, 2) != jour


def test_a_day_holds_every_kind_of_trouble():
    gestes = planifier(DECOR, 1)

    assert {geste.genre for geste in gestes} == set(Genre)
    assert {scan.attendu.raison for geste in gestes for scan in geste.scans} == {
        "",
        "inconnu",
        "invalide",
        "deja_entre",
        "deja_sorti",
        "sortie_sans_entree",
        "zone_interdite",
    }


def test_everyone_comes_in_and_some_are_still_inside_when_the_day_ends():
    attente = Attente(Counter(), FOULE)

    for geste in planifier(DECOR, 1):
        for scan in geste.scans:
            attente.noter(scan)

    nombres = {un.nom: un.attendu for un in attente.comparer(Counter(), Counter(), Counter())}
    assert nombres["Visiteurs distincts"] == len(FOULE)
    assert nombres["Présents"] == nombres["Entrées"] - nombres["Sorties"] > 0
    assert nombres["Présents"] == nombres["Zone : Hall"] + nombres["Zone : Rendez-vous"]


def test_what_one_person_does_keeps_its_order():
    suites: dict[int, list[tuple[int, int]]] = {}

    for geste in planifier(DECOR, 1):
        for scan in geste.scans:
            suites.setdefault(scan.personne or 0, []).append((geste.voie, scan.numero))

    del suites[0]  # codes that belong to nobody
    assert [suite for suite in suites.values() if suite != sorted(suite)] == []
    assert [suite for suite in suites.values() if len({voie for voie, _ in suite}) > 1] == []


def test_a_forged_code_is_a_badge_with_one_character_changed():
    scans = [scan for geste in planifier(DECOR, 1) for scan in geste.scans]
    faux = [scan.code for scan in scans if scan.attendu.raison == "invalide"]

    differences = [
        min(sum(a != b for a, b in zip(code, un.code, strict=True)) for un in FOULE)
        for code in faux
    ]

    assert differences == [1] * len(faux)


def test_somebody_already_inside_may_leave_but_not_enter_again():
    marche = Marche(personne(1, zone="Hall", venue=True))

    attendus = [marche.prevoir(HALL, sens) for sens in ("entree", "sortie", "sortie")]

    assert attendus == [
        Attendu(admis=False, raison="deja_entre"),
        Attendu(admis=True, quitte="Hall"),
        Attendu(admis=False, raison="deja_sorti"),
    ]


def test_the_meetings_of_a_day_end_in_every_way():
    assert {(un.action, un.attendu) for un in rencontres()} == {
        ("demander", "demande"),
        ("accepter", "planifie"),
        ("accepter", "creneau_pris"),
        ("refuser", "refuse"),
        ("annuler", "annule"),
        ("annuler", "deja_traite"),
        ("tenir", "tenu"),
    }


def test_no_table_is_promised_twice():
    places = [un.place for un in rencontres() if un.attendu == "planifie" and un.place]

    prises = {(place.creneau, place.table) for place in places} | {(1, 7)}
    assert len(prises) == len(places) + 1


def test_one_number_that_differs_is_told():
    attente = Attente(Counter(), FOULE)
    attente.noter(Scan(1, 1, "", "Porte A", "entree", Attendu(admis=False, raison="deja_sorti")))
    vus = Counter({"refus deja_sorti": 1, "porte Porte A (refus)": 1})

    lignes = attente.comparer(vus, vus, vus + Counter(entrees=1))

    assert [ligne.nom for ligne in lignes if not ligne.juste] == ["Entrées"]


def test_without_a_demonstration_it_says_what_to_do(settings, tmp_path):
    settings.VAR = tmp_path

    with pytest.raises(CommandError, match="Aucune édition de démonstration"):
        call_command("simuler", vitesse=0)


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_blocker):
    """A running site with a demonstration edition, as small as the crowd allows."""
    var = tmp_path_factory.mktemp("simulation")
    with django_db_blocker.unblock(), Installation(var, COLUMNS="200") as installation:
        installation.demonstration("--visiteurs=200", "--exposants=10", "--rdv=10")
        installation.web()
        yield installation


def simuler(site: Installation, *arguments: str) -> subprocess.Popen[str]:
    """Start the simulation of 150 visitors as fast as possible."""
    reglages = ("--vitesse=0", "--visiteurs=150", "--rdv=20", f"--adresse={site.adresse}")
    return subprocess.Popen(
        [sys.executable, "manage.py", "simuler", *reglages, *arguments],
        cwd=RACINE,
        env=site.environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ecarts(sortie: str) -> list[str]:
    """Return the names of the numbers that differ."""
    return [ligne.split("│")[1].strip() for ligne in sortie.splitlines() if "✗ écart" in ligne]


@pytest.mark.timeout(240)
def test_a_day_through_the_api_is_counted_exactly_and_so_is_a_second_one(site):
    for graine in ("1", "2"):
        simulation = simuler(site, f"--graine={graine}")

        sortie, _ = simulation.communicate()

        assert (simulation.returncode, ecarts(sortie)) == (0, []), sortie
        assert sortie.endswith("Tout concorde : attendu, affiché, direct et recompté.\n")


@pytest.mark.timeout(240)
def test_a_site_killed_and_restarted_during_the_day_loses_no_scan(site):
    passages = Passage.objects.using(site.base)
    assez = passages.count() + 100
    simulation = simuler(site, "--graine=3")

    attendre(lambda: passages.count() > assez, "la simulation est en cours")
    site.arreter("web")
    site.web()
    sortie, _ = simulation.communicate()

    assert (simulation.returncode, ecarts(sortie)) == (0, []), sortie


@pytest.mark.timeout(240)
def test_a_passage_deleted_behind_its_back_is_found(site):
    falsifies = Passage.objects.using(site.base).filter(raison="invalide", observe=False)
    connus = list(falsifies.values_list("pk", flat=True))
    simulation = simuler(site, "--graine=4")

    attendre(lambda: falsifies.exclude(pk__in=connus).exists(), "un badge falsifié est présenté")
    efface = falsifies.exclude(pk__in=connus).select_related("porte")[0]
    efface.delete()
    sortie, _ = simulation.communicate()

    assert simulation.returncode == 1, sortie
    assert ecarts(sortie) == [f"{efface.porte.nom} : refus", "Refus : badge falsifié"]
