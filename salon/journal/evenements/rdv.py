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
class RdvAccepte(Evenement):
    """The person asked said yes; the meeting waits for its slot."""

    rdv_id: int


@dataclass(frozen=True)
class RdvDeplace(Evenement):
    """A planned meeting has another slot or another place."""

    rdv_id: int


@dataclass(frozen=True)
class RdvRetire(Evenement):
    """Who asked took the request back before there was a slot."""

    rdv_id: int


@dataclass(frozen=True)
class RdvConfie(Evenement):
    """A colleague comes to a meeting in somebody's place."""

    rdv_id: int
    ancien_id: int
    nouveau_id: int


@dataclass(frozen=True)
class DemandesARappeler(Evenement):
    """Requests of one person will expire soon without an answer."""

    participant_id: int
    rdv_ids: list[int]


@dataclass(frozen=True)
class AgendaChange(Evenement):
    """What a person was told of their meetings is no longer true; `fenetre` ends at that time (UTC)."""

    participant_id: int
    fenetre: str


@dataclass(frozen=True)
class RencontresReglees(Evenement):
    """The table of who may meet whom changed."""

    edition_id: int


@dataclass(frozen=True)
class PlanificationDemandee(Evenement):
    """An organiser wants a timetable."""

    planification_id: int


@dataclass(frozen=True)
class PlanificationFinie(Evenement):
    """A timetable is ready, was stopped or failed."""

    planification_id: int


@dataclass(frozen=True)
class HorairePublie(Evenement):
    """A timetable, or part of it, is true from now on."""

    publication_id: int


@dataclass(frozen=True)
class PublicationAnnulee(Evenement):
    """A publication was undone before its agendas left."""

    publication_id: int


@dataclass(frozen=True)
class AgendaPublie(Evenement):
    """A person is to be sent their agenda after a publication."""

    publication_id: int
    participant_id: int


@dataclass(frozen=True)
class VeilleDeSalon(Evenement):
    """An edition has meetings on the day after `jour` (ISO 8601), by its own calendar."""

    edition_id: int
    jour: str


@dataclass(frozen=True)
class AgendaARappeler(Evenement):
    """A person meets somebody on the day after `jour` (ISO 8601)."""

    participant_id: int
    jour: str


@dataclass(frozen=True)
class RdvTenu(Evenement):
    """A meeting took place."""

    rdv_id: int


@dataclass(frozen=True)
class RdvTraitePour(Evenement):
    """A member of staff did for somebody else what the event of this name says of the meeting."""

    rdv_id: int
    compte_id: int
    evenement: str
