"""Elementary changes of a plan: draw, put, take away, and what each costs in breaks."""

from salon.rdv.planification import cases as c
from salon.rdv.planification.cases import Plan
from salon.rdv.planification.compilation import piece

BITS = 0xFFFFFFFF


@piece
def tirer(s: Plan, nombre: int) -> int:
    """Draw a number under `nombre`: xorshift of 32 bits (Marsaglia, 2003) plus a Weyl sequence."""
    x = s[c.ALEA]
    x ^= (x << 13) & BITS
    x ^= x >> 17
    x ^= (x << 5) & BITS
    s[c.ALEA] = x
    w = (s[c.WEYL] + 362437) & BITS
    s[c.WEYL] = w
    return (((x + w) & BITS) * nombre) >> 32


@piece
def cout(s: Plan) -> int:
    """Return the price of the whole timetable."""
    return s[c.TOTAL_PAUSES] + s[c.COUT_EXCES] * s[c.EXCES] + s[c.ECARTES] + s[c.DEPLACES]


@piece
def prix(s: Plan, rdv: int, creneau: int) -> int:
    """Return what it costs that a meeting is not where it was."""
    if s[c.STABLE] and s[s[c.ANCIEN] + rdv] != creneau:
        return s[s[c.PRIX] + rdv]
    return 0


@piece
def en_poser(s: Plan, personne: int, creneau: int, rdv: int) -> None:
    """Write a meeting into a person's row, or -1 to take it out, and count their breaks again."""
    ici = personne * s[c.LARGEUR] + s[s[c.PLACE] + creneau]
    suites = 1 - (s[s[c.OCCUPE] + ici - 1] >= 0) - (s[s[c.OCCUPE] + ici + 1] >= 0)
    sien = personne * s[c.BLOCS] + s[s[c.BLOC] + creneau]
    s[s[c.OCCUPE] + ici] = rdv
    avant = s[s[c.PAUSES] + personne]
    if rdv >= 0:
        s[s[c.PRESENTS] + sien] += 1
        apres = avant + suites - (s[s[c.PRESENTS] + sien] == 1)
    else:
        s[s[c.PRESENTS] + sien] -= 1
        apres = avant - suites + (s[s[c.PRESENTS] + sien] == 0)
    s[s[c.PAUSES] + personne] = apres
    s[c.TOTAL_PAUSES] += apres - avant
    s[c.EXCES] += max(apres - s[c.PLAFOND], 0) - max(avant - s[c.PLAFOND], 0)
    if apres > 0 and s[s[c.RANG_GENE] + personne] < 0:
        s[s[c.RANG_GENE] + personne] = s[c.NOMBRE_GENES]
        s[s[c.GENES] + s[c.NOMBRE_GENES]] = personne
        s[c.NOMBRE_GENES] += 1
    elif apres == 0 and s[s[c.RANG_GENE] + personne] >= 0:
        s[c.NOMBRE_GENES] -= 1
        dernier = s[s[c.GENES] + s[c.NOMBRE_GENES]]
        s[s[c.GENES] + s[s[c.RANG_GENE] + personne]] = dernier
        s[s[c.RANG_GENE] + dernier] = s[s[c.RANG_GENE] + personne]
        s[s[c.RANG_GENE] + personne] = -1


@piece
def retirer(s: Plan, rdv: int) -> None:
    """Take a meeting from where it is (a slot, or among the left out)."""
    creneau = s[s[c.CRENEAU] + rdv]
    s[c.DEPLACES] -= prix(s, rdv, creneau)
    s[s[c.CHARGE] + creneau] -= 1
    debut = s[s[c.DEPART] + creneau]
    dernier = s[s[c.LISTE] + debut + s[s[c.CHARGE] + creneau]]
    s[s[c.LISTE] + debut + s[s[c.RANG] + rdv]] = dernier
    s[s[c.RANG] + dernier] = s[s[c.RANG] + rdv]
    if creneau == s[c.CRENEAUX]:
        s[c.ECARTES] -= s[s[c.POIDS] + rdv]
    else:
        en_poser(s, s[s[c.UNE] + rdv], creneau, -1)
        en_poser(s, s[s[c.AUTRE] + rdv], creneau, -1)


@piece
def poser(s: Plan, rdv: int, creneau: int) -> None:
    """Put a meeting that is nowhere into a slot, or among the left out."""
    s[s[c.CRENEAU] + rdv] = creneau
    s[c.DEPLACES] += prix(s, rdv, creneau)
    s[s[c.RANG] + rdv] = s[s[c.CHARGE] + creneau]
    s[s[c.LISTE] + s[s[c.DEPART] + creneau] + s[s[c.CHARGE] + creneau]] = rdv
    s[s[c.CHARGE] + creneau] += 1
    if creneau == s[c.CRENEAUX]:
        s[c.ECARTES] += s[s[c.POIDS] + rdv]
    else:
        en_poser(s, s[s[c.UNE] + rdv], creneau, rdv)
        en_poser(s, s[s[c.AUTRE] + rdv], creneau, rdv)


@piece
def ouvert(s: Plan, rdv: int, creneau: int) -> bool:
    """Tell whether a meeting may lie in a slot."""
    return (s[s[c.OUVERT] + rdv * s[c.MOTS] + (creneau >> 5)] >> (creneau & 31)) & 1 == 1


@piece
def de(s: Plan, personne: int, creneau: int) -> int:
    """Return the meeting of a person in a slot, or -1."""
    return s[s[c.OCCUPE] + personne * s[c.LARGEUR] + s[s[c.PLACE] + creneau]]


@piece
def variation(s: Plan, personne: int, quitte: int, rejoint: int) -> int:
    """Return what it costs that a person leaves one slot for another; -1 stands for none."""
    base = personne * s[c.LARGEUR]
    pauses = s[s[c.PAUSES] + personne]
    vide = -2
    bloc_vide = -1
    if quitte >= 0:
        vide = base + s[s[c.PLACE] + quitte]
        pauses += (s[s[c.OCCUPE] + vide - 1] >= 0) + (s[s[c.OCCUPE] + vide + 1] >= 0) - 1
        if s[s[c.PRESENTS] + personne * s[c.BLOCS] + s[s[c.BLOC] + quitte]] == 1:
            bloc_vide = s[s[c.BLOC] + quitte]
            pauses += 1
    if rejoint >= 0:
        la = base + s[s[c.PLACE] + rejoint]
        gauche = s[s[c.OCCUPE] + la - 1] >= 0 and la - 1 != vide
        droite = s[s[c.OCCUPE] + la + 1] >= 0 and la + 1 != vide
        pauses += 1 - gauche - droite
        bloc = s[s[c.BLOC] + rejoint]
        if s[s[c.PRESENTS] + personne * s[c.BLOCS] + bloc] == 0 or bloc == bloc_vide:
            pauses -= 1
    avant = s[s[c.PAUSES] + personne]
    exces = max(pauses - s[c.PLAFOND], 0) - max(avant - s[c.PLAFOND], 0)
    return pauses - avant + s[c.COUT_EXCES] * exces


@piece
def en_ordre(s: Plan, rdv: int, creneau: int) -> bool:
    """Tell whether a meeting in that slot respects the imposed order, the others staying put."""
    for i in range(s[s[c.AVANT_DEPART] + rdv], s[s[c.AVANT_DEPART] + rdv + 1]):
        if creneau <= s[s[c.CRENEAU] + s[s[c.AVANT] + i]] < s[c.CRENEAUX]:
            return False
    for i in range(s[s[c.APRES_DEPART] + rdv], s[s[c.APRES_DEPART] + rdv + 1]):
        if s[s[c.CRENEAU] + s[s[c.APRES] + i]] <= creneau:
            return False
    return True


@piece
def libre(s: Plan, rdv: int, creneau: int) -> bool:
    """Tell whether a meeting can be put in a slot with nothing else moved."""
    return (
        ouvert(s, rdv, creneau)
        and s[s[c.CHARGE] + creneau] < s[s[c.CAPACITE] + creneau]
        and de(s, s[s[c.UNE] + rdv], creneau) < 0
        and de(s, s[s[c.AUTRE] + rdv], creneau) < 0
        and en_ordre(s, rdv, creneau)
    )
