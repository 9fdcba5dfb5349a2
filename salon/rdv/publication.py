"""Make a draft true, all of it or some half-days; and undo it as long as no agenda has left.

Thousands of meetings take a number of statements that grows by a handful for each LOT of them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from salon.erreurs import Refus
from salon.journal.evenements.rdv import HorairePublie, PublicationAnnulee
from salon.journal.services import publier
from salon.models import Compte
from salon.rdv.brouillons import PasUnBrouillon
from salon.rdv.demi_journees import demi_journees
from salon.rdv.models import (
    Indisponibilite,
    Placement,
    Planification,
    Publication,
    RendezVous,
    Reservation,
)

LOT = 1000
# How long a publication can be undone: the agendas leave afterwards.
DELAI = timedelta(minutes=10)
# What a meeting claims: two people and a place.
PRISES = 3

Etat = RendezVous.Etat


class RienAPublier(Refus):
    code = "rien_a_publier"
    message = (
        "Aucun rendez-vous de ce choix n’est à publier : ils le sont déjà, ou n’ont pas de créneau."
    )


class PublicationPartie(Refus):
    code = "publication_partie"
    message = "Cette publication ne s’annule plus : les agendas sont partis, ou elle l’est déjà."


@dataclass(frozen=True)
class Publiee:
    """What became of a publication: how many meetings it holds, and which it had to leave out."""

    publication: Publication
    nombre: int
    laisses: list[Placement]


@transaction.atomic
def publier_horaire(
    *,
    planification: Planification,
    compte: Compte | None,
    parties: Collection[int] | None = None,
    nature: str = Publication.Nature.DEFINITIF,
) -> Publiee:
    """Claim all that a draft gives its meetings, in these half-days (numbers from 0; None: in all).

    Whoever was faster in a slot keeps it: the meetings that lose something are left out, with the
    reason in the draft. Raises RienAPublier when nothing is left to publish.
    """
    candidats = _candidats(planification, parties)
    bons, laisses = _trier(planification, candidats)
    _reserver(bons)
    bons, perdus = _relire(planification, bons)
    laisses += perdus
    if not bons:
        raise RienAPublier
    maintenant = timezone.now()
    publication = Publication.objects.create(
        edition_id=planification.edition_id,
        planification=planification,
        nature=nature,
        publiee_par=compte,
        publiee_le=maintenant,
        envoi_le=maintenant + DELAI,
    )
    _planifier(publication, bons)
    Placement.objects.bulk_update(
        laisses, ["creneau", "table", "stand", "place", "raison"], batch_size=LOT
    )
    publier(HorairePublie(publication_id=publication.pk))
    return Publiee(publication, len(bons), laisses)


@transaction.atomic
def annuler_publication(*, publication: Publication) -> int:
    """Put the meetings of a publication back to where they waited; return how many that was."""
    annulee = Publication.objects.filter(
        pk=publication.pk, annulee_le__isnull=True, envoi_le__gt=timezone.now()
    ).update(annulee_le=timezone.now())
    if not annulee:
        raise PublicationPartie
    rdvs = RendezVous.objects.filter(publication=publication, etat=Etat.PLANIFIE)
    # In the order in which others lock them.
    list(rdvs.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Reservation.objects.filter(rdv__publication=publication, rdv__etat=Etat.PLANIFIE).delete()
    nombre = rdvs.update(
        etat=Etat.ACCEPTE,
        creneau=None,
        table=None,
        stand=None,
        publication=None,
        version=F("version") + 1,
    )
    publier(PublicationAnnulee(publication_id=publication.pk))
    return nombre


def _candidats(planification: Planification, parties: Collection[int] | None) -> list[Placement]:
    """Lock the accepted meetings of the draft, and return what it does with those of these parts."""
    fraiche = Planification.objects.select_for_update().get(pk=planification.pk)
    if fraiche.etat != Planification.Etat.FINIE:
        raise PasUnBrouillon
    voulus = _creneaux(planification, parties)
    acceptes = RendezVous.objects.filter(placements__planification=planification, etat=Etat.ACCEPTE)
    rdvs = {
        rdv.pk: rdv
        for rdv in acceptes.select_for_update(of=("self",), no_key=True)
        .select_related("demandeur", "destinataire")
        .defer("message")
        .order_by("pk")
    }
    placements = planification.placements.filter(creneau__isnull=False).select_related("creneau")
    candidats = [
        p for p in placements.order_by("rdv") if p.creneau_id in voulus and p.rdv_id in rdvs
    ]
    for placement in candidats:
        placement.rdv = rdvs[placement.rdv_id]
    return candidats


def _creneaux(planification: Planification, parties: Collection[int] | None) -> set[int]:
    creneaux = list(planification.edition.creneaux.order_by("debut"))
    numeros = demi_journees(planification.edition, creneaux)
    return {
        creneau.pk
        for creneau, numero in zip(creneaux, numeros, strict=True)
        if parties is None or numero in parties
    }


def _trier(
    planification: Planification, candidats: Sequence[Placement]
) -> tuple[list[Placement], list[Placement]]:
    """Set apart what can no longer be: the slot began, or somebody said that they cannot come."""
    absents = set(
        Indisponibilite.objects.filter(creneau__edition=planification.edition_id).values_list(
            "participant", "creneau"
        )
    )
    bons, laisses = [], []
    for placement in candidats:
        rdv, creneau = placement.rdv, placement.creneau
        if creneau is not None and creneau.debut <= timezone.now():
            laisses.append(_delaisser(placement, "Ce créneau est passé."))
            continue
        for personne in (rdv.demandeur, rdv.destinataire):
            if (personne.pk, placement.creneau_id) in absents:
                laisses.append(
                    _delaisser(placement, f"{personne.nom_complet()} n’est plus disponible.")
                )
                break
        else:
            bons.append(placement)
    return bons, laisses


def _reserver(placements: Sequence[Placement]) -> None:
    """Claim for all at once what is still free; the constraints refuse the rest one by one.

    People first, then places, each in order: as single claims do, so that none wait for each other.
    """
    personnes = sorted(
        (personne, placement.creneau_id or 0, placement.rdv_id)
        for placement in placements
        for personne in (placement.rdv.demandeur_id, placement.rdv.destinataire_id)
    )
    places = sorted(placements, key=lambda p: (p.table_id or 0, p.stand_id or 0, p.creneau_id or 0))
    prises = [
        Reservation(participant_id=personne, creneau_id=creneau, rdv_id=rdv)
        for personne, creneau, rdv in personnes
    ]
    prises += [
        Reservation(
            rdv_id=p.rdv_id,
            creneau_id=p.creneau_id or 0,
            table_id=p.table_id,
            stand_id=p.stand_id,
            place=p.place,
        )
        for p in places
    ]
    Reservation.objects.bulk_create(prises, LOT, ignore_conflicts=True)


def _relire(
    planification: Planification, placements: Sequence[Placement]
) -> tuple[list[Placement], list[Placement]]:
    """Set apart the meetings that did not get all three claims, and give back what they got."""
    obtenues: defaultdict[int, list[int | None]] = defaultdict(list)
    lues = Reservation.objects.filter(
        rdv__placements__planification=planification, rdv__etat=Etat.ACCEPTE
    )
    for rdv_id, personne in lues.values_list("rdv", "participant"):
        obtenues[rdv_id].append(personne)
    bons, perdus = [], []
    for placement in placements:
        siennes = obtenues[placement.rdv_id]
        if len(siennes) == PRISES:
            bons.append(placement)
        else:
            perdus.append(_delaisser(placement, _perte(placement.rdv, siennes)))
    Reservation.objects.filter(rdv__in=[placement.rdv_id for placement in perdus]).delete()
    return bons, perdus


def _perte(rdv: RendezVous, obtenues: Sequence[int | None]) -> str:
    for personne in (rdv.demandeur, rdv.destinataire):
        if personne.pk not in obtenues:
            return f"{personne.nom_complet()} a pris un autre rendez-vous à cette heure."
    return "La place a été prise entre-temps."


def _delaisser(placement: Placement, raison: str) -> Placement:
    placement.creneau = placement.table = placement.stand = placement.place = None
    placement.raison = raison
    return placement


def _planifier(publication: Publication, placements: Sequence[Placement]) -> None:
    """Store slot and place of each meeting, read by the database from the draft itself."""
    sien = Placement.objects.filter(planification=publication.planification_id, rdv=OuterRef("pk"))
    numeros = [placement.rdv_id for placement in placements]
    for debut in range(0, len(numeros), LOT):
        RendezVous.objects.filter(pk__in=numeros[debut : debut + LOT]).update(
            etat=Etat.PLANIFIE,
            creneau=Subquery(sien.values("creneau")),
            table=Subquery(sien.values("table")),
            stand=Subquery(sien.values("stand")),
            publication=publication,
            version=F("version") + 1,
        )
