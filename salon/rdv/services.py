"""Ask for a meeting, accept it in a slot and at a place, refuse it, call it off, note that it was held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from salon.debit import Plafond, compter
from salon.erreurs import Refus
from salon.journal.evenements.base import Evenement
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
    RdvTraitePour,
)
from salon.journal.services import publier
from salon.models import Compte, Creneau, Edition, Participant
from salon.rdv.models import RendezVous, Reservation, Souhait
from salon.rdv.rencontres import exiger_peut_demander, exiger_souhaits, paire
from salon.rdv.reservations import Place, exiger_presents, liberer, reserver

DELAI_REPONSE = timedelta(hours=72)
DELAI_COURT = timedelta(hours=12)
FENETRE = timedelta(minutes=10)
# Planned meetings that one person may call off; who gives up the whole show cancels their registration.
ANNULATIONS_PAR_PERSONNE = Plafond("rendez-vous, annulation", 10, timedelta(hours=1))

Etat = RendezVous.Etat


class RdvDejaEnCours(Refus):
    code = "rdv_deja_en_cours"
    message = "Une demande ou un rendez-vous existe déjà entre ces deux structures."


class DejaTraite(Refus):
    code = "deja_traite"
    message = "Cette demande a déjà reçu une réponse."


class ModifieEntreTemps(Refus):
    code = "modifie_entre_temps"
    message = "Modifié entre-temps : relisez le rendez-vous, puis recommencez."


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
    exiger_souhaits(demandeur, demande.souhaits)
    exiger_peut_demander(demandeur, destinataire, demande.auteur)
    rdv = enregistrer_demande(demandeur, destinataire, demande)
    Souhait.objects.bulk_create(
        Souhait(rdv=rdv, rang=rang, creneau=creneau)
        for rang, creneau in enumerate(demande.souhaits, 1)
    )
    _annoncer(RdvDemande(rdv_id=rdv.pk), rdv, demande.auteur)
    return rdv


def enregistrer_demande(
    demandeur: Participant, destinataire: Participant, demande: Demande
) -> RendezVous:
    """Store a request. Raises RdvDejaEnCours where the two parties have a live one."""
    try:
        with transaction.atomic():
            return RendezVous.objects.create(
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


@transaction.atomic
def accepter_rdv(
    *, rdv: RendezVous, place: Place | None = None, auteur: Compte | None = None
) -> RendezVous:
    """Accept a request: in a slot that both people and the place have free, or for the timetable."""
    rdv = prendre(rdv, Etat.DEMANDE)
    if place is None:
        _changer(rdv, Etat.ACCEPTE)
        _annoncer(RdvAccepte(rdv_id=rdv.pk), rdv, auteur)
        return rdv
    planifier(rdv, place)
    _annoncer(RdvPlanifie(rdv_id=rdv.pk), rdv, auteur, agendas_changes(rdv))
    return rdv


def planifier(rdv: RendezVous, place: Place) -> None:
    """Claim a slot and a place for a meeting, and store that it takes place there."""
    exiger_presents(rdv, place.creneau)
    reserver(rdv, place)
    _changer(rdv, Etat.PLANIFIE, "creneau", "table", "stand")


@transaction.atomic
def deplacer_rdv(
    *, rdv: RendezVous, place: Place, auteur: Compte | None = None, version: int | None = None
) -> RendezVous:
    """Give an accepted meeting a slot, or a planned one another slot or place; it stays the same one.

    Raises ModifieEntreTemps if it is not, any more, the `version` that the caller looked at.
    """
    rdv = prendre(rdv, Etat.ACCEPTE, Etat.PLANIFIE)
    if version not in (None, rdv.version):
        raise ModifieEntreTemps(champ="version")
    evenement = RdvDeplace if rdv.etat == Etat.PLANIFIE else RdvPlanifie
    liberer(rdv)
    planifier(rdv, place)
    _annoncer(evenement(rdv_id=rdv.pk), rdv, auteur, agendas_changes(rdv))
    return rdv


@transaction.atomic
def refuser_rdv(*, rdv: RendezVous, auteur: Compte | None = None) -> RendezVous:
    """Say no to a request."""
    rdv = prendre(rdv, Etat.DEMANDE)
    _changer(rdv, Etat.REFUSE)
    _annoncer(RdvRefuse(rdv_id=rdv.pk), rdv, auteur)
    return rdv


@transaction.atomic
def annuler_rdv(
    *, rdv: RendezVous, auteur: Compte | None = None, par: Participant | None = None
) -> RendezVous:
    """Call off a request or a planned meeting; people and place are free again.

    Raises TropDeDemandes where `par`, who calls it off, takes slots and gives them back again and
    again: meanwhile nobody else has them.
    """
    rdv = prendre(rdv, *RendezVous.VIVANTS)
    changes = agendas_changes(rdv) if rdv.etat == Etat.PLANIFIE else ()
    if par is not None and changes:
        compter(ANNULATIONS_PAR_PERSONNE, str(par.pk))
    liberer(rdv)
    _changer(rdv, Etat.ANNULE)
    _annoncer(RdvAnnule(rdv_id=rdv.pk), rdv, auteur, changes)
    return rdv


@transaction.atomic
def retirer_demande(*, rdv: RendezVous, auteur: Compte | None = None) -> RendezVous:
    """Take a request back before it has an answer."""
    rdv = prendre(rdv, Etat.DEMANDE)
    _changer(rdv, Etat.RETIRE)
    _annoncer(RdvRetire(rdv_id=rdv.pk), rdv, auteur)
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
        rdv.version += 1
    RendezVous.objects.bulk_update(rdvs, ["demandeur", "destinataire", "paire", "version"])
    Reservation.objects.filter(participant=ancien, rdv__in=rdvs).update(participant=nouveau)
    planifies = [rdv for rdv in rdvs if rdv.etat == Etat.PLANIFIE]
    if planifies:
        fenetre = fin_de_fenetre(timezone.now()).isoformat()
        publier(AgendaChange(participant_id=ancien.pk, fenetre=fenetre))
        publier(*(change for rdv in planifies for change in agendas_changes(rdv)))


@transaction.atomic
def constater_tenu(*, rdv: RendezVous, auteur: Compte | None = None) -> RendezVous:
    """Note that a planned meeting took place."""
    rdv = prendre(rdv, Etat.PLANIFIE)
    _changer(rdv, Etat.TENU)
    _annoncer(RdvTenu(rdv_id=rdv.pk), rdv, auteur)
    return rdv


def delai_de_reponse(edition: Edition) -> timedelta:
    """Return how long a request waits: three days, or half a day when the show is three days away."""
    ouverture = datetime.combine(edition.debut, edition.ouvre_a, tzinfo=edition.zone_horaire())
    proche = timezone.now() > ouverture - DELAI_REPONSE
    return DELAI_COURT if proche else DELAI_REPONSE


def prendre(rdv: RendezVous, *etats: str) -> RendezVous:
    """Lock a meeting and return it as it is now. Raises DejaTraite if its state moved on."""
    frais = RendezVous.objects.select_for_update().filter(pk=rdv.pk, etat__in=etats).first()
    if frais is None:
        raise DejaTraite
    return frais


def _changer(rdv: RendezVous, etat: str, *champs: str) -> None:
    """Store a new state. Each state is a new revision of the calendar entry."""
    rdv.etat, rdv.version = etat, rdv.version + 1
    rdv.save(update_fields=["etat", "version", *champs])


def tracer(
    evenement: Evenement, rdv: RendezVous, auteur: Compte | None
) -> tuple[RdvTraitePour, ...]:
    """Return the event that says who did it, where that was staff acting for somebody else."""
    if auteur is None:
        return ()
    nom = type(evenement).__name__
    return (RdvTraitePour(rdv_id=rdv.pk, compte_id=auteur.pk, evenement=nom),)


def _annoncer(
    evenement: Evenement,
    rdv: RendezVous,
    auteur: Compte | None,
    suites: Iterable[Evenement] = (),
) -> None:
    publier(evenement, *suites, *tracer(evenement, rdv, auteur))
