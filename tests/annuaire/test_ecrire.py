"""A team keeps its page of the directory up to date by the API; nobody else does."""

import pytest

from salon.annuaire.models import Besoin, Offre, Structure
from salon.annuaire.recherche import Criteres, chercher
from salon.exposants.services import valider_exposant
from salon.journal.models import Ecriture
from salon.models import Edition
from tests.appels import en_erreur
from tests.mesures import lignes_en_base

PAIN = {"intitule": "Pain au levain", "filiere": "alimentation", "unite": "kg", "saison": "été"}
FARINE = {"intitule": "Farine bio", "nature": "acheter", "volume": "2 tonnes"}


@pytest.fixture
def fournil(exposant) -> Structure:
    """The bakery, whose file was validated."""
    valider_exposant(exposant=exposant)
    return exposant.structure


@pytest.fixture
def adresse(fournil) -> str:
    return f"/api/v1/structures/{fournil.pk}"


@pytest.fixture
def boulangere(exposant, comme):
    """Call the API as somebody of the bakery."""
    return comme(exposant.equipe.get())


def derniers(nombre: int = 1) -> list[str]:
    return [ecriture.type for ecriture in Ecriture.objects.order_by("-pk")[:nombre]]


def test_an_offer_is_added_found_corrected_and_taken_away(boulangere, adresse):
    offre = boulangere.poster(f"{adresse}/offres", PAIN).json()
    trouvees = chercher(Criteres("levain")).total
    corrigee = boulangere.client.put(
        f"{adresse}/offres/{offre['id']}", {"intitule": "Brioche"}, content_type="application/json"
    ).json()
    apres = [chercher(Criteres(mot)).total for mot in ("levain", "brioche")]
    retrait = boulangere.client.delete(f"{adresse}/offres/{offre['id']}")

    assert {**PAIN, **offre} == offre | PAIN
    assert (trouvees, corrigee["intitule"], corrigee["filiere_id"], apres) == (
        1,
        "Brioche",
        None,
        [0, 1],
    )
    assert (retrait.status_code, Offre.objects.count(), chercher(Criteres("brioche")).total) == (
        204,
        0,
        0,
    )
    assert derniers(3) == ["StructureModifiee"] * 3


def test_a_need_is_published_corrected_and_met_once(boulangere, adresse):
    besoin = boulangere.poster(f"{adresse}/besoins", FARINE).json()
    publie = (derniers(), chercher(Criteres("farine")).total)
    chemin = f"{adresse}/besoins/{besoin['id']}"
    boulangere.client.put(chemin, {**FARINE, "volume": "3 t"}, content_type="application/json")
    satisfait = boulangere.poster(f"{chemin}/satisfaire").json()

    assert publie == (["BesoinPublie"], 1)
    assert (satisfait["volume"], satisfait["satisfait_le"] is None) == ("3 t", False)
    assert (derniers(), chercher(Criteres("farine")).total) == (["BesoinSatisfait"], 0)
    assert en_erreur(boulangere.poster(f"{chemin}/satisfaire")) == (409, "deja_satisfait")


def test_a_need_stated_by_mistake_is_taken_away(boulangere, adresse):
    besoin = boulangere.poster(f"{adresse}/besoins", FARINE).json()

    reponse = boulangere.client.delete(f"{adresse}/besoins/{besoin['id']}")

    assert (reponse.status_code, Besoin.objects.count()) == (204, 0)


def test_a_page_changes_only_where_it_is_told_to(boulangere, adresse, fournil):
    reponse = boulangere.client.patch(
        adresse,
        {"description": "Pains anciens.", "filieres": ["alimentation"], "commune": "Millau"},
        content_type="application/json",
    ).json()

    assert (reponse["description"], reponse["commune"], reponse["famille_id"]) == (
        "Pains anciens.",
        "Millau",
        "cooperative",
    )
    assert [filiere["code"] for filiere in reponse["filieres"]] == ["alimentation"]
    assert chercher(Criteres("anciens", filtres={"filiere": ["alimentation"]})).total == 1
    assert derniers() == ["StructureModifiee"]


def test_a_value_is_not_taken_away_by_null(boulangere, adresse):
    reponse = boulangere.client.patch(
        adresse, {"description": "Pains anciens.", "labels": None}, content_type="application/json"
    )

    assert (*en_erreur(reponse), reponse.json()["champ"]) == (422, "invalide", "labels")
    assert "StructureModifiee" not in derniers()


def test_a_structure_that_moves_is_searched_for_where_it_went(
    boulangere, adresse, fournil, nouvelle_structure, montpellier
):
    nouvelle_structure("Voisin", **montpellier)
    Structure.objects.filter(pk=fournil.pk).update(latitude=48.8, longitude=2.3, departement="75")

    boulangere.client.patch(
        adresse, {"commune": "Montpellier", "code_postal": "34000"}, content_type="application/json"
    )

    trouvees = chercher(Criteres(commune="Montpellier", rayon=5, filtres={"dept": ["34"]}))
    assert trouvees.total == 2


@pytest.mark.parametrize(
    ("appel", "corps", "attendu"),
    [
        ("post /offres", {"intitule": ""}, (422, "invalide")),
        ("post /offres", {**PAIN, "filiere": "inconnue"}, (422, "invalide")),
        ("post /offres", {**PAIN, "prix": 3}, (422, "invalide")),
        ("post /besoins", {**FARINE, "nature": "voler"}, (422, "invalide")),
        ("patch ", {"famille": "inconnue"}, (422, "invalide")),
        ("patch ", {"labels": ["inconnu"]}, (422, "invalide")),
        ("patch ", {"siret": "99900000200017"}, (422, "invalide")),
        ("patch ", {"site": "javascript:alert(1)"}, (422, "invalide")),
        ("delete /offres/999", None, (404, "introuvable")),
        ("post /besoins/999/satisfaire", {}, (404, "introuvable")),
    ],
)
def test_what_cannot_be_written_is_refused_and_stores_nothing(
    boulangere, adresse, appel, corps, attendu
):
    methode, suite = appel.split(" ")
    avant = lignes_en_base()

    reponse = getattr(boulangere.client, methode)(
        adresse + suite, corps, content_type="application/json"
    )

    assert en_erreur(reponse) == attendu
    assert lignes_en_base() == avant


@pytest.mark.parametrize(("chemin", "corps"), [("offres", PAIN), ("besoins", FARINE)])
def test_twenty_lines_are_enough(boulangere, adresse, chemin, corps):
    codes = [boulangere.poster(f"{adresse}/{chemin}", corps).status_code for _ in range(20)]

    refus = boulangere.poster(f"{adresse}/{chemin}", corps)

    assert (codes, en_erreur(refus)) == ([201] * 20, (409, "trop_de_lignes"))


def test_strangers_write_nothing(adresse, anonyme, comme, acheteuse):
    refus = [appels.poster(f"{adresse}/offres", PAIN) for appels in (anonyme, comme(acheteuse))]

    assert [en_erreur(r) for r in refus] == [(401, "non_identifie"), (403, "interdit")]
    assert Offre.objects.count() == 0


def test_a_team_that_no_organiser_validated_does_not_speak_for_the_structure(exposant, comme):
    appels = comme(exposant.equipe.get())

    refus = appels.poster(f"/api/v1/structures/{exposant.structure_id}/offres", PAIN)

    assert en_erreur(refus) == (403, "interdit")


def test_an_organiser_writes_about_their_exhibitors_and_about_nobody_elses(
    comme_organisateur, adresse, exposant, nouvelle_structure
):
    ailleurs = Edition.objects.get(pk=exposant.edition_id)
    ailleurs.pk, ailleurs.slug = None, "ailleurs"
    ailleurs.save()
    libre = nouvelle_structure("Libre")

    codes = [
        comme_organisateur.poster(f"{chemin}/offres", PAIN).status_code
        for chemin in (adresse, f"/api/v1/structures/{libre.pk}")
    ]
    exposant.structure.expositions.update(edition=ailleurs)
    refus = comme_organisateur.poster(f"{adresse}/offres", PAIN)

    assert (codes, en_erreur(refus)) == ([201, 201], (403, "interdit"))
