"""Exhibitors: send a file, read it, list them, answer it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Status

from salon.acces import Identifie, IdentifieOuNon, RequeteIdentifiee
from salon.entree import Identifiant
from salon.exposants.models import Exposant
from salon.exposants.schemas import (
    DossierOut,
    ExposantIn,
    ExposantOut,
    ExposantsIn,
    ExposantsOut,
    RefusIn,
)
from salon.exposants.services import inscrire_exposant, refuser_exposant, valider_exposant
from salon.models import Edition, Participant

exposants = Router(tags=["exposants"])


@exposants.post("", response={201: ExposantOut}, auth=None)
def inscrire(request: HttpRequest, edition: Path[str], donnees: ExposantIn) -> Status[Exposant]:
    """Submit the file of a structure with its team. An organiser answers it."""
    salon = get_object_or_404(Edition, slug=edition)
    equipe = [Participant(**personne.model_dump()) for personne in donnees.equipe]
    exposant = inscrire_exposant(
        edition=salon,
        siret=donnees.structure.siret,
        fiche=donnees.structure.fiche(),
        equipe=equipe,
        presentation=donnees.presentation,
    )
    return Status(201, exposant)


@exposants.get("", response=ExposantsOut, auth=IdentifieOuNon())
def lister(
    request: RequeteIdentifiee, edition: Path[str], filtres: Query[ExposantsIn]
) -> dict[str, Any]:
    """List the validated exhibitors, or, for an organiser, those in any state."""
    salon = get_object_or_404(Edition, slug=edition)
    lignes = Exposant.objects.filter(edition=salon).select_related("structure")
    if not request.auth.est_organisateur(salon):
        lignes = lignes.filter(etat=Exposant.Etat.VALIDE)
    if filtres.etat is not None:
        lignes = lignes.filter(etat=filtres.etat)
    return filtres.couper(lignes)


@exposants.get("/{exposant_id}", response=DossierOut, auth=Identifie())
def lire(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Exposant:
    """Read a file with its team: for its members and for organisers."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_un_de(exposant.edition, *exposant.equipe.all())
    return exposant


@exposants.post("/{exposant_id}/valider", response=ExposantOut, auth=Identifie())
def valider(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Exposant:
    """Accept a file; the badges of its team leave."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_organisateur(exposant.edition)
    return valider_exposant(exposant=exposant)


@exposants.post("/{exposant_id}/refuser", response=ExposantOut, auth=Identifie())
def refuser(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant], donnees: RefusIn
) -> Exposant:
    """Refuse a file, with a reason that its team will read."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_organisateur(exposant.edition)
    return refuser_exposant(exposant=exposant, motif=donnees.motif)


def _trouver(edition: str, exposant_id: int) -> Exposant:
    return get_object_or_404(
        Exposant.objects.select_related("edition", "structure").prefetch_related("equipe"),
        pk=exposant_id,
        edition__slug=edition,
    )
