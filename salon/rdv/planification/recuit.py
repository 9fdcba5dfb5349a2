"""The inner loop: annealing over Kempe chains (Kirkpatrick 1983; Morgenstern and Shapiro 1990)."""

from salon.rdv.planification import cases as c
from salon.rdv.planification.cases import Lecture, Plan
from salon.rdv.planification.chaines import (
    IMPOSSIBLE,
    echange,
    entrer,
    faire,
    gener,
    ressortir,
)
from salon.rdv.planification.compilation import compiler, piece
from salon.rdv.planification.plan import (
    cout,
    de,
    libre,
    ouvert,
    poser,
    retirer,
    tirer,
    variation,
)

# Probabilities are whole numbers over 2^30, so that both paths round alike.
CERTAIN = 1 << 30
# One move in so many tries to place a left out meeting; so many in ten look at people with breaks.
UNE_ENTREE_SUR, VISEES_SUR_DIX = 4, 8
# Draws before giving up a good meeting or a good slot.
TIRAGES = 8


@piece
def admettre(s: Plan, delta: int, seuils: Lecture) -> bool:
    """Metropolis: never refuse a gain, accept a loss less often the greater it is."""
    if delta <= 0:
        return True
    return delta < len(seuils) and tirer(s, CERTAIN) < seuils[delta]


@piece
def retenir(s: Plan) -> None:
    """Keep the timetable when none so far was better."""
    total = cout(s)
    if total < s[c.RECORD]:
        s[c.RECORD] = total
        s[c.RECORD_PAUSES] = s[c.TOTAL_PAUSES]
        s[c.RECORD_ECARTES] = s[s[c.CHARGE] + s[c.CRENEAUX]]
        for rdv in range(s[c.RDV]):
            s[s[c.MEILLEUR] + rdv] = s[s[c.CRENEAU] + rdv]


@piece
def au_bord(s: Plan, personne: int, creneau: int) -> bool:
    """Tell whether a busy slot of a person has an idle neighbour, or an idle one a busy neighbour."""
    ici = s[c.OCCUPE] + personne * s[c.LARGEUR] + s[s[c.PLACE] + creneau]
    occupe = s[ici] >= 0
    return (s[ici - 1] >= 0) != occupe or (s[ici + 1] >= 0) != occupe


@piece
def viser(s: Plan) -> int:
    """Choose a meeting at the edge of a run of somebody with breaks, and an idle slot at an edge.

    Returns both in one number, meeting × slots + slot, or -1 when the draws found none.
    """
    personne = s[s[c.GENES] + tirer(s, s[c.NOMBRE_GENES])]
    debut = s[s[c.SIENS_DEPART] + personne]
    nombre = s[s[c.SIENS_DEPART] + personne + 1] - debut
    for _ in range(TIRAGES):
        rdv = s[s[c.SIENS] + debut + tirer(s, nombre)]
        if s[s[c.CRENEAU] + rdv] < s[c.CRENEAUX] and au_bord(s, personne, s[s[c.CRENEAU] + rdv]):
            for _ in range(TIRAGES):
                vers = tirer(s, s[c.CRENEAUX])
                if de(s, personne, vers) < 0 and au_bord(s, personne, vers):
                    return rdv * s[c.CRENEAUX] + vers
    return -1


@piece
def essayer_echange(s: Plan, seuils: Lecture) -> None:
    """Draw an exchange and make it when it is admitted."""
    if s[c.NOMBRE_GENES] > 0 and tirer(s, 10) < VISEES_SUR_DIX:
        choix = viser(s)
        if choix < 0:
            return
        rdv, vers = choix // s[c.CRENEAUX], choix % s[c.CRENEAUX]
    else:
        rdv, vers = tirer(s, s[c.RDV]), tirer(s, s[c.CRENEAUX])
    ici = s[s[c.CRENEAU] + rdv]
    if ici in (vers, s[c.CRENEAUX]):
        return
    delta = echange(s, rdv, vers)
    if delta < IMPOSSIBLE and admettre(s, delta, seuils):
        faire(s, ici + vers)
        if delta < 0:
            retenir(s)


@piece
def forcer(s: Plan, rdv: int, creneau: int, seuils: Lecture) -> None:
    """Place a left out meeting; those in its way take its place among the left out."""
    if not gener(s, rdv, creneau):
        return
    avant = cout(s)
    entrer(s, rdv, creneau)
    if admettre(s, cout(s) - avant, seuils):
        retenir(s)
    else:
        ressortir(s, rdv)


@piece
def augmenter(s: Plan, rdv: int, creneau: int, seuils: Lecture) -> bool:
    """König's augmenting path: free one of the two people in a slot by a chain, then place."""
    une, autre = s[s[c.UNE] + rdv], s[s[c.AUTRE] + rdv]
    personne = une if de(s, une, creneau) >= 0 else autre
    obstacle = de(s, personne, creneau)
    vers = tirer(s, s[c.CRENEAUX])
    if obstacle < 0 or de(s, personne, vers) >= 0 or echange(s, obstacle, vers) >= IMPOSSIBLE:
        return False
    avant = cout(s)
    faire(s, creneau + vers)
    if libre(s, rdv, creneau):
        retirer(s, rdv)
        poser(s, rdv, creneau)
        if admettre(s, cout(s) - avant, seuils):
            retenir(s)
            return True
        retirer(s, rdv)
        poser(s, rdv, s[c.CRENEAUX])
    faire(s, creneau + vers)
    return False


@piece
def essayer_entree(s: Plan, seuils: Lecture) -> None:
    """Try to place a left out meeting, by a chain if it can be, else against others."""
    rdv = s[s[c.LISTE] + s[s[c.DEPART] + s[c.CRENEAUX]] + tirer(s, s[s[c.CHARGE] + s[c.CRENEAUX]])]
    creneau = tirer(s, s[c.CRENEAUX])
    if ouvert(s, rdv, creneau) and not augmenter(s, rdv, creneau, seuils):
        forcer(s, rdv, creneau, seuils)


def recuire(s: Plan, seuils: Lecture, pas: int) -> None:
    """Draw so many moves at one temperature; `seuils` gives the odds of each loss, out of 2^30."""
    for _ in range(pas):
        if s[s[c.CHARGE] + s[c.CRENEAUX]] > 0 and tirer(s, UNE_ENTREE_SUR) == 0:
            essayer_entree(s, seuils)
        else:
            essayer_echange(s, seuils)


def construire(s: Plan, ordre: Lecture) -> None:
    """Place each left out meeting, in that order, where it costs least; ties go to the emptiest."""
    for i in range(len(ordre)):
        rdv = ordre[i]
        meilleur, choix = IMPOSSIBLE, -1
        for creneau in range(s[c.CRENEAUX]):
            if libre(s, rdv, creneau):
                prix = variation(s, s[s[c.UNE] + rdv], -1, creneau)
                prix += variation(s, s[s[c.AUTRE] + rdv], -1, creneau)
                prix = (
                    prix * (1 << 20)
                    + s[s[c.CHARGE] + creneau] * (1 << 10) // s[s[c.CAPACITE] + creneau]
                )
                if prix < meilleur:
                    meilleur, choix = prix, creneau
        if choix >= 0:
            retirer(s, rdv)
            poser(s, rdv, choix)
    retenir(s)


recuire_compile = compiler(recuire)
construire_compile = compiler(construire)
