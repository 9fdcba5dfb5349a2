"""What a participant does about their own registration: correct it, call it off, hand it over."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from salon.erreurs import Refus
from salon.journal.models import Fichier
from salon.models import Participant
from salon.pages import queries
from salon.pages.comptes import formulaire_seul
from salon.pages.exposer import participant_present
from salon.pages.views import remettre
from salon.pages.visiter_forms import CessionForm, IdentiteForm
from salon.pointage.visiteurs import annuler_inscription, ceder_inscription, modifier_inscription
from salon.sessions import PARTICIPANT

Vue = Callable[..., HttpResponse]


def chez_soi(vue: Vue) -> Vue:
    """Serve a page to the participant who opened their space in this browser, and to nobody else."""

    @formulaire_seul
    @never_cache
    @wraps(vue)
    def entrer(request: HttpRequest, **parametres: Any) -> HttpResponse:
        participant = participant_present(request)
        if participant is None:
            return redirect("moi")
        return vue(request, participant, **parametres)

    return entrer


@chez_soi
def modifier(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Correct what the badge prints."""
    initial = {nom: getattr(participant, nom) for nom in IdentiteForm.base_fields}
    formulaire = IdentiteForm(request.POST or None, initial=initial)
    if participant.structure_id is not None:
        formulaire.fields["organisation"].disabled = True
    if request.method == "POST" and formulaire.is_valid():
        modifier_inscription(participant=participant, identite=formulaire.identite())
        return redirect("moi")
    return _montrer(request, "modifier", participant, formulaire)


@chez_soi
def ceder(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Hand one's place to a colleague; this browser has no space any more."""
    formulaire = CessionForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ceder_inscription(participant=participant, repreneur=formulaire.repreneur())
        except Refus as refus:
            formulaire.refuser(refus.message, refus.champ)
        else:
            return _sortir(request, participant, "cedee")
    return _montrer(request, "ceder", participant, formulaire)


@chez_soi
def annuler(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Call off one's registration, at the press of a button."""
    if request.method == "POST":
        try:
            annuler_inscription(participant=participant)
        except Refus as refus:
            contexte = {"participant": participant, "edition": participant.edition, "refus": refus}
            return render(request, "pages/moi/annuler.html", contexte, status=refus.statut)
        return _sortir(request, participant, "annulee")
    contexte = {"participant": participant, "edition": participant.edition}
    return render(request, "pages/moi/annuler.html", contexte)


@require_safe
@never_cache
def mon_image(request: HttpRequest) -> HttpResponse:
    """Hand over the participant's own badge as a picture for a phone."""
    participant = participant_present(request)
    badge = queries.badge_actuel(participant) if participant else None
    images = queries.image(badge) if badge else Fichier.objects.none()
    return remettre(get_object_or_404(images))


def _sortir(request: HttpRequest, participant: Participant, quoi: str) -> HttpResponse:
    del request.session[PARTICIPANT]
    contexte = {"edition": participant.edition, "quoi": quoi}
    return render(request, "pages/moi/fini.html", contexte)


def _montrer(
    request: HttpRequest,
    nom: str,
    participant: Participant,
    formulaire: IdentiteForm | CessionForm,
) -> HttpResponse:
    formulaire.viser()
    contexte = {
        "participant": participant,
        "edition": participant.edition,
        "formulaire": formulaire,
    }
    statut = 422 if formulaire.errors else 200
    return render(request, f"pages/moi/{nom}.html", contexte, status=statut)
