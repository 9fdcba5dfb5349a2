"""Names that a careless rule would refuse: they register, and their badges open the door."""

import pytest

from salon.models import Badge, Participant
from tests.appels import EDITION
from tests.test_parcours import lire_qr

NOMS = [
    "O'Brien-Đặng",
    "N'Guessan",
    "Ng",
    "X",
    "Null",
    "True",
    "Zoë Müller-Lüdenscheidt",
    "مريم العلوي",
    "李小龙",
    "Jean-François de La Rochefoucauld d'Enville",
    "L’Hôte",
    "<b>Gras</b>",
    "=HYPERLINK(1)",
    "{{7*7}}",
    "Élodie " + "de " * 30 + "X",
]
STRUCTURES = ["R&D <3D>", "50 % & Cie", "", "Société Coopérative d’Intérêt Collectif " + "x" * 60]
ADRESSES = [
    "prenom+salon@sous.domaine.example.fr",
    "ana@münchen.example",
    "O'Brien@example.fr",
    "A.B@EXAMPLE.FR",
]


def inscrire(anonyme, **champs):
    corps = {"nom": "Sol", "courriel": "ana@sol.example"} | champs
    return anonyme.poster(f"{EDITION}/visiteurs", corps)


@pytest.mark.parametrize("nom", NOMS)
def test_a_name_is_accepted_and_printed_on_a_badge_that_opens_the_door(
    anonyme, scanner, ouvriers, mailoutbox, nom
):
    reponse = inscrire(anonyme, nom=nom)
    ouvriers()

    assert (reponse.status_code, Participant.objects.get().nom) == (202, nom)
    codes = lire_qr(mailoutbox[0].attachments[0].content)
    assert codes == [Badge.objects.get().code]
    assert scanner(codes[0]).json()["participant"]["nom"] == nom


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_name_of_a_structure_is_accepted_and_printed(
    anonyme, scanner, ouvriers, mailoutbox, structure
):
    inscrire(anonyme, organisation=structure)
    ouvriers()

    [code] = lire_qr(mailoutbox[0].attachments[0].content)
    assert scanner(code).json()["participant"]["structure"] == structure


@pytest.mark.parametrize("adresse", ADRESSES)
def test_an_address_is_accepted(anonyme, edition, adresse):
    reponse = inscrire(anonyme, courriel=adresse)

    assert reponse.status_code == 202
    assert Participant.objects.get().courriel.casefold() == adresse.casefold()


def test_the_same_name_may_come_twice(anonyme, edition):
    statuts = [
        inscrire(anonyme, courriel=f"sol{rang}@sol.example").status_code for rang in range(2)
    ]

    assert (statuts, Participant.objects.count()) == ([202, 202], 2)


def test_spaces_pasted_around_a_name_fall_off(anonyme, edition):
    inscrire(anonyme, nom="  Sol \n", prenom="\tAna ")

    assert str(Participant.objects.get()) == "Ana Sol"


@pytest.mark.parametrize("lettres", ["e\u0301", "é"])
def test_a_name_is_stored_in_one_form_whatever_the_keyboard(anonyme, edition, lettres):
    inscrire(anonyme, nom=f"Andr{lettres}")

    assert Participant.objects.get().nom == "André"


@pytest.mark.parametrize("lieu", [("34200", "Sète"), ("2A004", "Ajaccio CEDEX 1"), ("", "")])
def test_a_postcode_of_corsica_and_a_business_post_office_are_accepted(anonyme, edition, lieu):
    code_postal, commune = lieu
    structure = {
        "siret": "999 000 003 00015",
        "nom": "R&D <3D>",
        "code_postal": code_postal,
        "commune": commune,
    }
    equipe = [{"nom": "Ng", "courriel": "ng@rd.example"}]

    reponse = anonyme.poster(f"{EDITION}/exposants", {"structure": structure, "equipe": equipe})

    assert reponse.status_code == 201


@pytest.mark.parametrize(
    "champs",
    [
        {"nom": "\u200b\u202e"},
        {"nom": "   "},
        {"nom": "x" * 101},
        {"nom": "e" + "\u0301" * 99},
        {"courriel": "a@b"},
        {"courriel": "a b@c.fr"},
        {"courriel": "a@b@c.fr"},
        {"courriel": "a@b.fr."},
        {"courriel": "a@localhost"},
        {"courriel": "a@[127.0.0.1]"},
        {"courriel": '"a b"@c.fr'},
        {"courriel": "a@b.fr,c@d.fr"},
        {"courriel": "Ana <a@b.fr>"},
        {"courriel": "x" * 300 + "@b.fr"},
    ],
    ids=lambda champs: f"{champs!r:.40}",
)
def test_a_name_that_shows_nothing_or_an_address_that_receives_nothing_is_refused(
    anonyme, edition, champs
):
    reponse = inscrire(anonyme, **champs)

    assert (reponse.status_code, [reponse.json()["champ"]]) == (422, list(champs))
    assert Participant.objects.count() == 0
