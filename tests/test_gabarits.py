"""The words of the e-mails: fixed words in braces, refused with their place when they are wrong."""

import inspect
import re

import pytest

from salon import courriels, courriels_agendas
from salon.gabarits.marqueurs import GabaritInvalide, paragraphes, remplir, verifier
from salon.gabarits.textes import GABARITS


@pytest.mark.parametrize(("code", "gabarit"), GABARITS.items())
def test_our_own_words_would_be_accepted_from_an_organiser(code, gabarit):
    verifier(gabarit.sujet, gabarit.marqueurs, champ="sujet")
    verifier(gabarit.corps, gabarit.marqueurs, champ="corps")


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("Bonjour {prenon}", "Marqueur inconnu : {prenon} (ligne 1, caractère 9)."),
        ("Bonjour\n{prenom", "Accolade sans sa moitié (ligne 2, caractère 1)."),
        ("Bonjour prenom}", "Accolade sans sa moitié (ligne 1, caractère 15)."),
        ("{{7*7}}", "Accolade sans sa moitié (ligne 1, caractère 1)."),
        ("{% now %}", "Accolade sans sa moitié (ligne 1, caractère 1)."),
        ("{0.__class__}", "Accolade sans sa moitié (ligne 1, caractère 1)."),
        ("{}", "Accolade sans sa moitié (ligne 1, caractère 1)."),
    ],
)
def test_a_wrong_word_in_braces_is_refused_with_its_place(texte, message):
    with pytest.raises(GabaritInvalide) as refus:
        verifier(texte, ["prenom"], champ="corps")

    assert refus.value.message.split(" Marqueurs")[0] == message
    assert refus.value.champ == "corps"


@pytest.mark.parametrize("texte", ["{{7*7}}", "{% now 'Y' %}", "{0.__class__}", "%s%s%n", "${x}"])
def test_what_looks_like_a_template_is_literal(texte):
    assert remplir(texte, {"prenom": "Nour"}) == texte


def test_braces_in_a_value_are_not_read_again():
    assert remplir("Bonjour {prenom}", {"prenom": "{nom}", "nom": "Haddad"}) == "Bonjour {nom}"


def test_a_paragraph_whose_words_are_all_empty_is_left_out():
    corps = "{autre} souhaite vous voir.\r\n\r\nSon message : « {message} »\n\nÀ bientôt"

    assert paragraphes(corps, {"autre": "Claire", "message": ""}) == [
        "Claire souhaite vous voir.",
        "À bientôt",
    ]


def test_every_kind_of_email_can_be_reworded():
    source = "".join(inspect.getsource(module) for module in (courriels, courriels_agendas))

    nommes = set(re.findall(r'selon_gabarit\(\s*"(\w+)"', source))
    assert nommes | set(courriels_agendas.GABARIT_DE.values()) == set(GABARITS)
