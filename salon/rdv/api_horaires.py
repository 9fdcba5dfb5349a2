"""Timetables: ask for one, follow it, change, compare and publish drafts, mend what is published."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Status

from salon.acces import LECTEURS, MANDATAIRES, Identifie, RequeteIdentifiee, Role
from salon.entree import Identifiant, TrancheIn
from salon.models import Creneau, Edition
from salon.rdv.attribution import Lieu
from salon.rdv.brouillons import choix_de, deplacer_placement, deverrouiller, verrouiller
from salon.rdv.grilles import comparer, complets, deplaces
from salon.rdv.horaires import Options, arreter_planification, demander_planification
from salon.rdv.models import Placement, Planification, Publication
from salon.rdv.publication import Publiee, annuler_publication, publier_horaire
from salon.rdv.reprise import appliquer_reprise, demander_reprise
from salon.rdv.schemas_horaires import (
    ChoixOut,
    DeplacementIn,
    EcartOut,
    NombreOut,
    PlacementOut,
    PlacementsIn,
    PlacementsOut,
    PlanificationIn,
    PlanificationOut,
    PlanificationsOut,
    PublicationIn,
    PublicationOut,
    PublieeOut,
    RepriseIn,
)

horaires = Router(tags=["horaires"], auth=Identifie())


@horaires.get("", response=PlanificationsOut)
def lister(
    request: RequeteIdentifiee, edition: Path[str], filtres: Query[TrancheIn]
) -> dict[str, Any]:
    """List the runs and their drafts."""
    return filtres.couper(_edition(request, edition, LECTEURS).planifications.all())


@horaires.post("", response={201: PlanificationOut})
def demander(
    request: RequeteIdentifiee, edition: Path[str], donnees: PlanificationIn
) -> Status[Planification]:
    """Have a timetable computed. While one is, another is answered 409 planification_en_cours."""
    salon = _edition(request, edition, MANDATAIRES)
    options = Options(**donnees.dict())
    run = demander_planification(edition=salon, compte=request.auth.compte, options=options)
    return Status(201, run)


@horaires.post("/reprises", response={201: PlanificationOut})
def reprendre(
    request: RequeteIdentifiee, edition: Path[str], donnees: RepriseIn
) -> Status[Planification]:
    """Have proposals computed to mend the published timetable."""
    salon = _edition(request, edition, MANDATAIRES)
    run = demander_reprise(
        edition=salon, compte=request.auth.compte, tables_perdues=donnees.tables_perdues
    )
    return Status(201, run)


@horaires.post("/publications/{publication_id}/annuler", response=NombreOut)
def annuler(
    request: RequeteIdentifiee, edition: Path[str], publication_id: Path[Identifiant]
) -> dict[str, int]:
    """Undo a publication whose agendas have not left."""
    salon = _edition(request, edition, MANDATAIRES)
    publication = get_object_or_404(Publication, pk=publication_id, edition=salon)
    return {"nombre": annuler_publication(publication=publication)}


@horaires.get("/publications", response=list[PublicationOut])
def lister_publications(request: RequeteIdentifiee, edition: Path[str]) -> list[Publication]:
    """List the latest publications."""
    return list(_edition(request, edition, LECTEURS).publications.all()[:100])


@horaires.get("/placements/{placement_id}/choix", response=list[ChoixOut])
def lire_choix(
    request: RequeteIdentifiee, edition: Path[str], placement_id: Path[Identifiant]
) -> list[dict[str, Any]]:
    """Read which slots are open to a meeting of a draft, and what shuts the others."""
    return [
        {
            "creneau": choix.creneau,
            "libre": choix.libre,
            "empechement": choix.empechement,
            "tables": [lieu.table for lieu in choix.lieux if lieu.table is not None],
        }
        for choix in choix_de(_placement(request, edition, placement_id, LECTEURS))
    ]


@horaires.post("/placements/{placement_id}/deplacer", response=PlacementOut)
def deplacer(
    request: RequeteIdentifiee,
    edition: Path[str],
    placement_id: Path[Identifiant],
    donnees: DeplacementIn,
) -> Placement:
    """Move a meeting of a draft."""
    placement = _placement(request, edition, placement_id, MANDATAIRES)
    creneau = get_object_or_404(Creneau, pk=donnees.creneau_id, edition__slug=edition)
    lieu = Lieu(table=donnees.table_id) if donnees.table_id is not None else None
    return deplacer_placement(placement=placement, creneau=creneau, lieu=lieu)


@horaires.post("/placements/{placement_id}/verrouiller", response={204: None})
def tenir(
    request: RequeteIdentifiee, edition: Path[str], placement_id: Path[Identifiant]
) -> Status[None]:
    """Have every timetable to come keep a meeting where this draft has it."""
    verrouiller(placement=_placement(request, edition, placement_id, MANDATAIRES))
    return Status(204, None)


@horaires.post("/placements/{placement_id}/deverrouiller", response={204: None})
def lacher(
    request: RequeteIdentifiee, edition: Path[str], placement_id: Path[Identifiant]
) -> Status[None]:
    """Let the timetables to come choose the slot of a meeting again."""
    deverrouiller(rdv=_placement(request, edition, placement_id, MANDATAIRES).rdv)
    return Status(204, None)


@horaires.get("/{planification_id}", response=PlanificationOut)
def lire(
    request: RequeteIdentifiee, edition: Path[str], planification_id: Path[Identifiant]
) -> Planification:
    """Read a run, while it is under way or after."""
    return _run(request, edition, planification_id, LECTEURS)


@horaires.get("/{planification_id}/placements", response=PlacementsOut)
def lister_placements(
    request: RequeteIdentifiee,
    edition: Path[str],
    planification_id: Path[Identifiant],
    filtres: Query[PlacementsIn],
) -> dict[str, Any]:
    """List what a draft does with each meeting."""
    return filtres.couper(complets(_run(request, edition, planification_id, LECTEURS)))


@horaires.get("/{planification_id}/comparer/{autre_id}", response=EcartOut)
def lire_ecart(
    request: RequeteIdentifiee,
    edition: Path[str],
    planification_id: Path[Identifiant],
    autre_id: Path[Identifiant],
) -> dict[str, Any]:
    """Read two drafts side by side."""
    a, b = (_run(request, edition, pk, LECTEURS) for pk in (planification_id, autre_id))
    return {"deplaces": deplaces(a, b), "lignes": comparer(a, b)}


@horaires.post("/{planification_id}/arreter", response=PlanificationOut)
def arreter(
    request: RequeteIdentifiee, edition: Path[str], planification_id: Path[Identifiant]
) -> Planification:
    """Stop a run; it leaves no draft."""
    run = _run(request, edition, planification_id, MANDATAIRES)
    arreter_planification(planification=run)
    run.refresh_from_db()
    return run


@horaires.post("/{planification_id}/publier", response={201: PublieeOut})
def publier(
    request: RequeteIdentifiee,
    edition: Path[str],
    planification_id: Path[Identifiant],
    donnees: PublicationIn,
) -> Status[Publiee]:
    """Make a draft true, in whole or in part; its agendas leave ten minutes later."""
    publiee = publier_horaire(
        planification=_run(request, edition, planification_id, MANDATAIRES),
        compte=request.auth.compte,
        parties=donnees.parties,
        nature=donnees.nature,
    )
    return Status(201, publiee)


@horaires.post("/{planification_id}/appliquer", response=NombreOut)
def appliquer(
    request: RequeteIdentifiee, edition: Path[str], planification_id: Path[Identifiant]
) -> dict[str, int]:
    """Apply a proposal that mends the published timetable."""
    run = _run(request, edition, planification_id, MANDATAIRES)
    return {"nombre": appliquer_reprise(planification=run)}


def _edition(request: RequeteIdentifiee, slug: str, roles: tuple[Role, ...]) -> Edition:
    salon: Edition = get_object_or_404(Edition, slug=slug)
    request.auth.exiger_role(salon, *roles)
    return salon


def _run(
    request: RequeteIdentifiee, slug: str, numero: int, roles: tuple[Role, ...]
) -> Planification:
    salon = _edition(request, slug, roles)
    run: Planification = get_object_or_404(Planification, pk=numero, edition=salon)
    run.edition = salon
    return run


def _placement(
    request: RequeteIdentifiee, slug: str, numero: int, roles: tuple[Role, ...]
) -> Placement:
    salon = _edition(request, slug, roles)
    lignes = Placement.objects.select_related(
        "planification__edition", "rdv__demandeur", "rdv__destinataire", "creneau", "table", "stand"
    )
    return get_object_or_404(lignes, pk=numero, planification__edition=salon)
