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
class BadgeCorrige(Evenement):
    """What a badge prints changed; its code is the same."""

    badge_id: int


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
class LienDemande(Evenement):
    """A participant asked for a new link to their space."""

    participant_id: int | None  # nobody's, when the address is not registered
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


@dataclass(frozen=True)
class CourrielEcrit(Evenement):
    """An e-mail waits to be sent."""

    courriel_id: int


@dataclass(frozen=True)
class LivraisonPrevue(Evenement):
    """A subscriber outside waits to be told of something that happened."""

    livraison_id: int


@dataclass(frozen=True)
class MinutePassee(Evenement):
    """The clock reached a new minute (ISO 8601, UTC)."""

    minute: str


@dataclass(frozen=True)
class JourPasse(Evenement):
    """The calendar reached a new day in the zone of the installation (ISO 8601)."""

    jour: str


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


PAR_NOM: dict[str, type[Evenement]] = {
    classe.__name__: classe for classe in Evenement.__subclasses__()
}
