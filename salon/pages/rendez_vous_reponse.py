"""Answer a request from its e-mail, without signing in: opening the link shows, a button answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from salon.erreurs import Refus
from salon.pages.comptes import formulaire_seul
from salon.pages.rendez_vous import GESTES
from salon.pages.rendez_vous_queries import Ligne
from salon.rdv.models import RendezVous
from salon.rdv.reponses import creneaux_proposes, demande_du_jeton, est_un_jeton

PAGE = "pages/rendez_vous/repondre.html"
PERMIS = ("accepter", "plus_tard", "refuser")


@formulaire_seul
@never_cache
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show who asks and why, with a button for each answer. A gateway that opens it answers nothing.

    Once answered or expired, the page says so and no more: it may be opened by anybody who has it.
    """
    if not est_un_jeton(jeton):
        raise Http404
    rdv = demande_du_jeton(jeton)
    if rdv is None:
        reponse = render(request, PAGE, {"close": True})
    elif request.method == "POST":
        reponse = _repondre(request, rdv)
    else:
        reponse = _montrer(request, rdv)
    reponse["Referrer-Policy"] = "no-referrer"  # the address holds a token
    return reponse


def _repondre(request: HttpRequest, rdv: RendezVous) -> HttpResponse:
    nom = request.POST.get("geste", "")
    if nom not in PERMIS:
        raise Http404
    try:
        GESTES[nom](request, Ligne(rdv, rdv.destinataire, rdv.demandeur))
    except Refus as refus:
        encore = RendezVous.objects.get(pk=rdv.pk).etat == RendezVous.Etat.DEMANDE
        if not encore:
            return render(request, PAGE, {"close": True}, status=refus.statut)
        return _montrer(request, rdv, refus)
    fait = RendezVous.objects.select_related("creneau__edition", "table", "stand", "edition")
    return render(request, PAGE, {"fait": nom, "rdv": fait.get(pk=rdv.pk), "autre": rdv.demandeur})


def _montrer(request: HttpRequest, rdv: RendezVous, refus: Refus | None = None) -> HttpResponse:
    contexte = {
        "rdv": rdv,
        "autre": rdv.demandeur,
        "edition": rdv.edition,
        "creneaux": creneaux_proposes(rdv),
        "refus": refus,
    }
    return render(request, PAGE, contexte, status=refus.statut if refus else 200)
