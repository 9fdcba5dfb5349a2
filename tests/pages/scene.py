"""What the pages of a site show to a browser that walks through them all: people, objects, sessions.

`manage.py shell` runs it on the site of the tests, whose demonstration holds everything but this.
"""

import json
from typing import Any

from django.utils import timezone

from salon import acces
from salon.exposants.inscription import commencer_inscription, franchir_etape
from salon.exposants.models import DemandeEquipe, Exposant, Stand
from salon.exposants.schemas import StructureIn
from salon.journal.models import Courriel, Export, Import
from salon.journal.services import ranger
from salon.models import Compte, Edition, Participant
from salon.rdv.models import RendezVous
from tests.matrice import EXPOSANT, ORGANISATEUR, VISITEUR
from tests.matrice_appels import Acteur, du_compte, du_participant
from tests.pages.scene_rdv import preparer_rencontres

# Somebody whose registration is not sent yet.
BROUILLON = "exposant en cours d’inscription"


def preparer() -> str:
    """Fill the site and return, as JSON, the sessions of the actors and what stands in addresses."""
    edition = Edition.objects.get()
    planifies = RendezVous.objects.filter(etat=RendezVous.Etat.PLANIFIE)
    visiteur = planifies.filter(demandeur__exposant=None).earliest("pk").demandeur
    exposant = Exposant.objects.filter(etat=Exposant.Etat.VALIDE).earliest("pk")
    responsable = exposant.equipe.earliest("pk")
    acteurs = {
        VISITEUR: du_participant(visiteur),
        EXPOSANT: du_participant(responsable),
        BROUILLON: du_participant(_commencer(edition)),
        ORGANISATEUR: du_compte(edition, "organisateur"),
    }
    compte = Compte.objects.get(username=f"organisateur-{edition.slug}")
    objets = _objets(exposant, visiteur) | _papiers(edition, compte)
    objets |= preparer_rencontres(visiteur, responsable, compte)
    return json.dumps({"sessions": {nom: _session(a) for nom, a in acteurs.items()}, **objets})


def _commencer(edition: Edition) -> Participant:
    structure = StructureIn(siret="99900000300015", nom="Les Toits du Lez")
    contact = Participant(nom="Sol", prenom="Ana", courriel="ana@toits.example")
    exposant = commencer_inscription(edition=edition, structure=structure, contact=contact)
    franchir_etape(exposant=exposant, etape=3)
    return contact


def _session(acteur: Acteur) -> str:
    return acteur.biscuits["sessionid"].value


def _objets(exposant: Exposant, visiteur: Participant) -> dict[str, Any]:
    demande = DemandeEquipe.objects.create(
        exposant=exposant, prenom="Lou", nom="Vert", courriel="lou@vert.example"
    )
    stand = Stand.objects.filter(edition=exposant.edition).first()
    return {
        "exposant_id": exposant.pk,
        "structure": exposant.structure_id,
        "demande": demande.pk,
        "stand": stand and stand.pk,
        "mandat": exposant.edition.mandats.first().pk,
        "jeton_lien": acces.lien_participant(visiteur).rpartition("/")[2],
        "jeton_espace": acces.lien_espace(visiteur).rpartition("/")[2],
    }


def _papiers(edition: Edition, compte: Compte) -> dict[str, Any]:
    fichier = ranger(cle="scene", nom="l.csv", type_mime="text/csv", contenu=b"Nom\nSol\n")
    courriel = Courriel.objects.create(
        edition=edition,
        cle="scene",
        a="lou@vert.example",
        sujet="Votre badge",
        texte="Bonjour,",
        html="<p>Bonjour,</p>",
        agenda="BEGIN:VCALENDAR",
    )
    courriel.pieces.add(fichier)
    liste = {"edition": edition, "compte": compte, "nature": "visiteurs", "fichier": fichier}
    export = Export.objects.create(forme="csv", fini_le=timezone.now(), **liste)
    depot = Import.objects.create(nom="l.csv", **liste)
    return {
        "slug": edition.slug,
        "courriel": courriel.pk,
        "piece": fichier.pk,
        "export": export.pk,
        "import": depot.pk,
    }
