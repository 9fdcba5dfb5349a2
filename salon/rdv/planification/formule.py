"""A logical formula in clauses, and ways to count true literals in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from pysat.card import CardEnc, EncType

# More literals than the slots of two days: they are the people or the meetings of one slot.
FOULE = 30


@dataclass
class Formule:
    """Clauses over numbered variables; a literal is a number, or its opposite for `not`."""

    clauses: list[list[int]] = field(default_factory=list)
    variables: int = 0

    def variable(self) -> int:
        """Make a new variable."""
        self.variables += 1
        return self.variables

    def au_plus(self, litteraux: Sequence[int], nombre: int) -> None:
        """Let at most so many of the literals be true.

        A sequential counter suits the slots of a person, a totalizer the crowd of a slot.
        """
        if nombre < 0:
            self.clauses.append([])
        elif len(litteraux) > nombre:
            genre = EncType.totalizer if len(litteraux) > FOULE else EncType.seqcounter
            bornes = CardEnc.atmost(list(litteraux), nombre, top_id=self.variables, encoding=genre)
            self.clauses += bornes.clauses
            self.variables = max(self.variables, bornes.nv)

    def egale(self, litteral: int, *, tous: Sequence[int]) -> None:
        """Make a literal the conjunction of others."""
        self.clauses += [[-litteral, cause] for cause in tous]
        self.clauses.append([litteral, *(-cause for cause in tous)])

    def compter(self, litteraux: Sequence[int], plafond: int) -> list[int]:
        """Give literals `at least 1`, `at least 2`… up to the bound (equivalences both ways).

        A totalizer (Bailleux and Boufkhad, CP 2003), cut above the bound.
        """
        if len(litteraux) <= 1:
            return list(litteraux[:plafond])
        milieu = len(litteraux) // 2
        gauche = self.compter(litteraux[:milieu], plafond)
        droite = self.compter(litteraux[milieu:], plafond)
        total = [self.variable() for _ in range(min(plafond, len(gauche) + len(droite)))]
        for un, deux in product(range(len(gauche) + 1), range(len(droite) + 1)):
            # One literal of each side says `at least un` and `at least deux`: their sum is reached.
            if un + deux > 0:
                suite = [total[min(un + deux, len(total)) - 1]]
                self.clauses.append(
                    [*(-g for g in gauche[:un][-1:]), *(-d for d in droite[:deux][-1:]), *suite]
                )
            if un + deux < len(total):
                manque = [-total[un + deux]]
                self.clauses.append([*gauche[un : un + 1], *droite[deux : deux + 1], *manque])
        return total
