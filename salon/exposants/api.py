"""Exhibitors: send a file, read it, list them, answer it; its page, its team, its stand."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Status

from salon.acces import LECTEURS, Identifie, IdentifieOuNon, RequeteIdentifiee
from salon.entree import Identifiant
from salon.exposants.equipe import (
    ajouter_equipier,
    corriger_equipier,
    demander_equipe,
    equipe,
    retirer_equipier,
)
from salon.exposants.inscription import connaitre_siret
from salon.exposants.models import Exposant, Stand
from salon.exposants.page import enregistrer_page, lire_page
from salon.exposants.schemas import (
    CorrectionIn,
    DossierOut,
    ExposantIn,
    ExposantOut,
    ExposantsIn,
    ExposantsOut,
    PageIn,
    RefusIn,
    Siret,
    SiretOut,
    StandIn,
)
from salon.exposants.services import (
    attribuer_stand,
    inscrire_exposant,
    liberer_stand,
    refuser_exposant,
    retirer_exposant,
    valider_exposant,
)
from salon.models import Edition, Participant
from salon.schemas import ParticipantOut, PersonneIn

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
    """List the validated exhibitors, or, for the staff, those in any state."""
    salon = get_object_or_404(Edition, slug=edition)
    lignes = Exposant.objects.filter(edition=salon).select_related("structure")
    if not request.auth.a_role(salon, *LECTEURS):
        lignes = lignes.filter(etat=Exposant.Etat.VALIDE)
    if filtres.etat is not None:
        lignes = lignes.filter(etat=filtres.etat)
    return filtres.couper(lignes)


@exposants.get("/siret/{siret}", response=SiretOut, auth=None)
def verifier_siret(request: HttpRequest, edition: Path[str], siret: Path[Siret]) -> SiretOut:
    """Check a SIRET and return what the public directory knows of it, to fill in the form."""
    return connaitre_siret(get_object_or_404(Edition, slug=edition), siret)


@exposants.post("/siret/{siret}/equipe", response={202: None}, auth=None)
def rejoindre(
    request: HttpRequest, edition: Path[str], siret: Path[Siret], donnees: PersonneIn
) -> Status[None]:
    """Ask to join the team of an enterprise that exhibits; the answer does not tell whether it does."""
    salon = get_object_or_404(Edition, slug=edition)
    demander_equipe(edition=salon, siret=siret, personne=Participant(**donnees.model_dump()))
    return Status(202, None)


@exposants.get("/{exposant_id}", response=DossierOut, auth=Identifie())
def lire(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Exposant:
    """Read a file with its team: for its members and for the staff."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_un_de(exposant.edition, *exposant.equipe.all(), roles=LECTEURS)
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


@exposants.post("/{exposant_id}/retirer", response=ExposantOut, auth=Identifie())
def retirer(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Exposant:
    """Withdraw: the badges of the team open nothing any more and its meetings are called off."""
    return retirer_exposant(exposant=_a_soi(request, edition, exposant_id))


@exposants.post("/{exposant_id}/stand", response=ExposantOut, auth=Identifie())
def placer_au_stand(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant], donnees: StandIn
) -> Exposant:
    """Give an accepted exhibitor a place on a stand."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_organisateur(exposant.edition)
    stand = get_object_or_404(Stand, edition=exposant.edition_id, numero=donnees.numero)
    return attribuer_stand(exposant=exposant, stand=stand)


@exposants.delete("/{exposant_id}/stand", response={204: None}, auth=Identifie())
def reprendre_le_stand(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Status[None]:
    """Take the place on a stand back."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_organisateur(exposant.edition)
    liberer_stand(exposant=exposant)
    return Status(204, None)


@exposants.get("/{exposant_id}/page", response=PageIn, auth=Identifie())
def lire_sa_page(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> PageIn:
    """Read what a team says of its structure, published or not."""
    return lire_page(_a_soi(request, edition, exposant_id))


@exposants.put("/{exposant_id}/page", response=PageIn, auth=Identifie())
def ecrire_sa_page(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant], donnees: PageIn
) -> PageIn:
    """Replace what a team says of its structure; offers and needs keep the ids that are sent back."""
    exposant = _a_soi(request, edition, exposant_id)
    enregistrer_page(exposant=exposant, page=donnees)
    return lire_page(_trouver(edition, exposant_id))


@exposants.post("/{exposant_id}/equipe", response={201: ParticipantOut}, auth=Identifie())
def ajouter(
    request: RequeteIdentifiee,
    edition: Path[str],
    exposant_id: Path[Identifiant],
    donnees: PersonneIn,
) -> Status[Participant]:
    """Add a person to a team; a validated exhibitor's new member receives a badge."""
    exposant = _a_soi(request, edition, exposant_id)
    membre = Participant(**donnees.model_dump())
    return Status(201, ajouter_equipier(exposant=exposant, membre=membre))


@exposants.put("/{exposant_id}/equipe/{membre_id}", response=ParticipantOut, auth=Identifie())
def corriger(
    request: RequeteIdentifiee,
    edition: Path[str],
    exposant_id: Path[Identifiant],
    membre_id: Path[Identifiant],
    donnees: CorrectionIn,
) -> Participant:
    """Correct what a badge prints; its code stays good."""
    exposant = _a_soi(request, edition, exposant_id)
    membre = get_object_or_404(equipe(exposant), pk=membre_id)
    return corriger_equipier(membre=membre, correction=donnees)


@exposants.delete("/{exposant_id}/equipe/{membre_id}", response={204: None}, auth=Identifie())
def enlever(
    request: RequeteIdentifiee,
    edition: Path[str],
    exposant_id: Path[Identifiant],
    membre_id: Path[Identifiant],
) -> Status[None]:
    """Take a person out of a team; the badge no longer opens."""
    exposant = _a_soi(request, edition, exposant_id)
    retirer_equipier(membre=get_object_or_404(equipe(exposant), pk=membre_id))
    return Status(204, None)


def _a_soi(request: RequeteIdentifiee, edition: str, exposant_id: int) -> Exposant:
    """Return a file to a member of its team or to an organiser."""
    exposant = _trouver(edition, exposant_id)
    request.auth.exiger_un_de(exposant.edition, *exposant.equipe.all())
    return exposant


def _trouver(edition: str, exposant_id: int) -> Exposant:
    presents = Prefetch("equipe", queryset=Participant.objects.filter(annule_le=None))
    return get_object_or_404(
        Exposant.objects.select_related("edition", "structure").prefetch_related(presents),
        pk=exposant_id,
        edition__slug=edition,
    )
