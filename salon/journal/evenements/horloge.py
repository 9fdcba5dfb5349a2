"""Time, which is an event too."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class MinutePassee(Evenement):
    """The clock reached a new minute (ISO 8601, UTC)."""

    minute: str


@dataclass(frozen=True)
class JourPasse(Evenement):
    """The calendar reached a new day in the zone of the installation (ISO 8601)."""

    jour: str
