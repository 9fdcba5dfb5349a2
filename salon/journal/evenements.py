"""Everything that can happen: one class per event, past tense, ids and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Evenement:
    """Base of all events. Renaming one is a migration: its name is stored in the journal."""


@dataclass(frozen=True)
class ExposantInscrit(Evenement):
    """A structure asked to exhibit, with its team."""

    exposant_id: int


@dataclass(frozen=True)
class ExposantValide(Evenement):
    """An organiser accepted an exhibitor; its team has badges from now on."""

    exposant_id: int


@dataclass(frozen=True)
class ExposantRefuse(Evenement):
    """An organiser refused an exhibitor, with a reason."""

    exposant_id: int


@dataclass(frozen=True)
class VisiteurInscrit(Evenement):
    """A visitor registered, online or at the desk."""

    participant_id: int


@dataclass(frozen=True)
class BadgeEmis(Evenement):
    """A participant was given a badge code, which is yet to be drawn."""

    badge_id: int


@dataclass(frozen=True)
class BadgeFabrique(Evenement):
    """The printable document of a badge exists."""

    badge_id: int


@dataclass(frozen=True)
class LienDemande(Evenement):
    """A participant asked for a new link to their space."""

    participant_id: int
    minute: str


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


@dataclass(frozen=True)
class PassageEnregistre(Evenement):
    """Scans were decided at the gates of an edition, all in one transaction."""

    edition_id: int
    passage_ids: list[int]


@dataclass(frozen=True)
class CourrielEcrit(Evenement):
    """An e-mail waits to be sent."""

    courriel_id: int


@dataclass(frozen=True)
class MinutePassee(Evenement):
    """The clock reached a new minute (ISO 8601, UTC)."""

    minute: str


@dataclass(frozen=True)
class JourPasse(Evenement):
    """The calendar reached a new day in the zone of the installation (ISO 8601)."""

    jour: str


PAR_NOM: dict[str, type[Evenement]] = {
    classe.__name__: classe for classe in Evenement.__subclasses__()
}
