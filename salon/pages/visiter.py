"""Visitors register on one page, alone or as a group; the page after it is the same whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from salon.debit import compter, reseau
from salon.erreurs import Refus
from salon.exposants.services import InscriptionsFermees, exiger_inscriptions_ouvertes
from salon.models import Edition
from salon.pages.comptes import formulaire_seul, patiente
from salon.pages.visiter_forms import GroupeForm, InscriptionForm, VisiteurForm
from salon.pointage.visiteurs import (
    INSCRIPTIONS_DU_RESEAU,
    demander_inscription,
    inscrire_groupe,
)


@formulaire_seul
@never_cache
@patiente
def visiter(request: HttpRequest, slug: str) -> HttpResponse:
    """Register a visitor. A robot, and an address that is known, see what anybody else sees."""
    edition = get_object_or_404(Edition, slug=slug)
    if not _ouverte(edition):
        return _fermee(request, edition)
    if request.method != "POST":
        return _montrer(request, "visiteur", VisiteurForm(edition=edition))
    formulaire = VisiteurForm(request.POST, edition=edition)
    if formulaire.est_d_un_robot():
        return redirect("visiter_merci", slug=slug)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, "visiteur", formulaire, 422)
    compter(INSCRIPTIONS_DU_RESEAU, reseau(request))
    demander_inscription(edition=edition, participant=formulaire.personne())
    return redirect("visiter_merci", slug=slug)


@formulaire_seul
@never_cache
@patiente
def groupe(request: HttpRequest, slug: str) -> HttpResponse:
    """Register a group: first its list is shown line by line, then all of it is stored, or nothing."""
    edition = get_object_or_404(Edition, slug=slug)
    if not _ouverte(edition):
        return _fermee(request, edition)
    if request.method != "POST":
        return _montrer(request, "groupe", GroupeForm(edition=edition))
    formulaire = GroupeForm(request.POST, request.FILES, edition=edition)
    if formulaire.est_d_un_robot():
        return redirect("visiter_merci", slug=slug)
    bon = formulaire.is_valid() and not formulaire.erreurs_de_ligne()
    if not bon or request.POST.get("action") != "inscrire":
        return _relire(request, formulaire, 200 if bon else 422)
    return _inscrire(request, formulaire)


def _relire(request: HttpRequest, formulaire: GroupeForm, statut: int) -> HttpResponse:
    """Show the list as it was understood; a file becomes a text, which can be corrected and sent."""
    formulaire.reprendre_la_liste()
    formulaire.viser()
    return _montrer(request, "groupe", formulaire, statut)


def _inscrire(request: HttpRequest, formulaire: GroupeForm) -> HttpResponse:
    compter(INSCRIPTIONS_DU_RESEAU, reseau(request))
    try:
        inscrire_groupe(
            edition=formulaire.edition,
            groupe=formulaire.cleaned_data["groupe"],
            contact=formulaire.personne(),
            membres=formulaire.membres(),
        )
    except Refus as refus:
        if refus.apres:
            raise
        formulaire.refuser(refus.message)
        return _relire(request, formulaire, refus.statut)
    return redirect("visiter_merci", slug=formulaire.edition.slug)


@require_safe
@never_cache
def merci(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens next, in words that are true for everybody."""
    edition = get_object_or_404(Edition, slug=slug)
    return render(request, "pages/visiter/merci.html", {"edition": edition})


def _ouverte(edition: Edition) -> bool:
    try:
        exiger_inscriptions_ouvertes(edition)
    except InscriptionsFermees:
        return False
    return True


def _fermee(request: HttpRequest, edition: Edition) -> HttpResponse:
    contexte = {"edition": edition, "refus": InscriptionsFermees()}
    return render(request, "pages/visiter/ferme.html", contexte, status=InscriptionsFermees.statut)


def _montrer(
    request: HttpRequest, nom: str, formulaire: InscriptionForm, statut: int = 200
) -> HttpResponse:
    contexte = {"edition": formulaire.edition, "formulaire": formulaire}
    return render(request, f"pages/visiter/{nom}.html", contexte, status=statut)
