"""Change a draft by hand: move a meeting where both people and a place are free, keep it in its slot."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.erreurs import Introuvable, Refus
from salon.exposants.models import Exposant
from salon.models import Creneau
from salon.rdv.attribution import Lieu
from salon.rdv.models import Indisponibilite, Placement, Planification, RendezVous, Reservation
from salon.rdv.reservations import CreneauPasse, des_personnes


class PasUnBrouillon(Refus):
    code = "pas_un_brouillon"
    message = "Cet horaire n’est pas un brouillon terminé."


class RdvPublie(Refus):
    code = "rdv_publie"
    message = "Ce rendez-vous n’attend plus de créneau : le brouillon n’y change rien."


class DeplacementImpossible(Refus):
    code = "deplacement_impossible"
    message = "Ce créneau ne convient pas à ce rendez-vous."


@dataclass(frozen=True)
class Choix:
    """A slot as one meeting of a draft sees it: where it could sit there, or what forbids it."""

    creneau: Creneau
    lieux: tuple[Lieu, ...]
    empechement: str

    @property
    def libre(self) -> bool:
        """Tell whether the meeting may move there."""
        return not self.empechement


def choix_de(placement: Placement) -> list[Choix]:
    """Return every slot of the edition, open or shut to a meeting of a draft, in five statements."""
    rdv = placement.rdv
    edition = placement.planification.edition
    occupes = _occupes(placement)
    absents = dict(
        Indisponibilite.objects.filter(
            participant__in=(rdv.demandeur_id, rdv.destinataire_id)
        ).values_list("creneau", "participant")
    )
    prises = _lieux_pris(placement)
    lieux = _lieux(rdv)
    noms = {p.pk: p.nom_complet() for p in (rdv.demandeur, rdv.destinataire)}
    choix = []
    for creneau in edition.creneaux.all():
        libres = tuple(lieu for lieu in lieux if lieu not in prises[creneau.pk])
        empechement = ""
        if creneau.debut <= timezone.now():
            empechement = "Ce créneau est passé."
        elif creneau.pk in absents:
            empechement = f"{noms[absents[creneau.pk]]} n’est pas disponible."
        elif creneau.pk in occupes:
            empechement = f"{noms[occupes[creneau.pk]]} a un autre rendez-vous."
        elif not libres:
            empechement = "Toutes les places sont prises."
        creneau.edition = edition
        choix.append(Choix(creneau, libres, empechement))
    return choix


@transaction.atomic
def deplacer_placement(
    *, placement: Placement, creneau: Creneau, lieu: Lieu | None = None
) -> Placement:
    """Move a meeting of a draft to another slot; to the first free place there unless one is named."""
    # Those who change one draft wait for each other: two people's agendas hang on it.
    planification = Planification.objects.select_for_update().get(pk=placement.planification_id)
    if planification.etat != Planification.Etat.FINIE:
        raise PasUnBrouillon
    placement = Placement.objects.select_related(
        "planification__edition", "rdv__demandeur", "rdv__destinataire"
    ).get(pk=placement.pk)
    if placement.rdv.etat != RendezVous.Etat.ACCEPTE:
        raise RdvPublie
    choix = next((c for c in choix_de(placement) if c.creneau.pk == creneau.pk), None)
    if choix is None:
        raise Introuvable("Ce créneau n’existe pas dans cette édition.")
    if creneau.debut <= timezone.now():
        raise CreneauPasse(champ="creneau_id")
    if choix.empechement:
        raise DeplacementImpossible(choix.empechement, champ="creneau_id")
    if lieu is not None and lieu not in choix.lieux:
        raise DeplacementImpossible("Cette place est déjà prise.", champ="table_id")
    poser(placement, creneau, lieu or choix.lieux[0])
    return placement


def poser(placement: Placement, creneau: Creneau, lieu: Lieu) -> None:
    """Store where a draft puts a meeting. Raises DeplacementImpossible if the place was just taken."""
    placement.creneau, placement.raison = creneau, ""
    placement.table_id, placement.stand_id, placement.place = lieu.table, lieu.stand, lieu.place
    try:
        with transaction.atomic():
            placement.save(update_fields=["creneau", "table", "stand", "place", "raison"])
    except IntegrityError as erreur:
        raise DeplacementImpossible("Cette place est déjà prise.", champ="table_id") from erreur


@transaction.atomic
def verrouiller(*, placement: Placement) -> None:
    """Have every timetable to come keep a meeting in the slot that this draft gives it."""
    rdv = RendezVous.objects.select_for_update().get(pk=placement.rdv_id)
    if rdv.etat != RendezVous.Etat.ACCEPTE:
        raise RdvPublie
    if placement.creneau_id is None:
        raise DeplacementImpossible("Donnez d’abord un créneau à ce rendez-vous.")
    RendezVous.objects.filter(pk=rdv.pk).update(verrou=placement.creneau_id)


def deverrouiller(*, rdv: RendezVous) -> None:
    """Let the timetables to come choose the slot of a meeting again."""
    RendezVous.objects.filter(pk=rdv.pk).update(verrou=None)


def _occupes(placement: Placement) -> dict[int, int]:
    """Return the slots in which one of the two people has another meeting, and which of them."""
    rdv = placement.rdv
    gens = (rdv.demandeur_id, rdv.destinataire_id)
    autres = RendezVous.objects.filter(des_personnes(*gens)).exclude(pk=rdv.pk)
    occupes: dict[int, int] = {}
    lignes = Placement.objects.filter(
        planification=placement.planification_id,
        rdv__in=autres,
        rdv__etat__in=(*RendezVous.VIVANTS, RendezVous.Etat.TENU),
        creneau__isnull=False,
    ).values_list("creneau", "rdv__demandeur", "rdv__destinataire")
    for creneau_id, demandeur_id, destinataire_id in lignes:
        occupes[creneau_id] = demandeur_id if demandeur_id in gens else destinataire_id
    reserves = Reservation.objects.filter(participant__in=gens).exclude(rdv=rdv)
    occupes |= dict(reserves.values_list("creneau", "participant"))
    return occupes


def _lieux_pris(placement: Placement) -> defaultdict[int, set[Lieu]]:
    """Return the places that others have in each slot, in the draft or for good."""
    prises: defaultdict[int, set[Lieu]] = defaultdict(set)
    du_brouillon = Placement.objects.filter(
        planification=placement.planification_id, creneau__isnull=False
    ).exclude(pk=placement.pk)
    reserves = Reservation.objects.filter(
        creneau__edition=placement.planification.edition_id, participant__isnull=True
    ).exclude(rdv=placement.rdv_id)
    for lignes in (du_brouillon, reserves):
        for creneau_id, table, stand, place in lignes.values_list(
            "creneau", "table", "stand", "place"
        ):
            prises[creneau_id].add(Lieu(table, stand, place))
    return prises


def _lieux(rdv: RendezVous) -> list[Lieu]:
    """Return all the places where a meeting may sit: the stands of its people, then the tables."""
    hotes = (rdv.destinataire.exposant_id, rdv.demandeur.exposant_id)
    places = {
        pk: Lieu(stand=stand, place=place)
        for pk, stand, place in Exposant.objects.filter(
            pk__in=[hote for hote in hotes if hote],
            etat=Exposant.Etat.VALIDE,
            stand__isnull=False,
        ).values_list("pk", "stand", "place")
    }
    tables = rdv.edition.tables.values_list("pk", flat=True)
    return [places[h] for h in hotes if h in places] + [Lieu(table=pk) for pk in tables]
