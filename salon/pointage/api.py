"""The gates' door, visitors and the numbers, as ordinary endpoints. `salon.asgi` serves gates faster."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Router, Status
from ninja.security import HttpBearer

from salon.acces import Identifie, RequeteIdentifiee, Role
from salon.debit import compter as compter_une_fois
from salon.debit import reseau
from salon.entree import ErreurOut, Identifiant, valider
from salon.erreurs import Interdit, NonIdentifie, Refus, TropGros
from salon.models import Edition, Participant
from salon.pointage.compteurs import Compteurs, compter
from salon.pointage.guichet import Reponse, pointer_chacun
from salon.pointage.lot import Poste, Releve
from salon.pointage.models import Passage
from salon.pointage.postes import compter_debit, poste_de
from salon.pointage.schemas import (
    LOT_MAX,
    AnnulationIn,
    GroupeIn,
    LotIn,
    LotOut,
    MoiOut,
    PassageIn,
    PassageOut,
    ScanIn,
    VisiteurIn,
    corps_passage,
    reponse_http,
)
from salon.pointage.services import annuler_passage
from salon.pointage.visiteurs import (
    INSCRIPTIONS_DU_RESEAU,
    annuler_inscription,
    ceder_inscription,
    demander_inscription,
    inscrire_groupe,
    modifier_inscription,
)
from salon.schemas import IdentiteIn, PersonneIn


class RequeteDePorte(HttpRequest):
    """A request from a gate whose device is known; for the reader and the type checker."""

    auth: Poste


class AppareilIdentifie(HttpBearer):
    """Authentication of a scanning device by its token."""

    def __call__(self, request: HttpRequest) -> Poste:
        poste: Poste | None = super().__call__(request)
        if poste is None:
            raise NonIdentifie("Jeton d’appareil attendu.")
        return poste

    def authenticate(self, request: HttpRequest, token: str) -> Poste:
        return poste_de(token)


appareil = AppareilIdentifie()
porte = Router(auth=appareil, tags=["pointage"])
salon_du_jour = Router(tags=["pointage"])
mon_inscription = Router(auth=Identifie(), tags=["mon inscription"])


@porte.post("", response={200: PassageOut, 404: PassageOut, 409: ErreurOut})
def pointer(request: RequeteDePorte, donnees: PassageIn) -> Status[dict[str, Any]]:
    """Decide one scan. 200 is a verdict; 404 is a code that is no badge of this edition."""
    poste = request.auth
    compter_debit(poste.appareil.pk)
    [reponse] = pointer_chacun([donnees.en_releve(poste, timezone.now())])
    return Status(*reponse_http(reponse))


@porte.post("/lot", response=LotOut)
def pointer_lot_hors_ligne(request: RequeteDePorte, donnees: LotIn) -> dict[str, Any]:
    """Store the scans that a gate made without network; each has its own result."""
    poste = request.auth
    if len(donnees.passages) > LOT_MAX:
        raise TropGros(f"{LOT_MAX} passages au plus par envoi.", champ="passages")
    recu_a = timezone.now()
    lus = [_lire(element, donnees, poste, recu_a) for element in donnees.passages]
    decisions = iter(pointer_chacun([lu for lu in lus if isinstance(lu, Releve)]))
    return {
        "resultats": [_resultat(next(decisions) if isinstance(lu, Releve) else lu) for lu in lus]
    }


@porte.post("/{passage_id}/annuler", response=PassageOut)
def annuler(
    request: RequeteDePorte, passage_id: Path[Identifiant], donnees: AnnulationIn
) -> dict[str, Any]:
    """Undo a passage made by mistake; the row stays, marked, and no longer counts."""
    poste = request.auth
    passage = get_object_or_404(
        Passage.objects.select_related("participant", "porte", "badge"),
        pk=passage_id,
        edition=poste.edition,
    )
    annule = annuler_passage(passage=passage, appareil=poste.appareil, motif=donnees.motif)
    return corps_passage(annule, None)


@salon_du_jour.post("/visiteurs", response={202: None}, auth=None)
def inscrire(request: HttpRequest, edition: Path[str], donnees: VisiteurIn) -> Status[None]:
    """Register a visitor; the badge arrives by e-mail, with a link to the visitor's space.

    The answer is the same for an address that is registered: its owner receives a link.
    """
    salon = get_object_or_404(Edition, slug=edition)
    compter_une_fois(INSCRIPTIONS_DU_RESEAU, reseau(request))
    demander_inscription(edition=salon, participant=donnees.participant(salon.notice_version))
    return Status(202, None)


@salon_du_jour.post("/visiteurs/groupe", response={202: None}, auth=None)
def inscrire_un_groupe(request: HttpRequest, edition: Path[str], donnees: GroupeIn) -> Status[None]:
    """Register a group: all of it, or nobody. The contact receives the badges of those without address."""
    salon = get_object_or_404(Edition, slug=edition)
    compter_une_fois(INSCRIPTIONS_DU_RESEAU, reseau(request))
    inscrire_groupe(
        edition=salon,
        groupe=donnees.groupe,
        contact=donnees.contact.participant(salon.notice_version),
        membres=[membre.participant() for membre in donnees.membres],
    )
    return Status(202, None)


@mon_inscription.get("", response=MoiOut)
def lire_la_mienne(request: RequeteIdentifiee) -> Participant:
    """Read what the edition knows of oneself."""
    return _moi(request)


@mon_inscription.post("/modifier", response=MoiOut)
def modifier(request: RequeteIdentifiee, donnees: IdentiteIn) -> Participant:
    """Correct what one's badge prints; the code stays good."""
    return modifier_inscription(participant=_moi(request), identite=donnees)


@mon_inscription.post("/annuler", response={204: None})
def annuler_la_mienne(request: RequeteIdentifiee) -> Status[None]:
    """Call off one's registration: the badge, the meetings and this token are worth nothing any more."""
    annuler_inscription(participant=_moi(request))
    return Status(204, None)


@mon_inscription.post("/ceder", response={204: None})
def ceder(request: RequeteIdentifiee, donnees: PersonneIn) -> Status[None]:
    """Hand one's place and meetings to a colleague, who receives a badge; one's own opens nothing more."""
    ceder_inscription(participant=_moi(request), repreneur=Participant(**donnees.model_dump()))
    return Status(204, None)


@salon_du_jour.get("/compteurs", response=Compteurs, auth=Identifie())
def lire_compteurs(request: RequeteIdentifiee, edition: Path[str]) -> Compteurs:
    """Count the current day of an edition: entries, people inside, gates, refusals, meetings."""
    salon = get_object_or_404(Edition, slug=edition)
    request.auth.exiger_role(salon, *Role)
    return compter(salon)


def _moi(request: RequeteIdentifiee) -> Participant:
    if request.auth.participant is None:
        raise Interdit
    return request.auth.participant


def _lire(element: Any, lot: LotIn, poste: Poste, recu_a: Any) -> Releve | Refus:
    try:
        scan = valider(ScanIn, element)
        return scan.releve(poste, recu_a, maintenant=lot.appareil_maintenant, observe=lot.observe)
    except Refus as refus:
        return refus


def _resultat(reponse: Reponse) -> dict[str, Any]:
    try:
        statut, corps = reponse_http(reponse)
    except Refus as refus:
        statut, corps = refus.statut, refus.corps()
    return {"statut": statut, **corps}
