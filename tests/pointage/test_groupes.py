"""The list of a group: pasted from anywhere, read line by line, with what is wrong said in French."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from salon.erreurs import Invalide
from salon.pointage.groupes import en_texte, lire_groupe
from salon.pointage.schemas import GROUPE_MAX


def lire(texte, encodage="utf-8"):
    return lire_groupe(BytesIO(texte.encode(encodage)))


def gens(lignes):
    return [(m.prenom, m.nom, m.fonction, m.courriel) for m in (li.membre for li in lignes) if m]


ANA = ("Ana", "Sol", "Élève", "ana@sol.example")


@pytest.mark.parametrize(
    "texte",
    [
        "Ana;Sol;Élève;ana@sol.example",
        "Ana\tSol\tÉlève\tana@sol.example",
        "Ana,Sol,Élève,ana@sol.example",
        "Prénom;Nom;Fonction;Courriel\nAna;Sol;Élève;ana@sol.example",
        "E-mail;NOM ;Prénom;Poste\nana@sol.example;Sol;Ana;Élève",
        "\ufeffprenom;nom;fonction;courriel\r\nAna;Sol;Élève;ana@sol.example\r\n\r\n",
        '"Ana";" Sol ";"Élève";ana@sol.example;;',
    ],
)
def test_a_list_is_read_however_it_was_made(texte):
    assert gens(lire(texte)) == [ANA]


def test_a_file_of_an_old_spreadsheet_is_read():
    assert gens(lire("Zoé;Lemaître", "cp1252")) == [("Zoé", "Lemaître", "", None)]


def test_a_workbook_is_read():
    classeur, flux = Workbook(), BytesIO()
    for ligne in (["Nom", "Prénom"], ["Sol", "Ana"]):
        classeur.active.append(ligne)
    classeur.save(flux)
    flux.seek(0)

    assert gens(lire_groupe(flux)) == [("Ana", "Sol", "", None)]


def test_a_line_with_one_name_is_a_name():
    assert gens(lire("Ana Sol\nAli Azur")) == [
        ("", "Ana Sol", "", None),
        ("", "Ali Azur", "", None),
    ]


@pytest.mark.parametrize(
    ("ligne", "erreur"),
    [
        ("Ana;", "Nom : Ce champ est obligatoire."),
        ("Ana;Sol;;a@b", "Adresse e-mail : Adresse e-mail invalide."),
        ("Ana;" + "x" * 101, "Nom : 100 caractères maximum."),
        ("Ana;\u200b", "Nom : Ce champ est vide."),
        ("Ana;Sol;;ana@sol.example;34000", "Trop de colonnes."),
        ("Ana;Sol;;B@sol.example", "Même adresse e-mail que la ligne 1."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(ligne, erreur):
    lues = lire(f"Bob;Azur;;b@sol.example\n{ligne}\nLou;Vert")

    assert [(lue.numero, lue.erreur) for lue in lues] == [(1, ""), (2, erreur), (3, "")]


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("", "Ce fichier est vide."),
        ("prenom;nom\n", "La liste est vide."),
        ("Ana;Sol\n" * (GROUPE_MAX + 1), f"{GROUPE_MAX} personnes au plus par groupe."),
        ('Ana;"Sol\n', "Ligne 1 : guillemets mal fermés."),
    ],
)
def test_a_list_that_cannot_be_one_is_refused(texte, message):
    with pytest.raises(Invalide) as refus:
        lire(texte)

    assert refus.value.message == message


def test_what_was_read_may_be_pasted_again():
    lues = lire("Ana;Sol;Élève;ana@sol.example\nLou;;;x")

    assert (
        en_texte(lues) == "prenom;nom;fonction;courriel\nAna;Sol;Élève;ana@sol.example\nLou;;;x\n"
    )
    assert [(lue.cellules, lue.erreur) for lue in lire(en_texte(lues))] == [
        (lue.cellules, lue.erreur) for lue in lues
    ]
