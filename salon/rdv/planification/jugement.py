"""Judge a complete timetable by the rules themselves, apart from those who made it."""

from collections import Counter
from collections.abc import Sequence

from salon.rdv.planification.mesure import mesurer
from salon.rdv.planification.modele import Horaire, Instance


def juger(instance: Instance, horaire: Horaire) -> int | None:
    """Return the breaks of a complete timetable, None when it is not one or breaks a rule."""
    creneaux = [creneau for creneau in horaire if creneau is not None]
    if not len(creneaux) == len(horaire) == len(instance.rdv) or not _permis(instance, creneaux):
        return None
    mesure = mesurer(instance, horaire)
    if instance.equite is not None and mesure.ecart > instance.equite:
        return None
    return mesure.pauses


def _permis(instance: Instance, creneaux: Sequence[int]) -> bool:
    """Tell whether meetings lie where they may, in order, with tables for all and no double booking."""
    charges = Counter(creneaux)
    agendas = [[creneaux[rdv] for rdv in siens] for siens in instance.rdv_de]
    return (
        all(t in domaine for t, domaine in zip(creneaux, instance.domaines, strict=True))
        and all(nombre <= instance.capacites[t] for t, nombre in charges.items())
        and all(len(set(agenda)) == len(agenda) for agenda in agendas)
        and all(creneaux[avant] < creneaux[apres] for avant, apres in instance.precedences)
    )
