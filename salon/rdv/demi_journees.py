"""The half-days that slots make: a break never spans two of them, and each may be published alone."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from salon.models import Creneau, Edition, date_en_francais

# Lunch begins where nobody meets for at least so long.
COUPURE = timedelta(minutes=45)
MIDI = 12


def demi_journees(edition: Edition, creneaux: Sequence[Creneau]) -> list[int]:
    """Return for each slot, in order of time, the number of its half-day, from 0."""
    numeros = [0] * len(creneaux)
    for rang, (avant, apres) in enumerate(pairwise(creneaux), 1):
        jours = {edition.heure_locale(creneau.debut).date() for creneau in (avant, apres)}
        coupee = len(jours) > 1 or apres.debut - avant.fin >= COUPURE
        numeros[rang] = numeros[rang - 1] + int(coupee)
    return numeros


def noms_des_demi_journees(edition: Edition, creneaux: Sequence[Creneau]) -> list[str]:
    """Return what people call each half-day, e.g. "jeudi 20 mai, matin"; its hours where two agree."""
    numeros = demi_journees(edition, creneaux)
    noms = []
    for numero in range(numeros[-1] + 1 if numeros else 0):
        siens = [c for c, sien in zip(creneaux, numeros, strict=True) if sien == numero]
        debut = edition.heure_locale(siens[0].debut)
        moment = "matin" if debut.hour < MIDI else "après-midi"
        nom = f"{date_en_francais(debut.date(), 'l j F')}, {moment}"
        if nom in noms:
            nom = f"{date_en_francais(debut.date(), 'l j F')}, à partir de {debut:%H:%M}"
        noms.append(nom)
    return noms


def heure_longue(edition: Edition, creneau: Creneau) -> str:
    """Return how a sentence calls a slot, e.g. "jeudi 10:00"."""
    debut = edition.heure_locale(creneau.debut)
    return f"{date_en_francais(debut.date(), 'l')} {debut:%H:%M}"
