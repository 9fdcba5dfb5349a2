"""Prove how few breaks a complete timetable can have, or that there is no complete timetable.

The bound rises from below: all the people are asked to have their fewest breaks at once, each
refusal names some of whom one must have another break (the algorithm OLL for maximum satisfiability:
Andres et al., ICLP 2012; Morgado et al., CP 2014). A timetable found elsewhere ends it early.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pysat.solvers import Solver

from salon.rdv.planification.encodage import Encodage, Formule, encoder
from salon.rdv.planification.modele import Horaire, Instance

# Conflicts between two looks at the clock: a third of a second on the formula of 300 meetings.
CONFLITS = 2000


@dataclass(frozen=True)
class Preuve:
    """What is known at the end: `borne` breaks cannot be avoided, `horaire` has `pauses` of them."""

    etat: Literal["optimal", "infaisable", "inconnu"]
    horaire: Horaire | None
    pauses: int | None
    borne: int
    secondes: float


class Temps(Exception):
    pass


class Oracle:
    def __init__(self, formule, fin):
        self.formule, self.fin = formule, fin
        self.solveur = Solver(name="cadical153")
        self.verses = 0
        self.appels = 0

    def resoudre(self, hypotheses, conflits=None):
        for c in self.formule.clauses[self.verses :]:
            self.solveur.add_clause(c)
        self.verses = len(self.formule.clauses)
        self.appels += 1
        while time.monotonic() < self.fin:
            self.solveur.conf_budget(conflits or CONFLITS)
            r = self.solveur.solve_limited(assumptions=hypotheses)
            if r is not None or conflits:
                return r
        raise Temps


def prouver(instance, *, secondes, horaire=None, borne=0, lbs=None, ub=None, log=print):
    t0 = time.monotonic()
    fin = t0 + secondes
    e = encoder(instance)
    f = e.formule
    o = Oracle(f, fin)
    t1 = time.monotonic()
    lbs = lbs or [0] * instance.personnes
    cout = sum(lbs)
    rel = {}
    for p, b in zip(e.pauses, lbs):
        if b:
            f.clauses.append([p[b - 1]])
        if len(p) > b:
            rel[-p[b]] = (p, b)
    try:
        while True:
            if ub is not None and cout >= ub:
                return "optimal", ub, cout, o.appels, time.monotonic() - t0
            if ub is not None and cout == ub - 1:
                f.clauses += [[h] for h in rel]
                r = o.resoudre([])
                if not r:
                    return "optimal", ub, ub, o.appels, time.monotonic() - t0
            else:
                r = o.resoudre(list(rel))
            if r:
                m = set(o.solveur.get_model())
                h = [next(t for t, l in pl.items() if l in m) for pl in e.place]
                return "optimal", h, cout, o.appels, time.monotonic() - t0
            noyau = o.solveur.get_core()
            if not noyau:
                return "infaisable", None, cout, o.appels, time.monotonic() - t0
            noyau = list(noyau)
            n0 = len(noyau)
            if len(noyau) > 1:
                noyau = reduire(o, noyau)
            cout += 1
            for h in noyau:
                lits, i = rel.pop(h)
                if i + 1 < len(lits):
                    rel[-lits[i + 1]] = (lits, i + 1)
            if len(noyau) > 1:
                tot = f.compter([-h for h in noyau], len(noyau))
                i = 1
                while i < len(tot) and o.resoudre([-tot[i]], 300) is False:
                    i += 1
                    cout += 1
                if i < len(tot):
                    rel[-tot[i]] = (tot, i)
            # log(f'  {time.monotonic()-t0:.2f} cout {cout} noyau {n0}->{len(noyau)}')
    except Temps:
        return "inconnu", None, cout, o.appels, time.monotonic() - t0


def reduire(o, noyau):
    # try to drop each, small budget
    for h in list(noyau):
        if h not in noyau:
            continue
        essai = [x for x in noyau if x != h]
        if essai and o.resoudre(essai, 100) is False:
            noyau = list(o.solveur.get_core())
    return noyau
