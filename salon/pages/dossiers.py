"""What the desk reads of the files of an edition, in a number of statements that depends on no file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from salon.annuaire.models import Famille
from salon.annuaire.mots import sans_accents
from salon.exposants.completude import Completude, avec_de_quoi_mesurer, completude
from salon.exposants.models import Exposant
from salon.journal.models import Courriel
from salon.models import Edition
from salon.pages.queries import Etat

PAGE = 50  # files shown at once
LOT = 100  # files read at once, where a filter is about what no column holds
LOTS_MAX = 10
COMPLET = 100


@dataclass(frozen=True)
class Dossier:
    """One file as the list shows it."""

    exposant: Exposant
    completude: Completude


@dataclass(frozen=True)
class Filtres:
    """What the address of the list asks for; anything unknown asks for nothing."""

    etat: str = ""
    famille: str = ""
    dossier: str = ""
    stand: str = ""
    mots: tuple[str, ...] = ()
    avant: int | None = None

    def choisir(self, edition: Edition) -> QuerySet[Exposant]:
        """Return the files that the columns tell apart."""
        exposants = Exposant.objects.filter(edition=edition)
        if self.etat:
            exposants = exposants.filter(etat=self.etat)
        if self.famille:
            exposants = exposants.filter(structure__famille=self.famille)
        if self.stand:
            exposants = exposants.filter(stand__isnull=self.stand == "sans")
        return exposants

    def retient(self, dossier: Dossier) -> bool:
        """Tell whether a file has the words that are looked for, and is as complete as asked."""
        complet = dossier.completude.score >= COMPLET
        if self.dossier and (self.dossier == "complet") != complet:
            return False
        texte = _texte(dossier.exposant) if self.mots else ""
        return all(mot in texte for mot in self.mots)


def _texte(exposant: Exposant) -> str:
    structure = exposant.structure
    membres = [membre.nom_complet() for membre in vars(exposant)["presents"]]
    lieu = (structure.siret, structure.commune, structure.code_postal)
    return sans_accents(" ".join((structure.nom, structure.enseigne, *lieu, *membres)))


def tranche(edition: Edition, filtres: Filtres) -> tuple[list[Dossier], int | None]:
    """Return a page of files, the latest first, and where the page of earlier ones begins."""
    trouves: list[Dossier] = []
    lu = filtres.avant
    for dossier in _parcourir(edition, filtres):
        if len(trouves) == PAGE:
            return trouves, lu
        lu = dossier.exposant.pk
        if filtres.retient(dossier):
            trouves.append(dossier)
    reste = lu is not None and filtres.choisir(edition).filter(pk__lt=lu).exists()
    return trouves, lu if reste else None


def _parcourir(edition: Edition, filtres: Filtres) -> Iterator[Dossier]:
    """Yield the files lot by lot, LOTS_MAX lots at most: a page never costs more than that."""
    exposants = avec_de_quoi_mesurer(filtres.choisir(edition)).select_related(
        "structure__famille", "stand"
    )
    avant = filtres.avant
    for _ in range(LOTS_MAX):
        lot = exposants if avant is None else exposants.filter(pk__lt=avant)
        lus = list(lot.order_by("-pk")[:LOT])
        for exposant in lus:
            yield Dossier(exposant, completude(exposant))
        if len(lus) < LOT:
            return
        avant = lus[-1].pk


def etats(edition: Edition) -> list[Etat]:
    """Return how many files there are in each state, and first in all of them."""
    lignes = edition.exposants.order_by().values_list("etat").annotate(n=Count("pk"))
    nombres = dict(lignes)
    tous = Etat("", "tous", sum(nombres.values()))
    return [tous, *(Etat(code, nom, nombres.get(code, 0)) for code, nom in Exposant.Etat.choices)]


def familles() -> list[tuple[str, str]]:
    """Return the families by which the list is filtered."""
    return list(Famille.objects.values_list("code", "nom"))


def courriels_de(exposant: Exposant) -> QuerySet[Courriel]:
    """Return the last e-mails to the people of a team, without their text."""
    adresses = [
        adresse for adresse in exposant.equipe.values_list("courriel", flat=True) if adresse
    ]
    return Courriel.objects.filter(edition=exposant.edition_id, a__in=adresses).defer(
        "texte", "html", "agenda"
    )[:PAGE]
