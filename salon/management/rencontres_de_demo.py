"""The meetings of the demonstration, not yet stored: planned ones, requests with and without an answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from django.utils import timezone

from salon.management.noms_de_demo import MESSAGES
from salon.models import Creneau, Participant, Table
from salon.rdv.models import RendezVous
from salon.rdv.rencontres import paire, partie
from salon.rdv.services import DELAI_REPONSE

# Draws before a place is left empty because everyone is taken.
ESSAIS = 50
DEMANDES_PAR_PERSONNE = 5
PART_ENTRE_EXPOSANTS = 0.2

Gens = tuple[Sequence[Participant], Sequence[Participant]]  # teams of exhibitors, visitors
Place = tuple[Creneau, Table]


def planifier(
    hasard: Random, places: Sequence[Place], gens: Gens, paires: set[str]
) -> list[RendezVous]:
    """Return a planned meeting for each place where two people are free; `paires` grows."""
    occupes: set[tuple[int, int]] = set()
    rdvs = []
    for creneau, table in places:
        for _ in range(ESSAIS):
            rdv = _tirer(hasard, gens)
            if rdv is None:
                continue
            prises = {(creneau.pk, rdv.demandeur_id), (creneau.pk, rdv.destinataire_id)}
            if rdv.paire not in paires and not prises & occupes:
                rdv.etat, rdv.creneau, rdv.table = RendezVous.Etat.PLANIFIE, creneau, table
                rdv.version = 1
                paires.add(rdv.paire)
                occupes |= prises
                rdvs.append(rdv)
                break
    return rdvs


def demander(hasard: Random, nombre: int, gens: Gens, paires: set[str]) -> list[RendezVous]:
    """Return requests that wait for an answer, few for each person; `paires` grows."""
    en_attente: Counter[int] = Counter()
    rdvs: list[RendezVous] = []
    for _ in range(nombre * ESSAIS):
        rdv = _tirer(hasard, gens)
        if rdv is None:
            continue
        if len(rdvs) == nombre:
            break
        libre = en_attente[rdv.demandeur_id] < DEMANDES_PAR_PERSONNE
        if libre and rdv.paire not in paires:
            paires.add(rdv.paire)
            en_attente[rdv.demandeur_id] += 1
            rdvs.append(rdv)
    return rdvs


def accepter(hasard: Random, nombre: int, gens: Gens, paires: set[str]) -> list[RendezVous]:
    """Return accepted requests that wait for the timetable; `paires` grows."""
    rdvs = demander(hasard, nombre, gens, paires)
    for rdv in rdvs:
        rdv.etat, rdv.version = RendezVous.Etat.ACCEPTE, 1
        rdv.priorite = hasard.choice(RendezVous.Priorite.values)
    return rdvs


def _tirer(hasard: Random, gens: Gens) -> RendezVous | None:
    """Return a request between two people drawn by chance, None if they cannot meet."""
    membres, visiteurs = gens
    entre_exposants = hasard.random() < PART_ENTRE_EXPOSANTS
    demandeurs = membres if entre_exposants or not visiteurs else visiteurs
    if not membres:
        return None
    demandeur, destinataire = hasard.choice(demandeurs), hasard.choice(membres)
    if partie(demandeur) == partie(destinataire):
        return None
    demande_le = timezone.now() - timedelta(minutes=hasard.randrange(60, 2 * 1440))
    return RendezVous(
        edition=destinataire.edition,
        demandeur=demandeur,
        destinataire=destinataire,
        paire=paire(demandeur, destinataire),
        message=hasard.choice(MESSAGES),
        demande_le=demande_le,
        expire_le=demande_le + DELAI_REPONSE,
    )
