"""What happens to a structure of the directory."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class StructureModifiee(Evenement):
    """Somebody changed what the directory says of a structure, or what it offers."""

    structure_id: int


@dataclass(frozen=True)
class BesoinPublie(Evenement):
    """A structure stated a need."""

    besoin_id: int


@dataclass(frozen=True)
class BesoinSatisfait(Evenement):
    """A need was met."""

    besoin_id: int
