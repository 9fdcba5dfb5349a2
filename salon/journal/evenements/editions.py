"""What organisers do to an edition, its lists and its staff."""

from dataclasses import dataclass

from salon.journal.evenements.base import Evenement


@dataclass(frozen=True)
class EditionReglee(Evenement):
    """The settings of an edition changed."""

    edition_id: int


@dataclass(frozen=True)
class EditionCopiee(Evenement):
    """A new edition was made from an earlier one."""

    edition_id: int
    source_id: int


@dataclass(frozen=True)
class EditionImportee(Evenement):
    """A new edition was made from an exported configuration."""

    edition_id: int


@dataclass(frozen=True)
class TexteChange(Evenement):
    """The words of an e-mail of an edition changed."""

    edition_id: int


@dataclass(frozen=True)
class ExportDemande(Evenement):
    """Somebody asked for a list as a file."""

    export_id: int


@dataclass(frozen=True)
class ExportFait(Evenement):
    """A list left as a file; the row says which one, and who has it."""

    export_id: int


@dataclass(frozen=True)
class ImportFait(Evenement):
    """Lines of a file were stored; the row says of which kind, and by whom."""

    import_id: int


@dataclass(frozen=True)
class MandatDonne(Evenement):
    """A member of staff was given a role in an edition, or another one."""

    edition_id: int
    compte_id: int


@dataclass(frozen=True)
class MandatRetire(Evenement):
    """A member of staff no longer belongs to an edition."""

    edition_id: int
    compte_id: int


@dataclass(frozen=True)
class SecondFacteurActive(Evenement):
    """A member of staff enrolled the device whose codes open the account."""

    compte_id: int
