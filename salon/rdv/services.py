"""Ask for a meeting, accept it in a slot and at a table, refuse it, call it off, note that it was held."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from salon.erreurs import Introuvable, Invalide, Refus, TropDeDemandes
from salon.journal.evenements.rdv import RdvAnnule, RdvDemande, RdvPlanifie, RdvRefuse, RdvTenu
from salon.journal.services import publier
from salon.models import Creneau, Participant, Table
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.queries import creneaux_libres

DELAI_REPONSE = timedelta(hours=72)
DEMANDES_EN_ATTENTE_MAX = 20
ALTERNATIVES = 3

Etat = RendezVous.Etat


class RdvDejaEnCours(Refus):
    code = "rdv_deja_en_cours"
    message = "Une demande ou un rendez-vous existe déjà entre ces deux structures."


class DejaTraite(Refus):
    code = "deja_traite"
    message = "Cette demande a déjà reçu une réponse."


class CreneauPris(Refus):
    """Somebody was faster; `autres` are three later slots that both people still have free."""

    code = "creneau_pris"
    message = "Ce créneau vient d’être pris."

    def __init__(self, autres: Iterable[Creneau]) -> None:
        super().__init__(champ="creneau_id")
        self.autres = list(autres)

    def corps(self) -> dict[str, Any]:
        """Return the body of the answer with the slots to choose from, times in UTC."""
        autres = [
            {"id": creneau.pk, "debut": creneau.debut.isoformat(), "fin": creneau.fin.isoformat()}
            for creneau in self.autres
        ]
        return {**super().corps(), "autres": autres}


class CreneauPasse(Refus):
    code = "creneau_passe"
    message = "Ce créneau est passé."


class TropEnAttente(TropDeDemandes):
    code = "trop_en_attente"
    message = "Trop de demandes en attente : attendez des réponses avant d’en envoyer d’autres."


@transaction.atomic
def demander_rdv(
    *, demandeur: Participant, destinataire: Participant, message: str = ""
) -> RendezVous:
    """Ask a participant of the same edition for a meeting; nobody's time is taken yet."""
    _verifier_parties(demandeur, destinataire)
    # Requests of one person wait for each other, so that none goes past the limit.
    Participant.objects.select_for_update(no_key=True).get(pk=demandeur.pk)
    attente = RendezVous.objects.filter(demandeur=demandeur, etat=Etat.DEMANDE).count()
    if attente >= DEMANDES_EN_ATTENTE_MAX:
        raise TropEnAttente
    try:
        with transaction.atomic():
            rdv = RendezVous.objects.create(
                edition_id=demandeur.edition_id,
                demandeur=demandeur,
                destinataire=destinataire,
                paire=paire(demandeur, destinataire),
                message=message,
                expire_le=timezone.now() + DELAI_REPONSE,
            )
    except IntegrityError as erreur:
        raise RdvDejaEnCours from erreur
    publier(RdvDemande(rdv_id=rdv.pk))
    return rdv


@transaction.atomic
def accepter_rdv(*, rdv: RendezVous, creneau: Creneau, table: Table) -> RendezVous:
    """Accept a request in a slot that both people and the table have free."""
    if creneau.debut <= timezone.now():
        raise CreneauPasse(champ="creneau_id")
    rdv = _prendre(rdv, Etat.DEMANDE)
    # Always in the same order, so that two acceptances wait for each other and never both.
    personnes = sorted((rdv.demandeur_id, rdv.destinataire_id))
    try:
        with transaction.atomic():
            for personne in personnes:
                Reservation.objects.create(rdv=rdv, creneau=creneau, participant_id=personne)
            Reservation.objects.create(rdv=rdv, creneau=creneau, table=table)
    except IntegrityError as erreur:
        raise CreneauPris(creneaux_libres(rdv, timezone.now())[:ALTERNATIVES]) from erreur
    rdv.creneau, rdv.table = creneau, table
    _changer(rdv, Etat.PLANIFIE, "creneau", "table")
    publier(RdvPlanifie(rdv_id=rdv.pk))
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
    """Call off a request or a planned meeting; people and table are free again."""
    rdv = _prendre(rdv, *RendezVous.VIVANTS)
    rdv.reservations.all().delete()
    _changer(rdv, Etat.ANNULE)
    publier(RdvAnnule(rdv_id=rdv.pk))
    return rdv


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


def expirer_demandes() -> int:
    """Close the requests left without an answer; return how many. The pair may ask again."""
    return RendezVous.objects.filter(etat=Etat.DEMANDE, expire_le__lte=timezone.now()).update(
        etat=Etat.EXPIRE
    )


def paire(un: Participant, autre: Participant) -> str:
    """Return the key of the two parties of a meeting, the same whoever asks."""
    return "-".join(sorted((partie(un), partie(autre))))


def _verifier_parties(demandeur: Participant, destinataire: Participant) -> None:
    if destinataire.edition_id != demandeur.edition_id or (
        demandeur.annule_le or destinataire.annule_le
    ):
        raise Introuvable("Ce participant n’est pas inscrit à cette édition.")
    if partie(demandeur) == partie(destinataire):
        raise Invalide(
            "Un rendez-vous réunit deux structures différentes.", champ="destinataire_id"
        )


def partie(participant: Participant) -> str:
    """Return who the participant speaks for: a structure where there is one, else the person."""
    if participant.structure_id:
        return f"s{participant.structure_id}"
    return f"p{participant.pk}"


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
