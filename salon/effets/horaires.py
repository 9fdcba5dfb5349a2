"""What follows when a timetable is asked for, and what the clock looks after meanwhile."""

from django.db import DatabaseError

from salon.journal.effets import EchecDefinitif, effet
from salon.rdv.execution import executer_planification
from salon.rdv.horaires import clore, constater_planifications_perdues
from salon.rdv.models import Planification
from salon.rdv.reprise import executer_reprise

Genre = Planification.Genre
EXECUTIONS = {Genre.COMPLETE: executer_planification, Genre.REPRISE: executer_reprise}


@effet(queue="lots")
def planifier_horaire(*, planification_id: int) -> None:
    """Compute the timetable. The same mistake would be made again: only the database is tried again."""
    genre = Planification.objects.values_list("genre", flat=True).get(pk=planification_id)
    try:
        EXECUTIONS[Genre(genre)](planification_id=planification_id)
    except DatabaseError:
        raise
    except Exception as erreur:
        clore(planification_id, Planification.Etat.ECHOUEE)
        raise EchecDefinitif(f"calcul impossible : {type(erreur).__name__}") from erreur


@effet(queue="lots")
def constater_planifications(*, minute: str) -> None:
    """End the runs whose worker is gone for good."""
    constater_planifications_perdues()
