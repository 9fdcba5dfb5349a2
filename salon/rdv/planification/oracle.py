"""Ask a solver of satisfiability, with an eye on the clock."""

import time
from collections.abc import Sequence
from math import inf
from types import TracebackType
from typing import Self

from pysat.solvers import Solver

from salon.rdv.planification.formule import Formule

# Conflicts before the first look at the clock: a second or two with 300 meetings; each look after it
# comes twice as late, as the solver loses its stride at each halt. It cannot be interrupted, but a
# budget of conflicts ends it, so that no second process is needed, which a worker may not start.
CONFLITS = 10_000
# Conflicts in a second, at the slowest that was seen: the first budget when time is short.
ALLURE = 1500


class TempsEcoule(Exception):
    """The time allowed is over, and the question has no answer."""


class Oracle:
    """A solver that knows a formula, as it grows, until a moment of `time.monotonic`."""

    def __init__(self, formule: Formule, fin: float) -> None:
        self.formule = formule
        self.fin = fin
        self._solveur = Solver(name="cadical153")
        self._lues = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        genre: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._solveur.delete()

    def sonder(self, hypotheses: Sequence[int], conflits: float = inf) -> bool | None:
        """Tell whether the hypotheses can hold, None when so many conflicts do not tell.

        Raises TempsEcoule.
        """
        self._lire()
        debut = time.monotonic()
        lot = min(CONFLITS, max(int(ALLURE * (self.fin - debut)), 1))
        while conflits > 0:
            if debut >= self.fin:
                raise TempsEcoule
            essai = int(min(lot, conflits))
            self._solveur.conf_budget(essai)
            reponse: bool | None = self._solveur.solve_limited(assumptions=list(hypotheses))
            if reponse is not None:
                return reponse
            conflits -= essai
            avant, debut = debut, time.monotonic()
            # Half of what fits into the time left, by the pace of the last budget.
            allure = essai / max(debut - avant, 1e-3)
            lot = min(2 * lot, max(int(allure * (self.fin - debut) / 2), 100))
        return None

    def trancher(self) -> bool:
        """Tell whether the formula can hold, however long it takes; raises TempsEcoule."""
        return self.sonder([]) is True

    def noyau(self) -> list[int]:
        """Return the hypotheses that the last refusal needed: none when nothing can ever hold."""
        return list(self._solveur.get_core() or [])

    def vrais(self) -> set[int]:
        """Return the true literals of the last answer."""
        return set(self._solveur.get_model())

    def _lire(self) -> None:
        while self._lues < len(self.formule.clauses):
            self._solveur.add_clause(self.formule.clauses[self._lues])
            self._lues += 1
