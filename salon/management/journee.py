"""The plan of a simulated opening day: who passes which gate when, and what goes wrong.

Pure, and drawn from a seed: the same seed, gates and people give the same day.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from salon.management.foule import (
    ENTREE,
    SORTIE,
    Acces,
    Attendu,
    Genre,
    Geste,
    Marche,
    Personne,
    Scan,
)

# Waves of arrivals: their share of the people, their middle and their spread as parts of the day.
VAGUES = ((0.55, 0.0, 0.05), (0.25, 0.28, 0.07), (0.20, 0.58, 0.05))
DERNIERE_ARRIVEE = 0.9
VISITES, POIDS_VISITES = (1, 2, 3), (0.6, 0.3, 0.1)
PART_CHANGEMENTS = 0.35  # visits during which the person goes to another zone
PART_AUTRE_PORTE = 0.3  # exits by another gate than the entry
PART_RESTES = 0.15  # people still inside when the day ends
# Parts of the scans, or of the people, to which something happens; at least one of each.
PART_REPRISES = 0.03
PART_DOUBLES = 0.02
PART_FALSIFIES = 0.01
PART_ETRANGERS = 0.005
PART_SECONDES_SORTIES = 0.01
PART_SANS_ENTREE = 0.01
PART_ZONE_INTERDITE = 0.01
PAR_LOT = 4  # people in the offline lot of a gate
DERIVE_MAX = 7_200.0  # seconds
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ETRANGERS = ("https://exemple.example/menu", "WIFI:S:Salon;T:WPA;;", "3017620422003")


@dataclass(frozen=True)
class Decor:
    """Where and with whom the day takes place, and how many hours it lasts."""

    acces: tuple[Acces, ...]
    personnes: tuple[Personne, ...]
    heures: float


@dataclass(frozen=True)
class Pas:
    """An intended passage, before anything goes wrong."""

    instant: float
    marche: Marche
    acces: Acces
    sens: str


def planifier(decor: Decor, graine: int) -> list[Geste]:
    """Return the gestures of the day in order of time."""
    journee = Journee(decor, graine)
    journee.dedier_lots()
    journee.promener()
    return sorted(journee.gestes, key=lambda geste: (geste.instant, geste.scans[0].numero))


def alterer(code: str, hasard: random.Random) -> str:
    """Return a code with one character changed, as a forger's attempt or a torn badge would read."""
    rang = hasard.randrange(len(code) // 2, len(code))
    return code[:rang] + hasard.choice(ALPHABET.replace(code[rang].upper(), "")) + code[rang + 1 :]


class Journee:
    """A day being planned. Scans are numbered as they are drawn, which is order enough for a person."""

    def __init__(self, decor: Decor, graine: int) -> None:
        self.gestes: list[Geste] = []
        self._decor = decor
        self._duree = decor.heures * 3600
        self._hasard = random.Random(graine)
        zones = Counter(acces.zone for acces in decor.acces)
        principale = zones.most_common(1)[0][0]
        self._entrees = [acces for acces in decor.acces if acces.zone == principale]
        self._autres = [acces for acces in decor.acces if acces.zone != principale]
        self._marches = [Marche(personne) for personne in decor.personnes]
        self._voies = {personne.numero: personne.numero for personne in decor.personnes}
        self._derniers: dict[int, float] = {}
        self._numero = 0

    def dedier_lots(self) -> None:
        """Give each gate some people whom it scans without network, and sends later in one lot."""
        libres = [marche for marche in self._marches if marche.zone is None]
        taille = min(PAR_LOT, len(libres) // (2 * len(self._decor.acces)))
        for rang, acces in enumerate(self._decor.acces):
            admissibles = [m for m in libres if acces.permet(m.personne.categorie)]
            groupe = admissibles[:taille]
            libres = [marche for marche in libres if marche not in groupe]
            if groupe:
                self._envoyer_lot(acces, groupe, Genre.LOT if rang else Genre.LOT_REPRIS)

    def promener(self) -> None:
        """Draw the visits of everyone, then what happens to some of them."""
        pas = [pas for marche in self._marches for pas in self._visites(marche)]
        incidents = self._tirer_incidents(pas)
        for rang, un_pas in enumerate(pas):
            self._jouer(un_pas, {nom for nom, rangs in incidents.items() if rang in rangs})

    def _envoyer_lot(self, acces: Acces, groupe: list[Marche], genre: Genre) -> None:
        instant = self._hasard.uniform(0.1, 0.7) * self._duree
        premier, dernier = groupe[0], groupe[-1]
        scans = [self._scan(marche, acces, ENTREE, observe=True) for marche in groupe]
        scans.append(self._scan(premier, acces, ENTREE, observe=True))
        scans.append(self._scan(dernier, acces, SORTIE, observe=True))
        scans.append(self._faux(premier, acces))
        for marche in groupe:
            self._voies[marche.personne.numero] = premier.personne.numero
            self._derniers[marche.personne.numero] = instant
        derive = self._hasard.uniform(-DERIVE_MAX, DERIVE_MAX)
        voie = premier.personne.numero
        self.gestes.append(Geste(instant, voie, genre, tuple(scans), derive))

    def _visites(self, marche: Marche) -> list[Pas]:
        """Return the passages of a person who meets no trouble, at increasing times."""
        etapes: list[tuple[Acces, str]] = []
        if marche.zone is not None:
            etapes.append((self._hasard.choice(self._decor.acces), SORTIE))
        for _ in range(self._hasard.choices(VISITES, POIDS_VISITES)[0]):
            etapes += self._une_visite(marche)
        if self._hasard.random() < PART_RESTES:
            etapes.pop()
        debut = max(self._arrivee(), self._derniers.get(marche.personne.numero, 0.0))
        suite = (self._hasard.uniform(debut, self._duree) for _ in etapes[1:])
        instants = [debut, *sorted(suite)]
        return [
            Pas(instant, marche, acces, sens)
            for instant, (acces, sens) in zip(instants, etapes, strict=False)
        ]

    def _une_visite(self, marche: Marche) -> list[tuple[Acces, str]]:
        entree = self._hasard.choice(self._entrees)
        etapes = [(entree, ENTREE)]
        permises = [acces for acces in self._autres if acces.permet(marche.personne.categorie)]
        if permises and self._hasard.random() < PART_CHANGEMENTS:
            etapes.append((self._hasard.choice(permises), ENTREE))
            if self._hasard.random() < 1 / 2:
                etapes.append((self._hasard.choice(self._entrees), ENTREE))
        change = self._hasard.random() < PART_AUTRE_PORTE
        etapes.append((self._hasard.choice(self._decor.acces) if change else entree, SORTIE))
        return etapes

    def _arrivee(self) -> float:
        _, milieu, ecart = self._hasard.choices(VAGUES, [vague[0] for vague in VAGUES])[0]
        part = abs(self._hasard.gauss(milieu, ecart))
        return min(part, DERNIERE_ARRIVEE) * self._duree

    def _tirer_incidents(self, pas: list[Pas]) -> dict[str, set[int]]:
        """Choose the passages to which something happens, by rank."""
        entrees = [rang for rang, un in enumerate(pas) if un.sens == ENTREE]
        sorties = [rang for rang, un in enumerate(pas) if un.sens == SORTIE]
        doubles = self._tirer(entrees, PART_DOUBLES)
        reprises = self._tirer([r for r in range(len(pas)) if r not in doubles], PART_REPRISES)
        premiers = [
            rang
            for rang, un in enumerate(pas)
            if (rang == 0 or pas[rang - 1].marche is not un.marche)
            and not (un.marche.venue or un.marche.zone)
        ]
        exclus = [rang for rang in entrees if self._interdit(pas[rang].marche)]
        return {
            "double": set(doubles[::2]),
            "course": set(doubles[1::2]),
            "reprise": set(reprises[::2]),
            "simultanee": set(reprises[1::2]),
            "faux": set(self._tirer(range(len(pas)), PART_FALSIFIES)),
            "etranger": set(self._tirer(range(len(pas)), PART_ETRANGERS)),
            "seconde": set(self._tirer(sorties, PART_SECONDES_SORTIES)),
            "sans_entree": set(self._tirer(premiers, PART_SANS_ENTREE)),
            "interdite": set(self._tirer(exclus, PART_ZONE_INTERDITE)),
        }

    def _tirer(self, candidats: Sequence[int], part: float) -> list[int]:
        # Two at least: several incidents come in two forms, drawn alternately.
        nombre = min(len(candidats), max(2, round(part * len(candidats))))
        return self._hasard.sample(candidats, nombre)

    def _interdit(self, marche: Marche) -> Acces | None:
        categorie = marche.personne.categorie
        return next((acces for acces in self._autres if not acces.permet(categorie)), None)

    def _jouer(self, pas: Pas, incidents: set[str]) -> None:
        """Add the gestures of one intended passage: what comes before it, itself, what comes after."""
        marche, acces = pas.marche, pas.acces
        if "sans_entree" in incidents:
            self._ajouter(pas, Genre.SCAN, self._scan(marche, acces, SORTIE))
        if "faux" in incidents:
            self._ajouter(pas, Genre.SCAN, self._faux(marche, acces))
        if "etranger" in incidents:
            code = self._hasard.choice(ETRANGERS)
            self._ajouter(pas, Genre.SCAN, self._sans_badge(code, acces, "inconnu"))
        interdite = self._interdit(marche) if "interdite" in incidents else None
        if interdite:
            self._ajouter(pas, Genre.SCAN, self._scan(marche, interdite, ENTREE))
        scans = [self._scan(marche, acces, pas.sens)]
        if "course" in incidents:
            scans.append(self._scan(marche, self._voisine(acces), ENTREE))
        self._ajouter(pas, _genre(incidents), *scans)
        if "double" in incidents:
            double = self._scan(marche, self._voisine(acces), ENTREE)
            self._ajouter(pas, Genre.SCAN, double)
        if "seconde" in incidents:
            self._ajouter(pas, Genre.SCAN, self._scan(marche, acces, SORTIE))

    def _ajouter(self, pas: Pas, genre: Genre, *scans: Scan) -> None:
        """Add a gesture, at least a second after the last one of the same person."""
        numero = pas.marche.personne.numero
        instant = max(pas.instant, self._derniers.get(numero, -1.0) + 1.0)
        self._derniers[numero] = instant
        self.gestes.append(Geste(instant, self._voies[numero], genre, scans))

    def _voisine(self, acces: Acces) -> Acces:
        """Return another gate of the same zone, or the same gate where there is no other."""
        autres = [un for un in self._decor.acces if un.zone == acces.zone and un != acces]
        return self._hasard.choice(autres or [acces])

    def _scan(self, marche: Marche, acces: Acces, sens: str, *, observe: bool = False) -> Scan:
        attendu = marche.prevoir(acces, sens, observe=observe)
        self._numero += 1
        personne = marche.personne
        return Scan(self._numero, personne.numero, personne.code, acces.nom, sens, attendu)

    def _faux(self, marche: Marche, acces: Acces) -> Scan:
        code = alterer(marche.personne.code, self._hasard)
        return self._sans_badge(code, acces, "invalide")

    def _sans_badge(self, code: str, acces: Acces, raison: str) -> Scan:
        self._numero += 1
        return Scan(self._numero, None, code, acces.nom, ENTREE, Attendu(False, raison))


def _genre(incidents: set[str]) -> Genre:
    if "course" in incidents:
        return Genre.COURSE
    if "reprise" in incidents:
        return Genre.REPRISE
    return Genre.REPRISE_SIMULTANEE if "simultanee" in incidents else Genre.SCAN
