"""The crowd of a simulated day: people, gates, scans, and the answer each scan ought to get.

Pure. The answers are foretold by a model of the gate written apart from `pointage.regles`, so that a
fault in one of the two shows against the other.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

ENTREE, SORTIE = "entree", "sortie"
INTROUVABLES = ("inconnu", "invalide")  # answered 404: no badge of ours


@dataclass(frozen=True)
class Acces:
    """A gate as the crowd sees it; no category means that everyone may go through."""

    nom: str
    zone: str
    categories: tuple[str, ...] = ()

    def permet(self, categorie: str) -> bool:
        """Tell whether people of a category may enter here."""
        return not self.categories or categorie in self.categories


@dataclass(frozen=True)
class Personne:
    """Somebody with a badge, where they are when the day begins and whether they came before.

    `partie` is whom they speak for in a meeting: their structure, or themselves.
    """

    numero: int
    code: str = field(repr=False)
    categorie: str
    partie: str
    zone: str | None = None
    venue: bool = False


@dataclass(frozen=True)
class Attendu:
    """The answer a scan ought to get, and the zones that the person leaves and enters by it."""

    admis: bool
    raison: str = ""
    quitte: str | None = None
    arrive: str | None = None

    @property
    def statut(self) -> int:
        """The HTTP status of the answer."""
        return 404 if self.raison in INTROUVABLES else 200

    @property
    def compte(self) -> bool:
        """Whether the passage changes the number of people somewhere."""
        return self.quitte != self.arrive


@dataclass(frozen=True)
class Scan:
    """One badge held before one gate. `numero` is unique in the day and names the scan."""

    numero: int
    personne: int | None
    code: str = field(repr=False)
    porte: str
    sens: str
    attendu: Attendu


class Genre(StrEnum):
    """How the scans of a gesture are sent."""

    SCAN = "scan"
    REPRISE = "reprise"  # the same scan twice, one after the other
    REPRISE_SIMULTANEE = "reprise simultanée"  # the same scan twice at once
    COURSE = "course"  # two gates at once for one badge: exactly one admits it
    LOT = "lot"  # what a gate stored without network
    LOT_REPRIS = "lot repris"  # the same lot sent twice, as after a cut line


@dataclass(frozen=True)
class Geste:
    """Something that happens at an instant (seconds after opening).

    The gestures of one `voie` follow each other, so that what one person does keeps its order.
    `derive` is how far the clock of an offline device is wrong, in seconds.
    """

    instant: float
    voie: int
    genre: Genre
    scans: tuple[Scan, ...]
    derive: float = 0.0


class Marche:
    """Where a person is as the day goes on."""

    def __init__(self, personne: Personne) -> None:
        self.personne = personne
        self.zone = personne.zone
        self.venue = personne.venue

    def prevoir(self, acces: Acces, sens: str, *, observe: bool = False) -> Attendu:
        """Return the answer that a scan ought to get, and move the person by it.

        What a gate observed without network is admitted whatever there was against it.
        """
        attendu = self._sortir() if sens == SORTIE else self._entrer(acces)
        if observe and not attendu.admis:
            attendu = replace(attendu, admis=True)
        if attendu.admis and attendu.compte:
            self.zone, self.venue = attendu.arrive, True
        return attendu

    def _sortir(self) -> Attendu:
        if self.zone is not None:
            return Attendu(admis=True, quitte=self.zone)
        if self.venue:
            return Attendu(admis=False, raison="deja_sorti")
        return Attendu(admis=True, raison="sortie_sans_entree")

    def _entrer(self, acces: Acces) -> Attendu:
        if not acces.permet(self.personne.categorie):
            return Attendu(admis=False, raison="zone_interdite")
        if self.zone == acces.zone:
            return Attendu(admis=False, raison="deja_entre")
        return Attendu(admis=True, quitte=self.zone, arrive=acces.zone)
