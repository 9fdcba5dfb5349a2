"""What happens to a meeting."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class RdvDemande(Evenement):
    """A participant asked another one for a meeting."""

    rdv_id: int


@dataclass(frozen=True)
class RdvPlanifie(Evenement):
    """A meeting has its slot and its table."""

    rdv_id: int


@dataclass(frozen=True)
class RdvRefuse(Evenement):
    """The person asked said no."""

    rdv_id: int


@dataclass(frozen=True)
class RdvAnnule(Evenement):
    """A meeting or a request was called off."""

    rdv_id: int


@dataclass(frozen=True)
class RdvTenu(Evenement):
    """A meeting took place."""

    rdv_id: int
