"""Who is worth meeting: whose offers answer my needs, whose needs my offers answer, by their words.

The words are those of the directory's search. A word counts the more, the fewer of the structures that
come to the edition have it: the inverse document frequency of K. Spärck Jones (1972).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log
from operator import and_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from salon.annuaire.models import Besoin, Mot, Offre, Structure
from salon.annuaire.mots import mots_entiers, racine, racines, sans_accents
from salon.exposants.models import Exposant
from salon.models import Participant
from salon.rdv.models import Blocage, RencontreExclue
from salon.rdv.rencontres import genres

SUGGESTIONS_MAX = 6
# Structures whose offers and needs are read and compared line by line.
CANDIDATES_MAX = 60
# A word that more than this part of the structures have tells nothing.
COMMUN = 0.5

Ligne = Offre | Besoin


@dataclass(frozen=True)
class Suggestion:
    """Somebody worth meeting, and why, in French."""

    participant: Participant
    raison: str
    poids: float


def joignables(moi: Participant) -> QuerySet[Participant]:
    """Return whom somebody may ask and find in a list.

    These are the contact of each validated exhibitor and those who agreed to be named, without one's
    own structure, those one blocks, and those whom the organiser's table excludes.
    """
    premier = Participant.objects.filter(exposant=OuterRef("pk"), annule_le=None)
    contacts = (
        Exposant.objects.filter(
            edition=moi.edition_id, etat=Exposant.Etat.VALIDE, structure__visible=True
        )
        .exclude(structure=moi.structure_id)
        .annotate(contact=Subquery(premier.order_by("-responsable", "pk").values("pk")[:1]))
    )
    nommes = Q(exposant=None, visible=True)
    return (
        Participant.objects.filter(edition=moi.edition_id, annule_le=None)
        .filter(Q(pk__in=contacts.values("contact")) | nommes)
        .exclude(pk=moi.pk)
        .exclude(_exclus(moi))
        .exclude(structure__in=_bloques(moi, "s"))
        .exclude(structure=None, pk__in=_bloques(moi, "p"))
        .select_related("structure__famille", "exposant__stand")
    )


def _exclus(moi: Participant) -> Q:
    """Return the condition that the organiser's table excludes a person."""
    regles = RencontreExclue.objects.filter(edition=moi.edition_id, de__in=genres(moi))
    vers = [regle.vers.partition(":")[::2] for regle in regles]
    categories = [code for nature, code in vers if nature == "categorie"]
    familles = [code for nature, code in vers if nature == "famille"]
    siens = Q(structure__in=Structure.objects.filter(famille__in=familles))
    return Q(categorie__in=categories) | siens


def _bloques(moi: Participant, genre: str) -> list[int]:
    parties = Blocage.objects.filter(participant=moi, partie__startswith=genre)
    return [int(partie[1:]) for partie in parties.values_list("partie", flat=True)]


def chercher(moi: Participant, texte: str) -> QuerySet[Participant]:
    """Return whom somebody may ask, and whose structure or name has all these words."""
    trouves = joignables(moi)
    utiles = set(mots_entiers(texte))
    nommes = _noms(trouves) if texte.strip() else {}
    for mot in texte.split():
        cherche = sans_accents(mot)
        noms = Q(pk__in=[pk for pk, nom in nommes.items() if cherche in nom])
        entiers = [entier for entier in mots_entiers(mot) if entier in utiles]
        index = [
            Exists(Mot.objects.filter(structure=OuterRef("structure"), mot__startswith=racine(m)))
            for m in entiers
        ]
        if entiers:
            trouves = trouves.filter(noms | reduce(and_, map(Q, index)))
    return trouves


def _noms(personnes: QuerySet[Participant]) -> dict[int, str]:
    """Return the names of people without their accents; no database compares them so by itself."""
    lus = personnes.order_by().values_list("pk", "nom", "prenom", "organisation")
    return {pk: sans_accents(" ".join(noms)) for pk, *noms in lus}


def suggestions(moi: Participant) -> list[Suggestion]:
    """Return whom somebody should meet, the best first; a fixed number of statements."""
    offres = list(Offre.objects.filter(structure=moi.structure_id))
    besoins = list(Besoin.objects.filter(structure=moi.structure_id, satisfait_le=None))
    if moi.structure_id is None or not offres + besoins:
        return []
    presents = {
        personne.structure_id: personne
        for personne in joignables(moi).exclude(structure=None).order_by("-responsable", "pk")
    }
    rarete, proches = _proches([*offres, *besoins], presents)
    leurs_offres = _par_structure(Offre.objects.filter(structure__in=proches))
    leurs_besoins = _par_structure(Besoin.objects.filter(structure__in=proches, satisfait_le=None))
    trouvees = []
    for numero in proches:
        accords = [
            *_accords(besoins, leurs_offres[numero], rarete, REPOND_A_MOI),
            *_accords(offres, leurs_besoins[numero], rarete, REPOND_A_LUI),
        ]
        if accords:
            poids, raison = max(accords)
            trouvees.append(Suggestion(presents[numero], raison, poids))
    return sorted(trouvees, key=lambda s: (-s.poids, s.participant.pk))[:SUGGESTIONS_MAX]


# {0} is mine, {1} is theirs.
REPOND_A_MOI = "Son offre « {1} » répond à votre besoin « {0} »."
REPOND_A_LUI = "Votre offre « {0} » répond à son besoin « {1} »."


def _proches(
    lignes: Iterable[Ligne], presents: Mapping[int | None, Participant]
) -> tuple[dict[str, float], list[int]]:
    """Return how rare each of my words is among those present, and who has the most of them."""
    miens = {mot for ligne in lignes for mot in _mots(ligne)}
    ayant: defaultdict[str, set[int]] = defaultdict(set)
    index = Mot.objects.filter(mot__in=miens, structure__in=[n for n in presents if n])
    for mot, structure in index.values_list("mot", "structure"):
        ayant[mot].add(structure)
    rarete = {
        mot: log(1 + len(presents) / len(ceux))
        for mot, ceux in ayant.items()
        if len(ceux) <= max(1, COMMUN * len(presents))
    }
    poids: defaultdict[int, float] = defaultdict(float)
    for mot, valeur in rarete.items():
        for structure in ayant[mot]:
            poids[structure] += valeur
    return rarete, sorted(poids, key=lambda numero: (-poids[numero], numero))[:CANDIDATES_MAX]


def _par_structure(lignes: QuerySet[Offre] | QuerySet[Besoin]) -> defaultdict[int, list[Ligne]]:
    trouvees: defaultdict[int, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        trouvees[ligne.structure_id].append(ligne)
    return trouvees


def _accords(
    miennes: Sequence[Ligne], leurs: Sequence[Ligne], rarete: Mapping[str, float], phrase: str
) -> list[tuple[float, str]]:
    """Return each pair of lines that share a word, with the weight of what they share."""
    return [
        (sum(rarete[mot] for mot in communs), phrase.format(mienne, sienne))
        for mienne in miennes
        for sienne in leurs
        if (communs := _mots(mienne) & _mots(sienne) & rarete.keys())
    ]


def _mots(ligne: Ligne) -> set[str]:
    return {*racines(ligne.intitule), *racines(ligne.description)}
