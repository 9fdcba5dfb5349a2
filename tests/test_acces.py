"""Who may do what: each kind of token at each door, and links that open once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from salon.acces import (
    enroler_appareil,
    jeton_organisateur,
    jeton_participant,
    lien_participant,
)
from salon.models import Appareil, Compte, Edition
from salon.pointage.models import Passage
from tests.appels import EDITION, PASSAGES, Appels, navigateur_de

SCAN = {"scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}
# Who is nobody at a door for people, whatever they show.
INCONNUS = ("anonyme", "annule", "lien", "ancien", "appareil", "appareil_revoque")


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
        "rdv_id": demande.pk,
        "exposant_id": exposant.pk,
        "participant_id": acheteuse.pk,
        "passage_id": Passage.objects.get().pk,
    }


@pytest.mark.parametrize("nom", INCONNUS)
def test_a_token_that_is_none_opens_no_door(acteurs, nom):
    reponse = acteurs[nom].lire(f"{EDITION}/rdv")

    assert reponse.status_code == 401


LISTES = ("rdv", "rdv?etat=demande", "exposants", "exposants?etat=soumis")


@pytest.mark.parametrize("nom", ["organisateur_ailleurs", "visiteur_ailleurs", "etranger"])
def test_a_list_shows_a_stranger_nothing(acteurs, nom):
    reponses = [acteurs[nom].lire(f"{EDITION}/{liste}") for liste in LISTES]

    assert [reponse.json() for reponse in reponses] == [{"elements": [], "suite": None}] * 4


def test_an_object_of_another_edition_does_not_exist_here(acteurs, sujets, ailleurs, comptes):
    adresses = [
        f"/api/v1/editions/ailleurs/{chemin.format(**sujets)}"
        for chemin in (
            "rdv/{rdv_id}",
            "exposants/{exposant_id}",
            "participants/{participant_id}",
            "participants/{participant_id}/agenda",
        )
    ]

    reponses = [acteurs["organisateur"].lire(adresse) for adresse in adresses]

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
    navigateur = navigateur_de(organisateur)
    navigateur.handler.enforce_csrf_checks = True
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
