"""The people and structures of the demonstration, not yet stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils.text import slugify
from stdnum import luhn

from salon.annuaire.models import Structure
from salon.exposants.models import Exposant
from salon.management.noms_de_demo import (
    ACHETEURS,
    ADJECTIFS,
    COMMUNES,
    ENSEIGNES,
    FONCTIONS_ACHETEUR,
    FONCTIONS_EXPOSANT,
    FONCTIONS_VISITEUR,
    NOMS,
    PRENOMS,
    PRESENTATIONS,
    VILLES_INVENTEES,
)
from salon.models import Edition, Participant

Categorie = Participant.Categorie

# SIREN numbers that begin so pass their checksum and belong to nobody.
RACINE_SIREN = "9999"
EXPOSANTS_MAX = 10_000
A_VALIDER = 28  # one file in so many waits for the organiser
FORMES = {
    "association": "Association",
    "cooperative": "Scop",
    "mutuelle": "Mutuelle",
    "fondation": "Fondation",
    "societe_ess": "SAS",
}
POIDS_FORMES = (50, 25, 6, 4, 15)
AGREMENTS: tuple[list[str], ...] = ([], [], [], ["EI"], ["ACI"], ["AI"], ["ETTI"], ["EI", "ACI"])
CATEGORIES = (Categorie.VISITEUR, Categorie.ACHETEUR, Categorie.PARTENAIRE, Categorie.PRESSE)
POIDS_CATEGORIES = (78, 18, 3, 1)


def siret_invente(rang: int) -> str:
    """Return a SIRET that passes its checksum and that nobody has."""
    siren = f"{RACINE_SIREN}{rang:04}"
    etablissement = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return f"{etablissement}{luhn.calc_check_digit(etablissement)}"


@dataclass
class Foule:
    """Draws people and structures by chance, from a seed; addresses are unique in the edition."""

    hasard: Random
    edition: Edition
    maintenant: datetime
    _adresses: set[str] = field(default_factory=set)

    def structures(self, nombre: int) -> list[Structure]:
        """Return invented structures, each with its own sign."""
        noms = [f"{nom} {adjectif}" for nom in ENSEIGNES for adjectif in ADJECTIFS]
        self.hasard.shuffle(noms)
        return [self._structure(rang, noms) for rang in range(nombre)]

    def _structure(self, rang: int, noms: Sequence[str]) -> Structure:
        tour, place = divmod(rang, len(noms))
        enseigne = f"{noms[place]} {tour + 1}" if tour else noms[place]
        famille = self.hasard.choices(list(FORMES), POIDS_FORMES)[0]
        commune = self.hasard.choice(COMMUNES)
        return Structure(
            siret=siret_invente(rang),
            nom=f"{FORMES[famille]} {enseigne}",
            enseigne=enseigne,
            famille_id=famille,
            agrements=self.hasard.choice(AGREMENTS),
            code_postal=commune.code_postal,
            commune=commune.nom,
            departement=commune.code_postal[:2],
            latitude=commune.latitude,
            longitude=commune.longitude,
            site=f"https://{_nom_de_domaine(enseigne)}.example",
        )

    def exposants(self, structures: Sequence[Structure]) -> list[Exposant]:
        """Return the files of these structures; some still wait for the organiser."""
        return [
            Exposant(
                edition=self.edition,
                structure=structure,
                etat=Exposant.Etat.VALIDE if (rang + 1) % A_VALIDER else Exposant.Etat.SOUMIS,
                presentation=self.hasard.choice(PRESENTATIONS),
                inscrit_le=self._naguere(),
            )
            for rang, structure in enumerate(structures)
        ]

    def equipes(self, exposants: Sequence[Exposant]) -> Iterator[Participant]:
        """Return two or three people for each exhibitor."""
        for exposant in exposants:
            structure = exposant.structure
            for _ in range(self.hasard.choice((2, 2, 3))):
                membre = self._personne(_nom_de_domaine(structure.enseigne))
                membre.categorie = Categorie.EXPOSANT
                membre.fonction = self.hasard.choice(FONCTIONS_EXPOSANT)
                membre.exposant, membre.structure = exposant, structure
                membre.organisation = structure.enseigne
                yield membre

    def visiteurs(self, nombre: int) -> Iterator[Participant]:
        """Return visitors, among whom buyers, partners and some journalists."""
        for _ in range(nombre):
            categorie = self.hasard.choices(CATEGORIES, POIDS_CATEGORIES)[0]
            organisation, fonction = "", self.hasard.choice(FONCTIONS_VISITEUR)
            if categorie == Categorie.ACHETEUR:
                ville = self.hasard.choice(VILLES_INVENTEES)
                organisation = self.hasard.choice(ACHETEURS).format(ville)
                fonction = self.hasard.choice(FONCTIONS_ACHETEUR)
            personne = self._personne(_nom_de_domaine(organisation) or "courriel")
            personne.categorie, personne.fonction = categorie, fonction
            personne.organisation = organisation
            yield personne

    def _personne(self, domaine: str) -> Participant:
        prenom, nom = self.hasard.choice(PRENOMS), self.hasard.choice(NOMS)
        inscrite = self._naguere()
        return Participant(
            edition=self.edition,
            prenom=prenom,
            nom=nom,
            courriel=self._adresse(f"{_nom_de_domaine(prenom)}.{_nom_de_domaine(nom)}", domaine),
            inscrit_le=inscrite,
            courriel_verifie_le=inscrite + timedelta(minutes=10),
        )

    def _adresse(self, personne: str, domaine: str) -> str:
        adresse, rang = f"{personne}@{domaine}.example", 1
        while adresse in self._adresses:
            rang += 1
            adresse = f"{personne}{rang}@{domaine}.example"
        self._adresses.add(adresse)
        return adresse

    def _naguere(self) -> datetime:
        """Return a moment of the last three months, at least a week ago."""
        return self.maintenant - timedelta(minutes=self.hasard.randrange(7 * 1440, 90 * 1440))


def _nom_de_domaine(texte: str) -> str:
    return slugify(texte.replace("’", "-").replace("æ", "ae").replace("œ", "oe"))
