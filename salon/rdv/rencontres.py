"""Who may meet whom: two structures, the organiser's table, what each person blocks."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from salon.annuaire.models import Famille
from salon.erreurs import Introuvable, Invalide, Refus, TropDeDemandes
from salon.journal.evenements.rdv import RencontresReglees
from salon.journal.services import publier
from salon.models import Compte, Creneau, Edition, Participant
from salon.rdv.models import Blocage, RencontreExclue, RendezVous
from salon.rdv.reservations import exiger_a_venir

DEMANDES_EN_ATTENTE_MAX = 20
DEMANDES_PAR_JOUR_MAX = 60
DEMANDES_PAR_PAIRE_MAX = 5
SOUHAITS_MAX = 3


class TropEnAttente(TropDeDemandes):
    code = "trop_en_attente"
    message = "Trop de demandes en attente : attendez des réponses avant d’en envoyer d’autres."


class TropDansLaJournee(TropDeDemandes):
    code = "trop_dans_la_journee"
    message = f"{DEMANDES_PAR_JOUR_MAX} demandes en un jour, c’est le maximum : continuez demain."


class TropDeRelances(Refus):
    code = "trop_de_relances"
    message = "Cinq demandes ont déjà été faites entre ces deux structures."


class RencontreImpossible(Refus):
    """The table of the organiser, or the person asked, excludes it; which one is told to nobody."""

    code = "rencontre_impossible"
    message = "Cette rencontre n’est pas ouverte aux demandes : parlez-en à l’accueil."


class AdresseNonVerifiee(Refus):
    code = "adresse_non_verifiee"
    message = "Ouvrez d’abord le lien reçu par e-mail : il prouve que cette adresse est la vôtre."


def exiger_peut_demander(
    demandeur: Participant, destinataire: Participant, auteur: Compte | None
) -> None:
    """Refuse a request that a rule forbids. Staff may ask for somebody whose address is not proved."""
    exiger_deux_parties(demandeur, destinataire)
    if auteur is None and demandeur.courriel_verifie_le is None:
        raise AdresseNonVerifiee
    if est_exclue(demandeur, destinataire):
        raise RencontreImpossible(champ="destinataire_id")
    # Requests of one person wait for each other, so that none goes past the limit.
    Participant.objects.select_for_update(no_key=True).get(pk=demandeur.pk)
    _exiger_mesure(demandeur, destinataire)


def exiger_souhaits(demandeur: Participant, souhaits: Sequence[Creneau]) -> None:
    """Refuse wishes that are too many, repeated, past, or slots of another edition."""
    if len(souhaits) > SOUHAITS_MAX or len({creneau.pk for creneau in souhaits}) < len(souhaits):
        raise Invalide("Choisissez trois créneaux différents au plus.", champ="souhaits")
    for creneau in souhaits:
        if creneau.edition_id != demandeur.edition_id:
            raise Introuvable("Ce créneau n’existe pas dans cette édition.")
        exiger_a_venir(creneau)


def _exiger_mesure(demandeur: Participant, destinataire: Participant) -> None:
    miennes = RendezVous.objects.filter(demandeur=demandeur)
    if miennes.filter(etat=RendezVous.Etat.DEMANDE).count() >= DEMANDES_EN_ATTENTE_MAX:
        raise TropEnAttente
    depuis = timezone.now() - timedelta(days=1)
    if miennes.filter(demande_le__gt=depuis).count() >= DEMANDES_PAR_JOUR_MAX:
        raise TropDansLaJournee
    entre = RendezVous.objects.filter(
        edition_id=demandeur.edition_id, paire=paire(demandeur, destinataire)
    )
    if entre.count() >= DEMANDES_PAR_PAIRE_MAX:
        raise TropDeRelances(champ="destinataire_id")


def paire(un: Participant, autre: Participant) -> str:
    """Return the key of the two parties of a meeting, the same whoever asks."""
    return "-".join(sorted((partie(un), partie(autre))))


def partie(participant: Participant) -> str:
    """Return who the participant speaks for: a structure where there is one, else the person."""
    if participant.structure_id:
        return f"s{participant.structure_id}"
    return f"p{participant.pk}"


def exiger_deux_parties(demandeur: Participant, destinataire: Participant) -> None:
    """Refuse a meeting of people of one structure, of two editions, or of whoever left."""
    if destinataire.edition_id != demandeur.edition_id or (
        demandeur.annule_le or destinataire.annule_le
    ):
        raise Introuvable("Ce participant n’est pas inscrit à cette édition.")
    if partie(demandeur) == partie(destinataire):
        raise Invalide(
            "Un rendez-vous réunit deux structures différentes.", champ="destinataire_id"
        )


def est_exclue(demandeur: Participant, destinataire: Participant) -> bool:
    """Tell whether the organiser's table or the person asked excludes this request."""
    regles = RencontreExclue.objects.filter(
        edition_id=demandeur.edition_id, de__in=genres(demandeur), vers__in=genres(destinataire)
    )
    blocages = Blocage.objects.filter(participant=destinataire, partie=partie(demandeur))
    return regles.exists() or blocages.exists()


def genres(participant: Participant) -> list[str]:
    """Return what the table of meetings knows a person by: their category and their family."""
    trouves = [f"categorie:{participant.categorie}"]
    famille = participant.structure.famille_id if participant.structure else None
    return [*trouves, f"famille:{famille}"] if famille else trouves


def genres_possibles() -> list[tuple[str, str]]:
    """Return all that the table of meetings knows people by, each with its French name."""
    categories = [(f"categorie:{code}", nom) for code, nom in Participant.Categorie.choices]
    familles = Famille.objects.values_list("code", "nom")
    return [*categories, *((f"famille:{code}", nom) for code, nom in familles)]


@transaction.atomic
def regler_rencontres(*, edition: Edition, exclues: Collection[tuple[str, str]]) -> None:
    """Replace the table of who may not ask whom, in one direction each."""
    connus = {genre for genre, _ in genres_possibles()}
    if not {genre for couple in exclues for genre in couple} <= connus:
        raise Invalide("Catégorie ou famille inconnue.", champ="exclues")
    RencontreExclue.objects.filter(edition=edition).delete()
    RencontreExclue.objects.bulk_create(
        RencontreExclue(edition=edition, de=de, vers=vers) for de, vers in sorted(set(exclues))
    )
    publier(RencontresReglees(edition_id=edition.pk))
