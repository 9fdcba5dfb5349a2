"""Visitors: one registers, a group does; nobody learns who is there already."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from salon.debit import Plafond
from salon.journal.models import Courriel
from salon.models import Badge, Participant
from salon.pointage.schemas import GROUPE_MAX
from tests.appels import EDITION, en_erreur
from tests.test_parcours import lire_qr

VISITEURS, GROUPE = f"{EDITION}/visiteurs", f"{EDITION}/visiteurs/groupe"
ANA = {"prenom": "Ana", "nom": "Sol", "courriel": "ana@sol.example", "organisation": "Sol & Cie"}
CLASSE = {
    "groupe": "Lycée des Garrigues, BTS 1",
    "contact": {"nom": "Roux", "courriel": "roux@lycee.example", "organisation": "Lycée"},
    "membres": [
        {"prenom": "Nina", "nom": "Blanc"},
        {"prenom": "Ali", "nom": "Azur", "fonction": "Délégué"},
        {"prenom": "Lou", "nom": "Vert", "courriel": "lou@lycee.example"},
    ],
}


@pytest.fixture
def fermee(edition):
    edition.inscriptions_ouvertes = False
    edition.save()


def envoyes(sujet):
    return Courriel.objects.filter(sujet__contains=sujet).values_list("a", flat=True)


def pages(pdf):
    return [
        lu.text
        for page in pypdfium2.PdfDocument(pdf)
        for lu in zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil())
    ]


def test_a_visitor_receives_a_badge_as_a_document_and_as_a_picture(
    anonyme, edition, ouvriers, mailoutbox
):
    reponse = anonyme.poster(VISITEURS, ANA)
    ouvriers()

    pdf, png = mailoutbox[0].attachments
    code = Badge.objects.get().code
    image = Image.open(BytesIO(png.content)).convert("RGB")
    assert (reponse.status_code, reponse.content) == (202, b"")
    assert [(pdf.mimetype, lire_qr(pdf.content)), (png.mimetype, _lus(image))] == [
        ("application/pdf", [code]),
        ("image/png", [code]),
    ]


def _lus(image):
    return [lu.text for lu in zxingcpp.read_barcodes(image)]


def test_the_version_of_the_information_that_was_read_is_kept(anonyme, edition):
    edition.notice_version = 3
    edition.save()
    anonyme.poster(VISITEURS, ANA | {"consentement": True})

    lue = Participant.objects.get()
    assert (lue.consenti_version, lue.consenti_le is not None) == (3, True)


def test_nobody_consents_without_saying_so(anonyme, edition):
    anonyme.poster(VISITEURS, ANA)

    lue = Participant.objects.get()
    assert (lue.consenti_version, lue.consenti_le) == (None, None)


@pytest.mark.parametrize("adresse", ["achats@village.example", "ACHATS@Village.example"])
def test_an_address_that_is_registered_gets_the_same_answer_and_its_owner_a_link(
    anonyme, acheteuse, ouvriers, mailoutbox, adresse
):
    nouvelle = anonyme.poster(VISITEURS, ANA)
    connue = anonyme.poster(VISITEURS, ANA | {"courriel": adresse, "nom": "Autre"})
    ouvriers()

    acheteuse.refresh_from_db()
    assert (connue.status_code, connue.content) == (nouvelle.status_code, nouvelle.content)
    assert (acheteuse.nom, Participant.objects.count()) == ("Fabre", 2)
    [rappel] = [mail for mail in mailoutbox if mail.to == ["achats@village.example"]]
    assert (rappel.subject, rappel.attachments) == ("Coventis : vous êtes déjà inscrit", [])


def test_an_address_that_is_given_a_thousand_times_receives_three_letters(
    anonyme, acheteuse, ouvriers
):
    for _ in range(20):
        reponse = anonyme.poster(VISITEURS, ANA | {"courriel": acheteuse.courriel})
        assert reponse.status_code == 202
    ouvriers()

    assert list(envoyes("déjà inscrit")) == [acheteuse.courriel] * 3


def test_one_place_registers_so_many_people_an_hour(anonyme, edition, monkeypatch):
    plafond = "salon.pointage.api.INSCRIPTIONS_DU_RESEAU"
    monkeypatch.setattr(plafond, Plafond("essai", 1, timedelta(hours=1)))
    anonyme.poster(VISITEURS, ANA)
    reponse = anonyme.poster(VISITEURS, ANA | {"courriel": "bob@sol.example"})

    assert en_erreur(reponse) == (429, "trop_de_demandes")
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(("adresse", "corps"), [(VISITEURS, ANA), (GROUPE, CLASSE)])
def test_nobody_registers_once_the_doors_are_closed(anonyme, fermee, adresse, corps):
    assert en_erreur(anonyme.poster(adresse, corps)) == (409, "inscriptions_fermees")
    assert Participant.objects.count() == 0


def test_a_group_receives_in_one_document_the_badges_of_those_without_address(
    anonyme, edition, ouvriers, mailoutbox
):
    reponse = anonyme.poster(GROUPE, CLASSE)
    ouvriers()

    lettres = {(mail.to[0], len(mail.attachments)): mail for mail in mailoutbox}
    assert reponse.status_code == 202
    assert sorted(lettres) == [
        ("lou@lycee.example", 2),
        ("roux@lycee.example", 1),
        ("roux@lycee.example", 2),
    ]
    codes = Badge.objects.filter(participant__courriel="").order_by("participant__nom")
    groupe = lettres["roux@lycee.example", 1].attachments[0]
    assert pages(groupe.content) == [badge.code for badge in codes]
    assert len(codes) == 2


def test_the_people_of_a_group_share_its_name_and_structure(anonyme, edition):
    anonyme.poster(GROUPE, CLASSE)

    vus = Participant.objects.values_list("groupe", "organisation", "categorie")
    assert list(vus) == [("Lycée des Garrigues, BTS 1", "Lycée", "visiteur")] * 4


def test_a_group_tells_nobody_who_is_registered_already(anonyme, edition, ouvriers):
    anonyme.poster(VISITEURS, ANA | {"courriel": "LOU@lycee.example"})
    reponse = anonyme.poster(GROUPE, CLASSE)
    ouvriers()

    assert (reponse.status_code, reponse.content) == (202, b"")
    assert list(envoyes("déjà inscrit")) == ["LOU@lycee.example"]
    assert Participant.objects.filter(courriel__iexact="lou@lycee.example").count() == 1


def test_a_contact_who_is_registered_already_receives_the_badges(anonyme, edition, ouvriers):
    anonyme.poster(VISITEURS, ANA | {"courriel": "roux@lycee.example"})
    anonyme.poster(GROUPE, CLASSE)
    ouvriers()

    assert list(envoyes("les badges de votre groupe")) == ["roux@lycee.example"]


def test_a_group_is_registered_in_as_many_statements_for_one_as_for_three(anonyme, edition):
    nombres = []
    for rang, total in enumerate((1, 3)):
        contact = CLASSE["contact"] | {"courriel": f"roux{rang}@lycee.example"}
        corps = CLASSE | {"contact": contact, "membres": [{"nom": "X"}] * total}
        with CaptureQueriesContext(connection) as requetes:
            anonyme.poster(GROUPE, corps)
        nombres.append(len(requetes))

    assert nombres[0] == nombres[1]


@pytest.mark.parametrize(
    ("membres", "champ"),
    [
        ([], "membres"),
        ([{"nom": "X"}] * (GROUPE_MAX + 1), "membres"),
        ([{"nom": "X"}, {"prenom": "Sans nom"}], "membres.1.nom"),
        ([{"nom": "X", "courriel": "a@b"}], "membres.0.courriel"),
        ([{"nom": "\u200b"}], "membres.0.nom"),
    ],
)
def test_a_group_with_one_bad_line_is_refused_as_a_whole(anonyme, edition, membres, champ):
    reponse = anonyme.poster(GROUPE, CLASSE | {"membres": membres})

    assert (en_erreur(reponse), reponse.json()["champ"]) == ((422, "invalide"), champ)
    assert Participant.objects.count() == 0


def test_two_people_of_a_group_with_one_address_are_refused(anonyme, edition):
    deux = [{"nom": "X", "courriel": "x@lycee.example"}] * 2

    assert en_erreur(anonyme.poster(GROUPE, CLASSE | {"membres": deux})) == (422, "invalide")
    assert Participant.objects.count() == 0


def test_an_address_answers_for_three_groups_an_hour(anonyme, edition):
    reponses = [anonyme.poster(GROUPE, CLASSE | {"membres": [{"nom": "X"}]}) for _ in range(4)]

    assert [reponse.status_code for reponse in reponses] == [202, 202, 202, 429]
