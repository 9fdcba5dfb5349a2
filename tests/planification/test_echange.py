"""Exchange files: what is read, what is refused and why, and the command line."""

import json
import subprocess
import sys

import pytest

from salon.rdv.planification.__main__ import main
from salon.rdv.planification.champs import FichierInvalide
from salon.rdv.planification.echange import ecrire_horaire, lire_horaire, lire_instance

from .outils import fichier


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"format": "b2b-2"}, "champ « format » : « b2b-1 » est attendu."),
        ({"slots": True}, "champ « slots » : True n’est pas un entier de 0 à 1000."),
        ({"capacity": [1, 2]}, "champ « capacity » : 2 valeurs au lieu de 3."),
        ({"capacity": -1}, "champ « capacity » : -1 n’est pas un entier de 0 à 100000."),
        ({"meetings": [[0, 4]]}, "champ « meetings[0][1] » : 4 n’est pas un entier de 0 à 3."),
        ({"meetings": [[1, 1]]}, "champ « meetings[0] » : 1 est opposé à lui-même."),
        ({"meetings": None}, "champ « meetings » : une liste est attendue."),
        ({"fixed": {"3": 0}}, "champ « fixed.3 » : numéro de 0 à 2 attendu."),
        ({"fixed": {"01": 0}}, "champ « fixed.01 » : numéro de 0 à 2 attendu."),
        ({"forbidden": {"0": [3]}}, "champ « forbidden.0 » : 3 n’est pas un entier de 0 à 2."),
        (
            {"precedences": [[0, 1], [1, 2], [2, 0]]},
            "champ « precedences » : le rendez-vous 0 devrait avoir lieu avant lui-même.",
        ),
        (
            {"sessions": [0, 0, 1], "fixed": {"0": 2}, "meeting_session": {"0": 0}},
            "champ « fixed.0 » : le rendez-vous 0 est fixé dans la session 1, "
            "mais « meeting_session » l’impose dans la session 0.",
        ),
    ],
)
def test_a_wrong_or_contradictory_field_is_named(tmp_path, champs, message):
    chemin = fichier(tmp_path, **champs)

    with pytest.raises(FichierInvalide) as refus:
        lire_instance(chemin)

    assert str(refus.value) == message


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b'{\n"format": ', "ligne 2, colonne 11 : ce n’est pas du JSON."),
        (b"[]", "ligne 1 : un objet JSON { … } est attendu."),
        (b'{"a": 1, "a": 2}', "champ « a » : il est écrit deux fois."),
        (b'"\xff"', "octet 1 : le texte n’est pas en UTF-8."),
        (b"[" * 100_000, "trop de niveaux, ou un nombre démesuré."),
        (b"9" * 5_000, "trop de niveaux, ou un nombre démesuré."),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(tmp_path, octets, message):
    chemin = tmp_path / "instance.json"
    chemin.write_bytes(octets)

    with pytest.raises(FichierInvalide) as refus:
        lire_instance(chemin)

    assert str(refus.value) == message


def test_a_timetable_comes_back_as_it_was_written(tmp_path):
    instance = lire_instance(fichier(tmp_path))

    ecrire_horaire(tmp_path / "horaire.json", instance, [0, 0, None])

    assert lire_horaire(tmp_path / "horaire.json", instance) == [0, 0, None]
    assert json.loads((tmp_path / "horaire.json").read_text())["location"] == [0, 1, None]


def test_the_command_schedules_proves_and_writes(tmp_path, capsys):
    sortie = tmp_path / "horaire.json"

    code = main([str(fichier(tmp_path)), "--secondes", "5", "--sortie", str(sortie), "--prouver"])

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "petite : 3 rendez-vous, 3 créneaux.",
        "Bornes : au moins 0 écartés, 0 pauses.",
        "Preuve : aucun horaire complet n’a moins de pauses (au moins 0 pauses).",
        "Horaire : 0 rendez-vous écartés, 0 pauses.",
    ]
    assert None not in json.loads(sortie.read_text())["slot"]


def test_the_command_writes_nothing_for_a_wrong_file(tmp_path, capsys):
    chemin = fichier(tmp_path, slots=-3)

    code = main([str(chemin), "--sortie", str(tmp_path / "horaire.json")])

    assert code == 2
    assert capsys.readouterr().err == (
        f"{chemin} : champ « slots » : -3 n’est pas un entier de 0 à 1000.\n"
    )
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["instance.json"]


@pytest.mark.parametrize("secondes", ["-1", "0", "nan", "inf", "vite"])
def test_the_command_refuses_a_time_that_is_none(tmp_path, secondes):
    with pytest.raises(SystemExit) as fin:
        main([str(fichier(tmp_path)), "--secondes", secondes])

    assert fin.value.code == 2


def test_the_package_knows_nothing_of_django():
    programme = (
        "import sys, salon.rdv.planification.__main__, salon.rdv.planification.replanification\n"
        "print([nom for nom in sys.modules if nom.split('.')[0] in ('django', 'celery')])"
    )

    fini = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, check=True
    )

    assert fini.stdout == "[]\n"
