"""Look at a file of lines, then store it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.annuaire.importation import Constat, Genre
from salon.echanges.annonces import Besoins, Offres
from salon.echanges.colonnes import Correspondance, verifier
from salon.echanges.dossiers import Dossiers
from salon.echanges.natures import DE_TROP, LOT, Cellules, Nature
from salon.echanges.structures import Structures
from salon.echanges.visiteurs import Visiteurs
from salon.erreurs import Refus
from salon.journal.evenements.editions import ImportFait
from salon.journal.models import Import
from salon.journal.services import publier
from salon.models import Edition
from salon.tableur.lecture import Feuille, ouvrir

NATURES: dict[str, type[Nature]] = {
    nature.code: nature for nature in (Dossiers, Visiteurs, Structures, Offres, Besoins)
}
# Lines of which a report tells; the others are counted.
CONSTATS_MAX = 200


class LignesRejetees(Refus):
    statut = 422
    code = "lignes_rejetees"
    message = "Des lignes sont rejetées : rien n’est enregistré."


@dataclass
class Rapport:
    """What a file would do, or did."""

    lues: int = 0
    a_ajouter: int = 0
    nombres: dict[str, int] = field(default_factory=dict)
    constats: list[Constat] = field(default_factory=list)

    @property
    def rejetees(self) -> int:
        """Return how many lines cannot be stored."""
        return self.nombres.get(Genre.REJET, 0)

    def compter(self, lues: int, constats: Sequence[Constat], a_ajouter: int) -> None:
        """Take in a lot; keep the first remarks only, so that memory stays small."""
        self.lues, self.a_ajouter = self.lues + lues, self.a_ajouter + a_ajouter
        for constat in constats:
            self.nombres[constat.genre] = self.nombres.get(constat.genre, 0) + 1
        self.constats += constats[: max(0, CONSTATS_MAX - len(self.constats))]


@dataclass(frozen=True)
class Fichier:
    """A file of lines, of which kind it is, and which column of ours each of its columns is."""

    flux: BinaryIO
    nature: str
    edition: Edition | None
    correspondance: Correspondance

    def lots(self) -> Iterator[list[tuple[int, Cellules]]]:
        """Yield the lines LOT at a time, each as cells by the name of our columns."""
        self.flux.seek(0)
        feuille = ouvrir(self.flux)
        verifier(NATURES[self.nature].colonnes, feuille.colonnes, self.correspondance)
        lot: list[tuple[int, Cellules]] = []
        for numero, cellules in feuille.lignes:
            lot.append((numero, _nommer(feuille, cellules, self.correspondance)))
            if len(lot) == LOT:
                yield lot
                lot = []
        yield lot

    def lire(self) -> Nature:
        """Return a fresh reader of this kind of list."""
        return NATURES[self.nature](self.edition)


def _nommer(feuille: Feuille, cellules: list[str], choix: Correspondance) -> Cellules:
    """Return the cells of a line by the name of our columns."""
    if len(cellules) > len(feuille.colonnes):
        return {DE_TROP: f"{len(cellules)} cases au lieu de {len(feuille.colonnes)}"}
    paires = zip(feuille.colonnes, cellules, strict=False)
    return {nom: texte.strip() for entete, texte in paires if (nom := choix.get(entete, ""))}


Suivre = Callable[[int, Sequence[Constat]], None]


def ne_pas_suivre(lues: int, constats: Sequence[Constat]) -> None:
    """Follow an import that is short enough not to be followed."""


def examiner(fichier: Fichier, suivre: Suivre = ne_pas_suivre) -> Rapport:
    """Tell what `importer` would do, line by line, and write nothing."""
    rapport, nature = Rapport(), fichier.lire()
    for lot in fichier.lots():
        tri = nature.trier(lot)
        rapport.compter(len(lot), tri.constats, len(tri.a_ecrire))
        suivre(rapport.lues, tri.constats)
    return rapport


@transaction.atomic
def importer(fichier: Fichier, trace: Import, suivre: Suivre = ne_pas_suivre) -> Rapport:
    """Store all the lines of a file, or none if one of them is rejected.

    `trace` is the row, stored or not, that says who did it. Look at the file with `examiner` first:
    that keeps nobody waiting, while this holds the write lock of SQLite until the end.
    """
    rapport = importer_le_bon(fichier, trace, suivre)
    if rapport.rejetees:
        raise LignesRejetees
    return rapport


@transaction.atomic
def importer_le_bon(fichier: Fichier, trace: Import, suivre: Suivre = ne_pas_suivre) -> Rapport:
    """Store the good lines of a file, and leave out those that are rejected."""
    rapport, nature = Rapport(), fichier.lire()
    for lot in fichier.lots():
        tri = nature.trier(lot)
        try:
            nature.ecrire(tri.a_ecrire)
        except IntegrityError as erreur:
            raise LignesRejetees(
                "Quelqu’un vient d’inscrire une de ces lignes : recommencez."
            ) from erreur
        rapport.compter(len(lot), tri.constats, len(tri.a_ecrire))
        suivre(rapport.lues, tri.constats)
    trace.edition, trace.nature = fichier.edition, fichier.nature
    trace.fait_le, trace.ajoutees = timezone.now(), rapport.a_ajouter
    trace.save()
    publier(ImportFait(import_id=trace.pk))
    return rapport
