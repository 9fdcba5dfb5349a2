"""The rule of the gate, pure: what is known about a badge and a scan gives the verdict.

No Django, no database, no clock: a gate without network decides by the same table.
"""

from dataclasses import dataclass
from enum import StrEnum


class Sens(StrEnum):
    ENTREE = "entree"
    SORTIE = "sortie"


class Raison(StrEnum):
    INCONNU = "inconnu"
    INVALIDE = "invalide"
    AUTRE_EDITION = "autre_edition"
    ANNULE = "annule"
    REVOQUE = "revoque"
    NON_VALIDE_AUJOURDHUI = "non_valide_aujourdhui"
    ZONE_INTERDITE = "zone_interdite"
    DEJA_ENTRE = "deja_entre"
    DEJA_SORTI = "deja_sorti"
    SORTIE_SANS_ENTREE = "sortie_sans_entree"
    JAUGE_ATTEINTE = "jauge_atteinte"
    PORTE_FERMEE = "porte_fermee"


TEXTES = {
    Raison.INCONNU: "Ce QR n’est pas un badge du salon.",
    Raison.INVALIDE: "Badge falsifié ou abîmé : appelez l’accueil.",
    Raison.AUTRE_EDITION: "Badge d’une autre édition.",
    Raison.ANNULE: "Inscription annulée : orientez vers l’accueil.",
    Raison.REVOQUE: "Badge remplacé : seul le nouveau est valable.",
    Raison.NON_VALIDE_AUJOURDHUI: "Badge non valable aujourd’hui.",
    Raison.ZONE_INTERDITE: "Cette zone n’est pas ouverte à ce badge.",
    Raison.DEJA_ENTRE: "Déjà entré.",
    Raison.DEJA_SORTI: "Déjà sorti.",
    Raison.SORTIE_SANS_ENTREE: "Sortie notée, sans entrée connue.",
    Raison.JAUGE_ATTEINTE: "Jauge atteinte : prévenez un responsable.",
    Raison.PORTE_FERMEE: "Cette porte est fermée.",
}

# Codes that are no badge of this edition: nothing to decide about, whoever insists.
SANS_BADGE = frozenset({Raison.INCONNU, Raison.INVALIDE, Raison.AUTRE_EDITION})


@dataclass(frozen=True)
class Etat:
    """What is known when a scan is decided.

    `obstacle` is what stands against this badge whatever the person did before; `zone` is where the
    person is now, None outside; `jauge` tells how full the site is.
    """

    obstacle: Raison | None = None
    porte_ouverte: bool = True
    zone: int | None = None
    deja_venu: bool = False
    jauge_atteinte: bool = False
    jauge_bloquante: bool = False


@dataclass(frozen=True)
class Scan:
    """What the gate asks. `observe`: it already happened. `force`: a supervisor insists."""

    sens: Sens
    zone: int
    observe: bool = False
    force: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is answered and stored.

    `compte` tells whether the passage changes the number of people inside; `zone_quittee` is the
    zone the person leaves by it; `force_utile` tells that without `force` it would be refused.
    """

    admis: bool
    raison: Raison | None = None
    compte: bool = False
    zone_quittee: int | None = None
    force_utile: bool = False


def decider(etat: Etat, scan: Scan) -> Verdict:
    """Decide one scan. What already happened is never refused, only described."""
    if etat.obstacle in SANS_BADGE:
        return Verdict(admis=False, raison=etat.obstacle)
    objection = _objection(etat, scan)
    if objection and not (scan.observe or scan.force):
        return Verdict(admis=False, raison=objection)
    # A person already inside is counted once, and an exit without entry takes nobody out.
    arrivee = scan.zone if scan.sens == Sens.ENTREE else None
    bouge = etat.zone != arrivee
    return Verdict(
        admis=True,
        raison=objection or _remarque(etat, scan),
        compte=bouge,
        zone_quittee=etat.zone if bouge else None,
        force_utile=objection is not None and scan.force and not scan.observe,
    )


def _objection(etat: Etat, scan: Scan) -> Raison | None:
    """Return the first reason against the passage, the gravest first. Nobody is kept inside."""
    if scan.sens == Sens.SORTIE:
        return Raison.DEJA_SORTI if etat.zone is None and etat.deja_venu else None
    if etat.obstacle is not None:
        return etat.obstacle
    if not etat.porte_ouverte:
        return Raison.PORTE_FERMEE
    if etat.zone == scan.zone:
        return Raison.DEJA_ENTRE
    if etat.jauge_atteinte and etat.jauge_bloquante and etat.zone is None:
        return Raison.JAUGE_ATTEINTE
    return None


def _remarque(etat: Etat, scan: Scan) -> Raison | None:
    """Return what is unusual about a passage that nothing stands against."""
    if scan.sens == Sens.SORTIE and etat.zone is None:
        return Raison.SORTIE_SANS_ENTREE
    if scan.sens == Sens.ENTREE and etat.zone is None and etat.jauge_atteinte:
        return Raison.JAUGE_ATTEINTE
    return None
