"""The team of an exhibitor: who joins, who leaves, what their badges print."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from salon.erreurs import Interdit, Refus, TropDeDemandes
from salon.exposants.models import DemandeEquipe, Exposant
from salon.exposants.page import VIVANTS, DossierClos
from salon.exposants.schemas import EQUIPE_MAX, CorrectionIn
from salon.journal.evenements.exposants import (
    EquipeDemandee,
    EquipeRefusee,
    EquipierAjoute,
    EquipierInvite,
    EquipierRetire,
)
from salon.journal.evenements.participants import BadgeCorrige
from salon.journal.services import publier
from salon.models import Badge, Edition, Participant
from salon.services import DejaInscrit, emettre_badge, inscrire_participant

Etat = Exposant.Etat

# E-mails that one team may cause in a day, and one address may receive in an hour.
AJOUTS_PAR_JOUR = 30
DEMANDES_PAR_HEURE = 3


class DejaDansEquipe(Refus):
    code = "deja_dans_equipe"
    message = "Cette adresse est déjà celle d’une personne de votre équipe."


class EquipeComplete(Refus):
    code = "equipe_complete"
    message = f"Une équipe compte {EQUIPE_MAX} personnes au plus."


class TropDAjouts(TropDeDemandes):
    code = "trop_d_ajouts"
    message = "Vous avez ajouté beaucoup de personnes aujourd’hui : continuez demain."


class ResponsableRequis(Refus):
    code = "responsable_requis"
    message = "Un dossier garde au moins un responsable : désignez d’abord quelqu’un d’autre."


class DejaEquipier(Refus):
    code = "deja_equipier"
    message = "Vous faites déjà partie de l’équipe d’un autre exposant de cette édition."


class DejaRepondu(Refus):
    code = "deja_repondu"
    message = "Cette demande a déjà reçu une réponse."


def equipe(exposant: Exposant) -> QuerySet[Participant]:
    """Return the people of a team, its contact first."""
    return exposant.equipe.filter(annule_le=None).order_by("-responsable", "pk")


def a_badger(exposant: Exposant) -> QuerySet[Participant]:
    """Return the people who hold a badge when the exhibitor is accepted: all but those still asked."""
    sollicites = DemandeEquipe.objects.filter(
        exposant=exposant, repondue_le=None, pour__isnull=False
    )
    return equipe(exposant).exclude(pk__in=sollicites.values("pour"))


def placer(membre: Participant, exposant: Exposant) -> None:
    """Store a new person in a team.

    An address that holds another registration of the edition is not told apart from a new one: the
    place is kept without address, and the owner of the address is asked.
    """
    adresse = membre.courriel
    if equipe(exposant).filter(courriel__iexact=adresse).exists():
        raise DejaDansEquipe(champ="courriel")
    membre.edition, membre.categorie = exposant.edition, Participant.Categorie.EXPOSANT
    membre.exposant, membre.structure = exposant, exposant.structure
    membre.organisation = str(exposant.structure)
    try:
        inscrire_participant(membre)
    except DejaInscrit:
        membre.courriel = ""
        inscrire_participant(membre)
        _inviter(membre, exposant, adresse)


def _inviter(membre: Participant, exposant: Exposant, adresse: str) -> None:
    demande = DemandeEquipe(
        exposant=exposant,
        prenom=membre.prenom,
        nom=membre.nom,
        courriel=adresse.lower(),
        pour=membre,
    )
    _enregistrer(demande)
    if _peu_sollicitee(adresse):
        publier(EquipierInvite(demande_id=demande.pk))


def _enregistrer(demande: DemandeEquipe) -> None:
    try:
        with transaction.atomic():
            demande.save(force_insert=True)
    except IntegrityError as erreur:
        raise DejaDansEquipe(champ="courriel") from erreur


def _peu_sollicitee(adresse: str) -> bool:
    """Tell whether an address, counting what was just stored, may be written to once more."""
    depuis = timezone.now() - timedelta(hours=1)
    recentes = DemandeEquipe.objects.filter(courriel=adresse.lower(), demandee_le__gt=depuis)
    return recentes.count() <= DEMANDES_PAR_HEURE


@transaction.atomic
def ajouter_equipier(*, exposant: Exposant, membre: Participant) -> Participant:
    """Add a person, not yet stored, to a team; if the exhibitor is accepted, the badge leaves."""
    # Two colleagues who add people at once wait for each other, so that the limit holds.
    exposant = Exposant.objects.select_for_update(of=("self",)).get(pk=exposant.pk)
    if exposant.etat not in VIVANTS:
        raise DossierClos
    if equipe(exposant).count() >= EQUIPE_MAX:
        raise EquipeComplete
    depuis = timezone.now() - timedelta(days=1)
    if exposant.equipe.filter(inscrit_le__gt=depuis).count() >= AJOUTS_PAR_JOUR:
        raise TropDAjouts
    placer(membre, exposant)
    if membre.courriel:
        _accueillir(membre, exposant)
    return membre


def _accueillir(membre: Participant, exposant: Exposant) -> None:
    """Give somebody who is in the team what the others have; a draft writes to nobody."""
    if exposant.etat == Etat.VALIDE:
        emettre_badge(membre)
    if exposant.etat != Etat.BROUILLON:
        publier(EquipierAjoute(participant_id=membre.pk))


@transaction.atomic
def corriger_equipier(*, membre: Participant, correction: CorrectionIn) -> Participant:
    """Change what the badge of a person prints; its code stays good, its document is drawn again."""
    imprime = (membre.prenom, membre.nom, membre.fonction)
    for champ, valeur in correction.model_dump().items():
        setattr(membre, champ, valeur)
    membre.save(update_fields=list(type(correction).model_fields))
    if imprime != (membre.prenom, membre.nom, membre.fonction):
        badges = Badge.objects.filter(participant=membre, revoque_le=None)
        publier(*(BadgeCorrige(badge_id=badge.pk) for badge in badges))
    return membre


@transaction.atomic
def retirer_equipier(*, membre: Participant) -> None:
    """Take a person out of a team: the badge no longer opens, and the address is free again."""
    exposant = Exposant.objects.select_for_update(of=("self",)).get(equipe=membre)
    if exposant.etat not in VIVANTS:
        raise DossierClos
    if membre.responsable and not _autres_responsables(membre).exists():
        raise ResponsableRequis
    maintenant = timezone.now()
    membre.invitations.filter(repondue_le=None).update(repondue_le=maintenant)
    membre.badges.filter(revoque_le=None).update(revoque_le=maintenant)
    membre.annule_le, membre.courriel, membre.visible = maintenant, "", False
    membre.save(update_fields=["annule_le", "courriel", "visible"])
    publier(EquipierRetire(participant_id=membre.pk))


def _autres_responsables(membre: Participant) -> QuerySet[Participant]:
    return Participant.objects.filter(
        exposant=membre.exposant_id, responsable=True, annule_le=None
    ).exclude(pk=membre.pk)


@transaction.atomic
def demander_equipe(*, edition: Edition, siret: str, personne: Participant) -> None:
    """Have the team of a structure, known by its SIREN, asked to take a person in.

    Says nothing about what became of it: asked before, in the team already, no such exhibitor.
    """
    exposant = exposant_de(edition, siret)
    if exposant is None or equipe(exposant).filter(courriel__iexact=personne.courriel).exists():
        return
    demande = DemandeEquipe(
        exposant=exposant,
        prenom=personne.prenom,
        nom=personne.nom,
        courriel=personne.courriel.lower(),
    )
    try:
        _enregistrer(demande)
    except DejaDansEquipe:
        return
    depuis = timezone.now() - timedelta(days=1)
    if exposant.demandes.filter(demandee_le__gt=depuis).count() <= AJOUTS_PAR_JOUR:
        publier(EquipeDemandee(demande_id=demande.pk))


def exposant_de(edition: Edition, siret: str) -> Exposant | None:
    """Return the exhibitor of the same enterprise: its SIREN is the first nine digits of a SIRET."""
    return Exposant.objects.filter(edition=edition, structure__siret__startswith=siret[:9]).first()


@transaction.atomic
def accepter_demande(*, demande: DemandeEquipe) -> Participant:
    """Take the person who asked into the team."""
    _repondre(demande)
    personne = Participant(prenom=demande.prenom, nom=demande.nom, courriel=demande.courriel)
    return ajouter_equipier(exposant=demande.exposant, membre=personne)


@transaction.atomic
def refuser_demande(*, demande: DemandeEquipe) -> None:
    """Say no to the person who asked."""
    _repondre(demande)
    publier(EquipeRefusee(demande_id=demande.pk))


@transaction.atomic
def accepter_invitation(*, demande: DemandeEquipe, personne: Participant) -> Participant:
    """Give the place kept in a team to the owner of the address, with the registration they have."""
    place = _place_gardee(demande, personne)
    if personne.exposant_id and personne.exposant_id != demande.exposant_id:
        raise DejaEquipier
    _repondre(demande)
    exposant = demande.exposant
    personne.exposant, personne.structure = exposant, exposant.structure
    personne.organisation = str(exposant.structure)
    personne.categorie = Participant.Categorie.EXPOSANT
    personne.responsable = place.responsable
    personne.save(
        update_fields=["exposant", "structure", "organisation", "categorie", "responsable"]
    )
    _fermer(place)
    _accueillir(personne, exposant)
    return personne


@transaction.atomic
def refuser_invitation(*, demande: DemandeEquipe, personne: Participant) -> None:
    """Give back the place kept in a team: its owner is somebody else, or does not want it."""
    place = _place_gardee(demande, personne)
    _repondre(demande)
    _fermer(place)


def invitations(personne: Participant) -> QuerySet[DemandeEquipe]:
    """Return what a person whose address is proved may answer."""
    if not personne.courriel or personne.courriel_verifie_le is None:
        return DemandeEquipe.objects.none()
    return DemandeEquipe.objects.filter(
        exposant__edition=personne.edition_id,
        courriel=personne.courriel.lower(),
        pour__isnull=False,
        repondue_le=None,
    ).select_related("exposant__structure", "pour")


def _place_gardee(demande: DemandeEquipe, personne: Participant) -> Participant:
    if demande.pour is None or not invitations(personne).filter(pk=demande.pk).exists():
        raise Interdit
    return demande.pour


def _fermer(place: Participant) -> None:
    place.annule_le = timezone.now()
    place.save(update_fields=["annule_le"])


def _repondre(demande: DemandeEquipe) -> None:
    """Mark a request as answered; of two answers at once, the second is told."""
    ouverte = DemandeEquipe.objects.filter(pk=demande.pk, repondue_le=None)
    if not ouverte.update(repondue_le=timezone.now()):
        raise DejaRepondu
