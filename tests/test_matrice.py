"""Every route, called as every actor, does what `tests/matrice.py` declares, and none is missing there."""

import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from salon import acces
from salon.acces import enroler_appareil
from salon.asgi import application
from salon.exposants.models import DemandeEquipe, Exposant, Stand
from salon.exposants.services import inscrire_exposant, valider_exposant
from salon.journal.models import Courriel, Export, Import
from salon.journal.services import ranger
from salon.journal.webhooks import abonner
from salon.models import Compte, Edition, Mandat, Participant, Porte
from salon.rdv.abonnement import adresse_du_flux
from salon.rdv.equipe import ouvrir_reservation
from salon.rdv.models import Planification, Publication
from salon.rdv.reponses import lien_reponse
from salon.services import cle_fichier, cle_image, emettre_badge
from tests import matrice
from tests.matrice import DECHUS, NATIVES, ROUTES, SANS_CODE, TOUS, Ligne
from tests.matrice_appels import (
    GESTION,
    Acteur,
    appeler_nativement,
    chemins,
    comme_dit,
    corps_de,
    dechus,
    du_compte,
    du_participant,
    en_clair,
    remplir,
    routes,
)

METHODES = ("GET", "POST", "PUT", "PATCH", "DELETE")
URL = "https://crochet.example/"


@pytest.fixture
def lieux(edition, porte, dix_heures, table) -> dict[str, Any]:
    """What stands in the edition before anybody comes."""
    stand = Stand.objects.create(edition=edition, numero="A1", capacite=2)
    abonnement = abonner(edition_id=edition.pk, url=URL, evenements=["exposant.valide"])
    return {
        "edition": edition.slug,
        "slug": edition.slug,
        "creneau": dix_heures.pk,
        "table": table.pk,
        "stand": stand.pk,
        "abonnement_id": abonnement.pk,
        "uuid": str(uuid4()),
    }


@pytest.fixture
def exposante(exposant, demande) -> Participant:
    """The contact of the exhibitor, whom the visitor asked for a meeting."""
    contact = exposant.equipe.get()
    contact.responsable = True
    contact.save()
    demande.destinataire = contact
    demande.save()
    Exposant.objects.filter(pk=exposant.pk).update(consenti_le=timezone.now(), consenti_version=1)
    valider_exposant(exposant=exposant)
    return contact


@pytest.fixture
def objets(lieux, exposante, acheteuse, demande, scanner) -> dict[str, Any]:
    """The scene: what the parameters of addresses and the bodies stand for."""
    exposant, badge = exposante.exposant, emettre_badge(acheteuse)
    piece = ranger(cle=cle_fichier(badge), nom="b.pdf", type_mime="application/pdf", contenu=b"%")
    courriel = Courriel.objects.create(
        edition=exposant.edition, cle="essai", a="x@y.example", sujet="x", texte="x", agenda="x"
    )
    courriel.pieces.add(piece)
    horaire = Planification.objects.create(edition=exposant.edition, etat="finie")
    ranger(cle=cle_image(badge), nom="b.png", type_mime="image/png", contenu=b"%")
    recue = DemandeEquipe.objects.create(exposant=exposant, nom="Sol", courriel="sol@x.example")
    ouvrir_reservation(exposant=exposant)
    return lieux | {
        "exposant_id": exposant.pk,
        "exposant_ouvert": exposant.pk,
        "participant_id": acheteuse.pk,
        "exposante": exposante.pk,
        "membre_id": exposante.pk,
        "siret": exposant.structure.siret,
        "structure": exposant.structure_id,
        "structure_id": exposant.structure_id,
        "offre_id": exposant.structure.offres.create(intitule="Pain").pk,
        "besoin_id": exposant.structure.besoins.create(intitule="Farine").pk,
        "demande": recue.pk,
        "rdv_id": demande.pk,
        "planification_id": horaire.pk,
        "placement_id": horaire.placements.create(rdv=demande).pk,
        "publication_id": Publication.objects.create(
            edition=exposant.edition, planification=horaire, envoi_le=timezone.now()
        ).pk,
        "blocage_id": acheteuse.blocages.create(partie="s0").pk,
        "code": badge.code,
        "passage_id": scanner(badge.code).json()["passage_id"],
        "courriel": courriel.pk,
        "piece": piece.pk,
        "jeton_lien": acces.lien_participant(acheteuse).rpartition("/")[2],
        "jeton_reponse": lien_reponse(demande).rpartition("/")[2],
        "jeton_flux": adresse_du_flux(acheteuse).rpartition("/")[2].removesuffix(".ics"),
        "jeton_espace": acces.lien_espace(acheteuse).rpartition("/")[2],
    }


@pytest.fixture
def autres(edition, objets, nouveau_participant) -> dict[str, Acteur]:
    """Those who come to the same edition and have nothing to do with the scene."""
    visiteur = nouveau_participant()
    objets["autre_visiteur"] = visiteur.pk
    exposant = inscrire_exposant(
        edition=edition,
        siret="99900000300015",
        fiche={"nom": "La Ruche", "famille_id": "association", "commune": "Sète"},
        equipe=[Participant(nom="Roux", courriel="ruche@miel.example")],
    )
    return {
        matrice.AUTRE_VISITEUR: du_participant(visiteur),
        matrice.AUTRE_EXPOSANT: du_participant(exposant.equipe.get()),
    }


@pytest.fixture
def equipe(edition, objets) -> dict[str, Acteur]:
    """The staff of the edition, whose organiser asked for lists, and the organiser of another one."""
    ailleurs = Edition.objects.get(pk=edition.pk)
    ailleurs.pk, ailleurs.slug = None, "ailleurs"
    ailleurs.save()
    acteurs = {role: du_compte(edition, role) for role in Mandat.Role.values}
    liste = {
        "edition": edition,
        "compte": Compte.objects.get(username=f"{Mandat.Role.ORGANISATEUR}-{edition.slug}"),
        "nature": "visiteurs",
        "fichier": ranger(cle="liste", nom="l.csv", type_mime="text/csv", contenu=b"nom\nSol\n"),
    }
    objets["mandat"] = edition.mandats.get(role=Mandat.Role.LECTURE).pk
    objets["export"] = Export.objects.create(forme="csv", **liste).pk
    objets["import"] = Import.objects.create(nom="l.csv", **liste).pk
    return {**acteurs, matrice.AILLEURS: du_compte(ailleurs, "organisateur")}


@pytest.fixture
def perdus(edition, porte, nouveau_participant) -> dict[str, Acteur]:
    """Those who had a right and lost it."""
    annule = nouveau_participant(annule_le=timezone.now())
    return dict(zip(DECHUS, dechus(edition, porte, annule), strict=True))


@pytest.fixture
def acteurs(autres, equipe, perdus, acheteuse, exposante) -> dict[str, Acteur]:
    _, jeton = enroler_appareil(porte=Porte.objects.get(), nom="Porte")
    return {
        matrice.ANONYME: Acteur(),
        matrice.VISITEUR: du_participant(acheteuse),
        matrice.EXPOSANT: du_participant(exposante),
        matrice.PORTE: Acteur(jeton),
        **autres,
        **equipe,
        **perdus,
    }


def attendus(ligne: Ligne) -> set[str]:
    return {*ligne.qui, *(DECHUS if matrice.ANONYME in ligne.qui else ())}


def test_every_route_has_its_line_in_the_matrix():
    manquantes, perdues = routes() - set(ROUTES), set(ROUTES) - routes()

    assert not manquantes, "Ajoutez dans tests/matrice.py :\n" + "\n".join(
        f'    "{route}": pour(…),' for route in sorted(manquantes)
    )
    assert not perdues, f"Ces lignes de tests/matrice.py n’ont plus de route : {sorted(perdues)}"


def test_the_matrix_names_actors_that_exist():
    assert {acteur for ligne in ROUTES.values() for acteur in ligne.qui} <= set(TOUS)


@pytest.mark.parametrize("api", [True, False], ids=["api", "pages"])
def test_every_actor_may_do_what_the_matrix_says_and_nothing_else(acteurs, objets, api):
    ecarts = {}
    for route, ligne in ROUTES.items():
        methode, motif = route.split()
        if motif.startswith(matrice.API) != api:
            continue
        adresse, corps = remplir(motif, objets, ligne), corps_de(ligne.corps, objets)
        statuts = {nom: acteur.appeler(methode, adresse, corps) for nom, acteur in acteurs.items()}
        fautes = {n: s for n, s in statuts.items() if not comme_dit(s, n in attendus(ligne))}
        if fautes:
            ecarts[route] = fautes

    assert not ecarts, en_clair(ecarts)


def test_no_page_answers_a_method_that_the_matrix_does_not_name(acteurs, objets):
    ecarts = {}
    for motif in {route.split()[1] for route in ROUTES} - matrice.TOUTES_METHODES:
        lignes = {r.split()[0]: ligne for r, ligne in ROUTES.items() if r.split()[1] == motif}
        adresse = remplir(motif, objets, next(iter(lignes.values())))
        for methode in set(METHODES) - set(lignes):
            acteur = acteurs[matrice.ORGANISATEUR]
            statut = acteur.appeler(methode, adresse, None)
            if statut != HTTPStatus.METHOD_NOT_ALLOWED:
                ecarts[f"{methode} {motif}"] = statut

    assert not ecarts, en_clair(ecarts)


def test_the_back_office_is_for_nobody_of_the_matrix(acteurs):
    adresses = {re.sub(r"<\w+>", "1", c) for c in chemins() if c.startswith(GESTION)}
    sans_secret = {f"{GESTION}jsi18n/"}  # the words of the calendar
    ouvertes = {
        f"{methode} {adresse} | {nom}"
        for adresse in adresses - sans_secret
        for methode, nom in (
            ("GET", matrice.ANONYME),
            ("GET", matrice.ORGANISATEUR),
            ("POST", matrice.ORGANISATEUR),
            ("GET", SANS_CODE),
        )
        if acteurs[nom].appeler(methode, adresse, None) < HTTPStatus.MULTIPLE_CHOICES
    }

    assert len(adresses) > 50
    assert ouvertes == set()


def test_the_native_routes_are_those_of_the_matrix():
    servies = {route.path for route in application.routes if route.path}

    assert servies == {route.split()[1] for route in NATIVES}


@pytest.mark.parametrize("route", NATIVES)
def test_a_native_route_is_for_whom_the_matrix_says(natif, acteurs, objets, route):
    methode, motif = route.split()
    ligne, adresse = NATIVES[route], motif.format(edition=objets["edition"])

    statuts = {
        nom: appeler_nativement(methode, adresse, a.jeton, corps_de(ligne.corps, objets))
        for nom, a in acteurs.items()
    }

    admis = {nom for nom, statut in statuts.items() if statut not in (401, 403)}
    assert admis == attendus(ligne)
    assert max(statuts.values()) < 500
