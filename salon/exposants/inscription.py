"""Register an exhibitor step by step: begin a draft, go on, send it; drafts that nobody sends end."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from salon.annuaire.models import Structure
from salon.annuaire.services import retenir_structure
from salon.erreurs import Refus
from salon.exposants.equipe import exposant_de, placer
from salon.exposants.models import Exposant
from salon.exposants.schemas import SiretOut, StructureIn
from salon.exposants.services import (
    DejaTraite,
    ExposantDejaInscrit,
    exiger_inscriptions_ouvertes,
    ouvrir_dossier,
)
from salon.journal.evenements.exposants import ExposantCommence, ExposantInscrit
from salon.journal.services import publier
from salon.models import Edition, Participant

DUREE_BROUILLON = timedelta(days=30)
DERNIERE_ETAPE = 4

Etat = Exposant.Etat


class NoticeChangee(Refus):
    code = "notice_changee"
    message = "L’information sur vos données a changé : relisez-la, puis cochez la case."


class DossierIncomplet(Refus):
    code = "dossier_incomplet"
    message = "Il manque une étape : reprenez votre dossier là où vous l’avez laissé."


@transaction.atomic
def commencer_inscription(
    *, edition: Edition, structure: StructureIn, contact: Participant
) -> Exposant:
    """Begin the draft of a structure with its contact, who is not yet stored and gets a link to it."""
    exiger_inscriptions_ouvertes(edition)
    if exposant_de(edition, structure.siret):
        raise ExposantDejaInscrit(champ="siret")
    retenue = _retenir(structure)
    exposant = Exposant(edition=edition, structure=retenue, etape=1)
    ouvrir_dossier(exposant)
    contact.responsable = True
    placer(contact, exposant)
    publier(ExposantCommence(exposant_id=exposant.pk))
    return exposant


def _retenir(saisie: StructureIn) -> Structure:
    """Return the directory's entry; one that nobody published follows the last form about it."""
    fiche = {**saisie.fiche(), "visible": False}
    retenue = retenir_structure(siret=saisie.siret, fiche=fiche)
    if not retenue.visible and not retenue.expositions.exists():
        for champ, valeur in fiche.items():
            setattr(retenue, champ, valeur)
        retenue.save(update_fields=list(fiche))
    return retenue


def connaitre_siret(edition: Edition, siret: str) -> SiretOut:
    """Return what anybody may know of a SIRET: whether its enterprise exhibits, its public entry."""
    inscrite = exposant_de(edition, siret) is not None
    structure = Structure.objects.filter(siret=siret, visible=True).first()
    if structure is None:
        return SiretOut(siret=siret, connue=False, inscrite=inscrite)
    return SiretOut(
        siret=siret,
        connue=True,
        inscrite=inscrite,
        nom=structure.nom,
        famille=structure.famille_id or "",
        commune=structure.commune,
        code_postal=structure.code_postal,
        site=structure.site,
    )


def franchir_etape(*, exposant: Exposant, etape: int) -> None:
    """Note that a step is done; going back to an earlier one loses nothing."""
    Exposant.objects.filter(pk=exposant.pk, etat=Etat.BROUILLON).update(
        etape=Greatest(F("etape"), etape)
    )


@transaction.atomic
def soumettre_exposant(*, exposant: Exposant, souhaits: str, notice: int) -> Exposant:
    """Send a draft to the organiser, with the consent to the version of the notice that was read."""
    if notice != exposant.edition.notice_version:
        raise NoticeChangee(champ="consentement")
    exposant.refresh_from_db()
    if exposant.etape < DERNIERE_ETAPE - 1:
        raise DossierIncomplet
    maintenant = timezone.now()
    envoye = Exposant.objects.filter(pk=exposant.pk, etat=Etat.BROUILLON).update(
        etat=Etat.SOUMIS,
        etape=DERNIERE_ETAPE,
        souhaits=souhaits,
        consenti_le=maintenant,
        consenti_version=notice,
        inscrit_le=maintenant,
    )
    if not envoye:
        raise DejaTraite
    exposant.refresh_from_db()
    publier(ExposantInscrit(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def effacer_brouillon(*, exposant: Exposant) -> None:
    """Forget a draft and the people who were only in it."""
    # Somebody who was registered before joining the draft holds a badge, and stays what they were.
    exposant.equipe.filter(badges__isnull=False).update(
        exposant=None,
        structure=None,
        responsable=False,
        categorie=Participant.Categorie.VISITEUR,
    )
    Exposant.objects.filter(pk=exposant.pk, etat=Etat.BROUILLON).delete()


def effacer_brouillons() -> int:
    """Forget the drafts that nobody sent in thirty days; return how many."""
    limite = timezone.now() - DUREE_BROUILLON
    vieux = list(Exposant.objects.filter(etat=Etat.BROUILLON, inscrit_le__lt=limite))
    for exposant in vieux:
        effacer_brouillon(exposant=exposant)
    return len(vieux)
