"""The public site: what anybody may read without signing in, and how search engines are told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.paginator import Page as Tranche
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.views.decorators.http import require_safe

from salon.annuaire.discretion import discret
from salon.annuaire.models import Besoin, Structure
from salon.annuaire.recherche import Criteres, Resultat, Trouvee, chercher
from salon.erreurs import Refus
from salon.models import Edition
from salon.pages import filtres, referencement, vitrine
from salon.pages.templatetags.public import adresse_structure

BESOINS_PAR_PAGE = 24
LONGUEUR_RESUME = 160  # characters that a search engine shows


@dataclass(frozen=True)
class Entete:
    """What the head of a public page says to search engines and to the sites that share it."""

    titre: str
    description: str
    chemin: str
    nature: str = "website"
    indexable: bool = True
    donnees: dict[str, Any] = field(default_factory=dict)


@require_safe
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Show when and where an edition takes place, who comes, and how to take part."""
    montree = get_object_or_404(Edition, slug=slug)
    entete = Entete(
        titre=f"{montree.nom}, {montree.lieu_et_dates()}",
        description=_resume(montree.presentation or referencement.INVITATION),
        chemin=request.path,
        nature="article",
        donnees=referencement.evenement(montree, request.path),
    )
    contexte = {
        "page": entete,
        "edition": montree,
        "terminee": montree.fin < montree.aujourdhui(),
        "chiffres": vitrine.chiffres(montree),
        "filieres": vitrine.filieres_exposees(montree),
    }
    return render(request, "pages/public/edition.html", contexte)


@require_safe
def catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """List the validated exhibitors of an edition, with the same search as the directory."""
    montree = get_object_or_404(Edition, slug=slug)
    contexte = _recherche(request, {"exposant": [montree.slug]})
    contexte["edition"] = montree
    cartes = vitrine.cartes(contexte["trouvees"], Edition.objects.filter(pk=montree.pk))
    # The search hears of a withdrawal a moment after it happened; the page shows it at once.
    contexte["cartes"] = [carte for carte in cartes if carte.expose]
    contexte["page"] = Entete(
        titre=f"Les exposants de {montree.nom}",
        description=f"Les exposants de {montree.nom}, {montree.lieu_et_dates()} : "
        "leurs produits, leurs services, leurs besoins.",
        chemin=request.path,
        indexable=not request.GET,
    )
    return render(
        request, "pages/public/catalogue.html", contexte, status=_statut(contexte["refus"])
    )


@require_safe
def annuaire(request: HttpRequest) -> HttpResponse:
    """Search the directory; the address holds the whole state of the search."""
    contexte = _recherche(request, {})
    contexte["cartes"] = vitrine.cartes(contexte["trouvees"], vitrine.editions_a_venir())
    contexte["page"] = Entete(
        titre="L’annuaire des structures",
        description="Trouvez près de chez vous une entreprise de l’économie sociale : "
        "produits, services, filière, label, distance.",
        chemin=request.path,
        indexable=not request.GET,
    )
    return render(
        request, "pages/public/annuaire.html", contexte, status=_statut(contexte["refus"])
    )


def _recherche(request: HttpRequest, imposes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Search, and return what both lists of structures show: results, filters, what to say of them."""
    criteres = filtres.lire(request.GET, imposes)
    resultat, refus = _chercher(criteres)
    trouvees: list[Trouvee] = resultat.trouvees if resultat else []
    adresse = filtres.ecrire(criteres, imposes)
    return {
        "criteres": criteres,
        "resultat": resultat,
        "trouvees": trouvees,
        "refus": refus,
        "rayons": filtres.RAYONS,
        "rayon_choisi": criteres.rayon or filtres.RAYON_USUEL,
        "groupes": filtres.groupes(resultat, imposes) if resultat else [],
        "jetons": filtres.jetons(criteres, resultat, adresse),
        "suite": adresse.urlencode(),
    }


def _chercher(criteres: Criteres) -> tuple[Resultat | None, Refus | None]:
    try:
        return chercher(criteres), None
    except Refus as refus:
        return None, refus


def _statut(refus: Refus | None) -> int:
    return refus.statut if refus else HTTPStatus.OK


@require_safe
def structure(request: HttpRequest, numero: int, nom: str) -> HttpResponse:
    """Show a structure: what it offers and needs, and where to meet it."""
    montree = vitrine.fiche(numero)
    if montree is None:
        raise Http404
    chemin = adresse_structure(montree)
    if request.path != chemin:
        return redirect(chemin, permanent=True)
    description = discret(montree.description) or _offres_en_mots(montree)
    entete = Entete(
        titre=str(montree),
        description=_resume(description or f"{montree}, {montree.commune}".rstrip(", ")),
        chemin=chemin,
        nature="profile",
        donnees=referencement.organisation(montree, chemin),
    )
    contexte = {"page": entete, "structure": montree}
    return render(request, "pages/public/structure.html", contexte)


def _offres_en_mots(montree: Structure) -> str:
    return ", ".join(discret(offre.intitule) for offre in montree.offres.all())


@require_safe
def besoins(request: HttpRequest) -> HttpResponse:
    """Show the board of needs, those that nobody met first."""
    nature, filiere = request.GET.get("nature", ""), request.GET.get("filiere", "")
    tous = vitrine.besoins_publics()
    de_nature = tous.filter(nature=nature) if nature else tous
    de_filiere = tous.filter(filiere=filiere) if filiere else tous
    lignes = (de_nature & de_filiere).select_related("structure", "nature", "filiere")
    adresse = request.GET.copy()
    adresse.pop("page", None)
    contexte = {
        "page": Entete(
            titre="Le tableau des besoins",
            description="Ce que cherchent les structures de l’économie sociale : "
            "fournisseurs, locaux, partenaires.",
            chemin=request.path,
            indexable=not request.GET,
        ),
        "liste": _tranche(lignes, request.GET.get("page", "1")),
        # Each list counts what the other choice leaves.
        "natures": vitrine.natures_de_besoin(de_filiere, nature),
        "filieres": vitrine.filieres_de_besoin(de_nature, filiere),
        "filtre": bool(nature or filiere),
        "suite": adresse.urlencode(),
    }
    return render(request, "pages/public/besoins.html", contexte)


def _tranche(lignes: Any, numero: str) -> "Tranche[Besoin]":
    return Paginator(lignes, BESOINS_PAR_PAGE).get_page(numero)


@require_safe
def realis(request: HttpRequest) -> HttpResponse:
    """Show the programmes of the Réalis network with the figures that were published."""
    entete = Entete(
        titre="Réalis, le réseau",
        description="Coventis et les quatre programmes du réseau Réalis, avec leurs chiffres publiés.",
        chemin=request.path,
    )
    contexte = {"page": entete, "programmes": vitrine.programmes(), "source": referencement.SOURCE}
    return render(request, "pages/public/realis.html", contexte)


TEXTES_LEGAUX = {
    "mentions-legales": "Mentions légales",
    "confidentialite": "Confidentialité",
    "accessibilite": "Accessibilité",
}


@require_safe
def texte_legal(request: HttpRequest, nom: str) -> HttpResponse:
    """Show one of the texts that the law asks for, with what the operator of this site filled in."""
    titre = TEXTES_LEGAUX[nom]
    entete = Entete(titre, f"{titre} du site Coventis.", reverse(nom))
    contexte = {"page": entete, "editeur": settings.EDITEUR}
    return render(request, f"pages/public/{nom}.html", contexte)


def _resume(texte: str) -> str:
    return truncatechars(" ".join(texte.split()), LONGUEUR_RESUME)
