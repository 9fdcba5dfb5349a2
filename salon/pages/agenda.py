"""One's own agenda: on a phone, on paper, in a calendar; that of a team; and the feed that calendars read."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from salon.journal.models import Fichier
from salon.models import Participant
from salon.pages.agenda_queries import journees, prochaine, tableau_equipe
from salon.pages.exposer import participant_present
from salon.pages.views import remettre
from salon.rdv.abonnement import adresse_du_flux, renouveler_flux, titulaire_du_flux
from salon.rdv.calendrier import flux as texte_du_flux
from salon.rdv.documents import agenda_imprime
from salon.rdv.queries import agenda as rdvs_de

TYPE_CALENDRIER = "text/calendar; charset=utf-8"


@require_safe
@never_cache
def agenda(request: HttpRequest) -> HttpResponse:
    """Show the meetings of a person, the next one first, and how to have them in a calendar."""
    moi = participant_present(request)
    if moi is None:
        return redirect("moi")
    rdvs = list(rdvs_de(moi))
    adresse = adresse_du_flux(moi)
    contexte = {
        "participant": moi,
        "edition": moi.edition,
        "journees": journees(moi, rdvs),
        "prochaine": prochaine(moi, rdvs),
        "document": agenda_imprime(moi, rdvs) is not None if rdvs else False,
        "flux": adresse,
        "abonnement": f"webcal://{adresse.partition('://')[2]}",
    }
    return render(request, "pages/agenda/agenda.html", contexte)


@require_POST
@never_cache
def renouveler(request: HttpRequest) -> HttpResponse:
    """Revoke the address of the feed: whoever had it reads nothing any more."""
    renouveler_flux(participant=_present(request))
    return redirect("mon_agenda")


@require_safe
@never_cache
def document(request: HttpRequest) -> HttpResponse:
    """Hand over the agenda to print, as it came with the last e-mail, while it is still true."""
    moi = _present(request)
    imprime = agenda_imprime(moi, list(rdvs_de(moi)))
    if imprime is None:
        raise Http404
    return remettre(imprime)


@require_safe
@never_cache
def calendrier(request: HttpRequest) -> HttpResponse:
    """Hand over the meetings of a person for a calendar that does not subscribe."""
    moi = _present(request)
    contenu = texte_du_flux(moi, list(rdvs_de(moi))).encode()
    return remettre(Fichier(nom="agenda.ics", type_mime=TYPE_CALENDRIER, contenu=contenu))


@require_safe
def flux(request: HttpRequest, jeton: str) -> HttpResponse:
    """Serve the meetings of a person to a calendar that knows their secret address, and nobody's else.

    A calendar that asks again is told when nothing changed.
    """
    titulaire = titulaire_du_flux(jeton)
    if titulaire is None:
        raise Http404
    contenu = texte_du_flux(titulaire, list(rdvs_de(titulaire))).encode()
    reponse = HttpResponse(contenu, content_type=TYPE_CALENDRIER)
    reponse["ETag"] = quote_etag(hashlib.sha256(contenu).hexdigest()[:32])
    reponse["Cache-Control"] = "private, no-cache"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=reponse["ETag"], response=reponse) or reponse


@require_safe
@never_cache
def equipe(request: HttpRequest) -> HttpResponse:
    """Show the members of a team side by side, slot by slot."""
    moi = _present(request)
    if moi.exposant is None:
        raise Http404
    contexte = {
        "participant": moi,
        "edition": moi.edition,
        "exposant": moi.exposant,
        "tableau": tableau_equipe(moi.exposant),
    }
    return render(request, "pages/agenda/equipe.html", contexte)


def _present(request: HttpRequest) -> Participant:
    moi = participant_present(request)
    if moi is None:
        raise Http404
    return moi
