"""The space of an exhibitor: where its file stands, its page, its team, its badges, its data."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from salon.erreurs import Refus
from salon.exposants.badges import document_equipe
from salon.exposants.completude import completude
from salon.exposants.equipe import (
    accepter_demande,
    accepter_invitation,
    invitations,
    refuser_demande,
    refuser_invitation,
)
from salon.exposants.logo import (
    OCTETS_MAX,
    deposer_logo,
    logo_actuel,
    logos_publies,
    retirer_logo,
)
from salon.exposants.models import DemandeEquipe, Exposant
from salon.exposants.page import VIVANTS, enregistrer_page, lire_page
from salon.exposants.services import retirer_exposant
from salon.journal.models import Fichier
from salon.models import Participant
from salon.pages.champs import Mots
from salon.pages.comptes import formulaire_seul
from salon.pages.espace_textes import SUITES
from salon.pages.exposer import participant_present, suite
from salon.pages.exposer_equipe import Equipe
from salon.pages.exposer_forms import LogoForm
from salon.pages.exposer_page import PageForms
from salon.pages.mes_donnees import donnees

UN_AN = "max-age=31536000, immutable"
# One more than is allowed tells that there was more; the rest is not read.
OCTETS_LUS = OCTETS_MAX + 1


@require_safe
@never_cache
def espace(request: HttpRequest) -> HttpResponse:
    """Show where the file stands, what is missing, what waits for an answer."""
    participant = participant_present(request)
    if participant is None:
        return redirect("nouveau_lien")
    exposant = participant.exposant
    contexte: dict[str, object] = {"participant": participant, "exposant": exposant}
    contexte["invitations"] = invitations(participant)
    if exposant is not None:
        contexte |= {
            "edition": participant.edition,
            "mesure": completude(exposant),
            "dit": SUITES[exposant.etat],
            "suite": suite(exposant),
            "demandes": _demandes(participant),
            "badges": document_equipe(exposant) is not None,
            "vivant": exposant.etat in VIVANTS,
        }
    elif not contexte["invitations"]:
        return redirect("moi")
    return render(request, "pages/espace/accueil.html", contexte)


@formulaire_seul
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Edit the page; that of a validated exhibitor changes at once."""
    exposant = _exposant(request)
    formulaires = PageForms(exposant, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not formulaires.allonger() and formulaires.sont_bons():
        try:
            enregistrer_page(exposant=exposant, page=formulaires.page())
            return redirect("apercu_exposant")
        except Refus as refus:
            formulaires.texte.refuser(refus.message, refus.champ)
    contexte = {"exposant": exposant, "page": formulaires, "logo": logo_actuel(exposant)}
    return render(request, "pages/espace/page.html", contexte, status=formulaires.statut)


@require_safe
@never_cache
def apercu(request: HttpRequest) -> HttpResponse:
    """Show the page as the public will see it."""
    exposant = _exposant(request)
    contexte = {
        "exposant": exposant,
        "page": lire_page(exposant),
        "mots": Mots(),
        "logo": logo_actuel(exposant),
        "nommes": exposant.equipe.filter(annule_le=None, visible=True),
    }
    return render(request, "pages/espace/apercu.html", contexte)


@formulaire_seul
@never_cache
def equipe(request: HttpRequest) -> HttpResponse:
    """Add people, correct what their badges print, take them out."""
    participant = _participant(request)
    exposant = _exposant(request)
    montree = Equipe(exposant)
    if request.method == "POST" and montree.agir(request.POST):
        return redirect("equipe_exposant")
    contexte = {"exposant": exposant, "equipe": montree, "demandes": _demandes(participant)}
    return render(request, "pages/espace/equipe.html", contexte, status=montree.statut)


@require_POST
@never_cache
def demande(request: HttpRequest, numero: int) -> HttpResponse:
    """Answer somebody who asks to join: for the contact of the team only."""
    participant = _participant(request)
    recue = get_object_or_404(_demandes(participant), pk=numero)
    gestes = {"accepter": accepter_demande, "refuser": refuser_demande}
    geste = gestes.get(request.POST.get("action", ""))
    if geste is None:
        raise Http404
    try:
        geste(demande=recue)
    except Refus as refus:
        return _refuser(request, refus)
    return redirect("equipe_exposant")


@require_POST
@never_cache
def invitation(request: HttpRequest, numero: int) -> HttpResponse:
    """Agree, or not, to be the person that a team named."""
    participant = _participant(request)
    recue = get_object_or_404(invitations(participant), pk=numero)
    gestes = {"accepter": accepter_invitation, "refuser": refuser_invitation}
    geste = gestes.get(request.POST.get("action", ""))
    if geste is None:
        raise Http404
    try:
        geste(demande=recue, personne=participant)
    except Refus as refus:
        return _refuser(request, refus)
    return redirect("espace_exposant")


@formulaire_seul
@never_cache
def logo(request: HttpRequest) -> HttpResponse:
    """Send a picture, or take it away."""
    exposant = _exposant(request)
    formulaire, statut = LogoForm(), 200
    if request.method == "POST" and request.POST.get("action") == "retirer":
        retirer_logo(exposant=exposant)
        return redirect("page_exposant")
    if request.method == "POST":
        formulaire, statut = LogoForm(request.POST, request.FILES), 422
        if formulaire.is_valid():
            recu = formulaire.cleaned_data["logo"]
            try:
                deposer_logo(exposant=exposant, nom=recu.name, contenu=recu.read(OCTETS_LUS))
                return redirect("page_exposant")
            except Refus as refus:
                formulaire.refuser(refus.message, refus.champ)
                statut = refus.statut
        formulaire.viser()
    contexte = {"exposant": exposant, "formulaire": formulaire, "logo": logo_actuel(exposant)}
    return render(request, "pages/espace/logo.html", contexte, status=statut)


@require_safe
def image_logo(request: HttpRequest, numero: int) -> HttpResponse:
    """Hand over a logo: for ever the same to everybody if it is published, else to its team only."""
    if logos_publies().filter(pk=numero).exists():
        return _image(get_object_or_404(Fichier, pk=numero), f"public, {UN_AN}")
    participant = participant_present(request)
    exposant = participant.exposant if participant else None
    if exposant is None or exposant.logo_id != numero:
        raise Http404
    return _image(get_object_or_404(Fichier, pk=numero), "private, no-store")


@require_safe
@never_cache
def badges(request: HttpRequest) -> HttpResponse:
    """Hand over the badges of the team in one document."""
    document = document_equipe(_exposant(request))
    if document is None:
        raise Http404
    reponse = HttpResponse(document.contenu, content_type=document.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, document.nom) or "attachment"
    return reponse


@formulaire_seul
@never_cache
def retrait(request: HttpRequest) -> HttpResponse:
    """Say what withdrawing means, and withdraw: for the contact of the team only."""
    participant = _participant(request)
    exposant = _exposant(request)
    if not participant.responsable:
        raise Http404
    if request.method != "POST":
        return render(request, "pages/espace/retrait.html", {"exposant": exposant})
    try:
        retirer_exposant(exposant=exposant)
    except Refus as refus:
        return _refuser(request, refus)
    return redirect("espace_exposant")


@require_safe
@never_cache
def mes_donnees(request: HttpRequest) -> HttpResponse:
    """Hand over what is kept about oneself, for reading elsewhere."""
    reponse = JsonResponse(
        donnees(_participant(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    reponse["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return reponse


def _participant(request: HttpRequest) -> Participant:
    participant = participant_present(request)
    if participant is None:
        raise Http404
    return participant


def _exposant(request: HttpRequest) -> Exposant:
    exposant = _participant(request).exposant
    if exposant is None:
        raise Http404
    return exposant


def _demandes(participant: Participant) -> QuerySet[DemandeEquipe]:
    """Return the requests that a person may answer: those to their team, if they are its contact."""
    if not participant.responsable:
        return DemandeEquipe.objects.none()
    return DemandeEquipe.objects.filter(
        exposant=participant.exposant, pour=None, repondue_le=None
    ).select_related("exposant__edition", "exposant__structure")


def _image(fichier: Fichier, cache: str) -> HttpResponse:
    reponse = HttpResponse(fichier.contenu, content_type=fichier.type_mime)
    reponse["Cache-Control"] = cache
    reponse["Content-Disposition"] = f'inline; filename="{fichier.nom}"'
    return reponse


def _refuser(request: HttpRequest, refus: Refus) -> HttpResponse:
    return render(request, "pages/espace/refus.html", {"refus": refus}, status=refus.statut)
