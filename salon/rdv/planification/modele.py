"""The scheduling problem and its answer, as plain data. Nothing here knows Django."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Instance:
    """Meetings to place: people and slots are numbered from 0, slots in order of time.

    `domaines` holds, for each meeting, the slots where it may lie (both people free, session, pin,
    lock), in order. `sessions` numbers the half-day of each slot: a break never spans two of them
    when `pause_entre_sessions` says so, as lunch is nobody's waiting.
    """

    nom: str
    personnes: int
    capacites: tuple[int, ...]
    rdv: tuple[tuple[int, int], ...]
    domaines: tuple[tuple[int, ...], ...]
    sessions: tuple[int, ...]
    precedences: tuple[tuple[int, int], ...] = ()
    equite: int | None = None
    noms: tuple[str, ...] = ()
    pause_entre_sessions: bool = False
    # Meetings that stay where they are (their domain has one slot).
    verrous: frozenset[int] = field(default_factory=frozenset)
    # What people call each slot (« jeudi 10:00 »); empty: its number.
    heures: tuple[str, ...] = ()
    # What keeping each meeting is worth when some must be left out, in breaks (empty: all alike).
    bonus: tuple[int, ...] = ()

    @property
    def creneaux(self) -> int:
        """How many slots there are."""
        return len(self.capacites)

    @cached_property
    def blocs(self) -> tuple[int, ...]:
        """For each slot the stretch of time it belongs to: no break spans two of them."""
        numeros = [0] * self.creneaux
        for creneau in range(1, self.creneaux):
            coupure = self.sessions[creneau] != self.sessions[creneau - 1]
            numeros[creneau] = numeros[creneau - 1] + int(coupure and self.pause_entre_sessions)
        return tuple(numeros)

    def nom_de(self, personne: int) -> str:
        """How a sentence calls this person."""
        return self.noms[personne] if self.noms else f"participant {personne}"

    def heure_de(self, creneau: int) -> str:
        """How a sentence calls this slot."""
        return self.heures[creneau] if self.heures else str(creneau)

    @cached_property
    def rdv_de(self) -> tuple[tuple[int, ...], ...]:
        """For each person, their meetings."""
        listes: list[list[int]] = [[] for _ in range(self.personnes)]
        for numero, (une, autre) in enumerate(self.rdv):
            listes[une].append(numero)
            listes[autre].append(numero)
        return tuple(tuple(liste) for liste in listes)


# For each meeting its slot, or None when it is left out.
Horaire = Sequence[int | None]
