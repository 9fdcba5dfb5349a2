"""One's own meetings: people to meet, requests received and sent, and what is answered to them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.exposants.equipe import a_badger
from salon.models import Creneau, Participant
from salon.pages import rendez_vous_queries as queries
from salon.pages.mon_inscription import chez_soi
from salon.pages.rendez_vous_forms import DemandeForm
from salon.pages.rendez_vous_queries import Ligne
from salon.rdv.blocages import bloquer
from salon.rdv.equipe import accepter_en_equipe, confier_rdv
from salon.rdv.reponses import creneaux_proposes
from salon.rdv.reservations import CreneauPris, alternatives, trouver_place
from salon.rdv.services import (
    accepter_rdv,
    annuler_rdv,
    demander_rdv,
    refuser_rdv,
    retirer_demande,
)
from salon.rdv.suggestions import chercher, joignables, suggestions

MOTS_MAX = 100  # characters of a search
PERSONNES = 20


@require_safe
@chez_soi
def rencontres(request: HttpRequest, moi: Participant) -> HttpResponse:
    """Show whom to meet: who answers one's needs, then everybody, by words."""
    texte = request.GET.get("q", "").replace("\0", "")[:MOTS_MAX]
    apres = numero_lu(request.GET.get("apres", "")) or 0
    trouves = chercher(moi, texte).filter(pk__gt=apres).order_by("pk")[: PERSONNES + 1]
    personnes = list(trouves)
    conseils = suggestions(moi) if not texte and not apres else []
    montrees = [*(conseil.participant for conseil in conseils), *personnes[:PERSONNES]]
    contexte = {
        "moi": moi,
        "edition": moi.edition,
        "texte": texte,
        "suggestions": conseils,
        "personnes": personnes[:PERSONNES],
        "suite": personnes[PERSONNES - 1].pk if len(personnes) > PERSONNES else None,
        "en_cours": queries.en_cours(moi, montrees),
    }
    return render(request, "pages/rendez_vous/rencontres.html", contexte)


@chez_soi
def demander(request: HttpRequest, moi: Participant, numero: int) -> HttpResponse:
    """Ask somebody for a meeting."""
    autre = get_object_or_404(joignables(moi), pk=numero)
    formulaire = DemandeForm(moi, request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            rdv = demander_rdv(demandeur=moi, destinataire=autre, demande=formulaire.demande())
        except Refus as refus:
            formulaire.refuser(refus.message)
            return _montrer_demande(request, moi, autre, formulaire, refus.statut)
        return redirect("ma_demande", rdv.pk)
    formulaire.viser()
    statut = 422 if formulaire.errors else 200
    return _montrer_demande(request, moi, autre, formulaire, statut)


def _montrer_demande(
    request: HttpRequest,
    moi: Participant,
    autre: Participant,
    formulaire: DemandeForm,
    statut: int,
) -> HttpResponse:
    contexte = {"moi": moi, "edition": moi.edition, "autre": autre, "formulaire": formulaire}
    return render(request, "pages/rendez_vous/demander.html", contexte, status=statut)


@require_safe
@chez_soi
def mes_demandes(request: HttpRequest, moi: Participant) -> HttpResponse:
    """List what one received, sent, accepted, and what became of the rest."""
    vue = request.GET.get("vue", "recues")
    vue = vue if vue in queries.VUES else "recues"
    lignes, suite = queries.mes_lignes(moi, vue, numero_lu(request.GET.get("avant", "")))
    contexte = {
        "moi": moi,
        "edition": moi.edition,
        "vue": vue,
        "onglets": queries.onglets(moi),
        "lignes": lignes,
        "suite": suite,
    }
    return render(request, "pages/rendez_vous/demandes.html", contexte)


@chez_soi
def ma_demande(request: HttpRequest, moi: Participant, numero: int) -> HttpResponse:
    """Show one meeting, and do with it what its state allows."""
    ligne = queries.ma_ligne(moi, numero)
    if ligne is None:
        raise Http404
    if request.method != "POST":
        return montrer_ligne(request, ligne)
    geste = GESTES.get(request.POST.get("geste", ""))
    if geste is None or not _permis(ligne, request.POST["geste"]):
        raise Http404
    try:
        geste(request, ligne)
    except Refus as refus:
        encore = queries.ma_ligne(moi, numero)
        if encore is None:  # it is a colleague's by now
            return redirect("mes_demandes")
        return montrer_ligne(request, encore, refus)
    return (
        redirect("ma_demande", numero)
        if queries.ma_ligne(moi, numero)
        else redirect("demandes_equipe")
    )


def montrer_ligne(request: HttpRequest, ligne: Ligne, refus: Refus | None = None) -> HttpResponse:
    """Show one meeting with the buttons that it has now."""
    a_repondre = ligne.en_attente and ligne.recue
    contexte = {
        "moi": ligne.moi,
        "edition": ligne.rdv.edition,
        "ligne": ligne,
        "rdv": ligne.rdv,
        "creneaux": creneaux_proposes(ligne.rdv) if a_repondre else [],
        "a_repondre": a_repondre,
        "collegues": _collegues(ligne),
        "refus": refus,
    }
    statut = refus.statut if refus else 200
    return render(request, "pages/rendez_vous/demande.html", contexte, status=statut)


def _collegues(ligne: Ligne) -> list[Participant]:
    exposant = ligne.moi.exposant
    if exposant is None or not (ligne.en_attente or ligne.a_annuler):
        return []
    return list(a_badger(exposant).exclude(pk=ligne.moi.pk))


def _permis(ligne: Ligne, nom: str) -> bool:
    """Tell whether a party may do this: who was asked answers, who asked takes back."""
    return ligne.recue if nom in DU_DESTINATAIRE else nom != "retirer" or not ligne.recue


def creneau_choisi(request: HttpRequest, ligne_edition: int) -> Creneau:
    """Return the slot that a button names."""
    numero = numero_lu(request.POST.get("creneau", ""))
    return get_object_or_404(Creneau, pk=numero, edition=ligne_edition)


def accepter(request: HttpRequest, ligne: Ligne) -> None:
    """Accept in the slot of the button that was pressed, at the first free place."""
    creneau = creneau_choisi(request, ligne.rdv.edition_id)
    place = trouver_place(ligne.rdv, creneau)
    if place is None:
        raise CreneauPris(alternatives(ligne.rdv))
    accepter_rdv(rdv=ligne.rdv, place=place)


def _accepter_en_equipe(request: HttpRequest, ligne: Ligne) -> None:
    creneau = creneau_choisi(request, ligne.rdv.edition_id)
    accepter_en_equipe(rdv=ligne.rdv, creneau=creneau)


def _confier(request: HttpRequest, ligne: Ligne) -> None:
    numero = numero_lu(request.POST.get("collegue", ""))
    collegue = get_object_or_404(Participant, pk=numero, edition=ligne.rdv.edition_id)
    confier_rdv(rdv=ligne.rdv, collegue=collegue)


Geste = Callable[[HttpRequest, Ligne], object]
DU_DESTINATAIRE = ("accepter", "plus_tard", "equipe", "refuser", "bloquer")
GESTES: dict[str, Geste] = {
    "accepter": accepter,
    "plus_tard": lambda request, ligne: accepter_rdv(rdv=ligne.rdv),
    "equipe": _accepter_en_equipe,
    "refuser": lambda request, ligne: refuser_rdv(rdv=ligne.rdv),
    "bloquer": lambda request, ligne: bloquer(participant=ligne.moi, autre=ligne.autre),
    "confier": _confier,
    "retirer": lambda request, ligne: retirer_demande(rdv=ligne.rdv),
    "annuler": lambda request, ligne: annuler_rdv(rdv=ligne.rdv, par=ligne.moi),
}
