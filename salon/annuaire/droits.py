"""Who may write about a structure: its own people once they are known, and the organiser."""

from salon.acces import Appelant
from salon.annuaire.models import Structure
from salon.erreurs import Interdit
from salon.models import Compte, Mandat


def exiger_membre(appelant: Appelant, structure: Structure) -> None:
    """Raise Interdit unless the caller may write about this structure.

    Anybody can send a file about any SIRET: only the team of a file that an organiser validated
    speaks for the structure. An organiser writes about the exhibitors of their editions, and about
    the structures that exhibit nowhere, which are nobody else's.
    """
    if appelant.compte is not None:
        permis = appelant.compte.is_superuser or _organise(appelant.compte, structure)
    else:
        permis = structure.expositions.filter(etat="valide", equipe=appelant.participant).exists()
    if not permis:
        raise Interdit


def _organise(compte: Compte, structure: Structure) -> bool:
    mandats = compte.mandats.filter(role=Mandat.Role.ORGANISATEUR)
    if structure.expositions.exists():
        mandats = mandats.filter(edition__exposants__structure=structure)
    return mandats.exists()
