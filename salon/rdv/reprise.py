"""Mend a published timetable after something happened: two or three proposals, one of which is applied.

What happened is read from the rows: people who said that they cannot come to a slot where they meet,
tables that are gone, accepted meetings that still wait. The rest stays where it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.erreurs import Introuvable, Refus
from salon.journal.evenements.rdv import PlanificationDemandee, PlanificationFinie
from salon.journal.services import publier
from salon.models import Compte, Edition
from salon.rdv.attribution import attribuer
from salon.rdv.brouillons import PasUnBrouillon
from salon.rdv.execution import LOT, Brouillon, placements
from salon.rdv.horaires import PlanificationEnCours, SansCreneau, clore
from salon.rdv.mesures import mesurer
from salon.rdv.models import Placement, Planification, RendezVous
from salon.rdv.passerelle import Plateau, lire_plateau
from salon.rdv.planification.replanification import Proposition, replanifier
from salon.rdv.reservations import CreneauPasse, CreneauPris, Place, liberer
from salon.rdv.services import agendas_changes, deplacer_rdv

Etat = Planification.Etat
# What a proposal does with a meeting, beside leaving it where it is.
GESTES = ("deplaces", "retires", "ajoutes")


class PropositionPerimee(Refus):
    code = "proposition_perimee"
    message = "L’horaire a changé depuis cette proposition : demandez-en une autre."


@transaction.atomic
def demander_reprise(
    *, edition: Edition, compte: Compte | None, tables_perdues: Collection[int] = ()
) -> Planification:
    """Have a worker look for ways to mend the published timetable. Raises PlanificationEnCours."""
    perdues = sorted(set(tables_perdues))
    if edition.tables.filter(pk__in=perdues).count() < len(perdues):
        raise Introuvable("Cette table n’existe pas dans cette édition.")
    if not edition.creneaux.exists():
        raise SansCreneau
    try:
        with transaction.atomic():
            planification = Planification.objects.create(
                edition=edition,
                genre=Planification.Genre.REPRISE,
                demandee_par=compte,
                mesures={"tables_perdues": perdues},
            )
    except IntegrityError as erreur:
        raise PlanificationEnCours from erreur
    publier(PlanificationDemandee(planification_id=planification.pk))
    return planification


def executer_reprise(*, planification_id: int) -> None:
    """Compute and store the proposals: the first in the run itself, the others beside it."""
    prises = Planification.objects.filter(
        pk=planification_id, etat__in=Planification.EN_COURS
    ).update(etat=Etat.COURS, avancement=0)
    if not prises:
        return
    planification = Planification.objects.select_related("edition").get(pk=planification_id)
    maintenant = timezone.now()
    # What is held or has begun stays; what is published may move.
    plateau = lire_plateau(
        planification.edition,
        maintenant,
        figes=(RendezVous.Etat.TENU,),
        tables_perdues=planification.mesures.get("tables_perdues", ()),
    )
    propositions = replanifier(
        plateau.instance,
        plateau.actuel(),
        gel=sum(creneau.debut <= maintenant for creneau in plateau.creneaux),
        graine=planification.graine,
    )
    _ranger(planification, plateau, propositions)


@transaction.atomic
def _ranger(
    planification: Planification, plateau: Plateau, propositions: Iterable[Proposition]
) -> None:
    encore = Planification.objects.filter(
        pk=planification.pk, etat=Etat.COURS, arret_demande=False
    ).update(etat=Etat.ANNULEE, finie_le=timezone.now())
    if not encore:
        clore(planification.pk, Etat.ANNULEE)
        return
    for rang, proposition in enumerate(propositions):
        run = planification if rang == 0 else _copie(planification)
        _ranger_une(run, plateau, proposition)
    publier(PlanificationFinie(planification_id=planification.pk))


def _copie(planification: Planification) -> Planification:
    return Planification(
        edition=planification.edition,
        genre=planification.genre,
        graine=planification.graine,
        demandee_par=planification.demandee_par,
        demandee_le=planification.demandee_le,
    )


def _ranger_une(run: Planification, plateau: Plateau, proposition: Proposition) -> None:
    final, lieux = attribuer(plateau, proposition.horaire)
    mesures = mesurer(plateau, final)
    lignes = placements(run, plateau, Brouillon(final, lieux, None, False))
    run.etat, run.finie_le, run.avancement = Etat.FINIE, timezone.now(), 100
    run.pauses, run.laisses = mesures["pauses"], mesures["laisses"]
    run.mesures = mesures | _effets(lignes)
    run.mesures |= {"titre": proposition.titre, "prix": proposition.prix}
    run.save()
    for ligne in lignes:
        ligne.planification = run
    Placement.objects.bulk_create(lignes, LOT)


def _effets(lignes: Iterable[Placement]) -> dict[str, Any]:
    """Count what applying a proposal does: meetings that move, lose their slot, or get one.

    `touches` holds their numbers with the revision that each had when it was looked at.
    """
    gestes = [(ligne.rdv, _geste(ligne)) for ligne in lignes]
    compte = Counter(geste for _, geste in gestes)
    touches = [[rdv.pk, rdv.version] for rdv, geste in gestes if geste]
    return {nom: compte[nom] for nom in GESTES} | {"touches": touches}


def _geste(ligne: Placement) -> str:
    """Return what a proposal does with one meeting; "" for the many that stay."""
    rdv = ligne.rdv
    if rdv.etat == RendezVous.Etat.ACCEPTE:
        return "ajoutes" if ligne.creneau_id else ""
    if rdv.etat != RendezVous.Etat.PLANIFIE:
        return ""
    if ligne.creneau_id is None:
        return "retires"
    avant = (rdv.creneau_id, rdv.table_id, rdv.stand_id)
    return "" if avant == (ligne.creneau_id, ligne.table_id, ligne.stand_id) else "deplaces"


@transaction.atomic
def appliquer_reprise(*, planification: Planification) -> int:
    """Make a proposal true, and have those it touches told; return how many meetings that is.

    Raises PropositionPerimee, with nothing changed, if somebody was faster in one of its slots.
    """
    fraiche = Planification.objects.select_for_update().get(pk=planification.pk)
    if fraiche.etat != Etat.FINIE or fraiche.genre != Planification.Genre.REPRISE:
        raise PasUnBrouillon
    touchees = _lignes_touchees(fraiche)
    # All give back what they have first: two meetings may exchange their slots.
    for ligne in touchees:
        liberer(ligne.rdv)
    try:
        for ligne in touchees:
            _appliquer(ligne)
    except (CreneauPris, CreneauPasse) as erreur:
        raise PropositionPerimee from erreur
    return len(touchees)


def _lignes_touchees(planification: Planification) -> list[Placement]:
    """Lock the meetings that a proposal touches and return what it does with them, all as they were."""
    vus = dict(planification.mesures.get("touches", ()))
    rdvs = RendezVous.objects.filter(pk__in=vus).select_for_update(no_key=True).order_by("pk")
    if {rdv.pk: rdv.version for rdv in rdvs} != vus:
        raise PropositionPerimee
    lignes = planification.placements.filter(rdv__in=vus).select_related(
        "rdv__edition", "creneau", "table", "stand"
    )
    return list(lignes.order_by("rdv"))


def _appliquer(ligne: Placement) -> None:
    if ligne.creneau is None:
        _deprogrammer(ligne.rdv)
        return
    place = Place(ligne.creneau, table=ligne.table, stand=ligne.stand, place=ligne.place)
    deplacer_rdv(rdv=ligne.rdv, place=place)


def _deprogrammer(rdv: RendezVous) -> None:
    """Put a published meeting back among those that wait for a slot."""
    rdv.etat, rdv.version = RendezVous.Etat.ACCEPTE, rdv.version + 1
    rdv.creneau = rdv.table = rdv.stand = rdv.publication = None
    rdv.save(update_fields=["etat", "version", "creneau", "table", "stand", "publication"])
    publier(*agendas_changes(rdv))
