"""The organiser's table of who may ask whom: categories and families, in both directions."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render

from salon.models import Edition
from salon.pages.bureau import du_bureau
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte
from salon.rdv.rencontres import genres_possibles, regler_rencontres


@dataclass(frozen=True)
class Case:
    """One cell of the table."""

    valeur: str
    libelle: str
    permise: bool


@formulaire_seul
@du_bureau
def rencontres(request: RequeteDeCompte, edition: Edition) -> HttpResponse:
    """Show the table, a tick where a request is allowed; store all of it at once."""
    genres = genres_possibles()
    if request.method == "POST":
        permises = set(request.POST.getlist("permise"))
        exclues = [
            (de, vers) for de, _ in genres for vers, _ in genres if f"{de} {vers}" not in permises
        ]
        regler_rencontres(edition=edition, exclues=exclues)
        return redirect(f"{request.path}?fait=1")
    exclus = set(edition.rencontres_exclues.values_list("de", "vers"))
    lignes = [
        (nom, [Case(f"{de} {v}", f"{nom} → {n}", (de, v) not in exclus) for v, n in genres])
        for de, nom in genres
    ]
    contexte = {
        "edition": edition,
        "colonnes": [nom for _, nom in genres],
        "lignes": lignes,
        "fait": request.GET.get("fait") == "1",
    }
    return render(request, "pages/bureau/rencontres.html", contexte)
