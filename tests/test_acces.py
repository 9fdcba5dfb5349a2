"""Who may do what: each kind of token at each door, and links that open once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from salon.acces import (
    enroler_appareil,
    jeton_organisateur,
    jeton_participant,
    lien_participant,
)
from salon.api import api
from salon.models import Appareil, Compte, Edition
from salon.pointage.models import Passage
from tests.appels import EDITION, PASSAGES, Appels

SCAN = {"scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}
# Nobody at a door for people, whatever they show.
INCONNUS = frozenset(
    {
        "anonyme",
        "annule",
        "lien",
        "ancien",
        "appareil",
        "appareil_ailleurs",
        "appareil_revoque",
    }
)
DE_L_EDITION = frozenset({"demandeur", "destinataire", "membre", "etranger"})
GENS = DE_L_EDITION | {"organisateur", "organisateur_ailleurs", "visiteur_ailleurs"}
TOUS = INCONNUS | GENS
APPAREILS = frozenset({"appareil", "appareil_ailleurs"})
PARTIES = frozenset({"organisateur", "demandeur", "destinataire"})
ORGANISATEUR = frozenset({"organisateur"})

POLITIQUE = {
    ("GET", "/editions/{edition}"): TOUS,
    ("POST", "/editions/{edition}/lien"): TOUS,
    ("POST", "/acces"): TOUS,
    ("POST", "/editions/{edition}/visiteurs"): TOUS,
    ("POST", "/editions/{edition}/exposants"): TOUS,
    ("GET", "/editions/{edition}/exposants"): TOUS,
    ("GET", "/editions/{edition}/creneaux"): TOUS,
    ("GET", "/editions/{edition}/tables"): TOUS,
    ("GET", "/editions/{edition}/rdv"): GENS,
    ("POST", "/editions/{edition}/rdv"): DE_L_EDITION,
    ("GET", "/editions/{edition}/rdv/{rdv_id}"): PARTIES,
    ("POST", "/editions/{edition}/rdv/{rdv_id}/accepter"): PARTIES - {"demandeur"},
    ("POST", "/editions/{edition}/rdv/{rdv_id}/refuser"): PARTIES - {"demandeur"},
    ("POST", "/editions/{edition}/rdv/{rdv_id}/annuler"): PARTIES,
    ("POST", "/editions/{edition}/rdv/{rdv_id}/tenir"): PARTIES,
    ("GET", "/editions/{edition}/participants"): ORGANISATEUR,
    ("GET", "/editions/{edition}/participants/{participant_id}"): ORGANISATEUR | {"demandeur"},
    ("GET", "/editions/{edition}/participants/{participant_id}/agenda"): ORGANISATEUR
    | {"demandeur"},
    ("GET", "/editions/{edition}/exposants/{exposant_id}"): ORGANISATEUR | {"membre"},
    ("POST", "/editions/{edition}/exposants/{exposant_id}/valider"): ORGANISATEUR,
    ("POST", "/editions/{edition}/exposants/{exposant_id}/refuser"): ORGANISATEUR,
    ("GET", "/editions/{edition}/compteurs"): ORGANISATEUR,
    ("POST", "/passages"): APPAREILS,
    ("POST", "/passages/lot"): APPAREILS,
    ("POST", "/passages/{passage_id}/annuler"): frozenset({"appareil"}),
}
PORTES = {route for route in POLITIQUE if route[1].startswith("/passages")}


@pytest.fixture
def ailleurs(edition):
    champs = ("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge")
    valeurs = {nom: getattr(edition, nom) for nom in champs}
    return Edition.objects.create(slug="ailleurs", nom="Ailleurs", **valeurs)


@pytest.fixture
def comptes(organisateur, ailleurs, edition):
    """The tokens of organisers: of this edition, of another one, and one from before a new password."""
    autre = Compte.objects.create_user("autre", password="une autre phrase")
    autre.editions.add(ailleurs)
    parti = Compte.objects.create_user("parti", password="une phrase")
    parti.editions.add(edition)
    ancien = jeton_organisateur(parti)
    parti.set_password("une phrase nouvelle")
    parti.save()
    return {
        "organisateur": jeton_organisateur(organisateur),
        "organisateur_ailleurs": jeton_organisateur(autre),
        "ancien": ancien,
    }


@pytest.fixture
def personnes(demande, exposant, nouveau_participant, ailleurs):
    """The tokens of participants: the two parties, a member of a team, and people from elsewhere."""
    gens = {
        "demandeur": demande.demandeur,
        "destinataire": demande.destinataire,
        "membre": exposant.equipe.get(),
        "etranger": nouveau_participant(),
        "visiteur_ailleurs": nouveau_participant(edition=ailleurs),
        "annule": nouveau_participant(annule_le=timezone.now()),
    }
    lien = lien_participant(demande.demandeur).rpartition("/")[2]
    return {nom: jeton_participant(personne) for nom, personne in gens.items()} | {"lien": lien}


@pytest.fixture
def appareils(porte, ailleurs, jeton_porte):
    loin = ailleurs.portes.create(zone=ailleurs.zones.create(nom="Hall"), nom="Porte")
    revoque, jeton = enroler_appareil(porte=porte, nom="Perdu")
    Appareil.objects.filter(pk=revoque.pk).update(revoque_le=timezone.now())
    return {
        "appareil": jeton_porte,
        "appareil_ailleurs": enroler_appareil(porte=loin, nom="Téléphone")[1],
        "appareil_revoque": jeton,
    }


@pytest.fixture
def acteurs(comptes, personnes, appareils):
    jetons = {"anonyme": "", **comptes, **personnes, **appareils}
    return {nom: Appels(jeton) for nom, jeton in jetons.items()}


@pytest.fixture
def sujets(demande, exposant, code, scanner, acheteuse):
    """The numbers that stand in the addresses."""
    scanner(code)
    return {
        "edition": "coventis",
        "rdv_id": demande.pk,
        "exposant_id": exposant.pk,
        "participant_id": acheteuse.pk,
        "passage_id": Passage.objects.get().pk,
    }


@pytest.fixture
def corps(dix_heures, table, traiteur, code):
    """A good body for each endpoint that reads one."""
    structure = {"siret": "999 000 003 00015", "nom": "La Table"}
    equipe = [{"nom": "Sol", "courriel": "ana@sol.example"}]
    return {
        "/lien": {"courriel": "ana@sol.example"},
        "/acces": {"jeton": "perdu"},
        "/visiteurs": {"nom": "Sol", "courriel": "sol@sol.example"},
        "/exposants": {"structure": structure, "equipe": equipe},
        "/rdv": {"destinataire_id": traiteur.pk},
        "/accepter": {"creneau_id": dix_heures.pk, "table_id": table.pk},
        "/refuser": {"motif": "Complet"},
        "/passages": {"code": code, **SCAN},
        "/lot": {"appareil_maintenant": "2027-05-20T10:00:00Z", "passages": [{}]},
        "/annuler": {"motif": "Erreur"},
    }


@pytest.mark.parametrize("route", POLITIQUE, ids=" ".join)
def test_only_those_concerned_get_through(acteurs, sujets, corps, route):
    methode, chemin = route
    adresse = f"/api/v1{chemin.format(**sujets)}"
    bon = corps.get(f"/{chemin.rpartition('/')[2]}")

    statuts = {
        nom: (qui.lire(adresse) if methode == "GET" else qui.poster(adresse, bon)).status_code
        for nom, qui in acteurs.items()
    }

    inconnus = {nom for nom, statut in statuts.items() if statut == 401}
    assert {nom for nom, statut in statuts.items() if statut not in (401, 403, 404)} == POLITIQUE[
        route
    ]
    if POLITIQUE[route] != TOUS:
        assert inconnus == (TOUS - APPAREILS if route in PORTES else INCONNUS)


def test_every_endpoint_has_its_line_in_the_policy():
    chemins = api.get_openapi_schema(path_prefix="/")["paths"]

    routes = {(methode.upper(), chemin) for chemin in chemins for methode in chemins[chemin]}
    assert routes == set(POLITIQUE)


LISTES = ("rdv", "rdv?etat=demande", "exposants", "exposants?etat=soumis")


@pytest.mark.parametrize("nom", ["organisateur_ailleurs", "visiteur_ailleurs", "etranger"])
def test_a_list_shows_a_stranger_nothing(acteurs, nom):
    reponses = [acteurs[nom].lire(f"{EDITION}/{liste}") for liste in LISTES]

    assert [reponse.json() for reponse in reponses] == [{"elements": [], "suite": None}] * 4


def test_an_object_of_another_edition_does_not_exist_here(acteurs, sujets, ailleurs, comptes):
    adresses = [
        chemin.format(**{**sujets, "edition": "ailleurs"})
        for methode, chemin in POLITIQUE
        if methode == "GET" and "_id}" in chemin
    ]

    reponses = [acteurs["organisateur"].lire(f"/api/v1{adresse}") for adresse in adresses]

    assert [reponse.status_code for reponse in reponses] == [404] * len(adresses)
    assert {reponse.content for reponse in reponses} == {reponses[0].content}


def test_what_everybody_sees_of_a_person_holds_no_address_and_no_code(
    acteurs, sujets, acheteuse, code
):
    reponse = acteurs["destinataire"].lire(f"{EDITION}/rdv/{sujets['rdv_id']}")

    assert reponse.json()["demandeur"]["nom"] == "Claire Fabre"
    assert acheteuse.courriel not in reponse.text
    assert code not in reponse.text


def test_a_session_needs_its_csrf_token_to_change_anything(organisateur, exposant):
    navigateur = Client(enforce_csrf_checks=True)
    navigateur.force_login(organisateur)
    adresse = f"{EDITION}/exposants/{exposant.pk}"

    lecture = navigateur.get(adresse)
    ecriture = navigateur.post(f"{adresse}/valider", content_type="application/json")

    exposant.refresh_from_db()
    assert (lecture.status_code, ecriture.status_code, exposant.etat) == (200, 403, "soumis")


def test_a_participant_s_token_dies_after_thirty_days(acheteuse, comme):
    appels = comme(acheteuse)

    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=5)):
        reponse = appels.lire(f"{EDITION}/rdv")

    assert reponse.status_code == 401
    assert PASSAGES not in reponse.text
