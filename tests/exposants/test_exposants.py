"""A structure asks to exhibit; an organiser answers."""

import pytest

from salon.annuaire.models import Structure
from salon.exposants.models import DemandeEquipe, Exposant
from salon.exposants.services import inscrire_exposant
from salon.models import Badge, Participant
from tests.appels import EDITION, en_erreur
from tests.mesures import lignes_en_base, ordres

DOSSIER = {
    "structure": {
        "siret": "999 000 003 00015",
        "nom": "La Table du Marché",
        "famille": "cooperative",
    },
    "equipe": [
        {"prenom": "Nour", "nom": "Haddad", "courriel": "chef@table.example"},
        {"prenom": "Eli", "nom": "Roux", "courriel": "salle@table.example"},
    ],
}
SIRETS = ("99900000300015", "99900000200017", "99900000100019")


def inscrire(appels, **champs):
    return appels.poster(f"{EDITION}/exposants", DOSSIER | champs)


def test_a_file_is_submitted_with_its_team_and_without_badges(anonyme, edition):
    reponse = inscrire(anonyme)

    exposant = Exposant.objects.get()
    assert (reponse.status_code, reponse.json()["etat"]) == (201, "soumis")
    assert list(exposant.equipe.values_list("nom", "categorie", "organisation")) == [
        ("Haddad", "exposant", "La Table du Marché"),
        ("Roux", "exposant", "La Table du Marché"),
    ]
    assert Badge.objects.count() == 0


def test_a_structure_of_the_directory_is_not_rewritten_by_a_stranger(anonyme, edition):
    Structure.objects.create(siret="99900000300015", nom="Nom déposé")

    inscrire(anonyme)

    assert Structure.objects.get().nom == "Nom déposé"


def test_a_structure_exhibits_once_in_an_edition(anonyme, edition):
    inscrire(anonyme)
    avant = lignes_en_base()
    equipe = [{"nom": "Autre", "courriel": "autre@table.example"}]

    reponse = inscrire(anonyme, equipe=equipe)

    assert en_erreur(reponse) == (409, "exposant_deja_inscrit")
    assert lignes_en_base() == avant


def test_a_place_for_an_address_that_is_taken_waits_for_its_owner_and_nobody_is_told(
    anonyme, acheteuse
):
    reponse = inscrire(anonyme, equipe=[{"nom": "Fabre", "courriel": acheteuse.courriel.upper()}])

    acheteuse.refresh_from_db()
    assert (reponse.status_code, acheteuse.exposant_id) == (201, None)
    assert DemandeEquipe.objects.get().courriel == acheteuse.courriel


@pytest.mark.parametrize("siret", ["9990000030001", "99900000300016", "FR12345678901", "x" * 14])
def test_a_wrong_siret_is_refused(anonyme, edition, siret):
    reponse = inscrire(anonyme, structure={"siret": siret, "nom": "La Table"})

    assert en_erreur(reponse) == (422, "invalide")
    assert reponse.json()["message"] == "SIRET invalide (14 chiffres)."


def test_a_validated_exhibitor_has_its_badges_and_its_page(anonyme, comme_organisateur, exposant):
    reponse = comme_organisateur.poster(f"{EDITION}/exposants/{exposant.pk}/valider")

    publics = anonyme.lire(f"{EDITION}/exposants").json()["elements"]
    assert (reponse.status_code, reponse.json()["etat"]) == (200, "valide")
    assert Badge.objects.get().participant.exposant == exposant
    assert [vu["structure"]["nom"] for vu in publics] == ["Le Fournil Solidaire"]


def test_a_member_who_cancelled_receives_no_badge(comme_organisateur, exposant):
    Participant.objects.filter(exposant=exposant).update(annule_le=exposant.inscrit_le)

    comme_organisateur.poster(f"{EDITION}/exposants/{exposant.pk}/valider")

    assert Badge.objects.count() == 0


def test_a_refused_exhibitor_reads_why(comme_organisateur, comme, exposant):
    motif = "Le hall est complet. " * 20

    comme_organisateur.poster(f"{EDITION}/exposants/{exposant.pk}/refuser", {"motif": motif})

    dossier = comme(exposant.equipe.get()).lire(f"{EDITION}/exposants/{exposant.pk}").json()
    assert (dossier["etat"], dossier["motif_refus"]) == ("refuse", motif.strip())


@pytest.mark.parametrize("motif", ["", " ", "x" * 501])
def test_a_refusal_says_why_in_a_few_words(comme_organisateur, exposant, motif):
    adresse = f"{EDITION}/exposants/{exposant.pk}/refuser"

    reponse = comme_organisateur.poster(adresse, {"motif": motif})

    assert en_erreur(reponse) == (422, "invalide")
    assert reponse.json()["message"] in {"Ce champ est obligatoire.", "500 caractères maximum."}


@pytest.mark.parametrize("suite", ["valider", "refuser"])
def test_a_file_is_answered_once(comme_organisateur, exposant, suite):
    adresse = f"{EDITION}/exposants/{exposant.pk}"
    comme_organisateur.poster(f"{adresse}/valider")

    reponse = comme_organisateur.poster(f"{adresse}/{suite}", {"motif": "Complet"})

    assert en_erreur(reponse) == (409, "deja_traite")
    assert Badge.objects.count() == 1


def test_the_public_sees_validated_exhibitors_and_nothing_of_their_people(
    anonyme, comme_organisateur, exposant
):
    publics = anonyme.lire(f"{EDITION}/exposants", etat="soumis")
    siens = comme_organisateur.lire(f"{EDITION}/exposants", etat="soumis")

    assert publics.json()["elements"] == []
    assert set(siens.json()["elements"][0]) == {"id", "etat", "presentation", "structure"}


@pytest.fixture
def exposants(edition):
    return [
        inscrire_exposant(edition=edition, siret=siret, fiche={"nom": siret}, equipe=[])
        for siret in SIRETS
    ]


def test_a_list_is_read_page_by_page(comme_organisateur, exposants):
    pages, apres = [], 0
    while apres is not None:
        page = comme_organisateur.lire(f"{EDITION}/exposants", apres=apres, limite=2).json()
        pages.append([element["id"] for element in page["elements"]])
        apres = page["suite"]

    assert pages == [[exposants[0].pk, exposants[1].pk], [exposants[2].pk]]


@pytest.mark.parametrize("limite", [1, 3])
def test_listing_costs_the_same_for_one_and_for_three(comme_organisateur, exposants, limite):
    with ordres() as lus:
        reponse = comme_organisateur.lire(f"{EDITION}/exposants", limite=limite)

    assert len(reponse.json()["elements"]) == limite
    assert len(lus) == 4


@pytest.mark.parametrize("membres", [1, 3])
def test_a_file_costs_the_same_with_one_member_and_with_three(
    comme_organisateur, exposant, nouveau_participant, membres
):
    for _ in range(membres - 1):
        nouveau_participant(exposant=exposant)

    with ordres() as lus:
        reponse = comme_organisateur.lire(f"{EDITION}/exposants/{exposant.pk}")

    assert len(reponse.json()["equipe"]) == membres
    assert len(lus) == 4
