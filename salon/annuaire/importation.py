"""Import a CSV file of structures: read it lot by lot, compare it with the directory, write.

Who owns a column decides. The file is the authority on `agrements` (added, never taken away), `naf`,
`adresse`, `departement` and the coordinates. `nom`, `enseigne`, `famille`, `code_postal`, `commune`
and `site` may have been written by an exhibitor, so they are filled where empty and never rewritten:
an establishment that moves gets a new SIRET, so nothing goes stale. An empty cell erases nothing.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from salon.annuaire.fiches import COLONNES, OBLIGATOIRES, Fiche, LigneRejetee, lire_fiche
from salon.annuaire.indexation import indexer
from salon.annuaire.models import Structure
from salon.annuaire.suggestions import suggerer

LOT = 500  # lines read, compared and written together
LIGNE_MAX = 20_000  # bytes
SEPARATEUR = ";"
DU_FICHIER = ("naf", "adresse", "departement", "latitude", "longitude")
SI_VIDE = ("nom", "enseigne", "famille_id", "code_postal", "commune", "site")
MODIFIABLES = (*DU_FICHIER, *SI_VIDE, "agrements")


class FichierIllisible(Exception):
    """The file as a whole is not what was expected; the message says why, in French."""


class Genre(StrEnum):
    REJET = "rejetée"
    REPETITION = "réunie"
    CONNUE = "déjà connue"
    REMARQUE = "à vérifier"


@dataclass(frozen=True)
class Constat:
    """What is to be said of one line of the file."""

    numero: int
    genre: Genre
    texte: str

    def __str__(self) -> str:
        return f"ligne {self.numero} : {self.genre} — {self.texte}"


@dataclass(frozen=True)
class Lot:
    """Some lines of the file with their numbers; `octets` is how much of it is read so far."""

    lignes: list[tuple[int, Fiche | LigneRejetee]]
    octets: int


# Called after each lot with the bytes read so far and what is to be said.
Suivre = Callable[[int, list[Constat]], None]


@dataclass
class Bilan:
    """What an import does. Of each structure it remembers the number and the line, nothing more."""

    lues: dict[str, int] = field(default_factory=dict)
    ajoutees: set[str] = field(default_factory=set)
    modifiees: set[str] = field(default_factory=set)
    rejetees: int = 0

    @property
    def inchangees(self) -> int:
        """Return how many structures of the file the directory knew just so."""
        return len(self.lues) - len(self.ajoutees) - len(self.modifiees)

    def comparer(
        self, lot: Lot, connues: dict[str, Structure]
    ) -> tuple[list[Constat], list[Structure]]:
        """Return what is to be said of a lot, and the structures to write.

        `connues` are those of the lot that the directory holds; the new ones join them.
        """
        constats: list[Constat] = []
        a_ecrire: dict[str, Structure] = {}
        for numero, lue in lot.lignes:
            if isinstance(lue, LigneRejetee):
                self.rejetees += 1
                constats.append(Constat(numero, Genre.REJET, str(lue)))
                continue
            constats += self._constats(numero, lue)
            if self._retenir(numero, lue, connues):
                a_ecrire[lue.siret] = connues[lue.siret]
        return constats, list(a_ecrire.values())

    def _constats(self, numero: int, fiche: Fiche) -> list[Constat]:
        constats = []
        if fiche.siret in self.lues:
            ajout = f", agrément {fiche.agrement}" if fiche.agrement else ""
            texte = f"même SIRET que la ligne {self.lues[fiche.siret]}{ajout} : {fiche.siret}"
            constats.append(Constat(numero, Genre.REPETITION, texte))
        if fiche.remarques:
            texte = f"{fiche.valeurs['nom']} : {' ; '.join(fiche.remarques)}"
            constats.append(Constat(numero, Genre.REMARQUE, texte))
        return constats

    def _retenir(self, numero: int, fiche: Fiche, connues: dict[str, Structure]) -> bool:
        """Bring the structure of a line up to date, and return whether it must be written."""
        deja_lue = fiche.siret in self.lues
        self.lues.setdefault(fiche.siret, numero)
        structure = connues.get(fiche.siret)
        if structure is None:
            connues[fiche.siret] = fiche.nouvelle_structure()
            self.ajoutees.add(fiche.siret)
            return True
        # Of two lines that disagree the first wins, else each import would swing to and fro.
        change = completer(structure, fiche, reprises=() if deja_lue else DU_FICHIER)
        if change and fiche.siret not in self.ajoutees:
            self.modifiees.add(fiche.siret)
        return change


def examiner(chemin: Path, suivre: Suivre) -> Bilan:
    """Tell what `importer` would do with this file, and write nothing. Raises FichierIllisible."""
    bilan = Bilan()
    for lot in lire_lots(chemin):
        constats, _ = bilan.comparer(lot, _connues(lot, Structure.objects.all()))
        suivre(lot.octets, constats)
    return bilan


@transaction.atomic
def importer(chemin: Path, suivre: Suivre) -> Bilan:
    """Add and complete the structures of a file: all its good lines, or nothing if it breaks off.

    A structure without a sector gets the one that its NAF code suggests, which the report does not
    count as a change. The number of statements is the same for 1 and for LOT lines. Raises
    FichierIllisible.
    """
    bilan = Bilan()
    for lot in lire_lots(chemin):
        connues = _connues(lot, Structure.objects.select_for_update())
        constats, a_ecrire = bilan.comparer(lot, connues)
        _ecrire(a_ecrire)
        suggerees = suggerer(connues.values())
        indexer(suggerees.union(structure.pk for structure in a_ecrire))
        suivre(lot.octets, constats)
    return bilan


def completer(structure: Structure, fiche: Fiche, *, reprises: Sequence[str]) -> bool:
    """Copy to a structure what a line knows better; return whether that changes anything.

    The columns named in `reprises` are taken over, the others filled where empty.
    """
    nouvelles = {
        nom: valeur
        for nom, valeur in fiche.valeurs.items()
        if getattr(structure, nom) != valeur
        and (nom in reprises or getattr(structure, nom) in (None, ""))
    }
    if fiche.agrement and fiche.agrement not in structure.agrements:
        nouvelles["agrements"] = [*structure.agrements, fiche.agrement]
    for nom, valeur in nouvelles.items():
        setattr(structure, nom, valeur)
    return bool(nouvelles)


def _connues(lot: Lot, structures: QuerySet[Structure]) -> dict[str, Structure]:
    sirets = {lue.siret for _, lue in lot.lignes if isinstance(lue, Fiche)}
    lignes = structures.filter(siret__in=sirets).order_by("pk")
    return {structure.siret: structure for structure in lignes}


def _ecrire(structures: Sequence[Structure]) -> None:
    nouvelles = [structure for structure in structures if structure.pk is None]
    connues = [structure for structure in structures if structure.pk is not None]
    # An exhibitor may register the same structure at this very moment: theirs is kept.
    Structure.objects.bulk_create(
        nouvelles, update_conflicts=True, unique_fields=["siret"], update_fields=["siret"]
    )
    Structure.objects.bulk_update(connues, MODIFIABLES)


def lire_lots(chemin: Path) -> Iterator[Lot]:
    """Read a file of any size, LOT lines at a time. Raises FichierIllisible."""
    try:
        fichier = chemin.open("rb")
    except OSError as erreur:
        raise FichierIllisible(f"Fichier illisible : {chemin.name}.") from erreur
    with fichier:
        colonnes = _entete(_ligne_brute(fichier, 1))
        lignes: list[tuple[int, Fiche | LigneRejetee]] = []
        numero = 1
        while brut := _ligne_brute(fichier, numero := numero + 1):
            if brut.strip():
                lignes.append((numero, _lire(brut, colonnes)))
            if len(lignes) == LOT:
                yield Lot(lignes, fichier.tell())
                lignes = []
        yield Lot(lignes, fichier.tell())


def _ligne_brute(fichier: BinaryIO, numero: int) -> bytes:
    """Return the next line. Read whole lines only, so that an unclosed quote spoils no other line."""
    brut = fichier.readline(LIGNE_MAX)
    if len(brut) == LIGNE_MAX:
        raise FichierIllisible(f"Ligne {numero} : trop longue, ce n’est pas un fichier CSV.")
    return brut


def _entete(brut: bytes) -> list[str]:
    """Return the names of the columns, in their order."""
    if brut.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FichierIllisible("Fichier en UTF-16 : enregistrez-le en CSV UTF-8.")
    try:
        colonnes = [nom.strip().lower() for nom in _cases(brut.removeprefix(b"\xef\xbb\xbf"))]
    except LigneRejetee as erreur:
        raise FichierIllisible(f"Ligne 1 : {erreur}.") from erreur
    absentes = [nom for nom in OBLIGATOIRES if nom not in colonnes]
    if absentes:
        pluriel = "s" if len(absentes) > 1 else ""
        raise FichierIllisible(
            f"Colonne{pluriel} obligatoire{pluriel} absente{pluriel} : {', '.join(absentes)}. "
            f"Colonnes attendues, séparées par « {SEPARATEUR} » : {SEPARATEUR.join(COLONNES)}"
        )
    doubles = sorted({nom for nom in colonnes if nom in COLONNES and colonnes.count(nom) > 1})
    if doubles:
        raise FichierIllisible(f"Colonne en double : {', '.join(doubles)}.")
    return colonnes


def _lire(brut: bytes, colonnes: Sequence[str]) -> Fiche | LigneRejetee:
    try:
        cases = _cases(brut)
        if len(cases) != len(colonnes):
            raise LigneRejetee(f"{len(cases)} cases au lieu de {len(colonnes)}")
        cellules: Mapping[str, str] = dict(zip(colonnes, cases, strict=True))
        return lire_fiche(cellules)
    except LigneRejetee as rejet:
        return rejet


def _cases(brut: bytes) -> list[str]:
    """Cut one line into cells: UTF-8, else the Windows-1252 of old spreadsheets."""
    try:
        texte = brut.decode("utf-8")
    except UnicodeDecodeError:
        try:
            texte = brut.decode("cp1252")
        except UnicodeDecodeError as erreur:
            raise LigneRejetee("caractères illisibles") from erreur
    try:
        lignes = list(csv.reader([texte.rstrip("\r\n")], delimiter=SEPARATEUR, strict=True))
    except csv.Error as erreur:
        raise LigneRejetee("guillemets mal fermés ou retour à la ligne dans une case") from erreur
    return lignes[0] if lignes else []
