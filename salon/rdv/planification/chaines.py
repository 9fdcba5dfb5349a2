"""Kempe chains: exchange two slots along the meetings that depend on each other, and no others."""

from salon.rdv.planification import cases as c
from salon.rdv.planification.cases import Plan
from salon.rdv.planification.compilation import piece
from salon.rdv.planification.plan import (
    de,
    ouvert,
    poser,
    prix,
    retirer,
    tirer,
    variation,
)

IMPOSSIBLE = 1 << 40
# Other chains tried to make room in a full slot.
COMPENSATIONS = 3


@piece
def suivre(s: Plan, rdv: int, autre_creneau: int, personne: int) -> int:
    """Follow a chain from one person of a meeting, which joins it; return its cost so far.

    At its end one person goes from one slot to the other. A closed chain ends nowhere: every
    person in it keeps the same slots.
    """
    ici, la = s[s[c.CRENEAU] + rdv], autre_creneau
    premier = rdv
    while True:
        suivant = de(s, personne, la)
        if suivant < 0:
            return variation(s, personne, ici, la)
        if suivant == premier:
            return 0
        if not ouvert(s, suivant, ici):
            return IMPOSSIBLE
        s[s[c.MARQUE] + suivant] = s[c.TOUR]
        s[s[c.CHAINE] + s[c.LONGUEUR]] = suivant
        s[c.LONGUEUR] += 1
        personne = (
            s[s[c.AUTRE] + suivant] if s[s[c.UNE] + suivant] == personne else s[s[c.UNE] + suivant]
        )
        ici, la = la, ici


@piece
def tracer(s: Plan, rdv: int, vers: int) -> int:
    """Add to the move the chain of a meeting towards a slot; return its cost, or IMPOSSIBLE."""
    if not ouvert(s, rdv, vers):
        return IMPOSSIBLE
    s[s[c.MARQUE] + rdv] = s[c.TOUR]
    s[s[c.CHAINE] + s[c.LONGUEUR]] = rdv
    s[c.LONGUEUR] += 1
    longueur = s[c.LONGUEUR]
    cout = suivre(s, rdv, vers, s[s[c.UNE] + rdv])
    if cout >= IMPOSSIBLE:
        return IMPOSSIBLE
    if s[c.LONGUEUR] > longueur and boucle(s, rdv, vers):
        return cout
    suite = suivre(s, rdv, vers, s[s[c.AUTRE] + rdv])
    return IMPOSSIBLE if suite >= IMPOSSIBLE else cout + suite


@piece
def boucle(s: Plan, rdv: int, vers: int) -> bool:
    """Tell whether the first half of a chain came back to its first meeting."""
    suivant = de(s, s[s[c.AUTRE] + rdv], vers)
    return suivant >= 0 and s[s[c.MARQUE] + suivant] == s[c.TOUR]


@piece
def commencer(s: Plan) -> None:
    """Begin a move: no meeting is part of it."""
    s[c.TOUR] += 1
    s[c.LONGUEUR] = 0


@piece
def exces_de_depart(s: Plan, creneau: int, debut: int) -> int:
    """Return how many more meetings of the move leave that slot than come to it."""
    solde = 0
    for i in range(debut, s[c.LONGUEUR]):
        solde += 1 if s[s[c.CRENEAU] + s[s[c.CHAINE] + i]] == creneau else -1
    return solde


@piece
def echange(s: Plan, rdv: int, vers: int) -> int:
    """Prepare the exchange that takes a meeting to a slot; return its cost, or IMPOSSIBLE.

    Where one slot is full, a second chain between the same two slots gives back what the first
    one brings.
    """
    ici = s[s[c.CRENEAU] + rdv]
    commencer(s)
    cout = tracer(s, rdv, vers)
    if cout >= IMPOSSIBLE:
        return IMPOSSIBLE
    solde = exces_de_depart(s, ici, 0)
    recoit = vers if solde > 0 else ici
    if solde != 0 and s[s[c.CHARGE] + recoit] >= s[s[c.CAPACITE] + recoit]:
        retour = compenser(s, recoit, ici + vers - recoit)
        if retour >= IMPOSSIBLE:
            return IMPOSSIBLE
        cout += retour
    if s[c.STABLE]:
        cout += deplacement(s, ici + vers)
    if s[c.ORDONNE] and not chaine_en_ordre(s, ici, vers):
        return IMPOSSIBLE
    return cout


@piece
def deplacement(s: Plan, somme: int) -> int:
    """Return what the move costs, or gains, in meetings away from where they were."""
    cout = 0
    for i in range(s[c.LONGUEUR]):
        rdv = s[s[c.CHAINE] + i]
        creneau = s[s[c.CRENEAU] + rdv]
        cout += prix(s, rdv, somme - creneau) - prix(s, rdv, creneau)
    return cout


@piece
def compenser(s: Plan, plein: int, autre: int) -> int:
    """Add a chain that frees one place in a full slot; return its cost, or IMPOSSIBLE."""
    longueur = s[c.LONGUEUR]
    for _ in range(COMPENSATIONS):
        rdv = s[s[c.LISTE] + s[s[c.DEPART] + plein] + tirer(s, s[s[c.CHARGE] + plein])]
        if s[s[c.MARQUE] + rdv] == s[c.TOUR]:
            continue
        cout = tracer(s, rdv, autre)
        if cout < IMPOSSIBLE and exces_de_depart(s, plein, longueur) == 1:
            return cout
        for i in range(longueur, s[c.LONGUEUR]):
            s[s[c.MARQUE] + s[s[c.CHAINE] + i]] = 0
        s[c.LONGUEUR] = longueur
    return IMPOSSIBLE


@piece
def futur(s: Plan, rdv: int, somme: int) -> int:
    """Return the slot of a meeting once the move is made."""
    if s[s[c.MARQUE] + rdv] == s[c.TOUR]:
        return somme - s[s[c.CRENEAU] + rdv]
    return s[s[c.CRENEAU] + rdv]


@piece
def chaine_en_ordre(s: Plan, un: int, autre: int) -> bool:
    """Tell whether the imposed order holds once the move is made."""
    somme = un + autre
    for i in range(s[c.LONGUEUR]):
        rdv = s[s[c.CHAINE] + i]
        creneau = somme - s[s[c.CRENEAU] + rdv]
        for j in range(s[s[c.AVANT_DEPART] + rdv], s[s[c.AVANT_DEPART] + rdv + 1]):
            if creneau <= futur(s, s[s[c.AVANT] + j], somme) < s[c.CRENEAUX]:
                return False
        for j in range(s[s[c.APRES_DEPART] + rdv], s[s[c.APRES_DEPART] + rdv + 1]):
            if futur(s, s[s[c.APRES] + j], somme) <= creneau:
                return False
    return True


@piece
def faire(s: Plan, somme: int) -> None:
    """Make the prepared exchange of two slots, given by the sum of their numbers."""
    for i in range(s[c.LONGUEUR]):
        retirer(s, s[s[c.CHAINE] + i])
    for i in range(s[c.LONGUEUR]):
        rdv = s[s[c.CHAINE] + i]
        poser(s, rdv, somme - s[s[c.CRENEAU] + rdv])


@piece
def deloger(s: Plan, rdv: int) -> bool:
    """Add a meeting to those that make way; False when it is locked."""
    if s[s[c.FIXE] + rdv]:
        return False
    if s[s[c.MARQUE] + rdv] != s[c.TOUR]:
        s[s[c.MARQUE] + rdv] = s[c.TOUR]
        s[s[c.CHAINE] + s[c.LONGUEUR]] = rdv
        s[s[c.ORIGINE] + s[c.LONGUEUR]] = s[s[c.CRENEAU] + rdv]
        s[c.LONGUEUR] += 1
    return True


@piece
def gener(s: Plan, rdv: int, creneau: int) -> bool:
    """Gather the meetings that must make way for one that enters a slot; False: it cannot."""
    commencer(s)
    for personne in (s[s[c.UNE] + rdv], s[s[c.AUTRE] + rdv]):
        present = de(s, personne, creneau)
        if present >= 0 and not deloger(s, present):
            return False
    if s[s[c.CHARGE] + creneau] - s[c.LONGUEUR] >= s[s[c.CAPACITE] + creneau]:
        present = s[s[c.LISTE] + s[s[c.DEPART] + creneau] + tirer(s, s[s[c.CHARGE] + creneau])]
        if not deloger(s, present):
            return False
    for i in range(s[s[c.AVANT_DEPART] + rdv], s[s[c.AVANT_DEPART] + rdv + 1]):
        avant = s[s[c.AVANT] + i]
        if creneau <= s[s[c.CRENEAU] + avant] < s[c.CRENEAUX] and not deloger(s, avant):
            return False
    for i in range(s[s[c.APRES_DEPART] + rdv], s[s[c.APRES_DEPART] + rdv + 1]):
        if s[s[c.CRENEAU] + s[s[c.APRES] + i]] <= creneau and not deloger(s, s[s[c.APRES] + i]):
            return False
    return True


@piece
def entrer(s: Plan, rdv: int, creneau: int) -> None:
    """Put a left out meeting into a slot; those that make way are left out."""
    for i in range(s[c.LONGUEUR]):
        retirer(s, s[s[c.CHAINE] + i])
    for i in range(s[c.LONGUEUR]):
        poser(s, s[s[c.CHAINE] + i], s[c.CRENEAUX])
    retirer(s, rdv)
    poser(s, rdv, creneau)


@piece
def ressortir(s: Plan, rdv: int) -> None:
    """Undo `entrer`."""
    retirer(s, rdv)
    for i in range(s[c.LONGUEUR]):
        retirer(s, s[s[c.CHAINE] + i])
    poser(s, rdv, s[c.CRENEAUX])
    for i in range(s[c.LONGUEUR]):
        poser(s, s[s[c.CHAINE] + i], s[s[c.ORIGINE] + i])
