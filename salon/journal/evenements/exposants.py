"""What happens to the file, the team and the stand of an exhibitor."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


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
class ExposantCommence(Evenement):
    """Somebody began the file of a structure: its contact is to receive a link to go on."""

    exposant_id: int


@dataclass(frozen=True)
class ExposantMisEnAttente(Evenement):
    """An organiser would accept an exhibitor, and every stand is taken."""

    exposant_id: int


@dataclass(frozen=True)
class ExposantRetire(Evenement):
    """An exhibitor withdrew; its badges and its stand are taken back."""

    exposant_id: int


@dataclass(frozen=True)
class PageExposantModifiee(Evenement):
    """A team changed what it says of its structure; the directory follows if the file is accepted."""

    exposant_id: int


@dataclass(frozen=True)
class StandAttribue(Evenement):
    """An exhibitor has its place on a stand."""

    exposant_id: int


@dataclass(frozen=True)
class EquipierAjoute(Evenement):
    """Somebody joined the team of an exhibitor whose file was sent."""

    participant_id: int


@dataclass(frozen=True)
class EquipierInvite(Evenement):
    """A team named a person whose address holds another registration: its owner is to agree."""

    demande_id: int


@dataclass(frozen=True)
class EquipierRetire(Evenement):
    """Somebody left the team of an exhibitor."""

    participant_id: int


@dataclass(frozen=True)
class EquipeDemandee(Evenement):
    """Somebody asks to join the team of a structure that is registered already."""

    demande_id: int


@dataclass(frozen=True)
class EquipeRefusee(Evenement):
    """A team does not know the person who asked to join it."""

    demande_id: int


@dataclass(frozen=True)
class DossierRelance(Evenement):
    """The team of an incomplete file was reminded (day in ISO 8601)."""

    exposant_id: int
    jour: str


@dataclass(frozen=True)
class NoteEcrite(Evenement):
    """An organiser noted something about a file."""

    exposant_id: int
    note_id: int


@dataclass(frozen=True)
class StandsChanges(Evenement):
    """Stands of an edition were added, changed or taken away."""

    edition_id: int
