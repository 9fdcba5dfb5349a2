"""No public page holds an e-mail address or a phone number, wherever somebody wrote one."""

import pytest

from salon.annuaire.discretion import discret
from salon.annuaire.models import Besoin, Offre, Structure
from salon.exposants.models import Exposant
from salon.pages.templatetags.public import initiales, insecable

EDITION = "/editions/coventis/"
CANARI = "canari@secret.example"
TELEPHONE = "06 12 34 56 78"


def texte(client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize("page", ["/", EDITION, f"{EDITION}exposants/", "/annuaire/", "/besoins/"])
def test_no_list_holds_an_email_or_a_phone(client, fournil, page):
    _semer(fournil)

    contenu = texte(client, page)

    assert [graine for graine in (CANARI, "secret.example", TELEPHONE) if graine in contenu] == []


def test_no_structure_page_holds_an_email_or_a_phone(client, adresse, fournil):
    _semer(fournil)

    contenu = texte(client, adresse)

    assert [graine for graine in (CANARI, "secret.example", TELEPHONE) if graine in contenu] == []


def _semer(fournil: Exposant) -> None:
    """Write an address and a phone number wherever a person may write."""
    graine = f"Appelez le {TELEPHONE} ou {CANARI}"
    structure = fournil.structure
    Structure.objects.update(description=graine)
    Exposant.objects.update(presentation=graine)
    fournil.equipe.update(visible=True, courriel=CANARI)
    Offre.objects.update(intitule=f"Pain {CANARI}", description=graine, volume=TELEPHONE)
    Besoin.objects.create(structure=structure, intitule=graine, description=graine, volume=graine)


@pytest.mark.parametrize(
    "ecrit",
    [
        "Écrire à a.b+c@pain.example",
        "01 23 45 67 89",
        "+33 6 12 34 56 78",
        "0612345678",
        "a[at]b.fr",
    ],
)
def test_contact_details_are_hidden_in_texts(ecrit):
    assert "[coordonnées retirées]" in discret(ecrit)


@pytest.mark.parametrize(
    "ecrit", ["800 kilos par semaine", "SIRET 999 000 002 00017", "34700 Lodève"]
)
def test_other_numbers_stay_in_texts(ecrit):
    assert discret(ecrit) == ecrit


def test_double_signs_stay_with_their_words():
    assert insecable("Quoi : « rien » ; si !") == "Quoi\xa0: «\xa0rien\xa0»\xa0; si\xa0!"


@pytest.mark.parametrize(
    ("nom", "lettres"),
    [("La Bobine ardente", "BA"), ("L’Écluse", "É"), ("★", ""), ("ESAT 34", "E")],
)
def test_initials_leave_the_article_out(nom, lettres):
    assert initiales(nom) == lettres
