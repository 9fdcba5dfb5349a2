"""The stands at the desk: who stands where, new ones, what each holds."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from salon.erreurs import Refus
from salon.exposants.models import Exposant, Stand
from salon.exposants.stands import ajouter_stands, changer_capacite, supprimer_stand
from salon.models import Edition
from salon.pages.bureau import du_bureau
from salon.pages.bureau_forms import CapaciteForm, StandsForm
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte

STANDS_MAX = 1000


@formulaire_seul
@du_bureau
def stands(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show the stands with their exhibitors, and add some."""
    if request.method != "POST":
        return _montrer(request, edition, StandsForm(edition=edition, initial={"capacite": 1}))
    formulaire = StandsForm(request.POST, edition=edition)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, edition, formulaire, 422)
    try:
        ajouter_stands(edition=edition, **formulaire.cleaned_data)
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer(request, edition, formulaire, refus.statut)
    return redirect("bureau_stands", edition.slug)


@require_POST
@du_bureau
def stand(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Change what one stand holds, or take it away."""
    choisi = get_object_or_404(Stand, pk=numero, edition=edition)
    formulaire = CapaciteForm(request.POST)
    try:
        if request.POST.get("geste") == "supprimer":
            supprimer_stand(stand=choisi)
        elif formulaire.is_valid():
            changer_capacite(stand=choisi, **formulaire.cleaned_data)
        else:
            message = formulaire.errors["capacite"][0]
            return _refuser(request, edition, f"Stand {choisi} : {message}", 422)
    except Refus as refus:
        return _refuser(request, edition, refus.message, refus.statut)
    return redirect("bureau_stands", edition.slug)


def _refuser(request: HttpRequest, edition: Edition, message: str, statut: int) -> HttpResponse:
    formulaire = StandsForm(edition=edition, initial={"capacite": 1})
    return _montrer(request, edition, formulaire, statut, refus=message)


def _montrer(
    request: HttpRequest, edition: Edition, formulaire: StandsForm, statut: int = 200, **reste: Any
) -> HttpResponse:
    exposants = Exposant.objects.select_related("structure").order_by("place")
    listes = edition.stands.select_related("zone").prefetch_related(
        Prefetch("exposants", exposants)
    )
    contexte = {"edition": edition, "formulaire": formulaire, "stands": listes[:STANDS_MAX]}
    return render(request, "pages/bureau/stands.html", contexte | reste, status=statut)
