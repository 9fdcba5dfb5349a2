"""The timetables at the desk: ask for one and watch it, compare drafts, publish, undo."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from salon.acces import LECTEURS, MANDATAIRES, Appelant
from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.models import Edition
from salon.pages.bureau_forms import entier
from salon.pages.champs import FormulaireSoigne
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte
from salon.rdv.grilles import (
    a_publier,
    comparer,
    deplaces,
    feuilles_des_personnes,
    feuilles_des_tables,
    grille,
    histogrammes,
    laisses,
)
from salon.rdv.horaires import (
    GRAINE_MAX,
    POIDS_MAX,
    SECONDES_MAX,
    SECONDES_MIN,
    Options,
    arreter_planification,
    demander_planification,
)
from salon.rdv.models import Planification, Publication, RendezVous
from salon.rdv.publication import annuler_publication, publier_horaire

Vue = Callable[..., HttpResponse]

HORAIRES_MAX = 30
LAISSES_MAX = 200
PUBLIEES_MAX = 10


class OptionsForm(FormulaireSoigne):
    """How a timetable is looked for."""

    secondes = entier("Durée du calcul, en secondes", SECONDES_MIN, SECONDES_MAX)
    poids_familles = entier(
        "Poids d’un rendez-vous entre familles, en\N{NO-BREAK SPACE}%", 0, POIDS_MAX
    )
    graine = entier("Graine : la même redonne le même horaire", 0, GRAINE_MAX)


def des_horaires(vue: Vue) -> Vue:
    """Open a page to those who read the meetings; changing anything is for those who act for others."""

    @never_cache
    @login_required
    @wraps(vue)
    def ouvrir(request: RequeteDeCompte, slug: str, *args: Any, **reste: Any) -> HttpResponse:
        edition = get_object_or_404(Edition, slug=slug)
        appelant = Appelant(compte=request.user)
        roles = MANDATAIRES if request.method == "POST" else LECTEURS
        if not appelant.a_role(edition, *roles):
            raise PermissionDenied
        return vue(request, edition, *args, **reste)

    return ouvrir


def brouillon(edition: Edition, numero: int) -> Planification:
    """Return a run of the edition, whose edition is the one at hand."""
    run = get_object_or_404(Planification, pk=numero, edition=edition)
    run.edition = edition
    return run


@formulaire_seul
@des_horaires
def horaires(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """List the runs and the publications; ask for a new timetable."""
    if request.method != "POST":
        return _lister(request, edition, OptionsForm(initial=vars(Options())))
    formulaire = OptionsForm(request.POST)
    if not formulaire.is_valid():
        formulaire.viser()
        return _lister(request, edition, formulaire, 422)
    try:
        run = demander_planification(
            edition=edition, compte=request.user, options=Options(**formulaire.cleaned_data)
        )
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _lister(request, edition, formulaire, refus.statut)
    return redirect("bureau_horaire", edition.slug, run.pk)


def _lister(
    request: HttpRequest,
    edition: Edition,
    formulaire: OptionsForm,
    statut: int = 200,
    **reste: Any,
) -> HttpResponse:
    runs = list(edition.planifications.select_related("demandee_par")[:HORAIRES_MAX])
    publications = edition.publications.select_related("publiee_par")[:PUBLIEES_MAX]
    contexte = {
        "edition": edition,
        "formulaire": formulaire,
        "horaires": runs,
        "comparables": [run for run in runs if run.etat == Planification.Etat.FINIE],
        "publications": publications,
        "maintenant": timezone.now(),
        "attendus": edition.rendez_vous.filter(etat=RendezVous.Etat.ACCEPTE).count(),
        "publies": edition.rendez_vous.filter(etat=RendezVous.Etat.PLANIFIE).count(),
    }
    return render(request, "pages/bureau/horaires.html", contexte | reste, status=statut)


@require_safe
@des_horaires
def horaire(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Show one run: how far it is, or the draft that it left."""
    return _montrer(request, brouillon(edition, numero))


def _montrer(
    request: HttpRequest, run: Planification, statut: int = 200, **reste: Any
) -> HttpResponse:
    contexte: dict[str, Any] = {"edition": run.edition, "horaire": run} | reste
    if run.etat == Planification.Etat.FINIE:
        parties = a_publier(run)
        # Without a choice, the first half-day in which something is left to do.
        utile = next((numero for numero, _, attendus in parties if attendus), 0)
        demandee = numero_lu(request.GET.get("partie", ""))
        partie = utile if demandee is None else demandee
        contexte |= {
            "grille": grille(run, partie),
            "laisses": laisses(run)[:LAISSES_MAX],
            "parties": parties,
            "natures": Publication.Nature.choices,
            "histogramme": histogrammes(run),
        }
    return render(request, "pages/bureau/horaire.html", contexte, status=statut)


@require_POST
@des_horaires
def geste(request: RequeteDeCompte, edition: Edition, numero: int, nom: str) -> HttpResponse:
    """Stop a run, or publish its draft."""
    run = brouillon(edition, numero)
    try:
        if nom == "arreter":
            arreter_planification(planification=run)
        elif nom == "publier":
            return _publier(request, run)
        else:
            raise Http404
    except Refus as refus:
        return _montrer(request, run, refus.statut, refus=refus)
    return redirect("bureau_horaire", edition.slug, numero)


def _publier(request: RequeteDeCompte, run: Planification) -> HttpResponse:
    nature = request.POST.get("nature", "")
    cochees = [numero_lu(texte) for texte in request.POST.getlist("partie")]
    publiee = publier_horaire(
        planification=run,
        compte=request.user,
        parties={partie for partie in cochees if partie is not None},
        nature=nature if nature in Publication.Nature.values else Publication.Nature.DEFINITIF,
    )
    return _montrer(request, run, publiee=publiee)


@require_POST
@des_horaires
def annuler(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Undo a publication whose agendas have not left."""
    publication = get_object_or_404(Publication, pk=numero, edition=edition)
    formulaire = OptionsForm(initial=vars(Options()))
    try:
        nombre = annuler_publication(publication=publication)
    except Refus as refus:
        return _lister(request, edition, formulaire, refus.statut, refus=refus)
    return _lister(request, edition, formulaire, annules=nombre)


@require_safe
@des_horaires
def comparaison(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show two drafts side by side."""
    numeros = [numero_lu(request.GET.get(nom, "")) for nom in ("a", "b")]
    if None in numeros:
        return redirect("bureau_horaires", edition.slug)
    a, b = (brouillon(edition, numero or 0) for numero in numeros)
    contexte = {
        "edition": edition,
        "a": a,
        "b": b,
        "lignes": comparer(a, b),
        "histogramme": histogrammes(a, b),
        "deplaces": deplaces(a, b),
    }
    return render(request, "pages/bureau/horaires_comparer.html", contexte)


@require_safe
@des_horaires
def imprimer(request: RequeteDeCompte, edition: Edition, numero: int, par: str) -> HttpResponse:
    """Show a draft as sheets of paper, one for each table or for each person."""
    run = brouillon(edition, numero)
    if par not in FEUILLES:
        raise Http404
    contexte = {"edition": edition, "horaire": run, "par": par, "feuilles": FEUILLES[par](run)}
    return render(request, "pages/bureau/horaires_imprimer.html", contexte)


FEUILLES = {"tables": feuilles_des_tables, "personnes": feuilles_des_personnes}
