"""What happened to a file, in French, read from the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from salon.exposants.models import Exposant
from salon.journal.models import Ecriture

LIGNES_MAX = 200

# Events that name the file itself, then those that name a person of its team.
DU_DOSSIER = {
    "ExposantCommence": "Dossier commencé",
    "ExposantInscrit": "Dossier envoyé",
    "ExposantMisEnAttente": "Mis sur liste d’attente",
    "ExposantValide": "Dossier validé",
    "ExposantRefuse": "Dossier refusé",
    "ExposantRetire": "Participation retirée",
    "PageExposantModifiee": "Page modifiée par l’équipe",
    "StandAttribue": "Stand attribué",
    "DossierRelance": "Équipe relancée par e-mail",
    "NoteEcrite": "Note ajoutée par un organisateur",
}
DE_L_EQUIPE = {
    "EquipierAjoute": "entre dans l’équipe",
    "EquipierRetire": "quitte l’équipe",
    "InscriptionAnnulee": "annule sa venue",
    "InscriptionModifiee": "corrige son badge",
}


@dataclass(frozen=True)
class Fait:
    """One thing that happened, and when."""

    le: datetime
    texte: str


def historique(exposant: Exposant) -> list[Fait]:
    """Return what happened to a file, the latest first."""
    membres = {membre.pk: membre.nom_complet() for membre in exposant.equipe.all()}
    lignes = Ecriture.objects.filter(
        Q(type__in=DU_DOSSIER, ids__exposant_id=exposant.pk)
        | Q(type__in=DE_L_EQUIPE, ids__participant_id__in=list(membres))
    ).order_by("-pk")[:LIGNES_MAX]
    return [Fait(ligne.le, _en_francais(ligne, membres)) for ligne in lignes]


def _en_francais(ligne: Ecriture, membres: dict[int, str]) -> str:
    if ligne.type in DU_DOSSIER:
        return DU_DOSSIER[ligne.type]
    return f"{membres[ligne.ids['participant_id']]} {DE_L_EQUIPE[ligne.type]}"
