"""The lists of structures: the address holds the search, the counts lead on, nothing breaks the page."""

import pytest
from stdnum import luhn

from salon.annuaire.indexation import indexer
from salon.annuaire.models import Label, Offre, Structure
from salon.exposants.models import Exposant, Stand

ANNUAIRE = "/annuaire/"
CATALOGUE = "/editions/coventis/exposants/"
MONTPELLIER = {"commune": "Montpellier", "latitude": 43.6108, "longitude": 3.8767}
MENDE = {"commune": "Mende", "latitude": 44.5181, "longitude": 3.5006}


@pytest.fixture
def ajouter(edition):
    """Store a structure that the search knows; with a state, its file in the edition too."""

    def creer(nom: str, etat: str = "", offre: str = "Pain", **champs: object) -> Structure:
        racine = f"9999{Structure.objects.count():04}"
        siren = racine + luhn.calc_check_digit(racine)
        siret = f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"
        valeurs = {"famille_id": "cooperative", **MONTPELLIER} | champs
        structure = Structure.objects.create(siret=siret, nom=nom, **valeurs)
        Offre.objects.create(structure=structure, intitule=offre)
        if etat:
            Exposant.objects.create(edition=edition, structure=structure, etat=etat)
        indexer([structure.pk])
        return structure

    return creer


def noms(client, adresse: str, parametres: dict[str, object] | None = None) -> list[str]:
    reponse = client.get(adresse, parametres or {})
    assert reponse.status_code == 200
    return [str(carte.structure) for carte in reponse.context["cartes"]]


def test_a_word_of_an_offer_finds_the_structure(client, ajouter):
    ajouter("La Meule", offre="Légumes bio")
    ajouter("La Halle", offre="Imprimerie")

    assert noms(client, ANNUAIRE, {"q": "legume"}) == ["La Meule"]


def test_a_whole_phrase_is_understood(client, ajouter):
    ajouter("La Meule", offre="Légumes bio")
    ajouter("La Draille", offre="Légumes bio", **MENDE)

    trouvees = noms(client, ANNUAIRE, {"q": "légumes bio à moins de 50 km de Montpellier"})

    assert trouvees == ["La Meule"]


def test_a_distance_is_shown_from_the_commune(client, ajouter):
    ajouter("La Meule")
    ajouter("La Draille", **MENDE)

    reponse = client.get(ANNUAIRE, {"commune": "Montpellier", "rayon": "200"})

    distances = [carte.distance for carte in reponse.context["cartes"]]
    assert distances == ["à moins de 1 km", "à 105 km"]


def test_a_commune_that_nobody_knows_is_told_beside_its_field(client, ajouter):
    ajouter("La Meule")

    reponse = client.get(ANNUAIRE, {"q": "pain", "commune": "Atlantide"})

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'value="pain"' in page
    assert 'value="Atlantide" maxlength="100"' in page
    assert 'aria-invalid="true" aria-describedby="refus" autofocus' in page


def test_filters_are_counted_and_ticked(client, ajouter):
    ajouter("La Meule")
    ajouter("La Halle", famille_id="mutuelle")

    reponse = client.get(ANNUAIRE, {"famille": "mutuelle"})

    [famille] = [g for g in reponse.context["groupes"] if g.nature == "famille"]
    valeurs = {(valeur.valeur, valeur.nombre, valeur.choisie) for valeur in famille.valeurs}
    assert valeurs == {("cooperative", 1, False), ("mutuelle", 1, True)}
    assert (famille.choisies, famille.ouvert) == (1, True)
    assert reponse.content.decode().count(" checked>") == 1


def test_each_criterion_can_be_taken_away(client, ajouter):
    ajouter("La Meule")
    parametres = {"q": "pain", "famille": ["cooperative", "mutuelle"], "commune": "Montpellier"}

    jetons = client.get(ANNUAIRE, parametres).context["jetons"]

    familles = "famille=cooperative&famille=mutuelle"
    assert {(jeton.libelle, jeton.sans) for jeton in jetons} == {
        ("« pain »", f"?commune=Montpellier&rayon=30&{familles}"),
        ("à 30 km de Montpellier", f"?q=pain&{familles}"),
        ("Coopérative", "?q=pain&commune=Montpellier&rayon=30&famille=mutuelle"),
        ("Mutuelle", "?q=pain&commune=Montpellier&rayon=30&famille=cooperative"),
    }


def test_the_next_page_keeps_the_search(client, ajouter):
    for rang in range(21):
        ajouter(f"La Meule {rang}")

    premiere = client.get(ANNUAIRE, {"q": "meule", "famille": "cooperative"})
    suivante = "?q=meule&amp;famille=cooperative&amp;page=2"

    assert f'rel="next" href="{suivante}"' in premiere.content.decode()
    assert len(noms(client, ANNUAIRE + suivante.replace("&amp;", "&"))) == 1


def test_nothing_found_is_told_with_a_way_out(client, ajouter):
    ajouter("La Meule")

    page = client.get(ANNUAIRE, {"q": "zzzzzzzz"}).content.decode()

    assert "Aucune structure ne correspond." in page


def test_a_search_is_not_listed_by_search_engines_and_the_directory_is(client, db):
    seule = client.get(ANNUAIRE).content.decode()
    cherchee = client.get(ANNUAIRE, {"q": "pain"}).content.decode()

    assert ('rel="canonical"' in seule, "noindex" in seule) == (True, False)
    assert ('rel="canonical"' in cherchee, "noindex" in cherchee) == (False, True)


def test_who_exhibits_this_year_is_told(client, ajouter):
    ajouter("La Meule", etat="valide")
    ajouter("La Halle", etat="soumis")

    cartes = client.get(ANNUAIRE).context["cartes"]

    assert [(str(c.structure), c.expose) for c in cartes] == [
        ("La Halle", False),
        ("La Meule", True),
    ]


def test_the_catalogue_holds_validated_exhibitors_only(client, ajouter):
    for etat in ("brouillon", "soumis", "attente", "retire", "valide"):
        ajouter(f"La Meule {etat}", etat=etat)

    assert noms(client, CATALOGUE) == ["La Meule valide"]


def test_the_catalogue_drops_an_exhibitor_before_the_search_heard_of_it(client, ajouter):
    ajouter("La Meule", etat="valide")
    Exposant.objects.update(etat="retire")

    assert noms(client, CATALOGUE) == []


def test_the_catalogue_of_another_edition_is_another_one(client, ajouter, autre_edition):
    ajouter("La Meule", etat="valide")

    assert noms(client, f"/editions/{autre_edition.slug}/exposants/") == []


def test_an_address_does_not_widen_the_catalogue(client, ajouter, autre_edition):
    ajouter("La Meule", etat="valide")
    ajouter("La Halle")

    assert noms(client, CATALOGUE, {"exposant": autre_edition.slug}) == ["La Meule"]


def test_the_catalogue_shows_the_stands(client, ajouter, edition):
    ajouter("La Meule", etat="valide")
    stand = Stand.objects.create(edition=edition, numero="B12")
    Exposant.objects.update(stand=stand, place=1)

    assert "Stand B12" in client.get(CATALOGUE).content.decode()


@pytest.mark.parametrize(
    ("parametres", "statut"),
    [
        ({"q": "%"}, 200),
        ({"q": "_' OR 1=1 --"}, 200),
        ({"page": "-1"}, 200),
        ({"page": "9" * 30}, 200),
        ({"page": "\N{ARABIC-INDIC DIGIT ONE}"}, 200),
        ({"rayon": "-3", "commune": "Montpellier"}, 200),
        ({"rayon": "999999", "commune": "Montpellier"}, 422),
        ({"famille": "inconnue"}, 200),
        ({"famille": "a b"}, 422),
        ({"famille": "<script>"}, 422),
        ({"q": "a" * 10_000}, 422),
        ({"commune": "a" * 10_000}, 422),
        ({"inconnu": "x"}, 200),
    ],
)
@pytest.mark.parametrize("adresse", [ANNUAIRE, CATALOGUE])
def test_the_lists_bear_any_address(client, ajouter, adresse, parametres, statut):
    ajouter("La Meule", etat="valide")

    assert client.get(adresse, parametres).status_code == statut


@pytest.mark.parametrize("adresse", [ANNUAIRE, CATALOGUE])
def test_what_was_typed_is_shown_as_text(client, ajouter, adresse):
    page = client.get(adresse, {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize("adresse", [ANNUAIRE, CATALOGUE])
def test_a_list_asks_as_much_for_three_structures_as_for_one(
    client, ajouter, adresse, django_assert_max_num_queries
):
    ajouter("La Meule", etat="valide").labels.add(Label.objects.first())
    with django_assert_max_num_queries(12) as pour_une:
        client.get(adresse, {"q": "pain", "commune": "Montpellier"})
    for nom in ("La Halle", "La Draille"):
        ajouter(nom, etat="valide").labels.add(*Label.objects.all()[:2])

    with django_assert_max_num_queries(len(pour_une)) as pour_trois:
        client.get(adresse, {"q": "pain", "commune": "Montpellier"})

    assert len(pour_trois) == len(pour_une)
