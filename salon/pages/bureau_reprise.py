"""Mend the published timetable at the desk: say what happened, look at the proposals, apply one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.models import Edition
from salon.pages.bureau_horaires import brouillon, des_horaires
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte
from salon.rdv.models import Planification
from salon.rdv.reprise import appliquer_reprise, demander_reprise

PROPOSITIONS_MAX = 12


@formulaire_seul
@des_horaires
def reprise(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show the latest proposals; ask for new ones, without some tables maybe."""
    if request.method != "POST":
        return _montrer(request, edition)
    numeros = [numero_lu(texte) for texte in request.POST.getlist("table")]
    try:
        run = demander_reprise(
            edition=edition,
            compte=request.user,
            tables_perdues=[numero for numero in numeros if numero is not None],
        )
    except Refus as refus:
        return _montrer(request, edition, refus.statut, refus=refus)
    return redirect("bureau_horaire", edition.slug, run.pk)


@require_POST
@des_horaires
def appliquer(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Apply one proposal."""
    try:
        nombre = appliquer_reprise(planification=brouillon(edition, numero))
    except Refus as refus:
        return _montrer(request, edition, refus.statut, refus=refus)
    return _montrer(request, edition, touches=nombre)


def _montrer(
    request: HttpRequest, edition: Edition, statut: int = 200, **reste: Any
) -> HttpResponse:
    propositions = edition.planifications.filter(genre=Planification.Genre.REPRISE)
    contexte = {
        "edition": edition,
        "tables": edition.tables.all(),
        "propositions": propositions.order_by("-demandee_le", "pk")[:PROPOSITIONS_MAX],
    }
    return render(request, "pages/bureau/horaires_reprise.html", contexte | reste, status=statut)
