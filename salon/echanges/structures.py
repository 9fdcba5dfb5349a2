"""The list of structures: new ones are added, known ones completed where they say nothing yet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salon.annuaire.fiches import AGREMENTS, COLONNES, Fiche, LigneRejetee, lire_fiche
from salon.annuaire.importation import MODIFIABLES, Genre, completer
from salon.annuaire.indexation import indexer
from salon.annuaire.models import Famille, Structure
from salon.echanges.colonnes import Colonne
from salon.echanges.natures import Cellules, Lue, Nature, Tri, mot_de, mots_connus, par_lots
from salon.entree import texte_propre
from salon.models import Edition

DESCRIPTION_MAX = 2000


@dataclass
class StructureLue:
    """What a line says, and the approvals, of which there may be several."""

    fiche: Fiche
    agrements: list[str]

    def nouvelle(self) -> Structure:
        """Return the structure to add."""
        structure = self.fiche.nouvelle_structure()
        structure.agrements = self.agrements
        return structure

    def completer(self, structure: Structure) -> bool:
        """Copy to a structure what it does not say yet; return whether that changes anything."""
        ajouts = [mot for mot in self.agrements if mot not in structure.agrements]
        structure.agrements = [*structure.agrements, *ajouts]
        return completer(structure, self.fiche, reprises=()) or bool(ajouts)


class Structures(Nature):
    """Structures of the directory; with an edition, the list is that of its exhibitors."""

    code = "structures"
    libelle = "Structures"
    colonnes = (
        Colonne("siret", "SIRET", ("n° SIRET", "numéro SIRET"), obligatoire=True),
        Colonne("nom", "Nom", ("raison sociale", "dénomination", "structure"), obligatoire=True),
        Colonne("enseigne", "Enseigne", ("nom commercial", "nom d’usage")),
        Colonne("famille", "Famille", ("famille ESS", "statut")),
        Colonne("agrements", "Agréments", ("type", "agrément")),
        Colonne("naf", "Code NAF", ("naf", "ape", "code ape")),
        Colonne("adresse", "Adresse", ("rue",)),
        Colonne("code_postal", "Code postal", ("cp",)),
        Colonne("commune", "Commune", ("ville",)),
        Colonne("departement", "Département"),
        Colonne("latitude", "Latitude", ("lat",)),
        Colonne("longitude", "Longitude", ("lon", "lng")),
        Colonne("site", "Site internet", ("site", "site web", "url")),
        Colonne("description", "Description", ("présentation",)),
    )

    def __init__(self, edition: Edition | None) -> None:
        super().__init__(edition)
        self.familles = mots_connus(list(Famille.objects.values_list("code", "nom")))

    def lire(self, cellules: Cellules) -> StructureLue:
        fiche = lire_fiche({nom: cellules[nom] for nom in COLONNES if nom in cellules})
        if famille := mot_de(self.familles, cellules.get("famille", ""), "famille"):
            fiche.valeurs["famille_id"] = famille
        description = _description(cellules.get("description", ""))
        if description:
            fiche.valeurs["description"] = description
        mots = [mot for mot in re.split(r"[\s,;/]+", cellules.get("agrements", "").upper()) if mot]
        if inconnus := [mot for mot in mots if mot not in AGREMENTS]:
            fiche.remarques.append(f"agrément inconnu, ignoré : {', '.join(inconnus)}")
        return StructureLue(fiche, [mot for mot in mots if mot in AGREMENTS])

    def comparer(self, lues: Sequence[Lue], tri: Tri) -> None:
        connues = _connues(lues)
        for numero, lue in lues:
            if premiere := self.deja_vue(numero, lue.fiche.siret):
                tri.dire(numero, Genre.REJET, f"même SIRET que la ligne {premiere}")
                continue
            if lue.fiche.remarques:
                tri.dire(numero, Genre.REMARQUE, " ; ".join(lue.fiche.remarques))
            structure = connues.get(lue.fiche.siret)
            if structure is None or lue.completer(structure):
                tri.a_ecrire.append((numero, lue))
            else:
                tri.dire(numero, Genre.CONNUE, f"{structure} est déjà ainsi dans l’annuaire")

    def ecrire(self, lues: Sequence[Lue]) -> None:
        connues = _connues(lues)
        nouvelles = [lue.nouvelle() for _, lue in lues if lue.fiche.siret not in connues]
        for _, lue in lues:
            if structure := connues.get(lue.fiche.siret):
                lue.completer(structure)
        Structure.objects.bulk_create(nouvelles)
        Structure.objects.bulk_update(connues.values(), [*MODIFIABLES, "description"])
        indexer(structure.pk for structure in (*nouvelles, *connues.values()))

    def lister(self) -> Iterator[list[str]]:
        structures = Structure.objects.select_related("famille")
        if self.edition:
            structures = structures.filter(expositions__edition=self.edition)
        for structure in par_lots(structures):
            yield [_case(structure, colonne.nom) for colonne in self.colonnes]


def _connues(lues: Sequence[Lue]) -> dict[str, Structure]:
    sirets = [lue.fiche.siret for _, lue in lues]
    return {structure.siret: structure for structure in Structure.objects.filter(siret__in=sirets)}


def _description(texte: str) -> str:
    try:
        propre = texte_propre(texte)
    except ValueError as erreur:
        raise LigneRejetee(f"la case description : {erreur}") from erreur
    if len(propre) > DESCRIPTION_MAX:
        raise LigneRejetee(f"la case description dépasse {DESCRIPTION_MAX} caractères")
    return propre


def _case(structure: Structure, nom: str) -> str:
    if nom == "famille":
        return str(structure.famille or "")
    if nom == "agrements":
        return ", ".join(structure.agrements)
    valeur = getattr(structure, nom)
    return "" if valeur is None else str(valeur)
