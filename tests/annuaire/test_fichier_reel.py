"""The 173 real lines: all found by their name, most by a sector, distances and counts recomputed."""

import csv
from collections import Counter
from math import asin, cos, radians, sin, sqrt

import pytest

from salon.annuaire.models import Structure
from salon.annuaire.recherche import TAILLE_MAX, Criteres, Trouvee, chercher
from salon.annuaire.suggestions import debuts_de_naf, filiere_suggeree

pytestmark = pytest.mark.django_db


def toutes(criteres: Criteres) -> list[Trouvee]:
    """Read all pages of a search."""
    trouvees: list[Trouvee] = []
    for page in range(1, 100):
        resultat = chercher(
            Criteres(
                criteres.texte,
                criteres.commune,
                criteres.rayon,
                criteres.filtres,
                page,
                TAILLE_MAX,
            )
        )
        trouvees += resultat.trouvees
        if page >= resultat.pages:
            break
    return trouvees


def kilometres(un: tuple[float, float], autre: tuple[float, float]) -> float:
    """The haversine, as textbooks have it."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (un, autre))
    a = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(a))


def test_every_line_is_found_by_its_whole_name(fichier_reel):
    perdues = [
        structure.nom
        for structure in Structure.objects.all()
        if structure
        not in [t.structure for t in toutes(Criteres(" ".join(structure.nom.split()[:12])))]
    ]

    assert perdues == []


def test_at_least_eight_lines_out_of_ten_have_a_suggested_sector(fichier_reel):
    with fichier_reel.open(encoding="utf-8") as fichier:
        codes = [ligne["naf"].replace(".", "") for ligne in csv.DictReader(fichier, delimiter=";")]
    debuts = debuts_de_naf()

    suggerees = [filiere_suggeree(code, debuts) for code in codes]

    # docs/filieres.md says the same.
    assert (len(codes), sum(map(bool, suggerees))) == (173, 172)
    assert Structure.objects.filter(filieres=None).count() == 1


def test_every_line_is_found_by_its_sector(fichier_reel):
    par_filiere = Counter(Structure.objects.values_list("filieres", flat=True))
    par_filiere.pop(None)

    trouvees = {
        filiere: len(toutes(Criteres(filtres={"filiere": [filiere]}))) for filiere in par_filiere
    }

    assert trouvees == par_filiere


@pytest.mark.parametrize(("commune", "rayon"), [("Montpellier", 50), ("Alès", 20), ("Mende", 120)])
def test_a_distance_is_the_haversine_of_the_coordinates_of_the_file(fichier_reel, commune, rayon):
    with fichier_reel.open(encoding="utf-8") as fichier:
        lignes = [ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["latitude"]]
    points = {
        ligne["siret"]: (float(ligne["latitude"]), float(ligne["longitude"])) for ligne in lignes
    }
    lieu = chercher(Criteres(commune=commune, rayon=rayon)).lieu
    centre = (lieu.latitude, lieu.longitude)

    trouvees = toutes(Criteres(commune=commune, rayon=rayon))

    distances = {t.structure.siret: t.distance for t in trouvees if t.structure.siret in points}
    connus = set(Structure.objects.values_list("siret", flat=True))
    attendues = {s: kilometres(centre, p) for s, p in points.items() if s in connus}
    attendues = {siret: d for siret, d in attendues.items() if d <= rayon}
    assert distances == pytest.approx(attendues, abs=1e-6)
    assert [t.distance for t in trouvees] == sorted(t.distance for t in trouvees)


def test_the_middle_of_a_commune_is_the_mean_of_its_lines(fichier_reel):
    with fichier_reel.open(encoding="utf-8") as fichier:
        lignes = [
            ligne
            for ligne in csv.DictReader(fichier, delimiter=";")
            if ligne["commune"].upper() == "PERPIGNAN"
        ]
    lieu = chercher(Criteres(commune="Perpignan")).lieu

    moyenne = sum(float(ligne["latitude"]) for ligne in lignes) / len(lignes)

    assert lieu.latitude == pytest.approx(moyenne)


@pytest.mark.parametrize(
    ("texte", "filtres"),
    [
        ("", {}),
        ("association", {}),
        ("", {"agrement": ["ACI", "EI"]}),
        ("", {"agrement": ["ACI"], "dept": ["34", "30"]}),
        ("insertion", {"dept": ["11"], "famille": ["association"]}),
    ],
)
def test_counts_are_what_each_choice_would_show(fichier_reel, texte, filtres):
    resultat = chercher(Criteres(texte, filtres=filtres))

    faux = []
    for filtre in resultat.filtres:
        for valeur in filtre.valeurs:
            choix = {**filtres, filtre.nature: [valeur.valeur]}
            if chercher(Criteres(texte, filtres=choix)).total != valeur.nombre:
                faux.append((filtre.nature, valeur))
    assert faux == []
