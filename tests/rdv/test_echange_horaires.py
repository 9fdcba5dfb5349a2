"""The timetable's problem leaves as a file without names, and an answer comes back as a draft."""

import json

import pytest
from django.core.management import CommandError, call_command

from salon.rdv.models import Indisponibilite, Planification
from salon.rdv.planification.echange import instance_de
from salon.rdv.reservations import Place
from salon.rdv.services import deplacer_rdv
from tests.mesures import lignes_en_base

from .salle import convention


@pytest.fixture
def exporter(tmp_path):
    """Export the edition and return the content of the file."""

    def ecrire() -> dict:
        fichier = tmp_path / "instance.json"
        call_command("exporter_rdv", fichier, skip_checks=True)
        return json.loads(fichier.read_text(encoding="utf-8"))

    return ecrire


@pytest.fixture
def importer(tmp_path, exporter):
    """Import a timetable; anything not said is that of the edition as it is."""

    def lire(slots, **champs) -> None:
        solution = {"format": "b2b-solution-1", "instance": exporter()["name"], "slot": slots}
        ecrire(json.dumps(solution | champs, indent=1))

    def ecrire(texte: str) -> None:
        fichier = tmp_path / "horaire.json"
        fichier.write_text(texte, encoding="utf-8")
        call_command("importer_planning", fichier, skip_checks=True)

    lire.texte = ecrire
    return lire


def test_the_file_says_the_problem_and_no_name(edition, exporter):
    convention(edition, hotes=2, visiteurs=2)

    contenu = exporter()

    assert (contenu["participants"], contenu["slots"], len(contenu["meetings"])) == (4, 6, 4)
    assert contenu["sessions"] == [0, 0, 0, 1, 1, 1]
    assert "Hôte" not in json.dumps(contenu, ensure_ascii=False)


def test_the_file_says_absences_and_what_is_published(edition, exporter):
    rdvs = convention(edition, hotes=1, visiteurs=2)
    deplacer_rdv(rdv=rdvs[0], place=Place(edition.creneaux.all()[2], table=edition.tables.first()))
    Indisponibilite.objects.create(participant=rdvs[1].demandeur, creneau=edition.creneaux.first())

    instance = instance_de(exporter())

    assert instance.domaines == ((2,), (1, 2, 3, 4, 5))
    assert instance.verrous == {0}


def test_a_timetable_comes_back_as_a_draft(edition, importer):
    convention(edition, hotes=2, visiteurs=2)

    importer([0, 1, 1, None])

    run = Planification.objects.get()
    assert (run.etat, run.laisses, run.mesures["titre"]) == (
        "finie",
        1,
        "importé de horaire.json",
    )
    creneaux = list(edition.creneaux.all())
    assert list(run.placements.order_by("rdv").values_list("creneau", flat=True)) == [
        creneaux[0].pk,
        creneaux[1].pk,
        creneaux[1].pk,
        None,
    ]


@pytest.mark.parametrize(
    ("slots", "champs", "message"),
    [
        ([0, 1, 1], {}, "Ligne 4, champ « slot » : 3 valeurs au lieu de 4."),
        ([0, 1, 1, 6], {}, "Ligne 8, champ « slot[3] » : 6 n’est pas un entier de 0 à 5."),
        ([0, 1, 1, "0"], {}, "Ligne 8, champ « slot[3] » : '0' n’est pas un entier de 0 à 5."),
        (
            [0, 0, None, None],
            {},
            "Ligne 6, champ « slot[1] » : le participant 0 a déjà le rendez-vous 0 au créneau 0.",
        ),
        (
            [0, 1, 1, 0],
            {"format": "b2b-1"},
            "Ligne 2, champ « format » : « b2b-solution-1 » est attendu.",
        ),
        (
            [0, 1, 1, 0],
            {"instance": "ailleurs-12"},
            "Ligne 3, champ « instance » : cet horaire est celui de « ailleurs-12 ».",
        ),
    ],
)
def test_a_wrong_timetable_is_refused_with_its_line(edition, importer, slots, champs, message):
    convention(edition, hotes=2, visiteurs=2)
    avant = lignes_en_base()

    with pytest.raises(CommandError) as refus:
        importer(slots, **champs)

    assert (str(refus.value), refus.value.returncode) == (message, 2)
    assert lignes_en_base() == avant


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("{", "Ligne 1, colonne 2 : ce n’est pas du JSON"),
        ("[]", "Ligne 1 : un objet JSON { … } est attendu."),
        ("", "Ligne 1, colonne 1 : ce n’est pas du JSON"),
    ],
)
def test_what_is_no_timetable_is_refused(edition, importer, texte, message):
    convention(edition)

    with pytest.raises(CommandError) as refus:
        importer.texte(texte)

    assert str(refus.value).startswith(message)
    assert (refus.value.returncode, Planification.objects.count()) == (2, 0)


def test_a_shut_slot_and_a_full_one_are_told(edition, importer):
    rdvs = convention(edition, hotes=2, visiteurs=2, tables=1)
    Indisponibilite.objects.create(participant=rdvs[3].demandeur, creneau=edition.creneaux.all()[1])

    with pytest.raises(CommandError) as refus:
        importer([0, 1, 2, 0])

    assert str(refus.value) == (
        "Ligne 6, champ « slot[1] » : le créneau 1 est fermé à ce rendez-vous. "
        "Ligne 8, champ « slot[3] » : plus de rendez-vous que de places au créneau 0."
    )


def test_the_answer_to_an_older_problem_is_refused(edition, importer, exporter):
    rdvs = convention(edition)
    ancien = exporter()["name"]
    rdvs[0].delete()

    with pytest.raises(CommandError, match="cet horaire est celui de"):
        importer([0, 1, 1], instance=ancien)


@pytest.mark.parametrize("commande", ["exporter_rdv", "importer_planning"])
def test_an_unknown_edition_is_refused(edition, tmp_path, commande):
    with pytest.raises(CommandError) as refus:
        call_command(commande, tmp_path / "x.json", "--edition=perdue", skip_checks=True)

    assert (str(refus.value), refus.value.returncode) == ("Aucune édition « perdue ».", 2)


def test_a_file_that_is_not_there_is_refused(edition, tmp_path):
    with pytest.raises(CommandError, match="Le fichier ne s’ouvre pas"):
        call_command("importer_planning", tmp_path / "rien.json", skip_checks=True)
