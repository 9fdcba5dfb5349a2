"""The API of the show: mounts each package's routers and gives every refusal its one shape."""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Path, Query, Router, Status
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from salon.abonnements import abonnements
from salon.acces import Identifie, RequeteIdentifiee, depenser_lien, jeton_participant
from salon.annuaire.api import structures, vocabulaires
from salon.debit import reseau
from salon.entree import Identifiant, en_refus, lire_json
from salon.erreurs import Illisible, Indisponible, Introuvable, Refus
from salon.exemples import illustrer
from salon.exposants.api import exposants
from salon.models import Edition, Participant
from salon.pointage.api import mon_inscription, porte, salon_du_jour
from salon.rdv.api import rendez_vous, salon_des_rdv
from salon.rdv.api_horaires import horaires
from salon.rdv.api_personnes import mes_rencontres, salon_des_equipes
from salon.schemas import (
    AccesOut,
    DepenseIn,
    EditionOut,
    LienIn,
    ParticipantOut,
    ParticipantsIn,
    ParticipantsOut,
)
from salon.services import demander_lien

logger = logging.getLogger(__name__)


class LectureStricte(Parser):
    """Reads bodies as strictly as the gates' own door does."""

    def parse_body(self, request: HttpRequest) -> Any:
        return lire_json(request.body)


class Api(NinjaAPI):
    """The API, whose documentation shows a good body for each request."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the OpenAPI document with its examples."""
        return illustrer(super().get_openapi_schema(**options))


api = Api(
    title="Coventis",
    version="1",
    description="Inscriptions, rendez-vous, badges, pointage et comptage en direct d’un salon.",
    urls_namespace="api",
    parser=LectureStricte(),
)
edition_publique = Router(tags=["édition"])
acces = Router(tags=["accès"])


@edition_publique.get("", response=EditionOut)
def lire_edition(request: HttpRequest, edition: Path[str]) -> Edition:
    """Read when and where an edition takes place."""
    return get_object_or_404(Edition, slug=edition)


@edition_publique.get("/participants", response=ParticipantsOut, auth=Identifie())
def lister_participants(
    request: RequeteIdentifiee, edition: Path[str], filtres: Query[ParticipantsIn]
) -> dict[str, Any]:
    """List all who hold a badge, for organisers."""
    salon = get_object_or_404(Edition, slug=edition)
    request.auth.exiger_organisateur(salon)
    lignes = Participant.objects.filter(edition=salon, annule_le=None)
    if filtres.categorie is not None:
        lignes = lignes.filter(categorie=filtres.categorie)
    return filtres.couper(lignes)


@edition_publique.get("/participants/{participant_id}", response=ParticipantOut, auth=Identifie())
def lire_participant(
    request: RequeteIdentifiee, edition: Path[str], participant_id: Path[Identifiant]
) -> Participant:
    """Read a participant: oneself, or anyone for an organiser."""
    participant = get_object_or_404(
        Participant.objects.select_related("edition"), pk=participant_id, edition__slug=edition
    )
    request.auth.exiger_un_de(participant.edition, participant)
    return participant


@edition_publique.post("/lien", response={202: None})
def redemander_lien(request: HttpRequest, edition: Path[str], donnees: LienIn) -> Status[None]:
    """Have a new link sent. The answer is the same for an address that is not registered."""
    salon = get_object_or_404(Edition, slug=edition)
    demander_lien(edition=salon, courriel=donnees.courriel, reseau=reseau(request))
    return Status(202, None)


@acces.post("", response=AccesOut)
def depenser(request: HttpRequest, donnees: DepenseIn) -> dict[str, Any]:
    """Spend the link received by e-mail, once, for a bearer token good for thirty days."""
    participant: Participant = depenser_lien(donnees.jeton)
    return {"jeton": jeton_participant(participant), "participant": participant}


SALON = "/editions/{edition}"
api.add_router("/passages", porte)
api.add_router("/acces", acces)
api.add_router("/moi", mon_inscription)
api.add_router("/moi", mes_rencontres)
api.add_router("/structures", structures)
api.add_router("/vocabulaires", vocabulaires)
api.add_router(SALON, edition_publique)
api.add_router(f"{SALON}/exposants", exposants)
api.add_router(f"{SALON}/rdv", rendez_vous)
api.add_router(f"{SALON}/horaires", horaires)
api.add_router(f"{SALON}/webhooks", abonnements)
api.add_router(SALON, salon_des_rdv)
api.add_router(SALON, salon_des_equipes)
api.add_router(SALON, salon_du_jour)


def rendre(request: HttpRequest, refus: Refus) -> HttpResponse:
    """Answer a refusal: its status, `{"code", "message", "champ"}`, and when to try again."""
    reponse = api.create_response(request, refus.corps(), status=refus.statut)
    if refus.apres:
        reponse["Retry-After"] = str(refus.apres)
    return reponse


@api.exception_handler(Refus)
def refuser(request: HttpRequest, refus: Refus) -> HttpResponse:
    return rendre(request, refus)


@api.exception_handler(ValidationError)
def invalider(request: HttpRequest, erreur: ValidationError) -> HttpResponse:
    return rendre(request, en_refus(erreur.errors))


@api.exception_handler(Http404)
def ne_pas_trouver(request: HttpRequest, erreur: Http404) -> HttpResponse:
    return rendre(request, Introuvable())


@api.exception_handler(HttpError)
@api.exception_handler(SuspiciousOperation)
def ne_pas_lire(request: HttpRequest, erreur: Exception) -> HttpResponse:
    """Say why a body cannot be read: our own reader raised a refusal, which the framework wrapped."""
    cause = erreur.__cause__
    return rendre(request, cause if isinstance(cause, Refus) else Illisible())


@api.exception_handler(DatabaseError)
def base_absente(request: HttpRequest, erreur: DatabaseError) -> HttpResponse:
    logger.error("base de données : %s", type(erreur).__name__)
    return rendre(request, Indisponible())


@api.exception_handler(Exception)
def panne(request: HttpRequest, erreur: Exception) -> HttpResponse:
    logger.exception("panne sur %s %s", request.method, request.path)
    corps = {"code": "panne", "message": "Panne de notre côté : réessayez.", "champ": ""}
    return api.create_response(request, corps, status=500)
