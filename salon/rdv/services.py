"""Ask for a meeting, accept it in a slot and at a table, refuse it, call it off, note that it was held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from salon.erreurs import Introuvable, Invalide, Refus, TropDeDemandes
from salon.journal.evenements.rdv import (
    AgendaChange,
    RdvAccepte,
    RdvAnnule,
    RdvDemande,
    RdvDeplace,
    RdvPlanifie,
    RdvRefuse,
    RdvRetire,
    RdvTenu,
)
from salon.journal.services import publier
from salon.models import Compte, Creneau, Edition, Participant
from salon.rdv.models import RendezVous, Reservation, Souhait
from salon.rdv.rencontres import est_exclue, exiger_deux_parties, paire
from salon.rdv.reservations import Place, exiger_a_venir, liberer, reserver

DELAI_REPONSE = timedelta(hours=72)
DELAI_COURT = timedelta(hours=12)
DEMANDES_EN_ATTENTE_MAX = 20
DEMANDES_PAR_PAIRE_MAX = 5
SOUHAITS_MAX = 3
FENETRE = timedelta(minutes=10)

Etat = RendezVous.Etat


class RdvDejaEnCours(Refus):
    code = "rdv_deja_en_cours"
    message = "Une demande ou un rendez-vous existe déjà entre ces deux structures."


class DejaTraite(Refus):
    code = "deja_traite"
    message = "Cette demande a déjà reçu une réponse."


class TropEnAttente(TropDeDemandes):
    code = "trop_en_attente"
    message = "Trop de demandes en attente : attendez des réponses avant d’en envoyer d’autres."


class TropDeRelances(Refus):
    code = "trop_de_relances"
    message = "Cinq demandes ont déjà été faites entre ces deux structures."


class RencontreImpossible(Refus):
    """The table of the organiser, or the person asked, excludes it; which one is told to nobody."""

    code = "rencontre_impossible"
    message = "Cette rencontre n’est pas ouverte aux demandes : parlez-en à l’accueil."


@dataclass(frozen=True)
class Demande:
    """What a request says: why, how much it matters, up to three slots in order of preference."""

    message: str = ""
    priorite: int = RendezVous.Priorite.NORMALE
    souhaits: Sequence[Creneau] = ()
    auteur: Compte | None = None


@transaction.atomic
def demander_rdv(
    *, demandeur: Participant, destinataire: Participant, demande: Demande = Demande()
) -> RendezVous:
    """Ask a participant of the same edition for a meeting; nobody's time is taken yet."""
    exiger_deux_parties(demandeur, destinataire)
    _verifier_souhaits(demandeur, demande.souhaits)
    if est_exclue(demandeur, destinataire):
        raise RencontreImpossible(champ="destinataire_id")
    # Requests of one person wait for each other, so that none goes past the limit.
    Participant.objects.select_for_update(no_key=True).get(pk=demandeur.pk)
    _verifier_nombre(demandeur, destinataire)
    try:
        with transaction.atomic():
            rdv = RendezVous.objects.create(
                edition_id=demandeur.edition_id,
                demandeur=demandeur,
                destinataire=destinataire,
                paire=paire(demandeur, destinataire),
                message=demande.message,
                priorite=demande.priorite,
                auteur=demande.auteur,
                expire_le=timezone.now() + delai_de_reponse(demandeur.edition),
            )
    except IntegrityError as erreur:
        raise RdvDejaEnCours from erreur
    Souhait.objects.bulk_create(
        Souhait(rdv=rdv, rang=rang, creneau=creneau)
        for rang, creneau in enumerate(demande.souhaits, 1)
    )
    publier(RdvDemande(rdv_id=rdv.pk))
    return rdv


@transaction.atomic
def accepter_rdv(*, rdv: RendezVous, place: Place | None = None) -> RendezVous:
    """Accept a request: in a slot that both people and the place have free, or for the timetable."""
    rdv = _prendre(rdv, Etat.DEMANDE)
    if place is None:
        _changer(rdv, Etat.ACCEPTE)
        publier(RdvAccepte(rdv_id=rdv.pk))
        return rdv
    reserver(rdv, place)
    _changer(rdv, Etat.PLANIFIE, "creneau", "table", "stand")
    publier(RdvPlanifie(rdv_id=rdv.pk), *agendas_changes(rdv))
    return rdv


@transaction.atomic
def deplacer_rdv(*, rdv: RendezVous, place: Place) -> RendezVous:
    """Give an accepted meeting a slot, or a planned one another slot or place; it stays the same one."""
    rdv = _prendre(rdv, Etat.ACCEPTE, Etat.PLANIFIE)
    liberer(rdv)
    reserver(rdv, place)
    evenement = RdvDeplace if rdv.etat == Etat.PLANIFIE else RdvPlanifie
    _changer(rdv, Etat.PLANIFIE, "creneau", "table", "stand")
    publier(evenement(rdv_id=rdv.pk), *agendas_changes(rdv))
    return rdv


@transaction.atomic
def refuser_rdv(*, rdv: RendezVous) -> RendezVous:
    """Say no to a request."""
    rdv = _prendre(rdv, Etat.DEMANDE)
    _changer(rdv, Etat.REFUSE)
    publier(RdvRefuse(rdv_id=rdv.pk))
    return rdv


@transaction.atomic
def annuler_rdv(*, rdv: RendezVous) -> RendezVous:
    """Call off a request or a planned meeting; people and place are free again."""
    rdv = _prendre(rdv, *RendezVous.VIVANTS)
    changes = agendas_changes(rdv) if rdv.etat == Etat.PLANIFIE else ()
    liberer(rdv)
    _changer(rdv, Etat.ANNULE)
    publier(RdvAnnule(rdv_id=rdv.pk), *changes)
    return rdv


@transaction.atomic
def retirer_demande(*, rdv: RendezVous) -> RendezVous:
    """Take a request back before it has an answer."""
    rdv = _prendre(rdv, Etat.DEMANDE)
    _changer(rdv, Etat.RETIRE)
    publier(RdvRetire(rdv_id=rdv.pk))
    return rdv


def agendas_changes(rdv: RendezVous) -> tuple[AgendaChange, AgendaChange]:
    """Return the events that have both parties told, all the changes of ten minutes in one e-mail."""
    fenetre = fin_de_fenetre(timezone.now()).isoformat()
    return (
        AgendaChange(participant_id=rdv.demandeur_id, fenetre=fenetre),
        AgendaChange(participant_id=rdv.destinataire_id, fenetre=fenetre),
    )


def fin_de_fenetre(instant: datetime) -> datetime:
    """Return the end (UTC) of the ten minutes in which a change happens."""
    pas = FENETRE.total_seconds()
    return datetime.fromtimestamp((instant.timestamp() // pas + 1) * pas, UTC)


@transaction.atomic
def liberer_agendas(*, participants: Iterable[int]) -> None:
    """Call off all that these people still had to come: they no longer take part."""
    numeros = list(participants)
    vivants = RendezVous.objects.filter(
        Q(demandeur__in=numeros) | Q(destinataire__in=numeros), etat__in=RendezVous.VIVANTS
    )
    for rdv in vivants.order_by("pk"):
        annuler_rdv(rdv=rdv)


@transaction.atomic
def confier_agenda(*, ancien: Participant, nouveau: Participant) -> None:
    """Have a person come to the meetings of another one, in the same slots and at the same tables."""
    rdvs = list(
        RendezVous.objects.filter(
            Q(demandeur=ancien) | Q(destinataire=ancien), etat__in=RendezVous.VIVANTS
        ).select_related("demandeur", "destinataire")
    )
    for rdv in rdvs:
        if rdv.demandeur == ancien:
            rdv.demandeur = nouveau
        else:
            rdv.destinataire = nouveau
        rdv.paire = paire(rdv.demandeur, rdv.destinataire)
    RendezVous.objects.bulk_update(rdvs, ["demandeur", "destinataire", "paire"])
    Reservation.objects.filter(participant=ancien, rdv__in=rdvs).update(participant=nouveau)


@transaction.atomic
def constater_tenu(*, rdv: RendezVous) -> RendezVous:
    """Note that a planned meeting took place."""
    rdv = _prendre(rdv, Etat.PLANIFIE)
    _changer(rdv, Etat.TENU)
    publier(RdvTenu(rdv_id=rdv.pk))
    return rdv


def delai_de_reponse(edition: Edition) -> timedelta:
    """Return how long a request waits: three days, or half a day when the show is three days away."""
    ouverture = datetime.combine(edition.debut, edition.ouvre_a, tzinfo=edition.zone_horaire())
    proche = timezone.now() > ouverture - DELAI_REPONSE
    return DELAI_COURT if proche else DELAI_REPONSE


def expirer_demandes() -> int:
    """Close the requests left without an answer; return how many. The pair may ask again."""
    return RendezVous.objects.filter(etat=Etat.DEMANDE, expire_le__lte=timezone.now()).update(
        etat=Etat.EXPIRE
    )


def _verifier_souhaits(demandeur: Participant, souhaits: Sequence[Creneau]) -> None:
    if len(souhaits) > SOUHAITS_MAX or len({creneau.pk for creneau in souhaits}) < len(souhaits):
        raise Invalide("Choisissez trois créneaux différents au plus.", champ="souhaits")
    for creneau in souhaits:
        if creneau.edition_id != demandeur.edition_id:
            raise Introuvable("Ce créneau n’existe pas dans cette édition.")
        exiger_a_venir(creneau)


def _verifier_nombre(demandeur: Participant, destinataire: Participant) -> None:
    miennes = RendezVous.objects.filter(demandeur=demandeur)
    if miennes.filter(etat=Etat.DEMANDE).count() >= DEMANDES_EN_ATTENTE_MAX:
        raise TropEnAttente
    entre = RendezVous.objects.filter(
        edition_id=demandeur.edition_id, paire=paire(demandeur, destinataire)
    )
    if entre.count() >= DEMANDES_PAR_PAIRE_MAX:
        raise TropDeRelances(champ="destinataire_id")


def _prendre(rdv: RendezVous, *etats: str) -> RendezVous:
    """Lock a meeting and return it as it is now. Raises DejaTraite if its state moved on."""
    frais = RendezVous.objects.select_for_update().filter(pk=rdv.pk, etat__in=etats).first()
    if frais is None:
        raise DejaTraite
    return frais


def _changer(rdv: RendezVous, etat: str, *champs: str) -> None:
    """Store a new state. Each state is a new revision of the calendar entry."""
    rdv.etat, rdv.version = etat, rdv.version + 1
    rdv.save(update_fields=["etat", "version", *champs])
