"""The list of exhibitors, one line for each person of a team: the first one is its contact."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from django.db.models.functions import Lower
from pydantic import Field

from salon.annuaire.importation import Genre
from salon.annuaire.models import Famille
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
from salon.entree import Courriel, EntreeStricte, Ligne, Nom, Texte
from salon.erreurs import Invalide, Refus
from salon.exposants.equipe import ajouter_equipier
from salon.exposants.models import Exposant
from salon.exposants.schemas import CodePostal, Siret, Site
from salon.exposants.services import inscrire_exposant
from salon.models import Edition, Participant


class DossierLu(EntreeStricte):
    """An exhibitor with one person of its team; the state and the stand are given at the desk."""

    siret: Siret
    structure: Nom
    famille: Annotated[str, Field(max_length=100)] = ""
    code_postal: CodePostal = ""
    commune: Ligne = ""
    site: Site = ""
    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    courriel: Courriel = ""
    presentation: Texte = ""
    etat: Ligne = ""
    stand: Ligne = ""

    def fiche(self) -> dict[str, object]:
        """Return the fields of a new directory entry."""
        fiche = self.model_dump(include={"code_postal", "commune", "site"})
        return {**fiche, "nom": self.structure, "famille_id": self.famille or None}

    def personne(self) -> Participant:
        """Return the person, not yet stored."""
        champs = self.model_dump(include={"prenom", "nom", "fonction", "courriel"})
        return Participant(**champs)


class Dossiers(Nature):
    """The exhibitors of an edition with their teams; an import sends the file, the desk answers it."""

    code = "exposants"
    libelle = "Exposants et leurs équipes"
    personnes = True
    colonnes = (
        Colonne("siret", "SIRET", ("n° SIRET", "numéro SIRET"), obligatoire=True),
        Colonne("structure", "Structure", ("raison sociale", "entreprise"), obligatoire=True),
        Colonne("famille", "Famille", ("famille ESS", "statut")),
        Colonne("code_postal", "Code postal", ("cp",)),
        Colonne("commune", "Commune", ("ville",)),
        Colonne("site", "Site internet", ("site", "site web", "url")),
        Colonne("prenom", "Prénom"),
        Colonne("nom", "Nom", ("nom du contact",), obligatoire=True),
        Colonne("fonction", "Fonction", ("poste",)),
        Colonne(
            "courriel",
            "Adresse e-mail",
            ("courriel", "email", "e-mail", "mail", "adresse mail"),
        ),
        Colonne("presentation", "Présentation", ("description",)),
        Colonne("etat", "État du dossier"),
        Colonne("stand", "Stand"),
    )

    def __init__(self, edition: Edition | None) -> None:
        super().__init__(edition)
        self.familles = mots_connus(list(Famille.objects.values_list("code", "nom")))

    def lire(self, cellules: Cellules) -> DossierLu:
        lu = lire_ligne(DossierLu, cellules)
        lu.famille = mot_de(self.familles, lu.famille, "famille")
        return lu

    def comparer(self, lues: Sequence[Lue], tri: Tri) -> None:
        exposants, inscrits = self._exposants(lues), self._inscrits(lues)
        for numero, lu in lues:
            adresse = lu.courriel.lower()
            if adresse in inscrits or (not adresse and lu.siret in exposants):
                tri.dire(numero, Genre.CONNUE, "personne déjà inscrite, laissée telle quelle")
            elif not adresse:
                tri.dire(numero, Genre.REJET, "Adresse e-mail : ce champ est obligatoire.")
            elif premiere := self.deja_vue(numero, adresse):
                tri.dire(numero, Genre.REJET, f"même adresse que la ligne {premiere}")
            elif lu.siret in exposants and lu.siret not in self.vues:
                texte = "structure déjà inscrite : c’est à elle d’ajouter quelqu’un à son équipe"
                tri.dire(numero, Genre.CONNUE, texte)
            else:
                self._retenir(numero, lu, tri)

    def _exposants(self, lues: Sequence[Lue]) -> set[str]:
        """Return the SIRETs of the lot that exhibit already."""
        exposants = Exposant.objects.filter(
            edition=self.de_l_edition(), structure__siret__in={lu.siret for _, lu in lues}
        )
        return set(exposants.values_list("structure__siret", flat=True))

    def _inscrits(self, lues: Sequence[Lue]) -> set[str]:
        """Return the addresses of the lot that the edition has already."""
        participants = Participant.objects.filter(edition=self.de_l_edition()).annotate(
            adresse=Lower("courriel")
        )
        adresses = {lu.courriel.lower() for _, lu in lues if lu.courriel}
        return set(participants.filter(adresse__in=adresses).values_list("adresse", flat=True))

    def _retenir(self, numero: int, lu: DossierLu, tri: Tri) -> None:
        if premiere := self.deja_vue(numero, lu.siret):
            tri.dire(numero, Genre.REPETITION, f"rejoint l’équipe de la ligne {premiere}")
        tri.a_ecrire.append((numero, lu))

    def ecrire(self, lues: Sequence[Lue]) -> None:
        for numero, lu in lues:
            try:
                self._inscrire(lu)
            except Refus as refus:
                raise Invalide(f"Ligne {numero} : {refus.message}") from refus

    def _inscrire(self, lu: DossierLu) -> None:
        edition = self.de_l_edition()
        exposant = Exposant.objects.filter(edition=edition, structure__siret=lu.siret).first()
        if exposant:
            ajouter_equipier(exposant=exposant, membre=lu.personne())
            return
        inscrire_exposant(
            edition=edition,
            siret=lu.siret,
            fiche=lu.fiche(),
            equipe=[lu.personne()],
            presentation=lu.presentation,
        )

    def lister(self) -> Iterator[list[str]]:
        membres = Participant.objects.filter(
            edition=self.de_l_edition(), exposant__isnull=False, annule_le=None
        ).select_related("exposant__structure__famille", "exposant__stand")
        for membre in par_lots(membres):
            if exposant := membre.exposant:
                yield _ligne(exposant, membre)


def _ligne(exposant: Exposant, membre: Participant) -> list[str]:
    structure = exposant.structure
    return [
        structure.siret,
        structure.nom,
        str(structure.famille or ""),
        structure.code_postal,
        structure.commune,
        structure.site,
        membre.prenom,
        membre.nom,
        membre.fonction,
        membre.courriel,
        exposant.presentation,
        exposant.get_etat_display(),
        str(exposant.stand or ""),
    ]
