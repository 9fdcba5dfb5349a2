"""The organiser's desk: the list of files, many answers at once, one file with all there is about it."""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from salon.acces import LECTEURS, Appelant, Role
from salon.annuaire.mots import sans_accents
from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.exposants.completude import avec_de_quoi_mesurer, completude
from salon.exposants.historique import historique
from salon.exposants.models import Exposant
from salon.exposants.page import lire_page
from salon.exposants.services import (
    attribuer_stand,
    liberer_stand,
    refuser_exposant,
    valider_exposant,
)
from salon.exposants.suivi import (
    Issue,
    agir_en_lot,
    mettre_en_attente,
    noter,
    relancer,
    relancer_incomplets,
)
from salon.models import Edition, Mandat
from salon.pages import dossiers
from salon.pages.bureau_forms import MotifForm, NoteForm, StandForm
from salon.pages.champs import FormulaireSoigne
from salon.pages.views import RequeteDeCompte

Vue = Callable[..., HttpResponse]
Geste = Callable[[Exposant], object]

MOTS_MAX = 100  # characters of a search
CHOIX = {"dossier": ("complet", "incomplet"), "stand": ("avec", "sans")}

# What is said when it is done, by the name of the gesture.
FAITS = {
    "valider": "Dossier traité : voyez son état.",
    "refuser": "Dossier refusé : l’équipe reçoit le motif par e-mail.",
    "attente": "Dossier mis sur liste d’attente.",
    "relancer": "Relance envoyée : elle dit ce qui manque.",
    "noter": "Note ajoutée.",
    "stand": "Stand enregistré.",
}


def du_bureau(vue: Vue) -> Vue:
    """Open a page to the organisers of its edition, which the view is given in the place of its slug."""

    @never_cache
    @login_required
    @wraps(vue)
    def ouvrir(request: RequeteDeCompte, slug: str, *args: Any, **reste: Any) -> HttpResponse:
        edition = get_object_or_404(Edition, slug=slug)
        if not Appelant(compte=request.user).est_organisateur(edition):
            raise PermissionDenied
        return vue(request, edition, *args, **reste)

    return ouvrir


@require_safe
@never_cache
@login_required
def bureaux(request: RequeteDeCompte) -> HttpResponse:
    """List the editions of the caller: the whole desk to who runs one, else its timetables."""
    roles = Mandat.objects.filter(
        edition=OuterRef("pk"), compte=request.user, compte__is_active=True
    )
    tenues = (
        Value(True) if request.user.is_superuser else Exists(roles.filter(role=Role.ORGANISATEUR))
    )
    editions = Edition.objects.annotate(tenue=tenues)
    if not request.user.is_superuser:
        editions = editions.filter(Exists(roles.filter(role__in=LECTEURS)))
    return render(request, "pages/bureau/accueil.html", {"editions": editions})


@require_safe
@du_bureau
def liste(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """List the files of an edition, the latest first, with filters that the address holds."""
    filtres = _filtres(request.GET)
    trouves, suite = dossiers.tranche(edition, filtres)
    adresse = request.GET.copy()
    adresse.pop("avant", None)
    contexte = {
        "edition": edition,
        "dossiers": trouves,
        "suite": suite,
        "filtres": filtres,
        "recherche": request.GET.get("q", "")[:MOTS_MAX],
        "etats": dossiers.etats(edition),
        "familles": dossiers.familles(),
        "adresse": adresse.urlencode(),
    }
    return render(request, "pages/bureau/liste.html", contexte)


def _filtres(demandes: Mapping[str, str]) -> dossiers.Filtres:
    etat = demandes.get("etat", "")
    choix = {nom: demandes.get(nom, "") for nom in CHOIX}
    return dossiers.Filtres(
        etat=etat if etat in Exposant.Etat.values else "",
        famille=demandes.get("famille", "").replace("\0", ""),
        mots=tuple(sans_accents(demandes.get("q", "")[:MOTS_MAX]).split()),
        avant=numero_lu(demandes.get("avant", "")),
        **{nom: valeur if valeur in CHOIX[nom] else "" for nom, valeur in choix.items()},
    )


@require_POST
@du_bureau
def en_lot(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Do one thing to the files that are ticked, and tell what became of each."""
    nom = request.POST.get("geste", "")
    formulaire = MotifForm(request.POST)
    if nom == "refuser" and not formulaire.is_valid():
        formulaire.viser()
        contexte = {"edition": edition, "formulaire": formulaire, "numeros": _coches(request)}
        return render(request, "pages/bureau/motif.html", contexte, status=422)
    geste = GESTES.get(nom)
    if geste is None:
        raise Http404
    motif = formulaire.cleaned_data["motif"] if nom == "refuser" else ""
    choisis = Exposant.objects.filter(edition=edition, pk__in=_coches(request))
    exposants = choisis.select_related("structure", "edition").order_by("pk")
    return _montrer_issues(request, edition, agir_en_lot(exposants, partial(geste, motif)))


def _coches(request: HttpRequest) -> list[int]:
    numeros = [numero_lu(texte) for texte in request.POST.getlist("exposant")[: dossiers.PAGE]]
    return [numero for numero in numeros if numero is not None]


# The gestures that are made on one file or on many; the reason is for the refusal only.
GESTES: dict[str, Callable[[str, Exposant], object]] = {
    "valider": lambda motif, exposant: valider_exposant(exposant=exposant),
    "refuser": lambda motif, exposant: refuser_exposant(exposant=exposant, motif=motif),
    "attente": lambda motif, exposant: mettre_en_attente(exposant=exposant),
    "relancer": lambda motif, exposant: relancer(exposant=exposant),
}


@require_POST
@du_bureau
def relancer_tous(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Remind the teams of all incomplete files that were not reminded lately."""
    return _montrer_issues(request, edition, relancer_incomplets(edition=edition))


def _montrer_issues(request: HttpRequest, edition: Edition, issues: list[Issue]) -> HttpResponse:
    contexte = {
        "edition": edition,
        "faites": [issue for issue in issues if not issue.refus],
        "refusees": [issue for issue in issues if issue.refus],
    }
    return render(request, "pages/bureau/issues.html", contexte)


@require_safe
@du_bureau
def dossier(request: RequeteDeCompte, edition: Edition, numero: int) -> HttpResponse:
    """Show all there is about one file."""
    fait = FAITS.get(request.GET.get("fait", ""), "")
    return _montrer(request, _exposant(edition, numero), {"fait": fait})


@require_POST
@du_bureau
def geste(request: RequeteDeCompte, edition: Edition, numero: int, nom: str) -> HttpResponse:
    """Do one thing to one file; what is refused is said on its page."""
    exposant = _exposant(edition, numero)
    formulaire = _formulaire(nom, exposant, request)
    if formulaire is not None and not formulaire.is_valid():
        formulaire.viser()
        return _montrer(request, exposant, {f"{nom}_form": formulaire}, 422)
    donnees = formulaire.cleaned_data if formulaire else {}
    try:
        _agir(request, exposant, nom, donnees)
    except Refus as refus:
        exposant.refresh_from_db()
        return _montrer(request, exposant, {"refus": refus}, refus.statut)
    page = redirect("bureau_dossier", edition.slug, numero)
    page["Location"] += f"?fait={nom}"
    return page


def _formulaire(nom: str, exposant: Exposant, request: HttpRequest) -> FormulaireSoigne | None:
    match nom:
        case "refuser":
            return MotifForm(request.POST)
        case "noter":
            return NoteForm(request.POST)
        case "stand":
            return StandForm(request.POST, edition=exposant.edition)
    if nom not in GESTES:
        raise Http404
    return None


def _agir(
    request: RequeteDeCompte, exposant: Exposant, nom: str, donnees: Mapping[str, Any]
) -> None:
    if nom == "noter":
        noter(exposant=exposant, auteur=request.user, texte=donnees["texte"])
    elif nom == "stand" and donnees["stand"]:
        attribuer_stand(exposant=exposant, stand=donnees["stand"])
    elif nom == "stand":
        liberer_stand(exposant=exposant)
    else:
        GESTES[nom](donnees.get("motif", ""), exposant)


def _exposant(edition: Edition, numero: int) -> Exposant:
    lus = avec_de_quoi_mesurer(Exposant.objects.filter(edition=edition)).select_related(
        "edition", "structure__famille", "structure__logo", "stand"
    )
    return get_object_or_404(lus, pk=numero)


def _montrer(
    request: HttpRequest, exposant: Exposant, reste: dict[str, Any], statut: int = 200
) -> HttpResponse:
    contexte = {
        "edition": exposant.edition,
        "exposant": exposant,
        "completude": completude(exposant),
        "equipe": exposant.equipe.filter(annule_le=None).order_by("-responsable", "pk"),
        "page": lire_page(exposant),
        "notes": exposant.notes.select_related("auteur"),
        "historique": historique(exposant),
        "courriels": dossiers.courriels_de(exposant),
        "refuser_form": MotifForm(),
        "noter_form": NoteForm(),
        "stand_form": StandForm(edition=exposant.edition, initial={"stand": exposant.stand_id}),
        "attend_reponse": exposant.etat in (Exposant.Etat.SOUMIS, Exposant.Etat.ATTENTE),
    }
    return render(request, "pages/bureau/dossier.html", contexte | reste, status=statut)
