"""The list of visitors and of everybody else who is not an exhibitor: each new one gets a badge."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from django.db.models import Q
from django.db.models.functions import Lower
from pydantic import Field

from salon.annuaire.importation import Genre
from salon.annuaire.models import Structure
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
from salon.entree import Courriel, EntreeStricte, Ligne, Nom
from salon.exposants.schemas import Siret
from salon.journal.evenements.participants import BadgeEmis, VisiteurInscrit
from salon.journal.services import publier
from salon.models import Badge, Participant
from salon.services import nouveau_badge

Categorie = Participant.Categorie
CATEGORIES = [choix for choix in Categorie.choices if choix[0] != Categorie.EXPOSANT]


class VisiteurLu(EntreeStricte):
    """A person as one line of a file describes them; without an address, no e-mail will be sent."""

    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    organisation: Ligne = ""
    courriel: Courriel = ""
    categorie: Annotated[str, Field(max_length=20)] = ""
    groupe: Ligne = ""
    siret: Siret = ""

    def cle(self) -> str:
        """Return what tells two people apart: the address, else the name and the enterprise."""
        return self.courriel.lower() or _sans_adresse(self.prenom, self.nom, self.organisation)


def _sans_adresse(*noms: str) -> str:
    return "\n".join(nom.casefold() for nom in noms)


class Visiteurs(Nature):
    """The people of an edition other than its exhibitors."""

    code = "visiteurs"
    libelle = "Visiteurs et autres participants"
    personnes = True
    colonnes = (
        Colonne("siret", "SIRET", ("n° SIRET", "numéro SIRET")),
        Colonne("organisation", "Structure", ("entreprise", "société", "organisation")),
        Colonne("prenom", "Prénom"),
        Colonne("nom", "Nom", ("nom de famille",), obligatoire=True),
        Colonne("fonction", "Fonction", ("poste", "titre")),
        Colonne(
            "courriel", "Adresse e-mail", ("courriel", "email", "e-mail", "mail", "adresse mail")
        ),
        Colonne("categorie", "Catégorie", ("type",)),
        Colonne("groupe", "Groupe", ("délégation",)),
    )
    _categories = mots_connus(CATEGORIES)

    def lire(self, cellules: Cellules) -> VisiteurLu:
        lu = lire_ligne(VisiteurLu, cellules)
        lu.categorie = mot_de(self._categories, lu.categorie, "catégorie") or Categorie.VISITEUR
        return lu

    def comparer(self, lues: Sequence[Lue], tri: Tri) -> None:
        inscrits = self._inscrits(lues)
        connues = _structures(lues)
        for numero, lu in lues:
            if premiere := self.deja_vue(numero, lu.cle()):
                quoi = "même adresse" if lu.courriel else "même personne"
                tri.dire(numero, Genre.REJET, f"{quoi} que la ligne {premiere}")
            elif lu.cle() in inscrits:
                tri.dire(numero, Genre.CONNUE, "personne déjà inscrite, laissée telle quelle")
            else:
                tri.a_ecrire.append((numero, lu))
                if lu.siret and lu.siret not in connues:
                    tri.dire(numero, Genre.REMARQUE, f"SIRET inconnu de l’annuaire : {lu.siret}")

    def _inscrits(self, lues: Sequence[Lue]) -> set[str]:
        """Return the keys of the lot that the edition has already."""
        adresses = [lu.courriel.lower() for _, lu in lues if lu.courriel]
        noms = [lu.nom for _, lu in lues if not lu.courriel]
        inscrits = (
            Participant.objects.filter(edition=self.de_l_edition())
            .annotate(adresse=Lower("courriel"))
            .filter(Q(adresse__in=adresses) | Q(courriel="", nom__in=noms, annule_le=None))
        )
        return {
            adresse or _sans_adresse(prenom, nom, organisation)
            for adresse, prenom, nom, organisation in inscrits.values_list(
                "adresse", "prenom", "nom", "organisation"
            )
        }

    def ecrire(self, lues: Sequence[Lue]) -> None:
        edition, structures = self.de_l_edition(), _structures(lues)
        participants = []
        for _, lu in lues:
            structure = structures.get(lu.siret)
            champs = lu.model_dump(exclude={"siret"})
            champs["organisation"] = lu.organisation or str(structure or "")
            participants.append(Participant(edition=edition, structure=structure, **champs))
        Participant.objects.bulk_create(participants)
        badges = Badge.objects.bulk_create(_badges(participants))
        publier(
            *(VisiteurInscrit(participant_id=participant.pk) for participant in participants),
            *(BadgeEmis(badge_id=badge.pk) for badge in badges),
        )

    def lister(self) -> Iterator[list[str]]:
        participants = Participant.objects.filter(edition=self.de_l_edition(), annule_le=None)
        autres = participants.exclude(categorie=Categorie.EXPOSANT).select_related("structure")
        for participant in par_lots(autres):
            structure = participant.structure
            yield [
                structure.siret if structure else "",
                participant.organisation or str(structure or ""),
                participant.prenom,
                participant.nom,
                participant.fonction,
                participant.courriel,
                participant.get_categorie_display(),
                participant.groupe,
            ]


def _structures(lues: Sequence[Lue]) -> dict[str, Structure]:
    sirets = {lu.siret for _, lu in lues if lu.siret}
    return {s.siret: s for s in Structure.objects.filter(siret__in=sirets)}


def _badges(participants: Sequence[Participant]) -> list[Badge]:
    """Return a badge for each; of a hundred thousand short codes, two may well be the same."""
    badges: dict[str, Badge] = {}
    restants = list(participants)
    while restants:
        essais = {badge.code_court: badge for badge in map(nouveau_badge, restants)}
        pris = Badge.objects.filter(code_court__in=essais).values_list("code_court", flat=True)
        for code in {*pris, *(essais.keys() & badges.keys())}:
            del essais[code]
        badges |= essais
        places = {badge.participant.pk for badge in badges.values()}
        restants = [participant for participant in participants if participant.pk not in places]
    return list(badges.values())
