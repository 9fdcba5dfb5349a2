"""The lists of offers and of needs, each tied to its structure by the SIRET."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from salon.annuaire.importation import Genre
from salon.annuaire.indexation import indexer
from salon.annuaire.models import Besoin, Filiere, NatureBesoin, Offre, Structure
from salon.echanges.colonnes import Colonne
from salon.echanges.natures import (
    Cellules,
    Lue,
    Nature,
    Tri,
    lire_ligne,
    mot_de,
    mots_connus,
    par_lots,
)
from salon.entree import EntreeStricte, Ligne, Nom, Texte
from salon.exposants.schemas import Court, Moyen, Siret

Mot = Annotated[str, Field(max_length=100)]

_SIRET = Colonne("siret", "SIRET", ("n° SIRET", "numéro SIRET"), obligatoire=True)
_STRUCTURE = Colonne("structure", "Structure", ("entreprise",))
_DESCRIPTION = Colonne("description", "Description", ("détail",))
_FILIERE = Colonne("filiere", "Filière", ("secteur",))
_VOLUME = Colonne("volume", "Volume", ("quantité",))


class AnnonceLue(EntreeStricte):
    """An offer or a need as one line of a file describes it; the name of the structure is not read."""

    siret: Siret
    structure: Ligne = ""
    intitule: Nom
    description: Texte = ""
    filiere: Mot = ""
    volume: Moyen = ""


class OffreLue(AnnonceLue):
    unite: Court = ""
    saison: Moyen = ""


class BesoinLu(AnnonceLue):
    nature: Mot = ""


class _Annonces(Nature):
    """What offers and needs have in common."""

    modele: ClassVar[type[Offre] | type[Besoin]]
    schema: ClassVar[type[AnnonceLue]]

    def __init__(self, edition: Any) -> None:
        super().__init__(edition)
        self.filieres = mots_connus(list(Filiere.objects.values_list("code", "nom")))

    def lire(self, cellules: Cellules) -> AnnonceLue:
        lue = lire_ligne(self.schema, cellules)
        lue.filiere = mot_de(self.filieres, lue.filiere, "filière")
        return lue

    def comparer(self, lues: Sequence[Lue], tri: Tri) -> None:
        structures = self._structures(lues)
        connues = set(
            self.modele._default_manager.filter(structure__in=structures.values()).values_list(
                "structure__siret", "intitule"
            )
        )
        for numero, lue in lues:
            if lue.siret not in structures:
                tri.dire(numero, Genre.REJET, f"{self._absente()} : {lue.siret}")
            elif premiere := self.deja_vue(numero, f"{lue.siret}\n{lue.intitule.casefold()}"):
                tri.dire(numero, Genre.REJET, f"même intitulé que la ligne {premiere}")
            elif (lue.siret, lue.intitule) in connues:
                tri.dire(numero, Genre.CONNUE, f"« {lue.intitule} » est déjà là")
            else:
                tri.a_ecrire.append((numero, lue))

    def _absente(self) -> str:
        if self.edition:
            return "structure qui n’expose pas à cette édition"
        return "SIRET inconnu de l’annuaire"

    def _structures(self, lues: Sequence[Lue]) -> dict[str, Structure]:
        structures = Structure.objects.filter(siret__in={lue.siret for _, lue in lues})
        if self.edition:
            structures = structures.filter(expositions__edition=self.edition)
        return {structure.siret: structure for structure in structures}

    def ecrire(self, lues: Sequence[Lue]) -> None:
        structures = self._structures(lues)
        objets = []
        for _, lue in lues:
            champs = lue.model_dump(exclude={"siret", "structure", "filiere", "nature"})
            champs["filiere_id"] = lue.filiere or None
            if nature := getattr(lue, "nature", ""):
                champs["nature_id"] = nature
            objets.append(self.modele(structure=structures[lue.siret], **champs))
        gestion: Any = self.modele._default_manager
        gestion.bulk_create(objets)
        indexer(structure.pk for structure in structures.values())

    def lister(self) -> Iterator[list[str]]:
        objets: Any = self.modele._default_manager.select_related("structure", "filiere")
        if self.edition:
            objets = objets.filter(structure__expositions__edition=self.edition)
        for objet in par_lots(objets):
            yield [_case(objet, colonne.nom) for colonne in self.colonnes]


def _case(objet: Any, nom: str) -> str:
    if nom == "siret":
        return str(objet.structure.siret)
    return str(getattr(objet, nom) or "")


class Offres(_Annonces):
    """What the structures supply."""

    code = "offres"
    libelle = "Offres"
    modele = Offre
    schema = OffreLue
    colonnes = (
        _SIRET,
        _STRUCTURE,
        Colonne("intitule", "Offre", ("intitulé", "produit", "service"), obligatoire=True),
        _DESCRIPTION,
        _FILIERE,
        Colonne("unite", "Unité"),
        _VOLUME,
        Colonne("saison", "Saison", ("saisonnalité",)),
    )


class Besoins(_Annonces):
    """What the structures look for."""

    code = "besoins"
    libelle = "Besoins"
    modele = Besoin
    schema = BesoinLu
    colonnes = (
        _SIRET,
        _STRUCTURE,
        Colonne("nature", "Nature", ("type",)),
        Colonne("intitule", "Besoin", ("intitulé",), obligatoire=True),
        _DESCRIPTION,
        _FILIERE,
        _VOLUME,
    )

    def __init__(self, edition: Any) -> None:
        super().__init__(edition)
        self.natures = mots_connus(list(NatureBesoin.objects.values_list("code", "nom")))

    def lire(self, cellules: Cellules) -> AnnonceLue:
        lue = super().lire(cellules)
        if isinstance(lue, BesoinLu):
            lue.nature = mot_de(self.natures, lue.nature, "nature")
        return lue
