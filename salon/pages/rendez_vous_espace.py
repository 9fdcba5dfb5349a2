"""What people and teams decide about meetings: when they are away, whom they block, who of a team comes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.exposants.equipe import a_badger
from salon.exposants.models import Exposant
from salon.models import Creneau, Participant
from salon.pages import rendez_vous_queries as queries
from salon.pages import vitrine
from salon.pages.mon_inscription import chez_soi
from salon.rdv.blocages import bloques, debloquer
from salon.rdv.disponibilites import absences, calendrier, noter_absences
from salon.rdv.equipe import (
    confier_rdv,
    creneaux_reservables,
    fermer_reservation,
    ouvrir_reservation,
    reserver_directement,
)
from salon.rdv.models import RendezVous
from salon.rdv.reservations import des_personnes
from salon.rdv.services import Demande

CRENEAUX_MAX = 1000


@chez_soi
def disponibilites(request: HttpRequest, moi: Participant) -> HttpResponse:
    """Say when one cannot come: slot by slot, or a half-day at once."""
    demi_journees = calendrier(moi.edition)
    absent, refus = absences(moi), None
    if request.method == "POST":
        absent = _coches(request)
        for rang, demi in enumerate(demi_journees):
            numeros = {creneau.pk for creneau in demi.creneaux}
            if request.POST.get("absent_toute") == str(rang):
                absent |= numeros
            elif request.POST.get("present_toute") == str(rang):
                absent -= numeros
        try:
            noter_absences(participant=moi, creneaux=absent)
            return redirect(f"{request.path}?fait=1")
        except Refus as trouve:
            refus = trouve
    contexte = {
        "moi": moi,
        "edition": moi.edition,
        "demi_journees": demi_journees,
        "absent": absent,
        "refus": refus,
        "fait": request.GET.get("fait") == "1",
    }
    statut = refus.statut if refus else 200
    return render(request, "pages/rendez_vous/disponibilites.html", contexte, status=statut)


def _coches(request: HttpRequest) -> set[int]:
    lus = (numero_lu(texte) for texte in request.POST.getlist("absent")[:CRENEAUX_MAX])
    return {numero for numero in lus if numero is not None}


@chez_soi
def blocages(request: HttpRequest, moi: Participant) -> HttpResponse:
    """Show whom one does not hear of, and hear of them again."""
    if request.method == "POST":
        numero = numero_lu(request.POST.get("blocage", ""))
        if numero is None or not debloquer(participant=moi, blocage_id=numero):
            raise Http404
        return redirect("blocages")
    contexte = {"moi": moi, "edition": moi.edition, "bloques": bloques(moi)}
    return render(request, "pages/rendez_vous/blocages.html", contexte)


@chez_soi
def demandes_equipe(request: HttpRequest, moi: Participant) -> HttpResponse:
    """Show the live meetings of the team, each handed to a colleague by one button."""
    exposant = moi.exposant
    if exposant is None:
        raise Http404
    refus = None
    if request.method == "POST":
        try:
            _agir(request, exposant)
            return redirect("demandes_equipe")
        except Refus as trouve:
            refus = trouve
    contexte = {
        "moi": moi,
        "edition": moi.edition,
        "exposant": exposant,
        "lignes": queries.lignes_equipe(exposant),
        "refus": refus,
    }
    statut = refus.statut if refus else 200
    return render(request, "pages/rendez_vous/equipe.html", contexte, status=statut)


def _agir(request: HttpRequest, exposant: Exposant) -> None:
    geste = request.POST.get("geste", "")
    if geste == "ouvrir":
        ouvrir_reservation(exposant=exposant)
    elif geste == "fermer":
        fermer_reservation(exposant=exposant)
    elif geste == "confier":
        equipe = list(a_badger(exposant))
        siens = RendezVous.objects.filter(des_personnes(*(membre.pk for membre in equipe)))
        rdv = get_object_or_404(siens, pk=numero_lu(request.POST.get("rdv", "")))
        choisi = numero_lu(request.POST.get("collegue", ""))
        collegue = next((membre for membre in equipe if membre.pk == choisi), None)
        if collegue is None:
            raise Http404
        confier_rdv(rdv=rdv, collegue=collegue)
    else:
        raise Http404


@chez_soi
def reserver(request: HttpRequest, moi: Participant, slug: str, numero: int) -> HttpResponse:
    """Book a free slot of an exhibitor without asking, where it is open to it."""
    exposant = get_object_or_404(
        vitrine.exposants_publics().select_related("edition", "structure", "stand"),
        pk=numero,
        edition__slug=slug,
        edition=moi.edition_id,
        reservation_directe=True,
    )
    refus = None
    if request.method == "POST":
        choisi = numero_lu(request.POST.get("creneau", ""))
        creneau = get_object_or_404(Creneau, pk=choisi, edition=moi.edition_id)
        try:
            rdv = reserver_directement(
                demandeur=moi, exposant=exposant, creneau=creneau, demande=Demande()
            )
            return redirect("ma_demande", rdv.pk)
        except Refus as trouve:
            refus = trouve
    contexte = {
        "moi": moi,
        "edition": moi.edition,
        "exposant": exposant,
        "demi_journees": _libres(exposant, moi),
        "refus": refus,
    }
    statut = refus.statut if refus else 200
    return render(request, "pages/rendez_vous/reserver.html", contexte, status=statut)


def _libres(exposant: Exposant, moi: Participant) -> list[tuple[str, list[Creneau]]]:
    """Return the slots that can be booked, under the name of their half-day."""
    libres = set(creneaux_reservables(exposant, moi).values_list("pk", flat=True))
    groupes = [
        (demi.nom, [creneau for creneau in demi.creneaux if creneau.pk in libres])
        for demi in calendrier(moi.edition)
    ]
    return [(nom, creneaux) for nom, creneaux in groupes if creneaux]
