"""Meetings: ask, list, accept in a slot, refuse, call off; the agenda of a participant."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Status

from salon.acces import LECTEURS, MANDATAIRES, Identifie, RequeteIdentifiee, Role
from salon.entree import Identifiant
from salon.erreurs import Interdit, Introuvable
from salon.models import Creneau, Edition, Participant, Table
from salon.rdv.equipe import accepter_en_equipe, confier_rdv
from salon.rdv.models import RendezVous
from salon.rdv.queries import agenda
from salon.rdv.reservations import CreneauPris, Place, alternatives, trouver_place
from salon.rdv.schemas import (
    AcceptationIn,
    AutrePlaceIn,
    CreneauIn,
    DemandeIn,
    PersonneDesigneeIn,
    RdvOut,
    RdvsIn,
    RdvsOut,
)
from salon.rdv.services import (
    Demande,
    accepter_rdv,
    annuler_rdv,
    constater_tenu,
    demander_rdv,
    deplacer_rdv,
    refuser_rdv,
    retirer_demande,
)
from salon.schemas import CreneauOut, TableOut

rendez_vous = Router(tags=["rendez-vous"], auth=Identifie())
salon_des_rdv = Router(tags=["rendez-vous"])


@rendez_vous.post("", response={201: RdvOut})
def demander(
    request: RequeteIdentifiee, edition: Path[str], donnees: DemandeIn
) -> Status[RendezVous]:
    """Ask a participant for a meeting, for oneself or, as a member of staff, for somebody else."""
    salon = get_object_or_404(Edition, slug=edition)
    demandeur = _demandeur(request, salon, donnees.demandeur_id)
    destinataire = get_object_or_404(Participant, pk=donnees.destinataire_id, edition=salon)
    souhaits = Creneau.objects.filter(edition=salon).in_bulk(donnees.souhaits)
    if len(souhaits) < len(set(donnees.souhaits)):
        raise Introuvable("Ce créneau n’existe pas dans cette édition.")
    demande = Demande(
        message=donnees.message,
        priorite=donnees.priorite,
        souhaits=[souhaits[numero] for numero in donnees.souhaits],
        auteur=request.auth.compte,
    )
    rdv = demander_rdv(demandeur=demandeur, destinataire=destinataire, demande=demande)
    return Status(201, rdv)


@rendez_vous.get("", response=RdvsOut)
def lister(
    request: RequeteIdentifiee, edition: Path[str], filtres: Query[RdvsIn]
) -> dict[str, Any]:
    """List one's own meetings, or, as a member of staff, all of them."""
    salon = get_object_or_404(Edition, slug=edition)
    lignes = _complets().filter(edition=salon)
    if not request.auth.a_role(salon, *LECTEURS):
        moi = request.auth.participant
        lignes = lignes.filter(Q(demandeur=moi) | Q(destinataire=moi))
    if filtres.etat is not None:
        lignes = lignes.filter(etat=filtres.etat)
    return filtres.couper(lignes)


@rendez_vous.get("/{rdv_id}", response=RdvOut)
def lire(request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]) -> RendezVous:
    """Read a meeting."""
    return _des_deux_parties(request, edition, rdv_id, LECTEURS)


@rendez_vous.post("/{rdv_id}/accepter", response=RdvOut)
def accepter(
    request: RequeteIdentifiee,
    edition: Path[str],
    rdv_id: Path[Identifiant],
    donnees: AcceptationIn,
) -> RendezVous:
    """Accept a request in a slot, at a table. Of two who want the same one, the second gets 409."""
    rdv = _du_destinataire(request, edition, rdv_id)
    return accepter_rdv(rdv=rdv, place=_place(rdv, donnees), auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/accepter-sans-creneau", response=RdvOut)
def accepter_sans_creneau(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]
) -> RendezVous:
    """Accept a request and leave its slot to the timetable."""
    rdv = _du_destinataire(request, edition, rdv_id)
    return accepter_rdv(rdv=rdv, auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/accepter-en-equipe", response=RdvOut)
def accepter_pour_l_equipe(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant], donnees: CreneauIn
) -> RendezVous:
    """Accept a request for one's team: who is free then and has the fewest meetings comes."""
    rdv = _du_destinataire(request, edition, rdv_id)
    creneau = get_object_or_404(Creneau, pk=donnees.creneau_id, edition=rdv.edition_id)
    return accepter_en_equipe(rdv=rdv, creneau=creneau, auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/confier", response=RdvOut)
def confier(
    request: RequeteIdentifiee,
    edition: Path[str],
    rdv_id: Path[Identifiant],
    donnees: PersonneDesigneeIn,
) -> RendezVous:
    """Have a colleague come instead; any member of the team may say so."""
    rdv: RendezVous = get_object_or_404(_complets(), pk=rdv_id, edition__slug=edition)
    request.auth.exiger_un_de(rdv.edition, *_equipes(request, rdv), roles=MANDATAIRES)
    collegue = get_object_or_404(Participant, pk=donnees.participant_id, edition=rdv.edition_id)
    return confier_rdv(rdv=rdv, collegue=collegue, auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/refuser", response=RdvOut)
def refuser(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]
) -> RendezVous:
    """Say no to a request."""
    rdv = _du_destinataire(request, edition, rdv_id)
    return refuser_rdv(rdv=rdv, auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/retirer", response=RdvOut)
def retirer(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]
) -> RendezVous:
    """Take one's own request back before it has an answer."""
    rdv: RendezVous = get_object_or_404(_complets(), pk=rdv_id, edition__slug=edition)
    request.auth.exiger_un_de(rdv.edition, rdv.demandeur, roles=MANDATAIRES)
    return retirer_demande(rdv=rdv, auteur=request.auth.compte)


@rendez_vous.post("/{rdv_id}/annuler", response=RdvOut)
def annuler(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]
) -> RendezVous:
    """Call off a request or a planned meeting; either party may."""
    rdv = _des_deux_parties(request, edition, rdv_id)
    return annuler_rdv(rdv=rdv, auteur=request.auth.compte, par=request.auth.participant)


@rendez_vous.post("/{rdv_id}/deplacer", response=RdvOut)
def deplacer(
    request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant], donnees: AutrePlaceIn
) -> RendezVous:
    """Give a meeting another slot or table. Who looked at an older version of it gets 409."""
    rdv = _des_deux_parties(request, edition, rdv_id)
    request.auth.exiger_role(rdv.edition, *MANDATAIRES)
    return deplacer_rdv(
        rdv=rdv,
        place=_place(rdv, donnees),
        auteur=request.auth.compte,
        version=donnees.version,
    )


@rendez_vous.post("/{rdv_id}/tenir", response=RdvOut)
def tenir(request: RequeteIdentifiee, edition: Path[str], rdv_id: Path[Identifiant]) -> RendezVous:
    """Note that a meeting took place; either party may."""
    rdv = _des_deux_parties(request, edition, rdv_id)
    return constater_tenu(rdv=rdv, auteur=request.auth.compte)


@salon_des_rdv.get("/participants/{participant_id}/agenda", response=list[RdvOut], auth=Identifie())
def lire_agenda(
    request: RequeteIdentifiee, edition: Path[str], participant_id: Path[Identifiant]
) -> list[RendezVous]:
    """Read the planned meetings of a participant in order of time."""
    participant = get_object_or_404(
        Participant.objects.select_related("edition"), pk=participant_id, edition__slug=edition
    )
    request.auth.exiger_un_de(participant.edition, participant, roles=LECTEURS)
    return list(agenda(participant))


@salon_des_rdv.get("/creneaux", response=list[CreneauOut], auth=None)
def lister_creneaux(request: HttpRequest, edition: Path[str]) -> list[Creneau]:
    """List the slots of an edition; there are some dozens at most."""
    return list(get_object_or_404(Edition, slug=edition).creneaux.all())


@salon_des_rdv.get("/tables", response=list[TableOut], auth=None)
def lister_tables(request: HttpRequest, edition: Path[str]) -> list[Table]:
    """List the tables of an edition."""
    return list(get_object_or_404(Edition, slug=edition).tables.all())


def _complets() -> Any:
    return RendezVous.objects.select_related(
        "edition", "demandeur", "destinataire", "creneau", "table", "stand"
    )


def _demandeur(request: RequeteIdentifiee, salon: Edition, demandeur_id: int | None) -> Participant:
    """Return for whom a request is made. Only somebody who reads their e-mail may ask."""
    if demandeur_id is not None:
        request.auth.exiger_role(salon, *MANDATAIRES)
        return get_object_or_404(Participant, pk=demandeur_id, edition=salon)
    moi = request.auth.participant
    if moi is None or moi.edition_id != salon.pk:
        raise Interdit("Indiquez pour qui la demande est faite (demandeur_id).")
    return moi


def _des_deux_parties(
    request: RequeteIdentifiee,
    edition: str,
    rdv_id: int,
    roles: Sequence[Role] = MANDATAIRES,
) -> RendezVous:
    rdv: RendezVous = get_object_or_404(_complets(), pk=rdv_id, edition__slug=edition)
    request.auth.exiger_un_de(rdv.edition, rdv.demandeur, rdv.destinataire, roles=roles)
    return rdv


def _equipes(request: RequeteIdentifiee, rdv: RendezVous) -> list[Participant]:
    """Return who may hand a meeting on: the caller, if they are of the team of one of the two."""
    moi = request.auth.participant
    equipes = {rdv.demandeur.exposant_id, rdv.destinataire.exposant_id} - {None}
    return [moi] if moi is not None and moi.exposant_id in equipes else []


def _place(rdv: RendezVous, donnees: AcceptationIn) -> Place:
    """Return where and when: at the table that the answer names, else at the first free place."""
    creneau = get_object_or_404(Creneau, pk=donnees.creneau_id, edition=rdv.edition_id)
    if donnees.table_id is not None:
        table = get_object_or_404(Table, pk=donnees.table_id, edition=rdv.edition_id)
        return Place(creneau, table=table)
    place = trouver_place(rdv, creneau)
    if place is None:
        raise CreneauPris(alternatives(rdv))
    return place


def _du_destinataire(request: RequeteIdentifiee, edition: str, rdv_id: int) -> RendezVous:
    rdv: RendezVous = get_object_or_404(_complets(), pk=rdv_id, edition__slug=edition)
    request.auth.exiger_un_de(rdv.edition, rdv.destinataire, roles=MANDATAIRES)
    return rdv
