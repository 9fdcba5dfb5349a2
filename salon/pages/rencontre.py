"""Ask an exhibitor for a meeting from its public page, as somebody who is registered."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from salon.erreurs import Refus
from salon.exposants.models import Exposant
from salon.models import Participant
from salon.pages import vitrine
from salon.pages.exposer import participant_present
from salon.pages.rendez_vous_forms import DemandeForm
from salon.rdv.services import demander_rdv

PAGE = "pages/public/rendez-vous.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def demander(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Show who may ask, and how; a participant of the edition sends a request to the exhibitor's contact."""
    publics = vitrine.exposants_publics().select_related("edition", "structure")
    exposant = get_object_or_404(publics, pk=numero, edition__slug=slug)
    demandeur, contact = _inscrit(request, exposant), vitrine.contact(exposant)
    donnees = request.POST if request.method == "POST" else None
    formulaire = DemandeForm(demandeur, donnees) if demandeur else None
    contexte = {
        "exposant": exposant,
        "edition": exposant.edition,
        "demandeur": demandeur,
        "formulaire": formulaire,
        "contact": contact,
    }
    if request.method != "POST" or demandeur is None or formulaire is None or contact is None:
        return render(request, PAGE, contexte)
    if not formulaire.is_valid():
        return render(request, PAGE, contexte, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        demander_rdv(demandeur=demandeur, destinataire=contact, demande=formulaire.demande())
    except Refus as refus:
        return render(request, PAGE, {**contexte, "refus": refus}, status=refus.statut)
    return render(request, PAGE, {**contexte, "envoyee": True})


def _inscrit(request: HttpRequest, exposant: Exposant) -> Participant | None:
    """Return who opened this browser's session, if they are registered in the same edition."""
    participant = participant_present(request)
    if participant is None or participant.edition_id != exposant.edition_id:
        return None
    return participant
