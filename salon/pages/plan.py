"""The map of the public pages for search engines, and what they are asked to leave alone."""

from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from salon.annuaire.models import Structure
from salon.models import Edition
from salon.pages.templatetags.public import adresse_structure

# Pages of people and of staff, and the searches: endless combinations of the same structures.
FERMES = (
    "/agenda/",
    "/acces/",
    "/api/",
    "/connexion/",
    "/compte/",
    "/courriels/",
    "/direct/",
    "/gestion/",
    "/lien/",
    "/moi/",
    "/*?",
)


class Pages(Sitemap):
    """The pages of which there is one each."""

    def items(self) -> list[str]:
        return ["accueil", "annuaire", "besoins", "realis", "mentions-legales"]

    def location(self, item: str) -> str:
        return reverse(item)


class Editions(Sitemap):
    """The home page and the catalogue of each edition."""

    def items(self) -> list[str]:
        slugs = Edition.objects.values_list("slug", flat=True)
        return [reverse(nom, args=[slug]) for slug in slugs for nom in ("edition", "catalogue")]

    def location(self, item: str) -> str:
        return item


class Structures(Sitemap):
    """The pages of the directory."""

    limit = 5000

    def items(self) -> QuerySet[Structure]:
        lues = Structure.objects.filter(visible=True).order_by("pk")
        return lues.only("nom", "enseigne", "modifiee_le")

    def location(self, item: Structure) -> str:
        return adresse_structure(item)

    def lastmod(self, item: Structure) -> datetime:
        return item.modifiee_le


PLANS = {"pages": Pages, "editions": Editions, "structures": Structures}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what to leave alone, and where the map is."""
    plan = f"{settings.BASE_URL.rstrip('/')}{reverse('sitemap')}"
    lignes = ["User-agent: *", *(f"Disallow: {chemin}" for chemin in FERMES), f"Sitemap: {plan}"]
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")
