"""The board of needs, and what the site says of itself: programmes, legal texts, map, robots."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from salon.annuaire.models import Besoin, Structure

EDITION = "/editions/coventis/"


def texte(client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_needs_that_nobody_met_come_first(client, fournil):
    hier = timezone.now() - timedelta(days=1)
    structure = fournil.structure
    Besoin.objects.create(structure=structure, intitule="Satisfait", satisfait_le=timezone.now())
    Besoin.objects.create(structure=structure, intitule="Ancien", publie_le=hier)
    Besoin.objects.create(structure=structure, intitule="Récent")

    besoins = client.get("/besoins/").context["liste"].object_list

    assert [besoin.intitule for besoin in besoins] == ["Récent", "Ancien", "Satisfait"]


def test_old_needs_and_needs_of_hidden_structures_leave_the_board(client, fournil):
    vieux = timezone.now() - timedelta(days=366)
    cachee = Structure.objects.create(siret="99900000300015", nom="Cachée", visible=False)
    Besoin.objects.create(structure=fournil.structure, intitule="Vieux", publie_le=vieux)
    Besoin.objects.create(structure=fournil.structure, intitule="Fini", satisfait_le=vieux)
    Besoin.objects.create(structure=cachee, intitule="Caché")

    assert client.get("/besoins/").context["liste"].paginator.count == 0


def test_needs_are_narrowed_by_kind_and_sector_and_counted(client, fournil):
    for nature, filiere in [("acheter", "energie"), ("acheter", "sante"), ("vendre", "sante")]:
        Besoin.objects.create(
            structure=fournil.structure, intitule="B", nature_id=nature, filiere_id=filiere
        )

    contexte = client.get("/besoins/?nature=acheter&filiere=sante").context

    assert contexte["liste"].paginator.count == 1
    natures = [(choix.code, choix.nombre, choix.choisi) for choix in contexte["natures"]]
    assert natures == [("acheter", 1, True), ("vendre", 1, False)]
    filieres = {(choix.code, choix.nombre) for choix in contexte["filieres"]}
    assert filieres == {("energie", 1), ("sante", 1)}


@pytest.mark.parametrize("recherche", ["nature=inconnue", "filiere=%27", "page=-1", "page=x"])
def test_the_board_bears_any_address(client, fournil, recherche):
    assert client.get(f"/besoins/?{recherche}").status_code == 200


def test_the_board_asks_as_much_for_three_needs_as_for_one(
    client, fournil, django_assert_num_queries
):
    for nombre in (1, 2):
        for _ in range(nombre):
            Besoin.objects.create(
                structure=fournil.structure,
                intitule="B",
                nature_id="vendre",
                filiere_id="sante",
            )
        with django_assert_num_queries(6):
            client.get("/besoins/")


def test_realis_quotes_the_figures_with_their_source_and_their_limit(client, db):
    page = texte(client, "/realis/")

    assert "3 éditions&nbsp;: plus de 140 entreprises exposantes par édition" in page
    assert "plus de 50 conventions signées" in page
    assert "plus de 5000 visiteurs" in page
    assert "Seul le nombre d’exposants y est donné «&nbsp;par édition&nbsp;»" in page
    assert page.count("Source&nbsp;: Réseau Actif pour l’Innovation Sociale") == 5


def test_realis_asks_the_database_once(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/realis/")


@pytest.mark.parametrize("nom", ["mentions-legales", "confidentialite", "accessibilite"])
def test_a_legal_page_says_what_is_missing_or_prints_it(client, settings, nom):
    avant = texte(client, f"/{nom}/")
    settings.EDITEUR = dict.fromkeys(settings.EDITEUR, "Chambre de l’économie sociale")

    rempli = texte(client, f"/{nom}/")

    assert "à compléter par l’organisateur" in avant
    assert "à compléter par l’organisateur" not in rempli


def test_the_map_names_every_visible_page(client, fournil, adresse):
    Structure.objects.create(siret="99900000300015", nom="Cachée", visible=False)

    index = client.get("/sitemap.xml").content.decode()
    lieux = [
        element.text
        for section in re.findall(r"<loc>http://testserver(.*?)</loc>", index)
        for element in ElementTree.fromstring(client.get(section).content).iter()
        if element.tag.endswith("}loc")
    ]

    chemins = [lieu.removeprefix("http://testserver") for lieu in lieux]
    uniques = ["/", "/annuaire/", "/besoins/", "/realis/", "/mentions-legales/"]
    assert chemins == [*uniques, EDITION, f"{EDITION}exposants/", adresse]


def test_robots_are_told_where_the_map_is_and_what_to_leave_alone(client):
    lignes = client.get("/robots.txt").content.decode().splitlines()

    assert lignes[0] == "User-agent: *"
    assert {"Disallow: /moi/", "Disallow: /api/", "Disallow: /gestion/"} <= set(lignes)
    assert lignes[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"
