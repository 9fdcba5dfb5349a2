"""Register as an exhibitor, in four steps: each is stored at once, and a link by e-mail comes back to it."""

from collections.abc import Callable
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from salon.debit import Plafond, compter, reseau
from salon.erreurs import Refus
from salon.exposants.equipe import demander_equipe
from salon.exposants.inscription import (
    DERNIERE_ETAPE,
    commencer_inscription,
    effacer_brouillon,
    franchir_etape,
    soumettre_exposant,
)
from salon.exposants.models import Exposant
from salon.exposants.page import enregistrer_page
from salon.exposants.services import ExposantDejaInscrit, exiger_inscriptions_ouvertes
from salon.models import Edition, Participant
from salon.pages import queries
from salon.pages.champs import ouverture
from salon.pages.comptes import formulaire_seul, patiente
from salon.pages.exposer_equipe import Equipe
from salon.pages.exposer_forms import EnvoiForm, RejoindreForm, StructureForm
from salon.pages.exposer_page import PageForms
from salon.sessions import ouvrir_participant

# New files, and requests to join one, from one place: a company fair registers many in an hour.
DOSSIERS_DU_RESEAU = Plafond("exposer, réseau", 60, timedelta(hours=1))
DEMANDES_DU_RESEAU = Plafond("rejoindre, réseau", 20, timedelta(hours=1))

ETAPES = ("Votre structure", "Votre équipe", "Vos offres et besoins", "Stand et envoi")


@formulaire_seul
@never_cache
@patiente
def exposer(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1: the structure and its contact. Whoever began already goes on where they were."""
    edition = get_object_or_404(Edition, slug=slug)
    exposant = _dossier(request, edition)
    if exposant is not None:
        return redirect(suite(exposant))
    try:
        exiger_inscriptions_ouvertes(edition)
    except Refus as refus:
        contexte = {"edition": edition, "refus": refus}
        return render(request, "pages/exposer/ferme.html", contexte, status=refus.statut)
    if request.method != "POST":
        return _montrer(request, 1, edition, {"formulaire": StructureForm()})
    return _commencer(request, edition, StructureForm(request.POST))


def _commencer(request: HttpRequest, edition: Edition, formulaire: StructureForm) -> HttpResponse:
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, 1, edition, {"formulaire": formulaire}, 422)
    if formulaire.est_d_un_robot():
        return render(request, "pages/exposer/recu.html", {"edition": edition})
    compter(DOSSIERS_DU_RESEAU, reseau(request))
    contact = formulaire.contact()
    try:
        exposant = commencer_inscription(
            edition=edition, structure=formulaire.structure(), contact=contact
        )
    except ExposantDejaInscrit as refus:
        initial = {nom: formulaire.cleaned_data[nom] for nom in RejoindreForm.base_fields}
        initial["ouvert"] = ouverture()
        contexte = {
            "edition": edition,
            "refus": refus,
            "formulaire": RejoindreForm(initial=initial),
        }
        return render(request, "pages/exposer/rejoindre.html", contexte, status=refus.statut)
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer(request, 1, edition, {"formulaire": formulaire}, refus.statut)
    ouvrir_participant(request, contact)
    return redirect(suite(exposant))


@require_POST
@never_cache
@patiente
def rejoindre(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the team of a structure that is registered already to take one in."""
    edition = get_object_or_404(Edition, slug=slug)
    formulaire = RejoindreForm(request.POST)
    if not formulaire.is_valid():
        formulaire.viser()
        contexte = {"edition": edition, "formulaire": formulaire}
        return render(request, "pages/exposer/rejoindre.html", contexte, status=422)
    if not formulaire.est_d_un_robot():
        compter(DEMANDES_DU_RESEAU, reseau(request))
        demander_equipe(
            edition=edition,
            siret=formulaire.cleaned_data["siret"],
            personne=formulaire.personne(),
        )
    return render(request, "pages/exposer/recu.html", {"edition": edition, "demande": True})


@formulaire_seul
@never_cache
def etape(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Steps 2 to 4 of one's own draft."""
    edition = get_object_or_404(Edition, slug=slug)
    exposant = _dossier(request, edition)
    if numero not in ETAPES_SUIVANTES:
        raise Http404
    if exposant is None:
        return redirect("exposer", slug)
    if exposant.etat != Exposant.Etat.BROUILLON or numero > exposant.etape + 1:
        return redirect(suite(exposant))
    return ETAPES_SUIVANTES[numero](request, exposant)


def _etape_equipe(request: HttpRequest, exposant: Exposant) -> HttpResponse:
    if request.POST.get("action") == "continuer":
        return _franchir(exposant, 2)
    equipe = Equipe(exposant)
    if request.method == "POST" and equipe.agir(request.POST):
        return redirect("exposer_etape", exposant.edition.slug, 2)
    return _montrer(request, 2, exposant.edition, {"equipe": equipe}, equipe.statut)


def _etape_page(request: HttpRequest, exposant: Exposant) -> HttpResponse:
    formulaires = PageForms(exposant, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not formulaires.allonger() and formulaires.sont_bons():
        try:
            enregistrer_page(exposant=exposant, page=formulaires.page())
            return _franchir(exposant, 3)
        except Refus as refus:
            formulaires.texte.refuser(refus.message, refus.champ)
    return _montrer(request, 3, exposant.edition, {"page": formulaires}, formulaires.statut)


def _etape_envoi(request: HttpRequest, exposant: Exposant) -> HttpResponse:
    edition = exposant.edition
    initial = {"notice": edition.notice_version, "souhaits": exposant.souhaits}
    formulaire = EnvoiForm(request.POST if request.method == "POST" else None, initial=initial)
    contexte = {"formulaire": formulaire, "exposant": exposant}
    if request.method != "POST":
        return _montrer(request, 4, edition, contexte)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, 4, edition, contexte, 422)
    lus = formulaire.cleaned_data
    try:
        soumettre_exposant(exposant=exposant, souhaits=lus["souhaits"], notice=lus["notice"])
    except Refus as refus:
        frais = EnvoiForm(initial={**initial, "souhaits": lus["souhaits"]})
        contexte |= {"formulaire": frais, "refus": refus}
        return _montrer(request, 4, edition, contexte, refus.statut)
    return redirect("espace_exposant")


ETAPES_SUIVANTES: dict[int, Callable[[HttpRequest, Exposant], HttpResponse]] = {
    2: _etape_equipe,
    3: _etape_page,
    4: _etape_envoi,
}


@require_POST
@never_cache
def abandonner(request: HttpRequest, slug: str) -> HttpResponse:
    """Give up one's own draft: nothing of it is kept."""
    edition = get_object_or_404(Edition, slug=slug)
    exposant = _dossier(request, edition)
    if exposant is not None and exposant.etat == Exposant.Etat.BROUILLON:
        effacer_brouillon(exposant=exposant)
    return redirect("exposer", slug)


def suite(exposant: Exposant) -> str:
    """Return where a team goes on: the next step of its draft, else its space."""
    if exposant.etat != Exposant.Etat.BROUILLON:
        return reverse("espace_exposant")
    prochaine = min(exposant.etape + 1, DERNIERE_ETAPE)
    return reverse("exposer_etape", args=[exposant.edition.slug, prochaine])


def participant_present(request: HttpRequest) -> Participant | None:
    """Return whose space this browser opened."""
    return queries.participant_du_lien(request.session.get("participant_id", 0))


def _dossier(request: HttpRequest, edition: Edition) -> Exposant | None:
    participant = participant_present(request)
    if participant is None or participant.edition_id != edition.pk:
        return None
    return participant.exposant


def _franchir(exposant: Exposant, numero: int) -> HttpResponse:
    franchir_etape(exposant=exposant, etape=numero)
    return redirect("exposer_etape", exposant.edition.slug, numero + 1)


def _montrer(
    request: HttpRequest,
    numero: int,
    edition: Edition,
    contexte: dict[str, object],
    statut: int = 200,
) -> HttpResponse:
    cadre = {"edition": edition, "numero": numero, "etapes": ETAPES, "titre": ETAPES[numero - 1]}
    page = f"pages/exposer/etape{numero}.html"
    return render(request, page, {**cadre, **contexte}, status=statut)
