"""The staff comes in: a password, then a code; and what guards their account."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from badges.qr import svg
from salon.erreurs import TropDeDemandes
from salon.models import Compte
from salon.pages.forms import CodeForm, ConnexionForm, MotDePasseForm
from salon.second_facteur import (
    CodeRefuse,
    activer_appareil,
    appareil_de,
    cle_a_saisir,
    preparer_appareil,
    renouveler_secours,
    secours_restants,
    verifier_code,
)
from salon.sessions import compte_a_verifier, identifier, ouvrir_compte, retenir

T = TypeVar("T")
Vue = Callable[..., HttpResponse]

NAVIGATEUR = "navigateur"
SEL_NAVIGATEUR = "coventis.navigateur"
DUREE_NAVIGATEUR = 180 * 24 * 3600

formulaire_seul = require_http_methods(["GET", "HEAD", "POST"])


def patiente(vue: Vue) -> Vue:
    """Tell somebody who tried too often when to come back."""

    @wraps(vue)
    def proteger(request: HttpRequest, *args: Any, **parametres: Any) -> HttpResponse:
        try:
            return vue(request, *args, **parametres)
        except TropDeDemandes as refus:
            page = render(request, "pages/comptes/attente.html", {"refus": refus}, status=429)
            page["Retry-After"] = str(refus.apres)
            return page

    return proteger


def destination(request: HttpRequest) -> str:
    """Return the page of ours that was asked for before the sign-in; the home page for any other."""
    voulue = request.POST.get("next") or request.GET.get("next", "")
    sure = url_has_allowed_host_and_scheme(voulue, {request.get_host()}, request.is_secure())
    return voulue if sure and voulue.startswith("/") else reverse("accueil")


@formulaire_seul
@never_cache
@sensitive_post_parameters()
@patiente
def connexion(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password."""
    if request.user.is_authenticated:
        return redirect(destination(request))
    formulaire = ConnexionForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        connu = _navigateur_connu(request, formulaire.cleaned_data["identifiant"])
        compte = identifier(request, **formulaire.cleaned_data, navigateur=connu)
        if compte is not None:
            retenir(request, compte)
            return _vers("code", request)
        formulaire.refuser()
    return montrer(request, "connexion", formulaire, suite=destination(request))


@formulaire_seul
@never_cache
@sensitive_post_parameters()
@patiente
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the device, or a recovery code; the first time, enrol a device."""
    compte = compte_a_verifier(request)
    if compte is None:
        return _vers("connexion", request)
    if appareil_de(compte) is None:
        return _enroler(request, compte)
    formulaire = CodeForm(request.POST or None)
    appareil = _essayer(formulaire, partial(verifier_code, compte))
    if appareil is not None:
        ouvrir_compte(request, compte, appareil)
        return _reconnaitre(redirect(destination(request)), compte)
    return montrer(request, "code", formulaire, suite=destination(request))


def _enroler(request: HttpRequest, compte: Compte) -> HttpResponse:
    """Show a key to enrol; the first code proves that the phone has it and opens the session."""
    formulaire = CodeForm(request.POST or None)
    active = _essayer(formulaire, partial(activer_appareil, compte))
    if active is not None:
        appareil, codes = active
        ouvrir_compte(request, compte, appareil)
        page = _montrer_secours(request, codes, destination(request))
        return _reconnaitre(page, compte)
    appareil = preparer_appareil(compte)
    qr = svg(appareil.config_url, "QR code de la clé")
    contexte = {"qr": qr, "cle": cle_a_saisir(appareil), "suite": destination(request)}
    return montrer(request, "enrolement", formulaire, **contexte)


def _essayer(formulaire: CodeForm, verifier: Callable[[str], T]) -> T | None:
    """Try the code that was typed, if any; a wrong one is told beside its field."""
    if not formulaire.is_bound or not formulaire.is_valid():
        return None
    try:
        return verifier(formulaire.cleaned_data["code"])
    except CodeRefuse as refus:
        formulaire.add_error("code", refus.message)
        return None


def _montrer_secours(request: HttpRequest, codes: list[str], suite: str) -> HttpResponse:
    return render(request, "pages/comptes/secours.html", {"codes": codes, "suite": suite})


@require_safe
@never_cache
@login_required
def mon_compte(request: HttpRequest) -> HttpResponse:
    """Show a member of staff what guards their account."""
    compte = _compte(request)
    contexte = {"compte": compte, "restants": secours_restants(compte)}
    return render(request, "pages/comptes/compte.html", contexte)


@formulaire_seul
@never_cache
@login_required
@patiente
def nouveaux_secours(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, for somebody who shows a code once more."""
    compte, formulaire = _compte(request), CodeForm(request.POST or None)
    if _essayer(formulaire, partial(verifier_code, compte)) is not None:
        return _montrer_secours(request, renouveler_secours(compte), reverse("compte"))
    return montrer(request, "nouveaux_secours", formulaire)


@formulaire_seul
@never_cache
@sensitive_post_parameters()
@login_required
def mot_de_passe(request: HttpRequest) -> HttpResponse:
    """Change one's password; every other session and every token of the account ends."""
    formulaire = MotDePasseForm(_compte(request), request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        update_session_auth_hash(request, formulaire.save())
        return render(request, "pages/comptes/mot_de_passe.html", {"change": True})
    return montrer(request, "mot_de_passe", formulaire)


@require_safe
def connexion_gestion(request: HttpRequest) -> HttpResponse:
    """Lead to our own sign-in from the back office, whose own asks for a password only."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return _vers("connexion", request)


def montrer(request: HttpRequest, page: str, formulaire: Any, **contexte: Any) -> HttpResponse:
    """Show a form: a 422 once it has errors."""
    statut = 422 if formulaire.errors else 200
    contexte["formulaire"] = formulaire
    return render(request, f"pages/comptes/{page}.html", contexte, status=statut)


def _vers(nom: str, request: HttpRequest) -> HttpResponse:
    """Lead to a step of the sign-in, which remembers the page that was asked for."""
    suite = destination(request)
    demande = f"?{urlencode({'next': suite})}" if suite != reverse("accueil") else ""
    return redirect(reverse(nom) + demande)


def _compte(request: HttpRequest) -> Compte:
    assert isinstance(request.user, Compte)
    return request.user


def _navigateur_connu(request: HttpRequest, identifiant: str) -> str:
    """Return the mark of a browser that signed in to this account before; empty for any other."""
    marque = request.COOKIES.get(NAVIGATEUR, "")
    try:
        connu = signing.loads(marque, salt=SEL_NAVIGATEUR, max_age=DUREE_NAVIGATEUR)
    except (signing.BadSignature, ValueError):
        return ""
    return marque if connu == _empreinte(identifiant) else ""


def _reconnaitre(reponse: HttpResponse, compte: Compte) -> HttpResponse:
    """Have the browser say, next time, that it signed in to this account before."""
    reponse.set_cookie(
        NAVIGATEUR,
        signing.dumps(_empreinte(compte.username), salt=SEL_NAVIGATEUR),
        max_age=DUREE_NAVIGATEUR,
        path=reverse("connexion"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return reponse


def _empreinte(identifiant: str) -> str:
    return salted_hmac(SEL_NAVIGATEUR, identifiant.casefold()).hexdigest()
