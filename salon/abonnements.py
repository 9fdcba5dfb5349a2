"""Webhooks as organisers manage them: subscribe an address, stop it, wake it, read its deliveries."""

from datetime import datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from salon.acces import Identifie, RequeteIdentifiee
from salon.entree import EntreeStricte, Identifiant, TrancheIn, sans_interdit
from salon.journal.models import Abonnement
from salon.journal.webhooks import EVENEMENTS, abonner, activer, suspendre
from salon.models import Edition

abonnements = Router(tags=["webhooks"], auth=Identifie())


def evenement_connu(nom: str) -> str:
    """Refuse the name of an event that nobody is told of."""
    if nom not in EVENEMENTS.values():
        raise ValueError("Événement inconnu.")
    return nom


class AbonnementIn(EntreeStricte):
    """An address in https, at a public name, and what it wants to be told."""

    url: Annotated[str, AfterValidator(sans_interdit), Field(min_length=1, max_length=2000)]
    evenements: Annotated[
        list[Annotated[str, AfterValidator(evenement_connu)]],
        Field(min_length=1, max_length=len(EVENEMENTS), examples=[["exposant.valide"]]),
    ]


class AbonnementOut(Schema):
    """A subscription; `arret` says why it is not active any more."""

    id: int
    url: str
    evenements: list[str]
    actif: bool
    echecs: int
    arret: str


class NouvelAbonnementOut(AbonnementOut):
    """A new subscription with the secret of its signatures, which is shown this once."""

    secret: str


class LivraisonOut(Schema):
    """What became of one delivery; `statut` is the last HTTP status that the receiver answered."""

    id: int
    evenement: str
    etat: str
    statut: int | None
    prevue_le: datetime
    close_le: datetime | None


class LivraisonsOut(Schema):
    elements: list[LivraisonOut]
    suite: int | None


@abonnements.get("", response=list[AbonnementOut])
def lister(request: RequeteIdentifiee, edition: Path[str]) -> Any:
    """List the subscriptions of an edition, without their secrets."""
    return _edition(request, edition).abonnements.all()


@abonnements.post("", response={201: NouvelAbonnementOut})
def creer(
    request: RequeteIdentifiee, edition: Path[str], donnees: AbonnementIn
) -> Status[Abonnement]:
    """Subscribe an address. Its secret is in this answer and in no other."""
    salon = _edition(request, edition)
    return Status(201, abonner(edition_id=salon.pk, url=donnees.url, evenements=donnees.evenements))


@abonnements.post("/{abonnement_id}/activer", response=AbonnementOut)
def reveiller(
    request: RequeteIdentifiee, edition: Path[str], abonnement_id: Path[Identifiant]
) -> Abonnement:
    """Deliver again to an address that failed, or was suspended."""
    return activer(abonnement=_trouver(request, edition, abonnement_id))


@abonnements.post("/{abonnement_id}/suspendre", response=AbonnementOut)
def arreter(
    request: RequeteIdentifiee, edition: Path[str], abonnement_id: Path[Identifiant]
) -> Abonnement:
    """Deliver nothing more to an address for now."""
    return suspendre(abonnement=_trouver(request, edition, abonnement_id))


@abonnements.delete("/{abonnement_id}", response={204: None})
def supprimer(
    request: RequeteIdentifiee, edition: Path[str], abonnement_id: Path[Identifiant]
) -> Status[None]:
    """Forget an address, its secret and its deliveries."""
    _trouver(request, edition, abonnement_id).delete()
    return Status(204, None)


@abonnements.get("/{abonnement_id}/livraisons", response=LivraisonsOut)
def livraisons(
    request: RequeteIdentifiee,
    edition: Path[str],
    abonnement_id: Path[Identifiant],
    tranche: Query[TrancheIn],
) -> dict[str, Any]:
    """List what an address was told, or is about to be told."""
    return tranche.couper(_trouver(request, edition, abonnement_id).livraisons.all())


def _edition(request: RequeteIdentifiee, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    request.auth.exiger_organisateur(edition)
    return edition


def _trouver(request: RequeteIdentifiee, slug: str, numero: int) -> Abonnement:
    return get_object_or_404(_edition(request, slug).abonnements, pk=numero)
