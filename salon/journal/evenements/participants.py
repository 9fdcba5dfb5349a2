"""What happens to a person, from registration to the gate."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class VisiteurInscrit(Evenement):
    """A visitor registered, online or at the desk."""

    participant_id: int


@dataclass(frozen=True)
class InscriptionRepetee(Evenement):
    """Somebody gave, to register as a visitor, an address that is registered already."""

    participant_id: int


@dataclass(frozen=True)
class GroupeInscrit(Evenement):
    """A contact registered people together; those who have no address have badges only through them."""

    contact_id: int
    participant_ids: list[int]


@dataclass(frozen=True)
class InscriptionAnnulee(Evenement):
    """A participant called off their registration; their badge opens no gate any more."""

    participant_id: int


@dataclass(frozen=True)
class InscriptionCedee(Evenement):
    """A participant handed their place, badge and meetings to a colleague, who is a new participant."""

    ancien_id: int
    nouveau_id: int


@dataclass(frozen=True)
class BadgeEmis(Evenement):
    """A participant was given a badge code, which is yet to be drawn."""

    badge_id: int


@dataclass(frozen=True)
class BadgeFabrique(Evenement):
    """The printable document of a badge exists."""

    badge_id: int


@dataclass(frozen=True)
class BadgeCorrige(Evenement):
    """What a badge prints changed; its code is the same."""

    badge_id: int


@dataclass(frozen=True)
class LienDemande(Evenement):
    """A participant asked for a new link to their space."""

    participant_id: int | None  # nobody's, when the address is not registered
    minute: str


@dataclass(frozen=True)
class PassageEnregistre(Evenement):
    """Scans were decided at the gates of an edition, all in one transaction."""

    edition_id: int
    passage_ids: list[int]


@dataclass(frozen=True)
class FluxRenouvele(Evenement):
    """A person revoked the address of their calendar feed."""

    participant_id: int
