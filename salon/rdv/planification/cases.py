"""Where each thing lies in a plan: a timetable under construction, all whole numbers in a row.

One flat array, because compiled functions pass one array at no cost and thirty-five at a high one
(measured: ten times slower), and because a plain list has the same form: both paths run the
very same code. The first numbers are counters; then come the starts of the tables. The meeting
`m` has its slot at `s[s[CRENEAU] + m]`.
"""

from collections.abc import MutableSequence, Sequence

Plan = MutableSequence[int]
Lecture = Sequence[int]

(
    # Sizes, and what a timetable costs.
    PERSONNES,
    RDV,
    CRENEAUX,  # also the number of the slot that stands for "left out"
    LARGEUR,  # of a person's row: an idle place around each stretch of time, so neighbours exist
    BLOCS,  # stretches of time that no break spans
    MOTS,  # of 32 slots, to hold a set of slots
    PLAFOND,  # breaks that one may have under fairness
    COUT_EXCES,  # price of each break beyond it
    STABLE,  # 1 when moving a meeting from where it was has a price
    ORDONNE,  # 1 when some meeting must come before another
    # Counters.
    TOTAL_PAUSES,
    EXCES,
    ECARTES,  # price of all that is left out
    DEPLACES,  # price of all that is not where it was
    NOMBRE_GENES,
    LONGUEUR,  # of the move in preparation
    TOUR,  # its number
    RECORD,  # price of the best timetable so far
    RECORD_PAUSES,
    RECORD_ECARTES,  # how many meetings it leaves out
    ALEA,
    WEYL,
    # Tables that do not change.
    UNE,
    AUTRE,
    OUVERT,  # rdv × mots: the slots where the meeting may lie
    FIXE,  # 1 where the meeting is locked: never left out for another
    POIDS,  # price of leaving each meeting out
    ANCIEN,  # where each meeting was
    PRIX,  # price of moving it from there
    CAPACITE,
    PLACE,  # of each slot in a person's row
    BLOC,  # stretch of time of each slot
    DEPART,  # where the list of each slot begins in LISTE, the left out included
    SIENS_DEPART,
    SIENS,  # the meetings of each person
    AVANT_DEPART,
    AVANT,  # the meetings that must come before each one
    APRES_DEPART,
    APRES,
    # Tables that change.
    CRENEAU,  # of each meeting
    OCCUPE,  # personnes × largeur: the meeting there, or -1
    PRESENTS,  # personnes × blocs: meetings of a person in a stretch of time
    PAUSES,  # of each person
    CHARGE,  # meetings in each slot, the left out included
    LISTE,  # the meetings of each slot
    RANG,  # of each meeting in the list of its slot
    GENES,  # the people with breaks
    RANG_GENE,  # of each person in that list, or -1
    CHAINE,  # the meetings that the move concerns
    ORIGINE,  # the slots that they leave, when they make way
    MARQUE,  # the last move that concerned each meeting
    MEILLEUR,  # the slots of the best timetable so far
    TAILLE,  # how many of these numbers there are
) = range(53)
