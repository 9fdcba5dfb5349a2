"""From an edition to the problem of its timetable, in numbers that the solver knows."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from salon.exposants.models import Exposant
from salon.models import Creneau, Edition, Participant, Table
from salon.rdv.demi_journees import demi_journees, heure_longue
from salon.rdv.models import Indisponibilite, RendezVous, Souhait
from salon.rdv.planification.modele import Instance

Etat = RendezVous.Etat
# What is part of a timetable: to be placed, published, held.
PUBLIES = (Etat.PLANIFIE, Etat.TENU)
AU_PROGRAMME = (Etat.ACCEPTE, *PUBLIES)
# What keeping a meeting is worth, by its priority, when some must be left out.
VALEURS = {1: 20, 2: 10, 3: 5}
VALEUR_MAX = 1000

PlaceDeStand = tuple[int, int]  # (number of the stand, place from 1)


@dataclass(frozen=True)
class Plateau:
    """The timetable's problem beside the rows that it came from: same order, same numbers."""

    edition: Edition
    creneaux: Sequence[Creneau]
    tables: Sequence[Table]
    rdvs: Sequence[RendezVous]
    personnes: Sequence[int]
    instance: Instance
    # For each meeting the places of stands where it may be held, the host's first.
    stands: Sequence[Sequence[PlaceDeStand]]
    # For each meeting the slots that its request wished, out of those where it may lie.
    souhaits: Mapping[int, tuple[int, ...]]
    # The zone of each stand, where one is known.
    zones: Mapping[int, int]

    def actuel(self) -> list[int | None]:
        """Return the timetable as it is published: the slot of each meeting that has one."""
        rang = {creneau.pk: numero for numero, creneau in enumerate(self.creneaux)}
        return [rang.get(rdv.creneau_id or 0) for rdv in self.rdvs]

    def selon_souhaits(self, sauf: Iterable[int] = ()) -> Instance:
        """Return the problem in which every meeting lies in a wished slot, but for these."""
        exclus = set(sauf)
        domaines = tuple(
            domaine if numero in exclus else self.souhaits.get(numero, domaine)
            for numero, domaine in enumerate(self.instance.domaines)
        )
        return replace(self.instance, domaines=domaines)


def lire_plateau(
    edition: Edition,
    maintenant: datetime,
    *,
    poids_familles: int = 0,
    figes: Container[str] = PUBLIES,
    tables_perdues: Iterable[int] = (),
) -> Plateau:
    """Read the problem of an edition in a fixed number of statements.

    Slots that began by `maintenant` (aware) take no new meeting and keep what they have; meetings in
    one of the states `figes` stay in their slot.
    """
    creneaux = list(edition.creneaux.order_by("debut"))
    tables = list(edition.tables.exclude(pk__in=list(tables_perdues)))
    rdvs = _lire_rdvs(edition)
    rang = {creneau.pk: numero for numero, creneau in enumerate(creneaux)}
    gens = {p.pk: p for rdv in rdvs for p in (rdv.demandeur, rdv.destinataire)}
    personnes = sorted(gens)
    stands = _stands(edition, rdvs)
    fixes = [_est_fixe(rdv, figes, maintenant) for rdv in rdvs]
    domaines = _domaines(edition, zip(rdvs, fixes, strict=True), creneaux, maintenant)
    numero = {pk: position for position, pk in enumerate(personnes)}
    occupees = {place for places in stands for place in places}
    instance = Instance(
        nom=edition.slug,
        personnes=len(personnes),
        capacites=(len(tables) + len(occupees),) * len(creneaux),
        rdv=tuple((numero[rdv.demandeur_id], numero[rdv.destinataire_id]) for rdv in rdvs),
        domaines=domaines,
        sessions=tuple(demi_journees(edition, creneaux)),
        noms=tuple(nom_long(gens[pk]) for pk in personnes),
        pause_entre_sessions=True,
        verrous=frozenset(
            position
            for position, rdv in enumerate(rdvs)
            if fixes[position] or (rdv.verrou_id in rang and domaines[position])
        ),
        heures=tuple(heure_longue(edition, creneau) for creneau in creneaux),
        bonus=tuple(_valeur(rdv, poids_familles) for rdv in rdvs),
    )
    return Plateau(
        edition=edition,
        creneaux=creneaux,
        tables=tables,
        rdvs=rdvs,
        personnes=personnes,
        instance=instance,
        stands=stands,
        souhaits=_souhaits(edition, rdvs, rang, domaines),
        zones=dict(edition.stands.filter(zone__isnull=False).order_by().values_list("pk", "zone")),
    )


def nom_long(participant: Participant) -> str:
    """Return who a sentence is about: the organisation, and the person of it."""
    nom = participant.nom_complet()
    return f"{participant.organisation} ({nom})" if participant.organisation else nom


def entre_familles(rdv: RendezVous) -> bool:
    """Tell whether the two structures are of different families; unknown ones are not."""
    familles = [
        participant.structure.famille_id if participant.structure else None
        for participant in (rdv.demandeur, rdv.destinataire)
    ]
    return None not in familles and familles[0] != familles[1]


def _lire_rdvs(edition: Edition) -> list[RendezVous]:
    return list(
        RendezVous.objects.filter(edition=edition, etat__in=AU_PROGRAMME)
        .select_related("demandeur__structure", "destinataire__structure", "creneau")
        .defer("message", "demandeur__structure__description")
        .order_by("pk")
    )


def _valeur(rdv: RendezVous, poids_familles: int) -> int:
    valeur = VALEURS[rdv.priorite]
    if entre_familles(rdv):
        valeur = round(valeur * (1 + poids_familles / 100))
    return min(valeur, VALEUR_MAX - 1)


def _est_fixe(rdv: RendezVous, figes: Container[str], maintenant: datetime) -> bool:
    return rdv.creneau is not None and (rdv.etat in figes or rdv.creneau.debut <= maintenant)


def _domaines(
    edition: Edition,
    rdvs: Iterable[tuple[RendezVous, bool]],
    creneaux: Sequence[Creneau],
    maintenant: datetime,
) -> tuple[tuple[int, ...], ...]:
    """Return the slots of each meeting: its own if it is fixed, else those both people can come to."""
    rang = {creneau.pk: numero for numero, creneau in enumerate(creneaux)}
    a_venir = [numero for numero, creneau in enumerate(creneaux) if creneau.debut > maintenant]
    absents: defaultdict[int, set[int]] = defaultdict(set)
    declarees = Indisponibilite.objects.filter(creneau__edition=edition)
    for participant_id, creneau_id in declarees.values_list("participant", "creneau"):
        absents[participant_id].add(rang[creneau_id])
    # People without any absence share one tuple: there are thousands of meetings.
    tous = tuple(a_venir)
    domaines: list[tuple[int, ...]] = []
    for rdv, fixe in rdvs:
        if fixe and rdv.creneau_id is not None:
            domaines.append((rang[rdv.creneau_id],))
            continue
        refuses = absents.get(rdv.demandeur_id, set()) | absents.get(rdv.destinataire_id, set())
        choix = tuple(n for n in a_venir if n not in refuses) if refuses else tous
        verrou = rang.get(rdv.verrou_id or 0)
        # A lock on a slot that is over holds nothing any more.
        if verrou is not None and creneaux[verrou].debut > maintenant:
            choix = tuple(n for n in choix if n == verrou)
        domaines.append(choix)
    return tuple(domaines)


def _stands(edition: Edition, rdvs: Sequence[RendezVous]) -> list[list[PlaceDeStand]]:
    """Return for each meeting the places of the stands of its people, the one who was asked first."""
    places = {
        pk: (stand, place or 1)
        for pk, stand, place in Exposant.objects.filter(
            edition=edition, etat=Exposant.Etat.VALIDE, stand__isnull=False, place__isnull=False
        ).values_list("pk", "stand", "place")
    }
    listes: list[list[PlaceDeStand]] = []
    for rdv in rdvs:
        hotes = (rdv.destinataire.exposant_id, rdv.demandeur.exposant_id)
        listes.append([places[hote] for hote in hotes if hote in places])
    return listes


def _souhaits(
    edition: Edition,
    rdvs: Sequence[RendezVous],
    rang: Mapping[int, int],
    domaines: Sequence[tuple[int, ...]],
) -> dict[int, tuple[int, ...]]:
    voulus: defaultdict[int, set[int]] = defaultdict(set)
    lus = Souhait.objects.filter(rdv__edition=edition, rdv__etat=Etat.ACCEPTE)
    for rdv_id, creneau_id in lus.values_list("rdv", "creneau"):
        voulus[rdv_id].add(rang[creneau_id])
    trouves = {}
    for numero, rdv in enumerate(rdvs):
        possibles = tuple(n for n in domaines[numero] if n in voulus.get(rdv.pk, ()))
        if possibles:
            trouves[numero] = possibles
    return trouves
