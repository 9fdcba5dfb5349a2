"""What waits to leave the site."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class CourrielEcrit(Evenement):
    """An e-mail waits to be sent."""

    courriel_id: int


@dataclass(frozen=True)
class CourrielDeMasseEcrit(Evenement):
    """One e-mail of thousands waits to be sent, after those that somebody waits for."""

    courriel_id: int


# The names of the events after which an e-mail leaves.
DEPARTS = (CourrielEcrit.__name__, CourrielDeMasseEcrit.__name__)


@dataclass(frozen=True)
class CourrielsSuspendus(Evenement):
    """An organiser holds the e-mails of an edition back."""

    edition_id: int


@dataclass(frozen=True)
class CourrielsRepris(Evenement):
    """An organiser lets the e-mails of an edition leave again."""

    edition_id: int


@dataclass(frozen=True)
class LivraisonPrevue(Evenement):
    """A subscriber outside waits to be told of something that happened."""

    livraison_id: int
