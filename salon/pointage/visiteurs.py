"""Visitors: register one or a group, correct, call off, hand over. The desk uses the first one too."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from badges.pdf import badges_pdf
from salon.debit import Plafond, compter
from salon.erreurs import Invalide, Refus, TropDeDemandes
from salon.exposants.services import exiger_inscriptions_ouvertes
from salon.journal.evenements.participants import (
    BadgeCorrige,
    GroupeInscrit,
    InscriptionAnnulee,
    InscriptionCedee,
    InscriptionRepetee,
    VisiteurInscrit,
)
from salon.journal.models import Fichier
from salon.journal.services import publier, ranger
from salon.models import Badge, Edition, Participant
from salon.rdv.services import confier_agenda
from salon.schemas import IdentiteIn
from salon.services import (
    DejaInscrit,
    a_imprimer,
    emettre_badge,
    emettre_badges,
    inscrire_participant,
)

UNE_HEURE = timedelta(hours=1)
# Registrations from one place: a school behind one address, yes; a robot, no.
INSCRIPTIONS_DU_RESEAU = Plafond("inscription, réseau", 600, UNE_HEURE)
# E-mails that somebody may cause, by giving it, to an address that is not theirs.
RAPPELS_PAR_ADRESSE = Plafond("inscription répétée, adresse", 3, UNE_HEURE)
GROUPES_PAR_ADRESSE = Plafond("groupe, adresse", 3, UNE_HEURE)


class DejaAnnulee(Refus):
    code = "deja_annulee"
    message = "Cette inscription est déjà annulée."


class GereParEquipe(Refus):
    code = "gere_par_equipe"
    message = "Votre place dépend d’un dossier d’exposant : c’est son équipe qui la gère."


class GroupeARefaire(Refus):
    code = "groupe_a_refaire"
    message = "Une de ces adresses vient d’être inscrite : envoyez la liste une seconde fois."


@transaction.atomic
def inscrire_visiteur(*, edition: Edition, participant: Participant) -> Participant:
    """Register a person who is not yet stored, and issue the badge. Raises DejaInscrit."""
    participant.edition = edition
    _liberer_adresses(edition, [participant.courriel.lower()])
    inscrire_participant(participant)
    emettre_badge(participant)
    publier(VisiteurInscrit(participant_id=participant.pk))
    return participant


@transaction.atomic
def demander_inscription(*, edition: Edition, participant: Participant) -> None:
    """Register a person who asks for it online, and say nothing about whether the address is new.

    The owner of an address that is registered receives a link to what they have.
    """
    exiger_inscriptions_ouvertes(edition)
    try:
        inscrire_visiteur(edition=edition, participant=participant)
    except DejaInscrit:
        _rappeler(_connus(edition, [participant.courriel.lower()]))


@transaction.atomic
def inscrire_groupe(
    *, edition: Edition, groupe: str, contact: Participant, membres: Sequence[Participant]
) -> None:
    """Register a contact and the people of a school or a delegation: all of them, or nobody.

    Who has an address receives the badge there; the badges of the others go to the contact, in one
    document. An address that is registered already keeps what it has, and its owner is told.
    """
    exiger_inscriptions_ouvertes(edition)
    adresses = [p.courriel.lower() for p in (contact, *membres) if p.courriel]
    if len(set(adresses)) < len(adresses):
        raise Invalide("La même adresse e-mail est donnée deux fois.", champ="membres")
    compter(GROUPES_PAR_ADRESSE, edition.slug, contact.courriel)
    connus = _connus(edition, adresses)
    nouveaux = [p for p in (contact, *membres) if p.courriel.lower() not in connus]
    for personne in nouveaux:
        personne.edition, personne.groupe = edition, groupe
        personne.categorie, personne.organisation = contact.categorie, contact.organisation
        personne.consenti_le = contact.consenti_le
        personne.consenti_version = contact.consenti_version
    _enregistrer(edition, nouveaux)
    _rappeler(connus)
    sans_adresse = [personne.pk for personne in nouveaux if not personne.courriel]
    publier(*(VisiteurInscrit(participant_id=personne.pk) for personne in nouveaux))
    if sans_adresse:
        destinataire = connus.get(contact.courriel.lower(), contact)
        publier(GroupeInscrit(contact_id=destinataire.pk, participant_ids=sans_adresse))


def _enregistrer(edition: Edition, nouveaux: Sequence[Participant]) -> None:
    """Store people and their badges, in a number of statements that does not depend on how many."""
    _liberer_adresses(edition, [personne.courriel.lower() for personne in nouveaux])
    try:
        with transaction.atomic():
            Participant.objects.bulk_create(nouveaux)
            emettre_badges(nouveaux)
    except IntegrityError as erreur:  # somebody of the list registered meanwhile
        raise GroupeARefaire from erreur


def _connus(edition: Edition, adresses: Sequence[str]) -> dict[str, Participant]:
    """Return who holds each of these addresses in an edition."""
    inscrits = (
        Participant.objects.filter(edition=edition, annule_le=None)
        .exclude(courriel="")
        .annotate(adresse=Lower("courriel"))
        .filter(adresse__in=[adresse for adresse in adresses if adresse])
    )
    return {participant.courriel.lower(): participant for participant in inscrits}


def _liberer_adresses(edition: Edition, adresses: Sequence[str]) -> None:
    """Let an address whose registration was called off be registered anew."""
    Participant.objects.filter(edition=edition, annule_le__isnull=False).exclude(
        courriel=""
    ).annotate(adresse=Lower("courriel")).filter(
        adresse__in=[adresse for adresse in adresses if adresse]
    ).update(courriel="")


def _rappeler(connus: dict[str, Participant]) -> None:
    """Have a link sent to the owners of addresses that somebody gave again, not too often."""
    for adresse, participant in connus.items():
        try:
            compter(RAPPELS_PAR_ADRESSE, str(participant.edition_id), adresse)
        except TropDeDemandes:
            continue
        publier(InscriptionRepetee(participant_id=participant.pk))


def imprimer_groupe(*, ecriture_id: int, participant_ids: Sequence[int]) -> Fichier | None:
    """Store in one document the badges of these people that are still good; none for nobody."""
    badges = Badge.objects.filter(participant__in=participant_ids, revoque_le=None)
    dessins = [
        a_imprimer(badge)
        for badge in badges.filter(participant__annule_le=None)
        .select_related("participant__edition")
        .order_by("participant__nom", "participant__prenom", "pk")
    ]
    if not dessins:
        return None
    return ranger(
        cle=f"groupe:{ecriture_id}",
        nom="badges-du-groupe.pdf",
        type_mime="application/pdf",
        contenu=badges_pdf(dessins),
    )


@transaction.atomic
def modifier_inscription(*, participant: Participant, identite: IdentiteIn) -> Participant:
    """Change what a badge prints; its code stays good. A structure's own name is not theirs to change."""
    champs = ["prenom", "nom", "fonction"]
    if participant.structure_id is None:
        champs.append("organisation")
    change = [champ for champ in champs if getattr(participant, champ) != getattr(identite, champ)]
    for champ in change:
        setattr(participant, champ, getattr(identite, champ))
    if identite.visible is not None:
        participant.visible = identite.visible
    participant.save(update_fields=[*change, "visible"])
    badges = participant.badges.filter(revoque_le=None) if change else Badge.objects.none()
    publier(*(BadgeCorrige(badge_id=badge.pk) for badge in badges))
    return participant


@transaction.atomic
def annuler_inscription(*, participant: Participant) -> Participant:
    """Call off a registration: the badge opens nothing any more, and the meetings are called off."""
    _fermer(participant)
    publier(InscriptionAnnulee(participant_id=participant.pk))
    return participant


@transaction.atomic
def ceder_inscription(*, participant: Participant, repreneur: Participant) -> Participant:
    """Hand a place to a colleague, who is not yet stored: a new badge, the same meetings.

    A new participant, so that no link, session or token of the one who leaves opens their space. To
    be told that the address is registered is no way to try addresses: each success ends the place
    from which one tries.
    """
    if repreneur.courriel.lower() == participant.courriel.lower():
        raise Invalide("C’est déjà votre adresse : indiquez celle du collègue.", champ="courriel")
    _fermer(participant)
    participant.badges.filter(revoque_le=None).update(revoque_le=timezone.now())
    for champ in ("edition", "categorie", "organisation", "structure", "groupe"):
        setattr(repreneur, champ, getattr(participant, champ))
    _liberer_adresses(participant.edition, [repreneur.courriel.lower()])
    inscrire_participant(repreneur)
    emettre_badge(repreneur)
    confier_agenda(ancien=participant, nouveau=repreneur)
    publier(
        VisiteurInscrit(participant_id=repreneur.pk),
        InscriptionCedee(ancien_id=participant.pk, nouveau_id=repreneur.pk),
    )
    return repreneur


def _fermer(participant: Participant) -> None:
    """End a registration, once. The place of an exhibitor's team is not for its holder to end."""
    if participant.exposant_id is not None:
        raise GereParEquipe
    fermee = Participant.objects.filter(pk=participant.pk, annule_le=None).update(
        annule_le=timezone.now(), visible=False
    )
    if not fermee:
        raise DejaAnnulee
    participant.refresh_from_db()
