"""What a gate sends and what it is answered, the same on both doors of the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from badges.code import nettoyer
from salon.entree import (
    Courriel,
    EntreeStricte,
    Identifiant,
    Instant,
    Ligne,
    Nom,
    UneLigne,
    Uuid,
    sans_interdit,
)
from salon.erreurs import Interdit, Invalide, Refus
from salon.models import Participant
from salon.pointage.guichet import Reponse
from salon.pointage.lot import Poste, Releve
from salon.pointage.models import Passage
from salon.pointage.regles import SANS_BADGE, TEXTES, Raison, Sens
from salon.schemas import ParticipantOut, PersonneIn

LOT_MAX = 500
GROUPE_MAX = 200
DERIVE = 120  # seconds between the gate's clock and ours that are worth a word

Code = Annotated[
    str,
    AfterValidator(nettoyer),
    AfterValidator(sans_interdit),
    Field(min_length=1, max_length=200),
]
# An instant already written, so that both doors write it alike.
Horodatage = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Motif = Annotated[UneLigne, Field(max_length=200)]


class VisiteurIn(PersonneIn):
    """A visitor or a buyer who registers; `consentement`: the information on the data was read."""

    categorie: Literal["visiteur", "acheteur"] = "visiteur"
    organisation: Ligne = ""
    consentement: bool = False

    def participant(self, version: int) -> Participant:
        """Return the person, not yet stored, with the version of the information that was read."""
        lu = {"consenti_le": timezone.now(), "consenti_version": version}
        donnees = self.model_dump(exclude={"consentement"})
        return Participant(**donnees, **(lu if self.consentement else {}))


class MembreIn(EntreeStricte):
    """Somebody of a group; without an address, their badge goes to the contact."""

    prenom: Ligne = ""
    nom: Nom
    fonction: Ligne = ""
    courriel: Annotated[Courriel | None, BeforeValidator(lambda valeur: valeur or None)] = None

    def participant(self) -> Participant:
        """Return the person, not yet stored."""
        return Participant(**self.model_dump(exclude={"courriel"}), courriel=self.courriel or "")


class GroupeIn(EntreeStricte):
    """A school or a delegation: who answers for it, and who comes."""

    groupe: Nom
    contact: VisiteurIn
    membres: Annotated[list[MembreIn], Field(min_length=1, max_length=GROUPE_MAX)]


class MoiOut(ParticipantOut):
    """A participant as they see themselves."""

    prenom: str
    nom_de_famille: str
    courriel: str
    code_court: str = Field(
        "", description="The code that a person can read out; empty without badge."
    )

    @staticmethod
    def resolve_nom_de_famille(participant: Participant) -> str:
        return participant.nom

    @staticmethod
    def resolve_code_court(participant: Participant) -> str:
        badge = participant.badges.filter(revoque_le=None).first()
        return badge.code_court if badge else ""


class ScanIn(EntreeStricte):
    """What every scan carries. `scan_id` is made by the device, once per scan."""

    code: Code
    scan_id: Uuid
    sens: Literal["entree", "sortie"] = "entree"
    scanne_a: Instant | None = None
    force: bool = False
    motif: Motif = ""

    def releve(
        self, poste: Poste, recu_a: datetime, *, maintenant: datetime | None, observe: bool
    ) -> Releve:
        """Return the scan as the rules know it; only a supervisor's device may insist, and says why."""
        if self.force and not poste.appareil.superviseur:
            raise Interdit("Cet appareil ne peut pas passer outre un refus.")
        if self.force and not self.motif:
            raise Invalide("Indiquez pourquoi vous passez outre.", champ="motif")
        return Releve(
            poste=poste,
            scan_id=self.scan_id,
            code=self.code,
            sens=Sens(self.sens),
            recu_a=recu_a,
            scanne_a=self.scanne_a,
            appareil_maintenant=maintenant,
            observe=observe,
            force=self.force,
            motif=self.motif,
        )


class PassageIn(ScanIn):
    """One scan at a gate with network; `observe` marks one that already happened without."""

    appareil_maintenant: Instant | None = None
    observe: bool = False

    def en_releve(self, poste: Poste, recu_a: datetime) -> Releve:
        """Return the scan as the rules know it."""
        return self.releve(poste, recu_a, maintenant=self.appareil_maintenant, observe=self.observe)


class LotIn(EntreeStricte):
    """Scans made without network, in the order they were made, and the device's clock now."""

    appareil_maintenant: Instant
    observe: bool = True
    passages: Annotated[list[Any], Field(min_length=1)]


class ParticipantVu(Schema):
    """The little that a gate needs to see of a person."""

    nom: str
    structure: str
    categorie: str


class PrecedentOut(Schema):
    a: Horodatage
    porte: str


class PassageOut(Schema):
    """The verdict on a scan. A scan sent again gets its first answer again."""

    passage_id: Identifiant
    scan_id: str
    verdict: Literal["admis", "refuse"]
    code: str = Field(description="Why: a reason code, empty for an ordinary admission.")
    message: str
    champ: str
    sens: str
    porte: str
    corrige_a: Horodatage
    horloge_decalee: bool
    participant: ParticipantVu | None
    precedent: PrecedentOut | None


class LotOut(Schema):
    """One result per scan, in the order sent: a verdict, or what is wrong with that scan."""

    resultats: list[dict[str, Any]]


class AnnulationIn(EntreeStricte):
    motif: Annotated[Motif, Field(min_length=1)]


def reponse_http(reponse: Reponse) -> tuple[int, dict[str, Any]]:
    """Return the status and the body that answer a scan. Raises the refusal of the scan itself."""
    if isinstance(reponse, Refus):
        raise reponse
    if reponse.passage is None:
        raise reponse.refus or Refus()
    passage = reponse.passage
    statut = 404 if passage.raison in SANS_BADGE else 200
    return statut, corps_passage(passage, reponse.precedent)


def corps_passage(passage: Passage, precedent: Passage | None) -> dict[str, Any]:
    """Return a stored passage in the form of `PassageOut`."""
    raison = passage.raison
    return {
        "passage_id": passage.pk,
        "scan_id": str(passage.scan_id),
        "verdict": "admis" if passage.admis else "refuse",
        "code": raison,
        "message": TEXTES[Raison(raison)] if raison else "Bienvenue.",
        "champ": "code" if raison in SANS_BADGE else "",
        "sens": str(passage.sens),
        "porte": passage.porte.nom,
        "corrige_a": passage.corrige_a.isoformat(),
        "horloge_decalee": _decalee(passage),
        "participant": _vu(passage),
        "precedent": (
            {"a": precedent.corrige_a.isoformat(), "porte": precedent.porte.nom}
            if precedent and raison
            else None
        ),
    }


def _decalee(passage: Passage) -> bool:
    if passage.scanne_a is None:
        return False
    return abs((passage.scanne_a - passage.corrige_a).total_seconds()) > DERIVE


def _vu(passage: Passage) -> dict[str, str] | None:
    participant = passage.participant
    if participant is None:
        return None
    return {
        "nom": participant.nom_complet(),
        "structure": participant.organisation,
        "categorie": Participant.Categorie(participant.categorie).label,
    }
