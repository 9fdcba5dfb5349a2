"""Where a commune lies, from the directory's own structures: nothing is asked of the network."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from django.db.models import Avg, Count, Max

from salon.annuaire.models import Structure

RAYON_TERRE = 6371.0088  # kilometres, mean
COMMUNE = "commune"  # the nature of the facets by which a place is found
KM_PAR_DEGRE = 111.1  # a little less than a degree of latitude, so that a box is never too small


@dataclass(frozen=True)
class Lieu:
    """Where distances are measured from."""

    nom: str
    latitude: float
    longitude: float


def situer(cles: Iterable[str]) -> dict[str, Lieu]:
    """Return the communes of these keys (see `nom_de_lieu`) that are known, with one statement.

    A commune lies in the middle of its structures; of two that share their name, the one that has
    more structures is meant.
    """
    lignes = (
        Structure.objects.filter(
            facettes__nature=COMMUNE,
            facettes__valeur__in=[cle for cle in cles if cle],
            latitude__isnull=False,
        )
        .values_list("facettes__valeur", "departement")
        .annotate(Max("commune"), Avg("latitude"), Avg("longitude"), nombre=Count("pk"))
        .order_by("nombre", "departement")
    )
    # Of "MONTPELLIER" and "Montpellier", the greater one reads better.
    return {cle: Lieu(nom, lat, lon) for cle, _, nom, lat, lon, _ in lignes}


def sur_la_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return a place on a sphere of radius 1, from its degrees."""
    phi, lambda_ = radians(latitude), radians(longitude)
    return cos(phi) * cos(lambda_), cos(phi) * sin(lambda_), sin(phi)


def corde(rayon: float) -> float:
    """Return the square of the straight line, on a sphere of radius 1, under an arc in kilometres."""
    x, y, z = sur_la_sphere(degrees(rayon / RAYON_TERRE), 0)
    return (1 - x) ** 2 + y**2 + z**2


def arc(carre: float) -> float:
    """Return the great-circle distance in kilometres over the square of such a line."""
    return 2 * RAYON_TERRE * asin(min(1.0, sqrt(carre) / 2))
