"""What search engines are told: the same facts as on the pages, in the words of schema.org."""

from typing import Any

from django.conf import settings

from salon.annuaire.discretion import discret
from salon.annuaire.models import Structure
from salon.annuaire.vocabulaires import SOURCE
from salon.models import Edition

__all__ = ["INVITATION", "SOURCE", "evenement", "organisation"]

INVITATION = (
    "Deux jours pour rencontrer les entreprises de l’économie sociale : rendez-vous programmés, "
    "produits et services, conventions signées."
)


def evenement(edition: Edition, chemin: str) -> dict[str, Any]:
    """Return an edition as a business event."""
    return {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "name": edition.nom,
        "startDate": edition.debut.isoformat(),
        "endDate": edition.fin.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": edition.lieu, "address": edition.lieu},
        "url": _complete(chemin),
    }


def organisation(structure: Structure, chemin: str) -> dict[str, Any]:
    """Return a structure as an organisation: no person, no e-mail address, no phone."""
    faits: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": str(structure),
        "legalName": structure.nom,
        "url": _complete(chemin),
        "identifier": {"@type": "PropertyValue", "propertyID": "SIRET", "value": structure.siret},
        "address": {
            "@type": "PostalAddress",
            "postalCode": structure.code_postal,
            "addressLocality": structure.commune,
            "addressCountry": "FR",
        },
    }
    if structure.description:
        faits["description"] = discret(structure.description)
    if structure.site:
        faits["sameAs"] = [structure.site]
    if structure.latitude is not None:
        faits["location"] = {
            "@type": "Place",
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": structure.latitude,
                "longitude": structure.longitude,
            },
        }
    if offres := structure.offres.all():
        faits["makesOffer"] = [{"@type": "Offer", "name": discret(o.intitule)} for o in offres]
    return faits


def _complete(chemin: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{chemin}"
