"""Register an exhibitor with its team; an organiser validates or refuses the file."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from salon.annuaire.services import retenir_structure
from salon.erreurs import Refus
from salon.exposants.models import Exposant
from salon.journal.evenements import ExposantInscrit, ExposantRefuse, ExposantValide
from salon.journal.services import publier
from salon.models import Edition, Participant
from salon.services import emettre_badge, inscrire_participant


class ExposantDejaInscrit(Refus):
    code = "exposant_deja_inscrit"
    message = "Cette structure est déjà inscrite à cette édition."


class DejaTraite(Refus):
    code = "deja_traite"
    message = "Ce dossier a déjà reçu une réponse."


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

    `fiche` describes a structure that the directory does not know yet by its SIRET (14 digits).
    """
    structure = retenir_structure(siret=siret, fiche=fiche)
    try:
        with transaction.atomic():
            exposant = Exposant.objects.create(
                edition=edition,
                structure=structure,
                presentation=presentation,
                etat=Exposant.Etat.SOUMIS,
            )
    except IntegrityError as erreur:
        raise ExposantDejaInscrit(champ="structure.siret") from erreur
    for membre in equipe:
        membre.edition, membre.categorie = edition, Participant.Categorie.EXPOSANT
        membre.exposant, membre.structure, membre.organisation = exposant, structure, str(structure)
        inscrire_participant(membre)
    publier(ExposantInscrit(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def valider_exposant(*, exposant: Exposant) -> Exposant:
    """Accept a submitted file and give each member of the team a badge."""
    _repondre(exposant, etat=Exposant.Etat.VALIDE)
    for membre in exposant.equipe.filter(annule_le=None):
        emettre_badge(membre)
    publier(ExposantValide(exposant_id=exposant.pk))
    return exposant


@transaction.atomic
def refuser_exposant(*, exposant: Exposant, motif: str) -> Exposant:
    """Refuse a submitted file, with the reason that its team will read."""
    _repondre(exposant, etat=Exposant.Etat.REFUSE, motif_refus=motif)
    publier(ExposantRefuse(exposant_id=exposant.pk))
    return exposant


def _repondre(exposant: Exposant, **champs: str) -> None:
    """Answer a file that waits for an answer; of two organisers at once, the second is told."""
    attend = Exposant.objects.filter(
        pk=exposant.pk, etat__in=(Exposant.Etat.SOUMIS, Exposant.Etat.ATTENTE)
    )
    if not attend.update(**champs):
        raise DejaTraite
    exposant.refresh_from_db()
