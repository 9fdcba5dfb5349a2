"""The meetings of a simulated day: who asks whom, what is answered, which ones take place.

Pure, and drawn from a seed, like the crowd.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from salon.management.foule import Personne

ESSAIS = 50  # pairs drawn before giving up on one more meeting


class Issue(StrEnum):
    """How a meeting of the day ends."""

    TENU = "tenu"
    PLANIFIE = "planifié"
    REFUSE = "refusé"
    ANNULE = "annulé après acceptation"
    EN_ATTENTE = "sans réponse"
    RETIRE = "annulé avant la réponse"
    COLLISION = "créneau déjà pris"


# One round: with ten meetings or more, each ending occurs.
RONDE = (
    Issue.TENU,
    Issue.PLANIFIE,
    Issue.REFUSE,
    Issue.TENU,
    Issue.ANNULE,
    Issue.EN_ATTENTE,
    Issue.PLANIFIE,
    Issue.RETIRE,
    Issue.COLLISION,
    Issue.TENU,
)
PLACES = {Issue.TENU, Issue.PLANIFIE, Issue.ANNULE}  # endings for which a place is taken
GARDENT = {Issue.TENU, Issue.PLANIFIE}  # endings that keep it


@dataclass(frozen=True)
class Place:
    """A table during a slot, by their numbers."""

    creneau: int
    table: int


@dataclass
class Carnet:
    """What is already taken when the day begins; the plan writes its own meetings in."""

    creneaux: list[int]
    tables: list[int]
    places_prises: set[tuple[int, int]] = field(default_factory=set)
    personnes_prises: set[tuple[int, int]] = field(default_factory=set)
    paires_vivantes: set[frozenset[str]] = field(default_factory=set)

    def prendre(self, *personnes: Personne) -> Place | None:
        """Take, and return, the first place in a slot that all these people have free."""
        for creneau, table in product(self.creneaux, self.tables):
            claims = {(creneau, personne.numero) for personne in personnes}
            if (creneau, table) in self.places_prises or claims & self.personnes_prises:
                continue
            self.places_prises.add((creneau, table))
            self.personnes_prises |= claims
            return Place(creneau, table)
        return None


@dataclass(frozen=True)
class Demarche:
    """One call about one meeting: `attendu` is the state it ought to bring, or the refusal's code."""

    instant: float
    rdv: int
    action: str
    attendu: str
    parties: tuple[int, int]
    place: Place | None = None


def planifier_rdv(
    personnes: tuple[Personne, ...], carnet: Carnet, *, nombre: int, heures: float, graine: int
) -> list[Demarche]:
    """Return the calls about `nombre` meetings in order of time."""
    hasard = random.Random(f"rdv {graine}")
    agenda = Agenda(carnet, heures * 3600, hasard)
    for rang, (demandeur, destinataire) in enumerate(_paires(personnes, carnet, nombre, hasard)):
        agenda.prevoir(rang, RONDE[rang % len(RONDE)], demandeur, destinataire)
    return sorted(agenda.demarches, key=lambda demarche: demarche.instant)


def _paires(
    personnes: tuple[Personne, ...], carnet: Carnet, nombre: int, hasard: random.Random
) -> Iterator[tuple[Personne, Personne]]:
    """Draw visitors and exhibitors who have no live meeting between their structures."""
    exposants = [personne for personne in personnes if personne.categorie == "exposant"]
    visiteurs = [personne for personne in personnes if personne.categorie != "exposant"]
    if not visiteurs:
        return
    vivantes = set(carnet.paires_vivantes)
    for rang in range(nombre):
        demandeur = visiteurs[rang % len(visiteurs)]
        for _ in range(ESSAIS):
            destinataire = hasard.choice(exposants or visiteurs)
            paire = frozenset((demandeur.partie, destinataire.partie))
            if len(paire) > 1 and paire not in vivantes:
                vivantes.add(paire)
                yield demandeur, destinataire
                break


class Agenda:
    """The calls being planned, and the places that earlier meetings of the day hold."""

    def __init__(self, carnet: Carnet, duree: float, hasard: random.Random) -> None:
        self.demarches: list[Demarche] = []
        self._carnet = carnet
        self._duree = duree
        self._hasard = hasard
        self._tenues: list[tuple[float, Place]] = []

    def prevoir(self, rdv: int, issue: Issue, demandeur: Personne, destinataire: Personne) -> None:
        """Plan one meeting from the request to its end; without a free place it is refused."""
        quand = self._hasard.uniform(0, self._duree / 2)
        parties = demandeur.numero, destinataire.numero
        self.demarches.append(Demarche(quand, rdv, "demander", "demande", parties))
        reponse = self._hasard.uniform(quand, self._duree * 3 / 4)
        place = self._carnet.prendre(demandeur, destinataire) if issue in PLACES else None
        if place is not None:
            self._placer(Demarche(reponse, rdv, "accepter", "planifie", parties, place), issue)
        elif issue == Issue.COLLISION and self._tenues:
            self._heurter(Demarche(reponse, rdv, "accepter", "creneau_pris", parties))
        elif issue == Issue.RETIRE:
            self.demarches.append(Demarche(reponse, rdv, "annuler", "annule", parties))
        elif issue != Issue.EN_ATTENTE:
            self._refuser(reponse, rdv, parties)

    def _placer(self, acceptation: Demarche, issue: Issue) -> None:
        self.demarches.append(acceptation)
        if issue in GARDENT and acceptation.place:
            self._tenues.append((acceptation.instant, acceptation.place))
        suite = {Issue.TENU: ("tenir", "tenu"), Issue.ANNULE: ("annuler", "annule")}.get(issue)
        if suite:
            fin = self._hasard.uniform(acceptation.instant, self._duree)
            self.demarches.append(Demarche(fin, acceptation.rdv, *suite, acceptation.parties))

    def _heurter(self, acceptation: Demarche) -> None:
        """Accept at a table that another meeting took before, in vain, then refuse."""
        prise_a, place = self._hasard.choice(self._tenues)
        instant = max(prise_a, acceptation.instant) + 1
        rdv, parties = acceptation.rdv, acceptation.parties
        self.demarches.append(
            Demarche(instant, rdv, "accepter", acceptation.attendu, parties, place)
        )
        self._refuser(instant + 1, rdv, parties)

    def _refuser(self, instant: float, rdv: int, parties: tuple[int, int]) -> None:
        self.demarches.append(Demarche(instant, rdv, "refuser", "refuse", parties))
        # A second answer comes too late, whoever gives it.
        self.demarches.append(Demarche(instant + 1, rdv, "annuler", "deja_traite", parties))
