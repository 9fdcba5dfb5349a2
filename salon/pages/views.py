"""The pages: each view finds, asks one reader or one service, and shows."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from badges.qr import svg
from salon.acces import Appelant, Role
from salon.entree import numero_lu
from salon.journal import coupure
from salon.journal.models import Courriel, Fichier
from salon.models import Compte, Edition
from salon.pages import queries
from salon.pages.dessin import jauger, tracer
from salon.pages.forms import LienForm
from salon.pages.textes import REFUS, masquer_liens
from salon.pointage.compteurs import Compteurs, compter

API = "/api/v1/editions"
# The HTML of an e-mail may have its own style and may do nothing else.
COURRIEL_SEUL = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
    "sandbox": True,
}


class RequeteDeCompte(HttpRequest):
    """A request of somebody signed in; for the reader and the type checker."""

    user: Compte


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Show the editions and where to go."""
    return render(request, "pages/accueil.html", {"editions": queries.editions_presentees()})


@require_safe
@never_cache
@login_required
def direct(request: RequeteDeCompte, slug: str) -> HttpResponse:
    """Show the numbers of the day; a script keeps them up to date. `?ecran=1` is for a big screen."""
    edition = get_object_or_404(Edition, slug=slug)
    if not Appelant(compte=request.user).a_role(edition, *Role):
        raise PermissionDenied
    compteurs = compter(edition)
    contexte = {
        "edition": edition,
        "compteurs": compteurs,
        "courbe": tracer(compteurs.courbe, edition.ouvre_a, edition.ferme_a),
        "jauge": jauger(compteurs.presents, compteurs.jauge),
        "total_refus": sum(refus.nombre for refus in compteurs.refus),
        "reglages": _reglages(edition, compteurs),
        "ecran": request.GET.get("ecran") == "1",
    }
    return render(request, "pages/direct.html", contexte)


def _reglages(edition: Edition, compteurs: Compteurs) -> dict[str, object]:
    """Return what the script of the live page has to know."""
    return {
        "flux": f"{API}/{edition.slug}/direct",
        "compteurs": f"{API}/{edition.slug}/compteurs",
        "ouvre": f"{edition.ouvre_a:%H:%M}",
        "ferme": f"{edition.ferme_a:%H:%M}",
        "refus": REFUS,
        "nombres": compteurs.corps(),
    }


@require_safe
@never_cache
@login_required
def courriels(request: RequeteDeCompte) -> HttpResponse:
    """List the e-mails of the editions that the caller runs, the latest first."""
    visibles = queries.courriels_visibles(request.user)
    etat = request.GET.get("etat", "")
    etat = etat if etat in Courriel.Etat.values else ""
    lus, suite = queries.tranche(visibles, etat, numero_lu(request.GET.get("avant", "")))
    contexte = {
        "courriels": lus,
        "suite": suite,
        "etats": queries.etats(visibles),
        "etat": etat,
        "progressions": queries.progressions(visibles),
        "alarme": coupure.alarme(),
    }
    return render(request, "pages/courriels.html", contexte)


@require_safe
@never_cache
@login_required
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views that take a request only
def courriel(request: RequeteDeCompte, numero: int) -> HttpResponse:
    """Show one e-mail: its text, its HTML in a frame of its own, its documents."""
    lu = _courriel(request, numero)
    pieces = lu.pieces.defer("contenu")
    contexte = {"courriel": lu, "texte": _montrable(lu.texte), "pieces": pieces}
    return render(request, "pages/courriel.html", contexte)


@require_safe
@never_cache
@login_required
@xframe_options_sameorigin
@csp(COURRIEL_SEUL)  # type: ignore[arg-type]  # typed for views that take a request only
def courriel_html(request: RequeteDeCompte, numero: int) -> HttpResponse:
    """Serve the HTML of an e-mail to the frame of its page."""
    return HttpResponse(_montrable(_courriel(request, numero).html))


@require_safe
@never_cache
@login_required
def courriel_agenda(request: RequeteDeCompte, numero: int) -> HttpResponse:
    """Hand over the invitation of an e-mail."""
    lu = get_object_or_404(queries.courriels_visibles(request.user).exclude(agenda=""), pk=numero)
    return remettre(Fichier(nom="invitation.ics", type_mime="text/calendar", contenu=lu.agenda))


@require_safe
@never_cache
@login_required
def courriel_piece(request: RequeteDeCompte, numero: int, piece: int) -> HttpResponse:
    """Hand over a document, to somebody who may see the e-mail that it goes with."""
    return remettre(get_object_or_404(_courriel(request, numero).pieces, pk=piece))


def _courriel(request: RequeteDeCompte, numero: int) -> Courriel:
    visibles = queries.courriels_visibles(request.user)
    return get_object_or_404(visibles.select_related("edition"), pk=numero)


def _montrable(texte: str) -> str:
    """Hide the links that open a person's space, unless no mail server is set and this is the mailbox."""
    return masquer_liens(texte) if settings.EMAIL_URL else texte


def remettre(fichier: Fichier) -> HttpResponse:
    """Hand over a document under its own name, to be saved and not shown."""
    contenu = fichier.contenu
    reponse = HttpResponse(contenu, content_type=fichier.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, fichier.nom) or "attachment"
    return reponse


@require_safe
@never_cache
def moi(request: HttpRequest) -> HttpResponse:
    """Show a participant their badge and their meetings."""
    participant = queries.participant_du_lien(request.session.get("participant_id", 0))
    if participant is None:
        return render(request, "pages/comptes/lien.html", {"formulaire": LienForm()}, status=403)
    badge = queries.badge_actuel(participant)
    contexte = {
        "participant": participant,
        "edition": participant.edition,
        "badge": badge,
        "qr": svg(badge.code) if badge else "",
        "badge_imprimable": badge is not None and queries.document(badge).exists(),
        "rencontres": queries.rencontres(participant),
    }
    return render(request, "pages/moi.html", contexte)


@require_safe
@never_cache
def mon_badge(request: HttpRequest) -> HttpResponse:
    """Hand over the participant's own badge as a document to print."""
    participant = queries.participant_du_lien(request.session.get("participant_id", 0))
    badge = queries.badge_actuel(participant) if participant else None
    documents = queries.document(badge) if badge else Fichier.objects.none()
    return remettre(get_object_or_404(documents))
