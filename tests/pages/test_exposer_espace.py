"""The space of an exhibitor: seen by its own team only, and all that it does."""

import json

import pytest
from django.test import Client

from salon.acces import lien_participant
from salon.exposants.equipe import ajouter_equipier
from salon.exposants.models import Exposant
from salon.exposants.services import valider_exposant
from salon.models import Participant

ESPACE = "/moi/exposant/"
PAGES = ["", "page/", "apercu/", "equipe/", "logo/", "retrait/"]
VIDES = {
    f"{liste}-{compte}": "0"
    for liste in ("offres", "besoins")
    for compte in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def chez_eux(client, exposant, settings) -> Client:
    """The browser of the bakery."""
    settings.BASE_URL = ""
    client.post(lien_participant(exposant.equipe.get()))
    return client


@pytest.mark.parametrize("fin", PAGES)
def test_every_page_of_the_space_opens_for_the_team_and_for_nobody_else(chez_eux, acheteuse, fin):
    visiteuse = Client()
    visiteuse.post(lien_participant(acheteuse))

    dedans = chez_eux.get(ESPACE + fin)

    assert dedans.status_code == 200
    assert "style=" not in dedans.content.decode()
    assert {navigateur.get(ESPACE + fin).status_code for navigateur in (Client(), visiteuse)} <= {
        302,
        404,
    }


@pytest.mark.parametrize(
    ("etat", "mots"),
    [
        ("brouillon", "Continuer mon dossier"),
        ("soumis", "L’organisateur l’examine"),
        ("attente", "Tous les stands sont pris"),
        ("valide", "Votre page est publique"),
        ("refuse", "Hors du périmètre"),
        ("retire", "n’ouvrent plus les portes"),
    ],
)
def test_the_state_of_a_file_is_told_in_plain_words(chez_eux, etat, mots):
    motif = "Hors du périmètre" if etat == "refuse" else ""
    Exposant.objects.update(etat=etat, motif_refus=motif)

    assert mots in chez_eux.get(ESPACE).content.decode()


def test_the_home_of_the_space_asks_as_much_for_three_colleagues_as_for_one(
    chez_eux, exposant, django_assert_max_num_queries
):
    for rang in range(3):
        membre = Participant(nom=f"X{rang}", courriel=f"x{rang}@pain.example")
        ajouter_equipier(exposant=exposant, membre=membre)

    with django_assert_max_num_queries(18):
        chez_eux.get(ESPACE)
    with django_assert_max_num_queries(10):
        chez_eux.get(f"{ESPACE}equipe/")


def test_the_page_is_edited_then_previewed(chez_eux):
    page = {**VIDES, "description": "Du <b>pain</b>.", "offres-TOTAL_FORMS": "1"}

    reponse = chez_eux.post(f"{ESPACE}page/", {**page, "offres-0-intitule": "Pain complet"})

    apercu = chez_eux.get(reponse.url).content.decode()
    assert reponse.url == f"{ESPACE}apercu/"
    assert ("Du &lt;b&gt;pain&lt;/b&gt;." in apercu, "Pain complet" in apercu) == (True, True)


def test_a_line_is_deleted(chez_eux, exposant):
    une = {**VIDES, "offres-TOTAL_FORMS": "1", "offres-0-intitule": "Pain"}
    chez_eux.post(f"{ESPACE}page/", une)

    chez_eux.post(f"{ESPACE}page/", {**une, "offres-INITIAL_FORMS": "1", "offres-0-DELETE": "on"})

    exposant.refresh_from_db()
    assert exposant.page["offres"] == []


def test_the_badges_of_a_team_come_in_one_document(chez_eux, exposant, ouvriers):
    ajouter_equipier(exposant=exposant, membre=Participant(nom="Roux", courriel="r@pain.example"))
    avant = chez_eux.get(f"{ESPACE}badges.pdf").status_code
    valider_exposant(exposant=exposant)
    ouvriers()

    reponse = chez_eux.get(f"{ESPACE}badges.pdf")

    assert (avant, reponse.content[:5]) == (404, b"%PDF-")
    assert reponse.content.count(b"/Type /Page\n") == 2


def test_only_the_contact_withdraws_and_answers_requests(chez_eux, exposant):
    exposant.equipe.update(responsable=False)

    statuts = [
        chez_eux.post(f"{ESPACE}retrait/").status_code,
        chez_eux.post(f"{ESPACE}demandes/1/", {"action": "accepter"}).status_code,
    ]

    assert (statuts, Exposant.objects.get().etat) == ([404, 404], "soumis")


def test_the_contact_withdraws(chez_eux):
    reponse = chez_eux.post(f"{ESPACE}retrait/")

    assert (reponse.url, Exposant.objects.get().etat) == (ESPACE, "retire")


def test_ones_own_data_are_handed_over_and_nobody_elses(chez_eux, exposant, acheteuse, ouvriers):
    valider_exposant(exposant=exposant)
    ouvriers()

    reponse = chez_eux.get("/moi/donnees.json")

    donnees = json.loads(reponse.content)
    assert reponse["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert (donnees["identite"]["nom"], donnees["exposant"]["etat"]) == ("Vidal", "valide")
    assert (len(donnees["badges"]), len(donnees["courriels"])) == (1, 3)
    assert acheteuse.courriel not in reponse.content.decode()
    assert Client().get("/moi/donnees.json").status_code == 404
