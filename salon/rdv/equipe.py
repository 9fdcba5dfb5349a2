"""The meetings of an exhibitor's team: hand one to a colleague, share them out, book a free slot."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from salon.erreurs import Invalide, Refus
from salon.exposants.equipe import a_badger
from salon.exposants.models import Exposant
from salon.journal.evenements.rdv import AgendaChange, RdvConfie, RdvPlanifie
from salon.journal.services import publier
from salon.models import Compte, Creneau, Participant
from salon.rdv.models import Indisponibilite, RendezVous, Reservation
from salon.rdv.rencontres import exiger_peut_demander
from salon.rdv.reservations import (
    ALTERNATIVES,
    CreneauPris,
    alternatives,
    avec_une_place,
    trouver_place,
)
from salon.rdv.services import (
    Demande,
    accepter_rdv,
    agendas_changes,
    enregistrer_demande,
    planifier,
    prendre,
    tracer,
)

Etat = RendezVous.Etat


class CollegueOccupe(Refus):
    code = "collegue_occupe"
    message = "Ce collègue n’est pas libre à ce moment."


class ReservationFermee(Refus):
    code = "reservation_fermee"
    message = "Cet exposant ne propose pas la réservation directe : envoyez-lui une demande."


@transaction.atomic
def confier_rdv(
    *, rdv: RendezVous, collegue: Participant, auteur: Compte | None = None
) -> RendezVous:
    """Have a colleague of one of the two come in their place, in the same slot and at the same place."""
    rdv = prendre(rdv, *RendezVous.VIVANTS)
    ancien = _remplace(rdv, collegue)
    changes = agendas_changes(rdv) if rdv.etat == Etat.PLANIFIE else ()
    _ceder_creneau(rdv, ancien, collegue)
    if rdv.demandeur_id == ancien.pk:
        rdv.demandeur = collegue
    else:
        # The colleague is told of a request that waits, as anybody who is asked.
        rdv.destinataire, rdv.annoncee_le = collegue, None
    rdv.version += 1
    rdv.save(update_fields=["demandeur", "destinataire", "annoncee_le", "version"])
    confie = RdvConfie(rdv_id=rdv.pk, ancien_id=ancien.pk, nouveau_id=collegue.pk)
    le_sien = [AgendaChange(collegue.pk, changes[0].fenetre)] if changes else []
    publier(confie, *changes, *le_sien, *tracer(confie, rdv, auteur))
    return rdv


def _remplace(rdv: RendezVous, collegue: Participant) -> Participant:
    """Return which of the two a colleague stands in for."""
    for partie in (rdv.destinataire, rdv.demandeur):
        if collegue.pk == partie.pk:
            raise Invalide("Cette personne vient déjà à ce rendez-vous.", champ="participant_id")
        if collegue.exposant_id and collegue.exposant_id == partie.exposant_id:
            if collegue.annule_le is None:
                return partie
            break
    raise Invalide("Cette personne n’est pas de la même équipe.", champ="participant_id")


def _ceder_creneau(rdv: RendezVous, ancien: Participant, collegue: Participant) -> None:
    """Give the claim of one person to another; the constraint says who was first."""
    if rdv.etat != Etat.PLANIFIE:
        return
    absent = Indisponibilite.objects.filter(participant=collegue, creneau=rdv.creneau_id)
    if absent.exists():
        raise CollegueOccupe(champ="participant_id")
    try:
        with transaction.atomic():
            rdv.reservations.filter(participant=ancien).update(participant=collegue)
    except IntegrityError as erreur:
        raise CollegueOccupe(champ="participant_id") from erreur


def equipiers_libres(exposant: Exposant, creneau: Creneau) -> QuerySet[Participant]:
    """Return who of a team is free in a slot, those with the fewest planned meetings first."""
    pris = Reservation.objects.filter(creneau=creneau, participant=OuterRef("pk"))
    absents = Indisponibilite.objects.filter(creneau=creneau, participant=OuterRef("pk"))
    return (
        a_badger(exposant)
        .filter(~Exists(pris), ~Exists(absents))
        .annotate(charge=Count("reservations"))
        .order_by("charge", "-responsable", "pk")
    )


@transaction.atomic
def accepter_en_equipe(
    *, rdv: RendezVous, creneau: Creneau, auteur: Compte | None = None
) -> RendezVous:
    """Accept a request for the team: the one who is free and has the fewest meetings comes."""
    rdv = prendre(rdv, Etat.DEMANDE)
    exposant = rdv.destinataire.exposant
    libre = equipiers_libres(exposant, creneau).first() if exposant else rdv.destinataire
    if libre is None:
        raise CreneauPris(alternatives(rdv))
    if libre.pk != rdv.destinataire_id:
        rdv = confier_rdv(rdv=rdv, collegue=libre, auteur=auteur)
    place = trouver_place(rdv, creneau)
    if place is None:
        raise CreneauPris(alternatives(rdv))
    return accepter_rdv(rdv=rdv, place=place, auteur=auteur)


@transaction.atomic
def reserver_directement(
    *, demandeur: Participant, exposant: Exposant, creneau: Creneau, demande: Demande
) -> RendezVous:
    """Book a free slot of an exhibitor that is open to it: the meeting is planned at once."""
    if exposant.etat != Exposant.Etat.VALIDE or not exposant.reservation_directe:
        raise ReservationFermee
    libres = list(equipiers_libres(exposant, creneau))
    if not libres:
        raise CreneauPris(_autres(exposant, demandeur))
    exiger_peut_demander(demandeur, libres[0], demande.auteur)
    rdv = enregistrer_demande(demandeur, libres[0], demande)
    _placer_chez(rdv, libres, creneau, exposant)
    planifie = RdvPlanifie(rdv_id=rdv.pk)
    publier(planifie, *agendas_changes(rdv), *tracer(planifie, rdv, demande.auteur))
    return rdv


def _placer_chez(
    rdv: RendezVous, libres: Iterable[Participant], creneau: Creneau, exposant: Exposant
) -> None:
    """Plan a meeting with the first of these people who is still free."""
    for membre in libres:
        rdv.destinataire = membre
        place = trouver_place(rdv, creneau)
        try:
            if place is not None:
                planifier(rdv, place)
                rdv.save(update_fields=["destinataire"])
                return
        except CreneauPris:
            continue  # somebody was faster: a colleague may be free
    raise CreneauPris(_autres(exposant, rdv.demandeur))


def _autres(exposant: Exposant, demandeur: Participant) -> QuerySet[Creneau]:
    return creneaux_reservables(exposant, demandeur)[:ALTERNATIVES]


def creneaux_reservables(exposant: Exposant, demandeur: Participant) -> QuerySet[Creneau]:
    """Return the slots to come when a visitor, somebody of a team and a place are all free."""
    ici = OuterRef("pk")
    equipe = a_badger(exposant).filter(
        ~Exists(Reservation.objects.filter(participant=ici, creneau=OuterRef(ici))),
        ~Exists(Indisponibilite.objects.filter(participant=ici, creneau=OuterRef(ici))),
    )
    hotes = [exposant] if exposant.stand_id is not None else []
    return Creneau.objects.filter(
        avec_une_place(exposant.edition_id, hotes),
        Exists(equipe),
        ~Exists(Reservation.objects.filter(participant=demandeur, creneau=ici)),
        ~Exists(Indisponibilite.objects.filter(participant=demandeur, creneau=ici)),
        edition=exposant.edition_id,
        debut__gt=timezone.now(),
    )


def ouvrir_reservation(*, exposant: Exposant) -> None:
    """Let visitors book free slots of a team without asking."""
    Exposant.objects.filter(pk=exposant.pk).update(reservation_directe=True)


def fermer_reservation(*, exposant: Exposant) -> None:
    """Have visitors ask first."""
    Exposant.objects.filter(pk=exposant.pk).update(reservation_directe=False)
