"""Say before solving what cannot work and why, and how good a timetable can be at best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salon.rdv.planification.appariement import (
    Appariement,
    Coupe,
    Repartition,
    creneaux_de,
    masque,
)
from salon.rdv.planification.bornes import masques, pauses_par_personne
from salon.rdv.planification.modele import Instance
from salon.rdv.planification.propagation import Impasse, propager

CRENEAUX_NOMMES = 4


@dataclass(frozen=True)
class Empechement:
    """One reason why not all meetings can be held; the sentence is meant for the organiser."""

    phrase: str
    personnes: tuple[int, ...] = ()
    rdv: tuple[int, ...] = ()


@dataclass(frozen=True)
class Diagnostic:
    """What stands in the way of a complete timetable, and bounds on any timetable.

    The bounds on breaks hold for complete timetables; they are 0 when there can be none.
    """

    empechements: tuple[Empechement, ...]
    ecartes: int
    pauses: int
    pauses_par_personne: tuple[int, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing found forbids a complete timetable."""
        return not self.empechements


def diagnostiquer(instance: Instance) -> Diagnostic:
    """Return what cannot work and the bounds; polynomial, some milliseconds for a usual event."""
    domaines = masques(instance)
    repartition = Repartition(domaines, instance.capacites)
    empechements = [*_rdv_sans_creneau(instance), *_agendas_trop_pleins(instance, domaines)]
    if repartition.exclus:
        empechements.append(_manque_de_tables(instance, repartition))
    ecartes = max(len(repartition.exclus), _ecartes_des_agendas(instance, domaines))
    seules: list[int] = []
    if not empechements:
        try:
            restants = propager(instance, domaines)
            seules = [pauses or 0 for pauses in pauses_par_personne(instance, restants)]
            empechements.extend(_inequites(instance, seules))
        except Impasse as impasse:
            empechements.append(_nommer(instance, impasse))
    if empechements:
        seules, ecartes = [0] * instance.personnes, max(ecartes, 1)
    return Diagnostic(tuple(empechements), ecartes, sum(seules), tuple(seules))


def plafond_de_pauses(instance: Instance, seules: Sequence[int]) -> int | None:
    """Return how many breaks one may have so that fairness holds whatever the others have."""
    if instance.equite is None:
        return None
    return instance.equite + min(seules, default=0)


def _rdv_sans_creneau(instance: Instance) -> Iterator[Empechement]:
    """Yield the meetings whose two people are never free together."""
    for numero, domaine in enumerate(instance.domaines):
        if not domaine:
            qui = _paire(instance, numero)
            phrase = f"{qui} : aucun créneau libre en commun pour leur rendez-vous."
            yield Empechement(phrase, instance.rdv[numero], (numero,))


def _agendas_trop_pleins(instance: Instance, domaines: Sequence[int]) -> Iterator[Empechement]:
    """Yield the people with more meetings than slots, over the day or over a part of it."""
    for personne, siens in enumerate(instance.rdv_de):
        poses = [numero for numero in siens if domaines[numero]]
        appariement = Appariement([domaines[numero] for numero in poses])
        if not appariement.exclus:
            continue
        coupe = appariement.coupe()
        concernes = tuple(poses[rang] for rang in coupe.rdv)
        demandes, libres = _accord(len(concernes)), len(coupe.creneaux)
        if len(concernes) == len(siens):
            phrase = f"{demandes}, {libres} créneau{'x' if libres > 1 else ''} libre"
            phrase += "s." if libres > 1 else "."
        else:
            ou = _creneaux(instance, coupe.creneaux)
            phrase = f"{demandes} ne peuvent avoir lieu qu’{ou}."
        yield Empechement(f"{instance.nom_de(personne)} : {phrase}", (personne,), concernes)


def _manque_de_tables(instance: Instance, repartition: Repartition) -> Empechement:
    """Name the slots, all of them maybe, whose tables are fewer than the meetings bound to them."""
    coupe: Coupe = repartition.coupe()
    places = sum(instance.capacites[creneau] for creneau in coupe.creneaux)
    tous = len(coupe.creneaux) == sum(1 for capacite in instance.capacites if capacite)
    ou = "en tout" if tous else _creneaux(instance, coupe.creneaux)
    phrase = (
        f"{len(coupe.rdv)} rendez-vous pour {places} place{'s' if places > 1 else ''} de table {ou} : "
        f"{len(repartition.exclus)} au moins à écarter."
    )
    return Empechement(phrase, (), coupe.rdv)


def _ecartes_des_agendas(instance: Instance, domaines: Sequence[int]) -> int:
    """Return how many meetings must go because of people's agendas.

    The excesses of people who do not meet each other add up, as no meeting lowers two of them.
    """
    exces = [
        (len(Appariement([domaines[numero] for numero in siens]).exclus), personne)
        for personne, siens in enumerate(instance.rdv_de)
    ]
    total, pris = 0, [False] * instance.personnes
    for nombre, personne in sorted(exces, reverse=True):
        if nombre and not pris[personne]:
            total += nombre
            for numero in instance.rdv_de[personne]:
                for autre in instance.rdv[numero]:
                    pris[autre] = True
    return total


def _inequites(instance: Instance, seules: Sequence[int]) -> Iterator[Empechement]:
    """Yield the people who, even alone, have too many breaks beside somebody who can have few."""
    if instance.equite is None:
        return
    au_plus = min((max(len(siens) - 1, 0) for siens in instance.rdv_de), default=0)
    for personne, pauses in enumerate(seules):
        if pauses > instance.equite + au_plus:
            phrase = (
                f"{instance.nom_de(personne)} : {pauses} pauses au moins dans son agenda, alors que "
                f"l’équité en permet {instance.equite + au_plus}."
            )
            yield Empechement(phrase, (personne,), instance.rdv_de[personne])


def _nommer(instance: Instance, impasse: Impasse) -> Empechement:
    if impasse.personne is not None:
        siens = instance.rdv_de[impasse.personne]
        phrase = (
            f"{instance.nom_de(impasse.personne)} : ses {len(siens)} rendez-vous ne tiennent pas "
            "ensemble, une fois placés ceux qui n’ont qu’un créneau possible et l’ordre imposé."
        )
        return Empechement(phrase, (impasse.personne,), siens)
    assert impasse.rdv is not None
    chaine = _chaine(instance, impasse.rdv)
    if len(chaine) > 1:
        suite = ", puis ".join(_paire(instance, numero) for numero in chaine)
        phrase = f"L’ordre imposé ne tient pas dans les créneaux possibles : {suite}."
    else:
        qui = _paire(instance, impasse.rdv)
        phrase = f"{qui} : tous leurs créneaux communs sont pris par des rendez-vous fixés."
    personnes = {personne for numero in chaine for personne in instance.rdv[numero]}
    return Empechement(phrase, tuple(sorted(personnes)), chaine)


def _chaine(instance: Instance, rdv: int) -> tuple[int, ...]:
    """Return a longest chain of imposed order through a meeting."""
    chaine = [rdv]
    for bout, sens in ((0, 1), (-1, 0)):
        while True:
            liens = [p for p in instance.precedences if p[sens] == chaine[bout]]
            if not liens:
                break
            chaine.insert(0 if sens else len(chaine), liens[0][1 - sens])
    return tuple(chaine)


def _paire(instance: Instance, rdv: int) -> str:
    une, autre = instance.rdv[rdv]
    return f"{instance.nom_de(une)} et {instance.nom_de(autre)}"


def _accord(nombre: int) -> str:
    pluriel = "s" if nombre > 1 else ""
    return f"{nombre} demande{pluriel} acceptée{pluriel}"


def _creneaux(instance: Instance, creneaux: Sequence[int]) -> str:
    noms = [instance.heure_de(creneau) for creneau in creneaux_de(masque(creneaux))]
    if not noms:
        return "en aucun créneau"
    if len(noms) == 1:
        return f"au créneau {noms[0]}"
    montres = noms if len(noms) <= CRENEAUX_NOMMES else [*noms[:CRENEAUX_NOMMES], "…"]
    return f"aux créneaux {', '.join(montres)}"
