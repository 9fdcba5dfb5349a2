"""One meeting of a draft at the desk: where it could sit, move it there, keep it in its slot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from salon.entree import numero_lu
from salon.erreurs import Refus
from salon.models import Creneau, Edition
from salon.pages.bureau_horaires import des_horaires
from salon.pages.comptes import formulaire_seul
from salon.pages.views import RequeteDeCompte
from salon.rdv.attribution import Lieu
from salon.rdv.brouillons import choix_de, deplacer_placement, deverrouiller, verrouiller
from salon.rdv.demi_journees import demi_journees
from salon.rdv.models import Placement


@formulaire_seul
@des_horaires
def placement(
    request: RequeteDeCompte, edition: Edition, numero: int, pose_id: int
) -> HttpResponse:
    """Show the slots open and shut to a meeting; move it, lock it, let it go."""
    pose = get_object_or_404(
        Placement.objects.select_related(
            "planification", "rdv__demandeur", "rdv__destinataire", "creneau", "table", "stand"
        ),
        pk=pose_id,
        planification=numero,
        planification__edition=edition,
    )
    pose.planification.edition = edition
    if request.method != "POST":
        return _montrer(request, pose)
    try:
        _agir(request, edition, pose)
    except Refus as refus:
        return _montrer(request, pose, refus.statut, refus=refus)
    return redirect(_retour(edition, pose))


def _agir(request: HttpRequest, edition: Edition, pose: Placement) -> None:
    match request.POST.get("geste"):
        case "verrouiller":
            verrouiller(placement=pose)
        case "deverrouiller":
            deverrouiller(rdv=pose.rdv)
        case _:
            creneau = get_object_or_404(
                Creneau, pk=numero_lu(request.POST.get("creneau", "")) or 0, edition=edition
            )
            table = numero_lu(request.POST.get("table", ""))
            lieu = Lieu(table=table) if table else None
            deplacer_placement(placement=pose, creneau=creneau, lieu=lieu)


def _retour(edition: Edition, pose: Placement) -> str:
    """Return the address of the half-day of the draft where the meeting now is."""
    frais = Placement.objects.get(pk=pose.pk)
    creneaux = list(edition.creneaux.order_by("debut"))
    numeros = dict(zip((c.pk for c in creneaux), demi_journees(edition, creneaux), strict=True))
    adresse = reverse("bureau_horaire", args=(edition.slug, pose.planification_id))
    partie = numeros.get(frais.creneau_id or 0, 0)
    return f"{adresse}?partie={partie}#p{pose.pk}"


def _montrer(
    request: HttpRequest, pose: Placement, statut: int = 200, **reste: Any
) -> HttpResponse:
    edition = pose.planification.edition
    pose.refresh_from_db(fields=["creneau", "table", "stand", "place"])
    if pose.creneau:
        pose.creneau.edition = edition
    choix = choix_de(pose)
    contexte = {
        "edition": edition,
        "horaire": pose.planification,
        "placement": pose,
        "choix": choix,
        "ouverts": [c for c in choix if c.libre and c.creneau.pk != pose.creneau_id],
    }
    return render(request, "pages/bureau/horaires_placement.html", contexte | reste, status=statut)
