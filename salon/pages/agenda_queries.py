"""What the pages about agendas show, each read in a number of statements that does not depend on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from salon.exposants.equipe import a_badger
from salon.exposants.models import Exposant
from salon.models import Creneau, Edition, Participant
from salon.rdv.agenda import bornes, interlocuteur, jour_en_francais
from salon.rdv.models import RendezVous
from salon.rdv.queries import agendas


@dataclass(frozen=True)
class Rencontre:
    """A meeting as one of its two parties sees it, in the time of the edition."""

    rdv: RendezVous
    avec: Participant
    debut: datetime
    fin: datetime
    moment: str
    """"passé", "en cours" or "à venir"; "tenu" for a meeting that was seen to be held."""


@dataclass(frozen=True)
class JourneeDe:
    """The meetings of one day."""

    nom: str
    rencontres: list[Rencontre]


@dataclass(frozen=True)
class LigneEquipe:
    """One slot of a team: for each member, whom they meet, or nobody."""

    debut: datetime
    fin: datetime
    cases: list[Rencontre | None]


@dataclass(frozen=True)
class TableauEquipe:
    """The agendas of a team side by side."""

    membres: list[Participant]
    jours: list[tuple[str, list[LigneEquipe]]]


def journees(participant: Participant, rdvs: Sequence[RendezVous]) -> list[JourneeDe]:
    """Return the meetings of a person, in order of time, by day."""
    vues = [_vue(participant, rdv) for rdv in rdvs]
    return [
        JourneeDe(jour_en_francais(jour), list(groupe))
        for jour, groupe in groupby(vues, key=lambda vue: vue.debut.date())
    ]


def prochaine(participant: Participant, rdvs: Sequence[RendezVous]) -> Rencontre | None:
    """Return the meeting that is under way, else the next one."""
    restantes = (_vue(participant, rdv) for rdv in rdvs)
    return next((vue for vue in restantes if vue.moment in ("en cours", "à venir")), None)


def tableau_equipe(exposant: Exposant) -> TableauEquipe:
    """Return who of a team meets whom in each slot of the edition; three statements."""
    membres = list(a_badger(exposant))
    prises: dict[tuple[int, int | None], Rencontre] = {}
    numeros = {membre.pk: membre for membre in membres}
    for rdv in agendas(list(numeros)):
        for numero in {rdv.demandeur_id, rdv.destinataire_id} & set(numeros):
            prises[numero, rdv.creneau_id] = _vue(numeros[numero], rdv)
    edition = exposant.edition
    lignes = [
        _ligne(edition, creneau, membres, prises) for creneau in edition.creneaux.order_by("debut")
    ]
    jours = groupby(lignes, key=lambda ligne: ligne.debut.date())
    return TableauEquipe(membres, [(jour_en_francais(j), list(groupe)) for j, groupe in jours])


def _ligne(
    edition: Edition,
    creneau: Creneau,
    membres: Sequence[Participant],
    prises: dict[tuple[int, int | None], Rencontre],
) -> LigneEquipe:
    debut, fin = edition.heure_locale(creneau.debut), edition.heure_locale(creneau.fin)
    return LigneEquipe(debut, fin, [prises.get((membre.pk, creneau.pk)) for membre in membres])


def _vue(participant: Participant, rdv: RendezVous) -> Rencontre:
    debut, fin = bornes(rdv)
    return Rencontre(rdv, interlocuteur(participant, rdv), debut, fin, _moment(rdv, debut, fin))


def _moment(rdv: RendezVous, debut: datetime, fin: datetime) -> str:
    if rdv.etat == RendezVous.Etat.TENU:
        return "tenu"
    maintenant = timezone.now()
    if fin <= maintenant:
        return "passé"
    return "en cours" if debut <= maintenant else "à venir"
