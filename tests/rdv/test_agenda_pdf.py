"""The agenda to print: whole, on as many pages as it needs, and nothing beyond the edge."""

from dataclasses import replace

import pypdfium2
import pytest

from badges.composition import lisser
from salon.rdv.agenda_pdf import HAUTEUR, LARGEUR, Feuille, Journee, Ligne, agenda_pdf, agendas_pdf

LONGS = [
    "Jean-François de La Rochefoucauld d’Enville " * 3,
    "Société coopérative d’intérêt collectif " * 5,
    "M" * 100,
    "Nguyễn Thị Ánh Ễ",
    "<b>R&D</b> (\\) Tj ET Q",
    "李小龙",
    "A",
]


def ligne(rang, **champs):
    valeurs = {
        "debut": f"{9 + rang // 3:02d}:{20 * (rang % 3):02d}",
        "fin": "jusqu’à l’heure",
        "qui": f"Éloïse N’Guessan {rang}",
        "structure": f"Coopérative n° {rang}",
        "lieu": f"Table {rang}",
    }
    return Ligne(**(valeurs | champs))


def feuille(*journees):
    return Feuille(
        titulaire="Claire Fabre",
        structure="Village des Garrigues",
        titre="Agenda définitif",
        edition="Coventis 2027",
        lieu_dates="Montpellier, 20 et 21 mai 2027",
        etabli="À jour le 13 mai 2027 à 17:05",
        journees=tuple(journees),
    )


@pytest.fixture
def trente():
    jours = ("Jeudi 20 mai 2027", "Vendredi 21 mai 2027")
    return feuille(*(Journee(jour, tuple(ligne(rang) for rang in range(15))) for jour in jours))


def textes(octets):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(octets)]


def test_thirty_meetings_are_all_printed_on_numbered_pages(trente):
    pages = textes(agenda_pdf(trente))

    tout = "\n".join(pages)
    assert [tout.count(f"Table {rang}\r\n") for rang in range(15)] == [2] * 15
    assert [f"Page {rang} sur {len(pages)}" in page for rang, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert pages[0].split("\r\n")[:5] == [
        "Coventis 2027",
        "Montpellier, 20 et 21 mai 2027",
        "Claire Fabre",
        "Village des Garrigues",
        "Agenda définitif · 30 rendez-vous",
    ]


def test_a_day_that_goes_on_overleaf_has_its_name_again(trente):
    pages = textes(agenda_pdf(trente))

    assert ["Jeudi 20 mai 2027 (suite)" in page for page in pages] == [False, True, False]


def test_no_day_is_named_at_the_foot_of_a_page():
    journees = [Journee(f"Jour {rang}", (ligne(1),)) for rang in range(20)]

    pages = textes(agenda_pdf(feuille(*journees)))

    assert [page.count("Jour ") for page in pages] == [page.count("Table 1") for page in pages]


def test_two_people_each_begin_a_page(trente):
    autre = replace(trente, titulaire="Nour Haddad")

    pages = textes(agendas_pdf([trente, autre]))

    assert [page.startswith("Coventis 2027") for page in pages] == [True, False, False] * 2
    assert ["Nour Haddad" in page for page in pages] == [False] * 3 + [True] * 3


@pytest.mark.parametrize("texte", LONGS)
def test_a_text_of_any_length_is_printed_whole_and_within_the_page(texte):
    longue = replace(
        feuille(
            Journee(
                "Jour", tuple(ligne(1, qui=texte, structure=texte, lieu=texte) for _ in range(9))
            )
        ),
        titulaire=texte,
        structure=texte,
    )

    document = pypdfium2.PdfDocument(agenda_pdf(longue))

    lu = "".join(page.get_textpage().get_text_range() for page in document)
    attendu = lisser(texte).replace(" ", "")
    assert "".join(lu.split()).count(attendu) >= 2 + 3 * 9
    for page in document:
        boites = [objet.get_bounds() for objet in page.get_objects()]
        assert min(boite[0] for boite in boites) >= 0
        assert max(boite[2] for boite in boites) <= LARGEUR + 0.1
        assert min(boite[1] for boite in boites) >= 0
        assert max(boite[3] for boite in boites) <= HAUTEUR + 0.1


def test_an_empty_agenda_says_so():
    assert "Aucun rendez-vous pour l’instant." in textes(agenda_pdf(feuille()))[0]


def test_the_same_agenda_is_the_same_bytes(trente):
    assert agenda_pdf(trente) == agenda_pdf(trente)


def test_no_agenda_is_no_document():
    with pytest.raises(ValueError, match="Aucun agenda"):
        agendas_pdf([])
