"""What people and teams decide about meetings: absences, blocks, direct booking; who may meet whom."""

from django.shortcuts import get_object_or_404
from ninja import Path, Router, Status

from salon.acces import Identifie, RequeteIdentifiee
from salon.entree import Identifiant
from salon.erreurs import Interdit, Introuvable
from salon.exposants.models import Exposant
from salon.models import Creneau, Edition, Participant
from salon.rdv.blocages import Bloque, bloquer, bloques, debloquer
from salon.rdv.disponibilites import absences, noter_absences
from salon.rdv.equipe import (
    creneaux_reservables,
    fermer_reservation,
    ouvrir_reservation,
    reserver_directement,
)
from salon.rdv.models import RencontreExclue, RendezVous
from salon.rdv.rencontres import regler_rencontres
from salon.rdv.schemas import (
    AbsencesIn,
    AbsencesOut,
    BloqueOut,
    PersonneDesigneeIn,
    RdvOut,
    RencontresIn,
    RencontresOut,
    ReservationIn,
    SuggestionOut,
)
from salon.rdv.services import Demande
from salon.rdv.suggestions import Suggestion, suggestions
from salon.schemas import CreneauOut

mes_rencontres = Router(tags=["rendez-vous"], auth=Identifie())
salon_des_equipes = Router(tags=["rendez-vous"], auth=Identifie())


@mes_rencontres.get("/disponibilites", response=AbsencesOut)
def lire_absences(request: RequeteIdentifiee) -> dict[str, list[int]]:
    """Read the slots when one cannot come."""
    return {"absent": sorted(absences(_moi(request)))}


@mes_rencontres.put("/disponibilites", response=AbsencesOut)
def ecrire_absences(request: RequeteIdentifiee, donnees: AbsencesIn) -> dict[str, list[int]]:
    """Replace the slots when one cannot come; one with a meeting is refused."""
    noter_absences(participant=_moi(request), creneaux=donnees.absent)
    return {"absent": sorted(absences(_moi(request)))}


@mes_rencontres.get("/blocages", response=list[BloqueOut])
def lire_blocages(request: RequeteIdentifiee) -> list[Bloque]:
    """Read whom one does not hear of."""
    return bloques(_moi(request))


@mes_rencontres.post("/blocages", response={204: None})
def ajouter_blocage(request: RequeteIdentifiee, donnees: PersonneDesigneeIn) -> Status[None]:
    """Hear no more of a person and of their structure; nobody is told."""
    moi = _moi(request)
    autre = get_object_or_404(Participant, pk=donnees.participant_id, edition=moi.edition_id)
    bloquer(participant=moi, autre=autre)
    return Status(204, None)


@mes_rencontres.delete("/blocages/{blocage_id}", response={204: None})
def retirer_blocage(request: RequeteIdentifiee, blocage_id: Path[Identifiant]) -> Status[None]:
    """Hear of somebody again."""
    if not debloquer(participant=_moi(request), blocage_id=blocage_id):
        raise Introuvable
    return Status(204, None)


@mes_rencontres.get("/suggestions", response=list[SuggestionOut])
def lire_suggestions(request: RequeteIdentifiee) -> list[Suggestion]:
    """Read whose offers answer one's needs and whose needs one's offers answer, the best first."""
    return suggestions(_moi(request))


@salon_des_equipes.get("/exposants/{exposant_id}/creneaux-libres", response=list[CreneauOut])
def lire_creneaux_libres(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> list[Creneau]:
    """List the slots that one may book with an exhibitor without asking; none if it is not open to it."""
    exposant = _exposant(edition, exposant_id)
    moi = _moi(request)
    if moi.edition_id != exposant.edition_id:
        raise Interdit
    return list(creneaux_reservables(exposant, moi)) if exposant.reservation_directe else []


@salon_des_equipes.post("/exposants/{exposant_id}/reserver", response={201: RdvOut})
def reserver(
    request: RequeteIdentifiee,
    edition: Path[str],
    exposant_id: Path[Identifiant],
    donnees: ReservationIn,
) -> Status[RendezVous]:
    """Book a free slot of an exhibitor that is open to it. Of two, the second gets 409."""
    exposant = _exposant(edition, exposant_id)
    creneau = get_object_or_404(Creneau, pk=donnees.creneau_id, edition=exposant.edition_id)
    rdv = reserver_directement(
        demandeur=_moi(request),
        exposant=exposant,
        creneau=creneau,
        demande=Demande(donnees.message),
    )
    return Status(201, rdv)


@salon_des_equipes.post("/exposants/{exposant_id}/reservation-directe", response={204: None})
def ouvrir(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Status[None]:
    """Let visitors book free slots of the team without asking."""
    ouvrir_reservation(exposant=_de_l_equipe(request, edition, exposant_id))
    return Status(204, None)


@salon_des_equipes.delete("/exposants/{exposant_id}/reservation-directe", response={204: None})
def fermer(
    request: RequeteIdentifiee, edition: Path[str], exposant_id: Path[Identifiant]
) -> Status[None]:
    """Have visitors ask first."""
    fermer_reservation(exposant=_de_l_equipe(request, edition, exposant_id))
    return Status(204, None)


@salon_des_equipes.get("/rencontres", response=RencontresOut)
def lire_rencontres(
    request: RequeteIdentifiee, edition: Path[str]
) -> dict[str, list[RencontreExclue]]:
    """Read who may not ask whom, for organisers."""
    salon = get_object_or_404(Edition, slug=edition)
    request.auth.exiger_organisateur(salon)
    return {"exclues": list(salon.rencontres_exclues.all())}


@salon_des_equipes.put("/rencontres", response=RencontresOut)
def ecrire_rencontres(
    request: RequeteIdentifiee, edition: Path[str], donnees: RencontresIn
) -> dict[str, list[RencontreExclue]]:
    """Replace the table of who may not ask whom."""
    salon = get_object_or_404(Edition, slug=edition)
    request.auth.exiger_organisateur(salon)
    exclues = [(couple.de, couple.vers) for couple in donnees.exclues]
    regler_rencontres(edition=salon, exclues=exclues)
    return {"exclues": list(salon.rencontres_exclues.all())}


def _moi(request: RequeteIdentifiee) -> Participant:
    if request.auth.participant is None:
        raise Interdit
    return request.auth.participant


def _exposant(edition: str, exposant_id: int) -> Exposant:
    exposants = Exposant.objects.filter(etat=Exposant.Etat.VALIDE)
    return get_object_or_404(exposants, pk=exposant_id, edition__slug=edition)


def _de_l_equipe(request: RequeteIdentifiee, edition: str, exposant_id: int) -> Exposant:
    exposant = get_object_or_404(
        Exposant.objects.select_related("edition"), pk=exposant_id, edition__slug=edition
    )
    request.auth.exiger_un_de(exposant.edition, *exposant.equipe.filter(annule_le=None))
    return exposant
