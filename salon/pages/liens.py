"""Participants come in: a link that works once, and how to have another one sent."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from salon.acces import (
    LienPerime,
    depenser_lien,
    lien_espace,
    titulaire_de_l_espace,
    titulaire_du_lien,
)
from salon.debit import reseau
from salon.models import Participant
from salon.pages.comptes import formulaire_seul, montrer, patiente
from salon.pages.forms import LienForm
from salon.services import demander_lien
from salon.sessions import ouvrir_participant


@formulaire_seul
@never_cache
def acces(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show a button; pressing it spends the link. A mail gateway that opens the page spends nothing."""
    if request.method != "POST":
        return _discrete(render(request, "pages/comptes/acces.html"))
    try:
        participant = depenser_lien(jeton)
    except LienPerime as refus:
        titulaire = titulaire_du_lien(jeton)
        contexte = {"refus": refus, "formulaire": LienForm(), **_envoi(titulaire)}
        return _discrete(render(request, "pages/comptes/lien.html", contexte, status=refus.statut))
    ouvrir_participant(request, participant)
    return _discrete(redirect("moi"))


@formulaire_seul
@never_cache
@patiente
def nouveau_lien(request: HttpRequest) -> HttpResponse:
    """Have a new link sent; the answer does not tell whether the address is registered."""
    formulaire = LienForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        demander_lien(**formulaire.cleaned_data, reseau=reseau(request))
        return render(request, "pages/comptes/lien.html", {"envoye": True})
    return montrer(request, "lien", formulaire)


@formulaire_seul
@never_cache
@patiente
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Have a link sent to the owner of this address: it stands in e-mails, and opens nothing."""
    titulaire = titulaire_de_l_espace(jeton)
    if titulaire is None or not titulaire.courriel:
        contexte = {"formulaire": LienForm()}
        return render(request, "pages/comptes/lien.html", contexte, status=404)
    if request.method == "POST":
        demander_lien(
            edition=titulaire.edition, courriel=titulaire.courriel, reseau=reseau(request)
        )
        return render(request, "pages/comptes/lien.html", {"envoye": True})
    return render(request, "pages/comptes/lien.html", _envoi(titulaire))


def _envoi(titulaire: Participant | None) -> dict[str, str]:
    """Return what a page says of the address to which it offers to send a link."""
    if titulaire is None or not titulaire.courriel:
        return {}
    compte, _, domaine = titulaire.courriel.partition("@")
    adresse = lien_espace(titulaire).removeprefix(settings.BASE_URL)
    return {"adresse": f"{compte[0]}…@{domaine}", "envoi": adresse}


def _discrete(reponse: HttpResponse) -> HttpResponse:
    """Keep the address of a page, which holds a token, from every other site."""
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse
