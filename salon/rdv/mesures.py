"""The figures that drafts of timetables are compared by, and why a meeting has no slot."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from salon.rdv.passerelle import Plateau, entre_familles
from salon.rdv.planification.modele import Horaire, Instance

RAISON_MAX = 200


def pauses_de_chacun(instance: Instance, horaire: Horaire) -> list[int]:
    """Return the breaks of each person: runs of idle slots between two meetings of a half-day."""
    pauses = []
    for siens in instance.rdv_de:
        pris = sorted(creneau for numero in siens if (creneau := horaire[numero]) is not None)
        pauses.append(
            sum(b - a > 1 and instance.blocs[a] == instance.blocs[b] for a, b in pairwise(pris))
        )
    return pauses


def mesurer(plateau: Plateau, horaire: Horaire) -> dict[str, Any]:
    """Return the figures of a draft, ready for JSON.

    `histogramme` says how many people have so many breaks; the keys are texts, as JSON wants them.
    `part_familles` is in percent of the placed meetings, None without any.
    """
    instance = plateau.instance
    pauses = pauses_de_chacun(instance, horaire)
    places = [numero for numero, creneau in enumerate(horaire) if creneau is not None]
    de_chacun = [sum(horaire[n] is not None for n in siens) for siens in instance.rdv_de]
    entre = sum(entre_familles(plateau.rdvs[numero]) for numero in places)
    histogramme = Counter(nombre for nombre, tenus in zip(pauses, de_chacun, strict=True) if tenus)
    return {
        "rdv": len(horaire),
        "places": len(places),
        "laisses": len(horaire) - len(places),
        "pauses": sum(pauses),
        "pauses_max": max(pauses, default=0),
        "personnes": instance.personnes,
        "sans_rdv": de_chacun.count(0),
        "rdv_min": min(de_chacun, default=0),
        "rdv_max": max(de_chacun, default=0),
        "part_familles": round(100 * entre / len(places), 1) if places else None,
        "histogramme": {str(nombre): histogramme[nombre] for nombre in sorted(histogramme)},
    }


def raison(plateau: Plateau, numero: int, horaire: Horaire) -> str:
    """Return in French why a meeting is left out."""
    instance = plateau.instance
    domaine = instance.domaines[numero]
    if not domaine:
        return "Les deux personnes ne sont jamais libres au même créneau."
    for personne in instance.rdv[numero]:
        pris = {horaire[n] for n in instance.rdv_de[personne]}
        if pris.issuperset(domaine):
            texte = f"{instance.nom_de(personne)} n’a plus de créneau libre."
            return texte if len(texte) <= RAISON_MAX else f"{texte[: RAISON_MAX - 1]}…"
    if not _libres_ensemble(instance, numero, horaire):
        return "Quand l’un est libre, l’autre est déjà en rendez-vous."
    return "Toutes les places sont prises quand les deux personnes sont libres."


def _libres_ensemble(instance: Instance, numero: int, horaire: Horaire) -> Sequence[int]:
    pris = {horaire[n] for personne in instance.rdv[numero] for n in instance.rdv_de[personne]}
    return [creneau for creneau in instance.domaines[numero] if creneau not in pris]
