"""Register an exhibitor in one go; an organiser accepts or refuses it, and gives it a stand."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from salon.annuaire.services import retenir_structure
from salon.erreurs import Invalide, Refus
from salon.exposants.equipe import a_badger, exposant_de, placer
from salon.exposants.models import Exposant, Stand
from salon.exposants.page import publier_page
from salon.journal.evenements.exposants import (
    ExposantInscrit,
    ExposantMisEnAttente,
    ExposantRefuse,
    ExposantRetire,
    ExposantValide,
    StandAttribue,
)
from salon.journal.services import publier
from salon.models import Badge, Edition, Participant
from salon.services import emettre_badge

Etat = Exposant.Etat


class ExposantDejaInscrit(Refus):
    code = "exposant_deja_inscrit"
    message = "Cette structure est déjà inscrite à cette édition : demandez à rejoindre son équipe."


class InscriptionsFermees(Refus):
    code = "inscriptions_fermees"
    message = "Les inscriptions à cette édition sont fermées."


class DejaTraite(Refus):
    code = "deja_traite"
    message = "Ce dossier a déjà reçu une réponse."


class StandsEpuises(Refus):
    code = "stands_epuises"
    message = "Tous les stands sont pris : ce dossier reste sur la liste d’attente."


class StandComplet(Refus):
    code = "stand_complet"
    message = "Ce stand est complet."


class PasValide(Refus):
    code = "pas_valide"
    message = "Seul un exposant validé reçoit un stand."


def exiger_inscriptions_ouvertes(edition: Edition) -> None:
    """Raise InscriptionsFermees once the organiser closed the doors or the edition is over."""
    if not edition.inscriptions_ouvertes or edition.fin < edition.aujourdhui():
        raise InscriptionsFermees


def ouvrir_dossier(exposant: Exposant) -> None:
    """Store a new file. Raises ExposantDejaInscrit if somebody was faster for the same structure."""
    try:
        with transaction.atomic():
            exposant.save(force_insert=True)
    except IntegrityError as erreur:
        raise ExposantDejaInscrit(champ="structure.siret") from erreur


@transaction.atomic
def inscrire_exposant(
    *,
    edition: Edition,
    siret: str,
    fiche: dict[str, Any],
    equipe: Sequence[Participant],
    presentation: str = "",
) -> Exposant:
    """Submit the file of a structure, with the people of its team, who are not yet stored.

    `fiche` describes a structure that the directory does not know yet by its SIRET (14 digits); the
    directory shows it once an organiser accepts the file. The first person is the contact.
    """
    exiger_inscriptions_ouvertes(edition)
    if exposant_de(edition, siret):
        raise ExposantDejaInscrit(champ="structure.siret")
    structure = retenir_structure(siret=siret, fiche={**fiche, "visible": False})
    exposant = Exposant(
        edition=edition, structure=structure, presentation=presentation, etat=Etat.SOUMIS, etape=4
    )
    ouvrir_dossier(exposant)
    for rang, membre in enumerate(equipe):
        membre.responsable = rang == 0
        placer(membre, exposant)
    publier(ExposantInscrit(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def valider_exposant(*, exposant: Exposant) -> Exposant:
    """Accept a submitted file: its page is public, and each member of the team gets a badge.

    When every stand is taken, the file goes to the waiting list instead.
    """
    # Validations of one edition wait for each other, so that two never take the last stand.
    Edition.objects.select_for_update(no_key=True).get(pk=exposant.edition_id)
    if not place_libre(exposant.edition):
        return _mettre_en_attente(exposant)
    _repondre(exposant, etat=Etat.VALIDE)
    publier_page(exposant)
    for membre in a_badger(exposant):
        emettre_badge(membre)
    publier(ExposantValide(exposant_id=exposant.pk))
    return exposant


def place_libre(edition: Edition) -> bool:
    """Tell whether the stands hold one more exhibitor; an edition without stands has no limit."""
    places = Stand.objects.filter(edition=edition).aggregate(total=Sum("capacite"))["total"]
    valides = Exposant.objects.filter(edition=edition, etat=Etat.VALIDE)
    return places is None or valides.count() < places


def premier_en_attente(edition: Edition) -> Exposant | None:
    """Return who comes next when a place is free: the first to have sent its file."""
    attente = Exposant.objects.filter(edition=edition, etat=Etat.ATTENTE)
    return attente.select_related("structure").order_by("inscrit_le", "pk").first()


def _mettre_en_attente(exposant: Exposant) -> Exposant:
    en_attente = Exposant.objects.filter(pk=exposant.pk, etat=Etat.ATTENTE)
    if en_attente.exists():
        raise StandsEpuises
    _repondre(exposant, etat=Etat.ATTENTE)
    publier(ExposantMisEnAttente(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def refuser_exposant(*, exposant: Exposant, motif: str) -> Exposant:
    """Refuse a submitted file, with the reason that its team will read."""
    _repondre(exposant, etat=Etat.REFUSE, motif_refus=motif)
    publier(ExposantRefuse(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def retirer_exposant(*, exposant: Exposant) -> Exposant:
    """Withdraw an exhibitor that sent its file: its badges open nothing, its stand is free."""
    retire = Exposant.objects.filter(
        pk=exposant.pk, etat__in=(Etat.SOUMIS, Etat.ATTENTE, Etat.VALIDE)
    ).update(etat=Etat.RETIRE, stand=None, place=None)
    if not retire:
        raise DejaTraite("Ce dossier n’est plus en cours.")
    Badge.objects.filter(participant__exposant=exposant, revoque_le=None).update(
        revoque_le=timezone.now()
    )
    exposant.refresh_from_db()
    publier(ExposantRetire(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def attribuer_stand(*, exposant: Exposant, stand: Stand) -> Exposant:
    """Give an accepted exhibitor the first free place of a stand, in exchange for the one it had."""
    if stand.edition_id != exposant.edition_id:
        raise Invalide("Ce stand est celui d’une autre édition.", champ="stand")
    stand = Stand.objects.select_for_update(of=("self",)).get(pk=stand.pk)
    prises = set(stand.exposants.exclude(pk=exposant.pk).values_list("place", flat=True))
    libres = [place for place in range(1, stand.capacite + 1) if place not in prises]
    if not libres:
        raise StandComplet(champ="stand")
    try:
        with transaction.atomic():
            donne = Exposant.objects.filter(pk=exposant.pk, etat=Etat.VALIDE).update(
                stand=stand, place=libres[0]
            )
    except IntegrityError as erreur:
        raise StandComplet(champ="stand") from erreur
    if not donne:
        raise PasValide
    exposant.refresh_from_db()
    publier(StandAttribue(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def liberer_stand(*, exposant: Exposant) -> Exposant:
    """Take back the place of an exhibitor."""
    exposant.stand, exposant.place = None, None
    exposant.save(update_fields=["stand", "place"])
    return exposant


def _repondre(exposant: Exposant, **champs: str) -> None:
    """Answer a file that waits for an answer; of two organisers at once, the second is told."""
    attend = Exposant.objects.filter(pk=exposant.pk, etat__in=(Etat.SOUMIS, Etat.ATTENTE))
    if not attend.update(**champs):
        raise DejaTraite
    exposant.refresh_from_db()
