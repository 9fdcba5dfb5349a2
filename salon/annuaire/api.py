"""The directory: search it, read a structure, keep one's own up to date."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import PatchDict, Path, Query, Router, Status

from salon.acces import Identifie, RequeteIdentifiee
from salon.annuaire.droits import exiger_membre
from salon.annuaire.models import (
    Besoin,
    Dispositif,
    Famille,
    Filiere,
    Label,
    NatureBesoin,
    Offre,
    Reseau,
    Structure,
    Vocabulaire,
)
from salon.annuaire.recherche import Resultat, chercher
from salon.annuaire.schemas import (
    BesoinOut,
    FicheIn,
    FicheOut,
    Liste,
    MotOut,
    NouveauBesoinIn,
    NouvelleOffreIn,
    OffreOut,
    RechercheIn,
    ResultatOut,
)
from salon.annuaire.services import (
    ajouter_offre,
    modifier_besoin,
    modifier_offre,
    modifier_structure,
    publier_besoin,
    retirer_besoin,
    retirer_offre,
    satisfaire_besoin,
)
from salon.entree import Identifiant
from salon.erreurs import Invalide

structures = Router(tags=["annuaire"])
vocabulaires = Router(tags=["annuaire"])

VOCABULAIRES: dict[Liste, type[Vocabulaire]] = {
    Liste.FAMILLES: Famille,
    Liste.FILIERES: Filiere,
    Liste.RESEAUX: Reseau,
    Liste.LABELS: Label,
    Liste.DISPOSITIFS: Dispositif,
    Liste.NATURES: NatureBesoin,
}


@vocabulaires.get("/{liste}", response=list[MotOut], auth=None)
def lire_vocabulaire(request: HttpRequest, liste: Path[Liste]) -> QuerySet[Vocabulaire]:
    """List the words of a vocabulary; structures, offers and needs name them by their codes."""
    return VOCABULAIRES[liste]._default_manager.all()


@structures.get("", response=ResultatOut, auth=None)
def rechercher(request: HttpRequest, filtres: Query[RechercheIn]) -> Resultat:
    """Search the directory by words, filters and distance."""
    return chercher(filtres.criteres())


@structures.get("/{structure_id}", response=FicheOut, auth=None)
def lire(request: HttpRequest, structure_id: Path[Identifiant]) -> Structure:
    """Read a structure of the directory."""
    return get_object_or_404(_completes().filter(visible=True), pk=structure_id)


@structures.patch("/{structure_id}", response=FicheOut, auth=Identifie())
def modifier(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], donnees: PatchDict[FicheIn]
) -> Structure:
    """Change what a structure says of itself; a field that is left out stays as it is."""
    structure = _la_mienne(request, structure_id)
    for champ, valeur in donnees.items():
        if valeur is None:
            raise Invalide("Une valeur est attendue ; ou retirez ce champ.", champ=champ)
    modifier_structure(structure=structure, champs=dict(donnees))
    return _completes().get(pk=structure_id)


@structures.post("/{structure_id}/offres", response={201: OffreOut}, auth=Identifie())
def offrir(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], donnees: NouvelleOffreIn
) -> Status[Offre]:
    """Add a product or a service."""
    structure = _la_mienne(request, structure_id)
    return Status(201, ajouter_offre(structure=structure, champs=donnees.model_dump()))


@structures.put("/{structure_id}/offres/{offre_id}", response=OffreOut, auth=Identifie())
def corriger_offre(
    request: RequeteIdentifiee,
    structure_id: Path[Identifiant],
    offre_id: Path[Identifiant],
    donnees: NouvelleOffreIn,
) -> Offre:
    """Write an offer again."""
    offre = get_object_or_404(_la_mienne(request, structure_id).offres, pk=offre_id)
    return modifier_offre(offre=offre, champs=donnees.model_dump())


@structures.delete("/{structure_id}/offres/{offre_id}", response={204: None}, auth=Identifie())
def ne_plus_offrir(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], offre_id: Path[Identifiant]
) -> Status[None]:
    """Take an offer away."""
    offre = get_object_or_404(_la_mienne(request, structure_id).offres, pk=offre_id)
    retirer_offre(offre=offre)
    return Status(204, None)


@structures.post("/{structure_id}/besoins", response={201: BesoinOut}, auth=Identifie())
def demander(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], donnees: NouveauBesoinIn
) -> Status[Besoin]:
    """State a need on the needs board."""
    structure = _la_mienne(request, structure_id)
    return Status(201, publier_besoin(structure=structure, champs=donnees.model_dump()))


@structures.put("/{structure_id}/besoins/{besoin_id}", response=BesoinOut, auth=Identifie())
def corriger_besoin(
    request: RequeteIdentifiee,
    structure_id: Path[Identifiant],
    besoin_id: Path[Identifiant],
    donnees: NouveauBesoinIn,
) -> Besoin:
    """Write a need again."""
    besoin = get_object_or_404(_la_mienne(request, structure_id).besoins, pk=besoin_id)
    return modifier_besoin(besoin=besoin, champs=donnees.model_dump())


@structures.post(
    "/{structure_id}/besoins/{besoin_id}/satisfaire", response=BesoinOut, auth=Identifie()
)
def satisfaire(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], besoin_id: Path[Identifiant]
) -> Besoin:
    """Note that a need is met."""
    besoin = get_object_or_404(_la_mienne(request, structure_id).besoins, pk=besoin_id)
    return satisfaire_besoin(besoin=besoin)


@structures.delete("/{structure_id}/besoins/{besoin_id}", response={204: None}, auth=Identifie())
def ne_plus_demander(
    request: RequeteIdentifiee, structure_id: Path[Identifiant], besoin_id: Path[Identifiant]
) -> Status[None]:
    """Take away a need that was stated by mistake."""
    besoin = get_object_or_404(_la_mienne(request, structure_id).besoins, pk=besoin_id)
    retirer_besoin(besoin=besoin)
    return Status(204, None)


def _completes() -> QuerySet[Structure]:
    return Structure.objects.prefetch_related(
        "filieres",
        "reseaux",
        "labels",
        "dispositifs",
        "offres",
        Prefetch("besoins", Besoin.objects.filter(satisfait_le=None)),
    )


def _la_mienne(request: RequeteIdentifiee, structure_id: int) -> Structure:
    structure = get_object_or_404(Structure, pk=structure_id)
    exiger_membre(request.auth, structure)
    return structure
