"""Lists at the desk: taken as a file, or brought as one, looked at and then stored."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from salon.echanges.depots import (
    OCTETS_MAX,
    choisir_colonnes,
    deposer,
    enregistrer,
    enregistrer_le_bon,
    regarder,
)
from salon.echanges.services import NATURES
from salon.echanges.sorties import demander_export
from salon.erreurs import Invalide, Refus
from salon.journal.models import Import
from salon.models import Edition
from salon.pages.bureau import du_bureau
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte
from salon.tableur.ecriture import Forme

LISTES_MAX = 20
GESTES = {"tout": enregistrer, "bonnes": enregistrer_le_bon}


@require_safe
@du_bureau
def listes(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show the lists that can be taken and brought, and those of the last days."""
    return _montrer(request, edition)


@require_POST
@du_bureau
def exporter(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Ask for a list as a file; a worker makes it."""
    nature, forme = request.POST.get("nature", ""), request.POST.get("forme", "")
    if nature not in NATURES or forme not in list(Forme):
        raise Http404
    try:
        demander_export(edition=edition, compte=request.user, nature=nature, forme=Forme(forme))
    except Refus as refus:
        page = _montrer(request, edition, refus.statut, refus=refus)
        page["Retry-After"] = "60"
        return page
    return redirect("bureau_listes", edition.slug)


@require_safe
@du_bureau
def export(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Hand over a list that is ready, to whoever asked for it."""
    demandes = edition.exports.filter(compte=request.user, fichier__isnull=False)
    pret = get_object_or_404(demandes.select_related("fichier"), pk=numero)
    fichier = pret.fichier
    if fichier is None:
        raise Http404
    reponse = HttpResponse(fichier.contenu, content_type=fichier.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, fichier.nom) or "attachment"
    return reponse


@require_POST
@du_bureau
def importer(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Take in a file, to be looked at before anything is stored."""
    envoye = request.FILES.get("fichier")
    try:
        if envoye is None:
            raise Invalide("Choisissez un fichier.", champ="fichier")
        depot = deposer(
            edition=edition,
            compte=request.user,
            nature=request.POST.get("nature", ""),
            nom=envoye.name or "liste",
            contenu=envoye.read(OCTETS_MAX + 1),
        )
    except Refus as refus:
        return _montrer(request, edition, refus.statut, refus_import=refus)
    return redirect("bureau_depot", edition.slug, depot.pk)


@formulaire_seul
@du_bureau
def depot(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Show what a file would do, line by line; store it when told to."""
    depots = Import.objects.select_related("fichier", "edition")
    garde = get_object_or_404(depots, pk=numero, edition=edition, compte=request.user)
    if garde.fait_le is not None and request.method != "POST":
        return _montrer_depot(request, garde, 200)
    if request.method != "POST":
        return _examiner(request, garde)
    geste = GESTES.get(request.POST.get("geste", ""))
    if geste is None:
        choisir_colonnes(depot=garde, choix=_choix(request, garde))
        return redirect("bureau_depot", edition.slug, numero)
    try:
        geste(depot=garde)
    except Refus as refus:
        garde.refresh_from_db()  # what was stored and undone is still in the object
        return _examiner(request, garde, refus)
    return redirect("bureau_depot", edition.slug, numero)


def _choix(request: HttpRequest, garde: Import) -> list[str]:
    rangs = range(len(garde.correspondance))
    return [request.POST.get(f"colonne-{rang}", "") for rang in rangs]


def _examiner(request: HttpRequest, garde: Import, refus: Refus | None = None) -> HttpResponse:
    """Show the report of a file; a file that cannot be read as asked says why instead."""
    try:
        rapport = regarder(garde)
    except Refus as illisible:
        statut = illisible.statut if request.method == "POST" else 200
        return _montrer_depot(request, garde, statut, refus=illisible)
    statut = refus.statut if refus else 200
    return _montrer_depot(request, garde, statut, rapport=rapport, refus=refus)


def _montrer_depot(request: HttpRequest, garde: Import, statut: int, **reste: Any) -> HttpResponse:
    contexte = {
        "edition": garde.edition,
        "depot": garde,
        "libelle": NATURES[garde.nature].libelle,
        "choix": NATURES[garde.nature].colonnes,
        "colonnes": garde.correspondance,
    }
    return render(request, "pages/bureau/depot.html", contexte | reste, status=statut)


def _montrer(
    request: RequeteDeCompte, edition: Edition, statut: int = 200, **reste: Any
) -> HttpResponse:
    contexte = {
        "edition": edition,
        "natures": [(nature.code, nature.libelle) for nature in NATURES.values()],
        "exports": edition.exports.filter(compte=request.user)[:LISTES_MAX],
        "imports": edition.imports.select_related("compte")[:LISTES_MAX],
    }
    return render(request, "pages/bureau/listes.html", contexte | reste, status=statut)
