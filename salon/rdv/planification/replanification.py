"""Re-plan during the event: few proposals, each with its price, that move as few people as can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salon.rdv.planification import cases as c
from salon.rdv.planification.depart import etaler, semer
from salon.rdv.planification.kempe import MOTEUR, chances, chauffer, plafond, poids
from salon.rdv.planification.mesure import mesurer, pauses_de
from salon.rdv.planification.modele import Horaire, Instance
from salon.rdv.planification.plan import libre, poser, retirer

# A person's event may move so many meetings besides those that it hits.
DE_PLUS = 2
# Moves drawn for a proposal: a third of a second, compiled.
PAS, PALIERS = 600_000, 100
# Warmer than a run from nothing: a way that costs some breaks may save a meeting.
CHAUD = 2.0
# The price of a moved meeting, in breaks, by the spirit of the proposal.
CHER, MODERE = 6, 1


@dataclass(frozen=True)
class Proposition:
    """One way to go on: what it moves, leaves out, and leaves in breaks."""

    titre: str
    horaire: tuple[int | None, ...]
    deplaces: tuple[int, ...]  # meetings that had a slot and have another one
    ecartes: int
    pauses: int
    prix: int  # of one moved meeting, in breaks; 0 where nothing but what was hit may move


def replanifier(instance: Instance, ancien: Horaire, *, gel: int, graine: int) -> list[Proposition]:
    """Return one to three proposals, the calmest first; the first moves only what was hit.

    `ancien` gives for each meeting of the new situation its slot so far, None for a new request.
    The first `gel` slots are past or running: nothing leaves them and nothing enters. No proposal
    leaves out more, or has more breaks for as many left out, than keeping all and leaving out what
    is hit; the second moves at most two meetings besides those.
    """
    figee = _figer(instance, ancien, gel)
    garde, atteints = _garder(figee, ancien, gel)
    chauffer()
    depart = _Depart(figee, ancien, garde, graine)
    attente = _proposer("Ne rien faire d’autre", depart, garde, 0)
    propositions = [_proposer("Ne déplacer personne d’autre", depart, depart.completer(), 0)]
    if (propositions[0].ecartes, propositions[0].pauses) > (attente.ecartes, attente.pauses):
        propositions = [attente]
    peu = _proposer("Déplacer très peu", depart, depart.chercher(CHER), CHER)
    if len(peu.deplaces) <= len(atteints) + DE_PLUS:
        _retenir(propositions, peu)
    _retenir(
        propositions, _proposer("Resserrer les agendas", depart, depart.chercher(MODERE), MODERE)
    )
    return propositions


def _retenir(propositions: list[Proposition], autre: Proposition) -> None:
    """Add a proposal that does better than all calmer ones."""
    mieux = min((p.ecartes, p.pauses) for p in propositions)
    if (autre.ecartes, autre.pauses) < mieux:
        propositions.append(autre)


def _figer(instance: Instance, ancien: Horaire, gel: int) -> Instance:
    """Return the instance in which what took place stays and nothing else enters the past."""
    domaines: list[tuple[int, ...]] = []
    passes, charge = set(instance.verrous), [0] * instance.creneaux
    for numero, domaine in enumerate(instance.domaines):
        creneau = ancien[numero]
        if creneau is not None and creneau < gel:
            domaines.append((creneau,))
            passes.add(numero)
            charge[creneau] += 1
        else:
            domaines.append(tuple(t for t in domaine if t >= gel))
    capacites = tuple(
        max(capacite, charge[creneau]) if creneau < gel else capacite
        for creneau, capacite in enumerate(instance.capacites)
    )
    return replace(
        instance, domaines=tuple(domaines), capacites=capacites, verrous=frozenset(passes)
    )


def _garder(
    instance: Instance, ancien: Horaire, gel: int
) -> tuple[list[int | None], tuple[int, ...]]:
    """Keep each meeting where it was if it still can be there; return the others, "hit", too.

    Where tables are lost, the meetings with most choice elsewhere are the ones hit.
    """
    plan = etaler(instance, plafond=None, poids=poids(instance))
    garde: list[int | None] = [None] * len(ancien)
    atteints = []

    def contrainte(numero: int) -> tuple[bool, int]:
        return numero not in instance.verrous, len(instance.domaines[numero])

    for numero in sorted(range(len(ancien)), key=contrainte):
        creneau = ancien[numero]
        if creneau is not None and (creneau < gel or libre(plan, numero, creneau)):
            retirer(plan, numero)
            poser(plan, numero, creneau)
            garde[numero] = creneau
        else:
            atteints.append(numero)
    return garde, tuple(sorted(atteints))


class _Depart:
    """The situation that every proposal starts from."""

    def __init__(self, instance: Instance, ancien: Horaire, garde: Horaire, graine: int) -> None:
        self.instance = instance
        self.ancien = ancien
        self.garde = garde
        self.graine = graine
        # Fairness cannot be asked back from a day that has begun: nobody ends worse than the worst.
        permises = plafond(instance)
        if permises is not None:
            permises = max(permises, max(self._pauses(garde), default=0))
        self.plafond = permises

    def _pauses(self, horaire: Horaire) -> list[int]:
        return [
            pauses_de(self.instance, (t for n in siens if (t := horaire[n]) is not None))
            for siens in self.instance.rdv_de
        ]

    def completer(self) -> list[int | None]:
        """Place what was hit where room is left, and move nothing else."""
        plan = self._plan(CHER)
        MOTEUR.construire(plan, MOTEUR.preparer(self._a_placer()))
        return self._lire(plan)

    def chercher(self, prix: int) -> list[int | None]:
        """Search around the timetable so far, each move away from it costing so many breaks."""
        plan = self._plan(prix)
        MOTEUR.construire(plan, MOTEUR.preparer(self._a_placer()))
        for palier in range(PALIERS):
            seuils = MOTEUR.preparer(chances(palier / PALIERS, CHAUD))
            MOTEUR.recuire(plan, seuils, PAS // PALIERS)
        return self._lire(plan)

    def _a_placer(self) -> list[int]:
        manquants = [n for n, creneau in enumerate(self.garde) if creneau is None]
        return sorted(manquants, key=lambda numero: len(self.instance.domaines[numero]))

    def _plan(self, prix: int) -> Sequence[int]:
        plan = etaler(self.instance, plafond=self.plafond, poids=poids(self.instance))
        semer(plan, self.graine)
        for numero, creneau in enumerate(self.garde):
            if creneau is not None:
                retirer(plan, numero)
                poser(plan, numero, creneau)
                plan[plan[c.ANCIEN] + numero] = creneau
                plan[plan[c.PRIX] + numero] = prix
        plan[c.STABLE] = 1
        tableau: Sequence[int] = MOTEUR.preparer(plan)
        return tableau

    def _lire(self, plan: Sequence[int]) -> list[int | None]:
        debut, absent = plan[c.MEILLEUR], self.instance.creneaux
        lus = plan[debut : debut + len(self.garde)]
        return [None if creneau == absent else int(creneau) for creneau in lus]


def _proposer(titre: str, depart: _Depart, horaire: Sequence[int | None], prix: int) -> Proposition:
    mesure = mesurer(depart.instance, horaire)
    deplaces = tuple(
        numero
        for numero, (avant, apres) in enumerate(zip(depart.ancien, horaire, strict=True))
        if avant is not None and apres is not None and avant != apres
    )
    return Proposition(titre, tuple(horaire), deplaces, mesure.ecartes, mesure.pauses, prix)
