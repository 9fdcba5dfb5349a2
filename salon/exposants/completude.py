"""How complete a file is: what is missing, in plain words, and a score out of a hundred."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from salon.exposants.models import Exposant
from salon.exposants.page import lire_page
from salon.models import Participant

DESCRIPTION_UTILE = 80  # letters below which a description tells a buyer little


@dataclass(frozen=True)
class Point:
    """One thing a file should hold: what it is worth, whether it is there, where it is added."""

    code: str
    texte: str
    valeur: int
    acquis: bool


@dataclass(frozen=True)
class Completude:
    """The score of a file, and what would raise it."""

    score: int
    manques: list[Point]


def completude(exposant: Exposant) -> Completude:
    """Measure a file; with `avec_de_quoi_mesurer`, a list of them costs no statement more."""
    points = _points(exposant)
    return Completude(
        score=sum(point.valeur for point in points if point.acquis),
        manques=[point for point in points if not point.acquis],
    )


def avec_de_quoi_mesurer(exposants: QuerySet[Exposant]) -> QuerySet[Exposant]:
    """Return the same files with all that their completeness reads, in a fixed number of statements."""
    vivants = Participant.objects.filter(annule_le=None)
    return exposants.select_related("structure").prefetch_related(
        *(f"structure__{nom}" for nom in ("filieres", "reseaux", "labels", "offres", "besoins")),
        Prefetch("equipe", queryset=vivants, to_attr="presents"),
    )


def _points(exposant: Exposant) -> list[Point]:
    page, membres = lire_page(exposant), _membres(exposant)
    joint = any(m.responsable and m.courriel_verifie_le for m in membres)
    nommes = len(membres) > 1
    return [
        Point("contact", "Confirmer l’adresse du contact, par le lien reçu", 10, joint),
        Point("equipe", "Ajouter au moins un collègue", 5, nommes),
        Point("consentement", "Accepter l’information sur les données", 10, _consenti(exposant)),
        Point(
            "description",
            f"Décrire la structure en quelques lignes ({DESCRIPTION_UTILE} signes au moins)",
            20,
            len(page.description) >= DESCRIPTION_UTILE,
        ),
        Point("filieres", "Choisir au moins une filière", 10, bool(page.filieres)),
        Point("offres", "Présenter au moins une offre", 20, bool(page.offres)),
        Point("besoins", "Exprimer au moins un besoin", 10, bool(page.besoins)),
        Point("logo", "Déposer un logo", 10, bool(exposant.logo_id or exposant.structure.logo_id)),
        Point("site", "Indiquer un site internet", 5, bool(page.site)),
    ]


def _consenti(exposant: Exposant) -> bool:
    return exposant.consenti_le is not None


def _membres(exposant: Exposant) -> list[Participant]:
    presents: list[Participant] | None = getattr(exposant, "presents", None)
    return presents if presents is not None else list(exposant.equipe.filter(annule_le=None))
