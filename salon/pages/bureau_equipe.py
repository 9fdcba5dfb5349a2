"""The staff of an edition at the desk: who has which role, who joins, who leaves."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from salon.erreurs import Refus
from salon.mandats import donner_mandat, inviter, retirer_mandat
from salon.models import Edition, Mandat
from salon.pages.bureau import du_bureau
from salon.pages.champs import FormulaireSoigne
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte


class MembreForm(FormulaireSoigne):
    """Somebody who joins the staff."""

    identifiant = forms.CharField(
        label="Nom d’utilisateur",
        max_length=150,
        validators=[UnicodeUsernameValidator(message="Lettres, chiffres et @ . + - _ seulement.")],
        help_text="Celui d’un compte qui existe, ou un nouveau.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": "Indiquez un nom d’utilisateur."},
    )
    role = forms.ChoiceField(label="Rôle", choices=Mandat.Role.choices)


@formulaire_seul
@du_bureau
def equipe(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """List the staff, and take somebody in; a new account's password is shown this once."""
    formulaire = MembreForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _montrer(request, edition, formulaire, 200)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, edition, formulaire, 422)
    identifiant, role = formulaire.cleaned_data["identifiant"], formulaire.cleaned_data["role"]
    try:
        secret = inviter(edition=edition, identifiant=identifiant, role=Mandat.Role(role))
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer(request, edition, formulaire, refus.statut)
    if not secret:
        return redirect("bureau_equipe", edition.slug)
    contexte = {"edition": edition, "identifiant": identifiant, "secret": secret}
    return render(request, "pages/comptes/nouveau_membre.html", contexte)


@require_POST
@du_bureau
def membre(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Change the role of a member of staff, or take them off."""
    mandat = get_object_or_404(edition.mandats.select_related("compte"), pk=numero)
    geste, role = request.POST.get("geste", ""), request.POST.get("role", "")
    try:
        if geste == "retirer":
            retirer_mandat(edition=edition, compte=mandat.compte)
        elif role in Mandat.Role.values:
            donner_mandat(edition=edition, compte=mandat.compte, role=Mandat.Role(role))
        else:
            raise Http404
    except Refus as refus:
        formulaire = MembreForm()
        contexte = {"refus": refus.message, "vise": mandat.pk}
        return _montrer(request, edition, formulaire, refus.statut, **contexte)
    return redirect("bureau_equipe", edition.slug)


def _montrer(
    request: HttpRequest,
    edition: Edition,
    formulaire: MembreForm,
    statut: int,
    **reste: object,
) -> HttpResponse:
    contexte = {
        "edition": edition,
        "formulaire": formulaire,
        "mandats": edition.mandats.select_related("compte").order_by("compte__username"),
        "roles": Mandat.Role.choices,
        **reste,
    }
    return render(request, "pages/comptes/equipe.html", contexte, status=statut)
