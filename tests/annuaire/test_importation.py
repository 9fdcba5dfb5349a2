"""The import of structures: what it says of each line, what it stores, and what it leaves alone."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum import luhn

from salon.annuaire import importation
from salon.annuaire.models import Facette, Mot, Repere, Structure
from salon.annuaire.recherche import Criteres, chercher
from salon.annuaire.suggestions import filiere_suggeree

ENTETE = (
    "siret;nom;enseigne;type;naf;adresse;code_postal;commune;departement;latitude;longitude;site"
)
FICHIER_REEL = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "structures_inclusion_languedoc_roussillon.csv"
)

pytestmark = pytest.mark.django_db


def siret(rang: int) -> str:
    siren = f"9999{rang:04}"
    debut = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return f"{debut}{luhn.calc_check_digit(debut)}"


def ligne(rang: int, **cases: str) -> str:
    valeurs = {
        "siret": siret(rang),
        "nom": "Les Jardins du Lez",
        "enseigne": "",
        "type": "ACI",
        "naf": "8130Z",
        "adresse": "1 rue du Pont",
        "code_postal": "34000",
        "commune": "Montpellier",
        "departement": "34",
        "latitude": "43.6",
        "longitude": "3.8",
        "site": "",
    }
    return ";".join({**valeurs, **cases}.values())


@pytest.fixture
def fichier(tmp_path):
    def ecrire(*lignes: str, encodage: str = "utf-8") -> Path:
        chemin = tmp_path / "structures.csv"
        chemin.write_bytes("\n".join([ENTETE, *lignes, ""]).encode(encodage))
        return chemin

    return ecrire


def importer(chemin: Path, *options: str) -> list[str]:
    sortie = StringIO()
    call_command("importer_structures", str(chemin), *options, stdout=sortie, skip_checks=True)
    return sortie.getvalue().splitlines()


def test_a_simulation_stores_nothing(fichier):
    rapport = importer(fichier(ligne(1), ligne(2)))

    assert rapport == [
        "2 ajoutées, 0 modifiée, 0 inchangée, 0 rejetée",
        "Simulation : rien n’est enregistré. Pour le faire : --appliquer",
    ]
    assert Structure.objects.count() == 0


def test_a_line_becomes_a_structure(fichier):
    importer(fichier(ligne(1, site="www.jardins.example")), "--appliquer")

    attendu = {
        "siret": siret(1),
        "nom": "Les Jardins du Lez",
        "enseigne": "",
        "famille_id": None,
        "agrements": ["ACI"],
        "naf": "8130Z",
        "adresse": "1 rue du Pont",
        "code_postal": "34000",
        "commune": "Montpellier",
        "departement": "34",
        "latitude": 43.6,
        "longitude": 3.8,
        "site": "https://www.jardins.example",
    }
    assert Structure.objects.values(*attendu).get() == attendu


@pytest.mark.parametrize(
    ("cases", "raison"),
    [
        ({"siret": "5001096160002"}, "SIRET de 13 chiffres au lieu de 14 : 5001096160002"),
        ({"nom": "A\x00B"}, "la case nom contient un caractère interdit"),
        ({"nom": '"Les Jardins'}, "guillemets mal fermés ou retour à la ligne dans une case"),
        ({"site": ";"}, "13 cases au lieu de 12"),
    ],
)
def test_a_line_that_cannot_be_stored_is_explained_and_the_others_are_stored(
    fichier, cases, raison
):
    rapport = importer(fichier(ligne(1), ligne(2, **cases), ligne(3)), "--appliquer")

    assert rapport == [
        f"ligne 3 : rejetée — {raison}",
        "2 ajoutées, 0 modifiée, 0 inchangée, 1 rejetée",
    ]
    assert Structure.objects.count() == 2


def test_a_doubtful_line_is_stored_without_what_is_doubtful(fichier):
    rapport = importer(fichier(ligne(1, latitude="", naf="")), "--appliquer")

    assert rapport == [
        "ligne 2 : à vérifier — Les Jardins du Lez : sans coordonnées ; code NAF absent",
        "1 ajoutée, 0 modifiée, 0 inchangée, 0 rejetée",
    ]
    assert Structure.objects.count() == 1


def test_a_name_in_capitals_gets_a_readable_sign_and_a_family(fichier):
    importer(fichier(ligne(1, nom="ASSOC AUDE MENAGE SERVICE")), "--appliquer")

    structure = Structure.objects.get()
    assert structure.nom == "ASSOC AUDE MENAGE SERVICE"
    assert str(structure) == "Association Aude Menage Service"
    assert structure.famille_id == "association"


def test_lines_of_one_siret_are_one_structure_with_several_approvals(fichier):
    chemin = fichier(ligne(1, type="ACI"), ligne(2), ligne(1, type="AI", naf="9499Z"))

    rapport = importer(chemin, "--appliquer")

    assert rapport == [
        f"ligne 4 : réunie — même SIRET que la ligne 2, agrément AI : {siret(1)}",
        "2 ajoutées, 0 modifiée, 0 inchangée, 0 rejetée",
    ]
    reunie = Structure.objects.get(siret=siret(1))
    assert (reunie.agrements, reunie.naf) == (["ACI", "AI"], "8130Z")


@pytest.mark.parametrize("option", [(), ("--appliquer",)])
def test_lines_of_one_siret_are_counted_alike_across_lots(fichier, monkeypatch, option):
    monkeypatch.setattr(importation, "LOT", 1)

    rapport = importer(fichier(ligne(1), ligne(1, type="EI"), ligne(1, type="AI")), *option)

    assert rapport[2] == "1 ajoutée, 0 modifiée, 0 inchangée, 0 rejetée"


def test_a_second_import_changes_nothing(fichier):
    chemin = fichier(ligne(1), ligne(2, nom="ASSOC CALADE"), ligne(1, type="AI", naf="9499Z"))
    importer(chemin, "--appliquer")
    avant = list(Structure.objects.values())

    rapport = importer(chemin, "--appliquer")

    assert rapport[-1] == "0 ajoutée, 0 modifiée, 2 inchangées, 0 rejetée"
    assert list(Structure.objects.values()) == avant


def test_what_an_exhibitor_wrote_stays(fichier):
    Structure.objects.create(
        siret=siret(1), nom="Nos Jardins", famille_id="cooperative", commune="Lattes", naf="0000Z"
    )

    rapport = importer(fichier(ligne(1, nom="ASSOC JARDINS")), "--appliquer")

    assert rapport == ["0 ajoutée, 1 modifiée, 0 inchangée, 0 rejetée"]
    garde = Structure.objects.get()
    assert (garde.nom, garde.enseigne, garde.famille_id, garde.commune) == (
        "Nos Jardins",
        "",
        "cooperative",
        "Lattes",
    )
    assert (garde.naf, garde.code_postal, garde.latitude) == ("8130Z", "34000", 43.6)


def test_an_empty_cell_erases_nothing(fichier):
    importer(fichier(ligne(1, site="https://jardins.example")), "--appliquer")

    importer(fichier(ligne(1, adresse="", latitude="", naf="", type="")), "--appliquer")

    structure = Structure.objects.get()
    assert (structure.adresse, structure.latitude, structure.naf, structure.agrements) == (
        "1 rue du Pont",
        43.6,
        "8130Z",
        ["ACI"],
    )


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_survive_in_every_usual_encoding(fichier, encodage):
    importer(fichier(ligne(1, nom="L’Épicerie d’à côté"), encodage=encodage), "--appliquer")

    assert Structure.objects.get().nom == "L’Épicerie d’à côté"


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"", "Colonnes obligatoires absentes : siret, nom. "),
        (b"siret,nom\n", "Colonnes obligatoires absentes : siret, nom. "),
        (b"siret;type\n", "Colonne obligatoire absente : nom. "),
        (b"siret;nom;nom\n", "Colonne en double : nom."),
        (b"\xff\xfes\x00", "Fichier en UTF-16 : enregistrez-le en CSV UTF-8."),
        (
            b"siret;nom\n" + b"x" * 30_000,
            "Ligne 2 : trop longue, ce n’est pas un fichier CSV.",
        ),
    ],
)
def test_a_file_that_is_not_one_is_refused_in_one_sentence(tmp_path, contenu, message):
    chemin = tmp_path / "autre.csv"
    chemin.write_bytes(contenu)

    with pytest.raises(CommandError) as erreur:
        importer(chemin)

    assert str(erreur.value).split("Colonnes attendues")[0] == message
    assert erreur.value.returncode == 1


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(CommandError, match=r"^Fichier illisible : absent\.csv\.$"):
        importer(tmp_path / "absent.csv")


def test_a_file_with_the_two_columns_that_matter_is_enough(tmp_path):
    chemin = tmp_path / "court.csv"
    chemin.write_text(f"Nom;SIRET;autre\nLes Jardins;{siret(1)};x\n\n", encoding="utf-8")

    assert importer(chemin, "--appliquer") == ["1 ajoutée, 0 modifiée, 0 inchangée, 0 rejetée"]


def test_an_import_that_breaks_off_stores_nothing(fichier, monkeypatch):
    monkeypatch.setattr(importation, "LOT", 2)
    chemin = fichier(ligne(1), ligne(2), ligne(3), "x" * 30_000)

    with pytest.raises(CommandError):
        importer(chemin, "--appliquer")

    assert Structure.objects.count() == 0


@pytest.mark.parametrize("naf", ["8130Z", "9499Z"])
def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(fichier, naf):
    def requetes(nombre: int) -> int:
        chemin = fichier(*(ligne(rang, naf=naf) for rang in range(nombre)))
        with CaptureQueriesContext(connection) as requetes:
            importer(chemin, "--appliquer")
        return len(requetes)

    importer(fichier(*(ligne(rang, naf="0000Z") for rang in range(300))), "--appliquer")

    assert requetes(1) == requetes(300)


def test_the_real_file_gives_the_report_that_its_readers_expect():
    if not FICHIER_REEL.exists():
        pytest.skip("le fichier réel des structures n’est pas à côté du projet")

    premier = importer(FICHIER_REEL, "--appliquer")
    second = importer(FICHIER_REEL, "--appliquer")

    assert [mot for mot in premier if "coordonnées" in mot or "rejetée —" in mot] == [
        "ligne 21 : à vérifier — COM DE ROULLENS : sans coordonnées",
        "ligne 29 : à vérifier — COM D'ALET LES BAINS : sans coordonnées",
        "ligne 59 : rejetée — SIRET faux, sa clé de contrôle ne tombe pas juste : 50010961600027",
    ]
    assert premier[-1] == "172 ajoutées, 0 modifiée, 0 inchangée, 1 rejetée"
    assert second[-1] == "0 ajoutée, 0 modifiée, 172 inchangées, 1 rejetée"
    assert second[:-1] == premier[:-1]


def test_a_structure_without_a_sector_gets_the_one_of_its_naf_code_and_is_found_by_it(fichier):
    importer(fichier(ligne(1, naf="8130Z"), ligne(2, naf="")), "--appliquer")

    resultat = chercher(Criteres(filtres={"filiere": ["espaces_verts"]}))
    assert [trouvee.structure.siret for trouvee in resultat.trouvees] == [siret(1)]
    assert chercher(Criteres("jardins")).total == 2


def test_a_sector_that_somebody_chose_stays(fichier):
    chemin = fichier(ligne(1, naf="8130Z"))
    importer(chemin, "--appliquer")
    structure = Structure.objects.get()
    structure.filieres.set(["formation"])

    importer(chemin, "--appliquer")

    assert [filiere.pk for filiere in structure.filieres.all()] == ["formation"]


def test_a_second_import_leaves_sectors_and_search_as_they_are(fichier):
    chemin = fichier(ligne(1), ligne(2, latitude="", longitude=""))
    importer(chemin, "--appliquer")
    avant = lignes_de_recherche()

    importer(chemin, "--appliquer")

    assert lignes_de_recherche() == avant


def lignes_de_recherche() -> list[list[tuple[object, ...]]]:
    modeles = (Mot, Facette, Repere, Structure.filieres.through)
    return [list(modele._default_manager.order_by("pk").values_list()) for modele in modeles]


def test_the_longest_beginning_of_a_naf_code_wins():
    debuts = {"88": "action_sociale", "8810A": "services_personne"}

    suggerees = [filiere_suggeree(code, debuts) for code in ("8810A", "8810C", "99", "")]

    assert suggerees == ["services_personne", "action_sociale", "", ""]
