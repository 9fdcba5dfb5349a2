"""What every kind of list has: columns, a way to read a lot of lines, to store it, and to list all."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet

from salon.annuaire.fiches import LigneRejetee
from salon.annuaire.importation import Constat, Genre
from salon.annuaire.mots import sans_accents
from salon.echanges.colonnes import Colonne
from salon.entree import EntreeStricte, valider
from salon.erreurs import Invalide
from salon.models import Edition

LOT = 500  # lines read, compared and written together
DE_TROP = (
    ""  # stands in the place of the cells of a line that has more of them than there are columns
)

Cellules = Mapping[str, str]
Lue = tuple[int, Any]
S = TypeVar("S", bound=EntreeStricte)
M = TypeVar("M", bound=Model)


@dataclass
class Tri:
    """A lot of lines once compared with what is stored: what to say of them, and what to write."""

    constats: list[Constat] = field(default_factory=list)
    a_ecrire: list[Lue] = field(default_factory=list)

    def dire(self, numero: int, genre: Genre, texte: str) -> None:
        """Have something said of a line."""
        self.constats.append(Constat(numero, genre, texte))


class Nature(ABC):
    """One kind of list. An object of it reads one file, and remembers which lines it has seen."""

    code: ClassVar[str]
    libelle: ClassVar[str]
    colonnes: ClassVar[tuple[Colonne, ...]]
    personnes: ClassVar[bool] = False

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition
        # The number of the line that first had each key.
        self.vues: dict[str, int] = {}

    @abstractmethod
    def lire(self, cellules: Cellules) -> Any:
        """Return a line, checked by itself. Raises LigneRejetee or Invalide."""

    @abstractmethod
    def comparer(self, lues: Sequence[Lue], tri: Tri) -> None:
        """Sort the good lines of a lot into those to write and those of which to say why not."""

    @abstractmethod
    def ecrire(self, lues: Sequence[Lue]) -> None:
        """Store the lines of a lot that `comparer` chose."""

    @abstractmethod
    def lister(self) -> Iterator[list[str]]:
        """Yield the lines of the list as it is stored, a bounded number in memory."""

    def trier(self, lot: Sequence[tuple[int, Cellules]]) -> Tri:
        """Read a lot, compare it with what is stored, and write nothing."""
        tri, lues = Tri(), []
        for numero, cellules in lot:
            try:
                if DE_TROP in cellules:
                    raise LigneRejetee(cellules[DE_TROP])
                lues.append((numero, self.lire(cellules)))
            except LigneRejetee as rejet:
                tri.dire(numero, Genre.REJET, str(rejet))
            except Invalide as refus:
                tri.dire(numero, Genre.REJET, f"{self._titre(refus.champ)}{refus.message}")
        self.comparer(lues, tri)
        tri.constats.sort(key=lambda constat: constat.numero)
        return tri

    def deja_vue(self, numero: int, cle: str) -> int | None:
        """Note the key of a line, and return the number of an earlier line that has it."""
        premiere = self.vues.setdefault(cle, numero)
        return None if premiere == numero else premiere

    def de_l_edition(self) -> Edition:
        """Return the edition of a list of people, which cannot do without."""
        if self.edition is None:
            raise Invalide("Cette liste est celle d’une édition : dites laquelle.", champ="edition")
        return self.edition

    def _titre(self, champ: str) -> str:
        titres = {colonne.nom: colonne.titre for colonne in self.colonnes}
        return f"{titres[champ]} : " if champ in titres else ""


def lire_ligne(schema: type[S], cellules: Cellules) -> S:
    """Return the filled cells of a line as a checked schema."""
    return valider(schema, {nom: texte for nom, texte in cellules.items() if texte})


def mot_de(mots: Mapping[str, str], texte: str, quoi: str) -> str:
    """Return the code of a word that a line gives by its code or by its name; empty for none."""
    if not texte:
        return ""
    code = mots.get(sans_accents(texte).strip())
    if code is None:
        raise LigneRejetee(f"{quoi} inconnue : {texte}")
    return code


def mots_connus(choix: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return codes by code and by name, as `mot_de` looks them up."""
    return {sans_accents(str(nom)): code for paire in choix for nom, code in _deux(paire)}


def _deux(paire: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    code, nom = paire
    return (code, code), (nom, code)


def par_lots(objets: QuerySet[M]) -> Iterator[M]:
    """Yield objects in the order of their ids, LOT at a time: memory and statements stay small."""
    dernier = 0
    while lot := list(objets.filter(pk__gt=dernier).order_by("pk")[:LOT]):
        yield from lot
        dernier = lot[-1].pk
