"""The edition at the desk: its settings, the words of its e-mails, the next edition."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from salon.configuration import Volet, copier_edition
from salon.courriels import courriel_exemple
from salon.editions import ConsequencesAConfirmer, ecrire_texte, regler_edition, reprendre_texte
from salon.erreurs import Refus
from salon.gabarits.marqueurs import Gabarit
from salon.gabarits.textes import GABARITS
from salon.journal.services import Message
from salon.models import Edition
from salon.pages.bureau import du_bureau
from salon.pages.bureau_forms import CopieForm, ReglagesForm, TexteForm
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte

CONSEQUENCES_MAX = 20


@dataclass(frozen=True)
class Texte:
    """One kind of e-mail as the list shows it."""

    code: str
    gabarit: Gabarit
    exemple: Message
    change: bool


@formulaire_seul
@du_bureau
def reglages(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show and store the settings; a change that has consequences is asked for twice."""
    if request.method != "POST":
        enregistre = request.GET.get("fait") == "1"
        return _montrer_reglages(request, edition, ReglagesForm.de(edition), enregistre=enregistre)
    formulaire = ReglagesForm(request.POST)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer_reglages(request, edition, formulaire, 422)
    acceptees = request.POST.getlist("acceptees")[:CONSEQUENCES_MAX]
    try:
        regler_edition(edition=edition, reglages=formulaire.reglages(), acceptees=acceptees)
    except ConsequencesAConfirmer as refus:
        trouvees = refus.consequences
        return _montrer_reglages(
            request, edition, formulaire, refus.statut, consequences=trouvees, refus=refus
        )
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer_reglages(request, edition, formulaire, refus.statut)
    page = redirect("bureau_reglages", edition.slug)
    page["Location"] += "?fait=1"
    return page


def _montrer_reglages(
    request: HttpRequest,
    edition: Edition,
    formulaire: ReglagesForm,
    statut: int = 200,
    **reste: Any,
) -> HttpResponse:
    contexte = {"edition": edition, "formulaire": formulaire} | reste
    return render(request, "pages/bureau/reglages.html", contexte, status=statut)


@require_safe
@du_bureau
def textes(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show every e-mail of the edition as its reader would see it."""
    changes = {texte.code: texte for texte in edition.textes.all()}
    listes = []
    for code, gabarit in GABARITS.items():
        mots = changes.get(code, gabarit)
        exemple = courriel_exemple(edition, code, mots.sujet, mots.corps)
        listes.append(Texte(code, gabarit, exemple, code in changes))
    return render(request, "pages/bureau/textes.html", {"edition": edition, "textes": listes})


@formulaire_seul
@du_bureau
def texte(request: RequeteDeCompte, edition: Edition, code: str) -> HttpResponse:
    """Show one e-mail with an example, and keep an organiser's words for it."""
    if code not in GABARITS:
        raise Http404
    if request.method != "POST":
        garde = edition.textes.filter(code=code).first() or GABARITS[code]
        initial = {"sujet": garde.sujet, "corps": garde.corps}
        return _montrer_texte(request, edition, code, TexteForm(initial=initial))
    if request.POST.get("geste") == "reprendre":
        reprendre_texte(edition=edition, code=code)
        return redirect("bureau_texte", edition.slug, code)
    return _ecrire(request, edition, code, TexteForm(request.POST))


def _ecrire(
    request: HttpRequest, edition: Edition, code: str, formulaire: TexteForm
) -> HttpResponse:
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer_texte(request, edition, code, formulaire, 422)
    try:
        if request.POST.get("geste") == "apercu":
            exemple = courriel_exemple(edition, code, **formulaire.cleaned_data)
            return _montrer_texte(request, edition, code, formulaire, exemple=exemple)
        ecrire_texte(edition=edition, code=code, **formulaire.cleaned_data)
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer_texte(request, edition, code, formulaire, refus.statut)
    return redirect("bureau_texte", edition.slug, code)


def _montrer_texte(
    request: HttpRequest,
    edition: Edition,
    code: str,
    formulaire: TexteForm,
    statut: int = 200,
    **reste: Any,
) -> HttpResponse:
    garde = edition.textes.filter(code=code).first()
    mots = garde or GABARITS[code]
    contexte = {
        "edition": edition,
        "gabarit": GABARITS[code],
        "formulaire": formulaire,
        "change": garde is not None,
        "exemple": courriel_exemple(edition, code, mots.sujet, mots.corps),
    }
    return render(request, "pages/bureau/texte.html", contexte | reste, status=statut)


@formulaire_seul
@du_bureau
def copier(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Make the next edition from this one, with what is chosen of it."""
    if request.method != "POST":
        initial = {
            **{
                nom: getattr(edition, nom) for nom in ("nom", "lieu", "ouvre_a", "ferme_a", "jauge")
            },
            "volets": list(Volet),
        }
        return _montrer_copie(request, edition, CopieForm(initial=initial))
    formulaire = CopieForm(request.POST)
    if not formulaire.is_valid():
        formulaire.viser()
        return _montrer_copie(request, edition, formulaire, 422)
    try:
        copie = copier_edition(
            source=edition,
            cible=formulaire.cible(edition),
            volets=[Volet(nom) for nom in formulaire.cleaned_data["volets"]],
            compte=request.user,
        )
    except Refus as refus:
        formulaire.refuser(refus.message, refus.champ)
        return _montrer_copie(request, edition, formulaire, refus.statut)
    return redirect("bureau_reglages", copie.slug)


def _montrer_copie(
    request: HttpRequest, edition: Edition, formulaire: CopieForm, statut: int = 200
) -> HttpResponse:
    contexte = {"edition": edition, "formulaire": formulaire}
    return render(request, "pages/bureau/copier.html", contexte, status=statut)
