"""What the pages of meetings read, each in a number of statements that does not depend on what there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from salon.exposants.equipe import a_badger
from salon.exposants.models import Exposant
from salon.models import Participant
from salon.rdv.agenda import interlocuteur
from salon.rdv.models import RendezVous
from salon.rdv.rencontres import paire
from salon.rdv.reservations import des_personnes

PAGE = 20
Etat = RendezVous.Etat

VUES = {
    "recues": "Reçues",
    "envoyees": "Envoyées",
    "acceptees": "Acceptées",
    "historique": "Historique",
}
# How a state looks, in the words of the style sheet.
TEINTES = {
    Etat.DEMANDE: "attente",
    Etat.ACCEPTE: "valide",
    Etat.PLANIFIE: "valide",
    Etat.TENU: "valide",
}


@dataclass(frozen=True)
class Onglet:
    """One way to filter one's requests, and how many there are in it."""

    code: str
    nom: str
    nombre: int


@dataclass(frozen=True)
class Ligne:
    """A meeting as one of its two parties sees it."""

    rdv: RendezVous
    moi: Participant
    autre: Participant

    @property
    def recue(self) -> bool:
        """Tell whether I was asked."""
        return self.rdv.destinataire_id == self.moi.pk

    @property
    def en_attente(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.rdv.etat == Etat.DEMANDE

    @property
    def a_annuler(self) -> bool:
        """Tell whether it was accepted and did not take place yet."""
        return self.rdv.etat in (Etat.ACCEPTE, Etat.PLANIFIE)

    @property
    def teinte(self) -> str:
        """Return the colour of its state."""
        return TEINTES.get(Etat(self.rdv.etat), "refuse")


def _conditions(moi: Participant) -> dict[str, Q]:
    miens = Q(demandeur=moi) | Q(destinataire=moi)
    vifs = Q(etat=Etat.DEMANDE)
    acceptes = Q(etat__in=(Etat.ACCEPTE, Etat.PLANIFIE))
    return {
        "recues": vifs & Q(destinataire=moi),
        "envoyees": vifs & Q(demandeur=moi),
        "acceptees": acceptes & miens,
        "historique": miens & ~vifs & ~acceptes,
    }


def onglets(moi: Participant) -> list[Onglet]:
    """Count one's requests, with one statement."""
    comptes = RendezVous.objects.filter(edition=moi.edition_id).aggregate(
        **{code: Count("pk", filter=condition) for code, condition in _conditions(moi).items()}
    )
    return [Onglet(code, nom, comptes[code]) for code, nom in VUES.items()]


def mes_lignes(moi: Participant, vue: str, avant: int | None) -> tuple[list[Ligne], int | None]:
    """Return a page of one's requests, the latest first, and where the page of older ones begins."""
    rdvs = _complets().filter(_conditions(moi)[vue])
    if avant is not None:
        rdvs = rdvs.filter(pk__lt=avant)
    lus = list(rdvs.order_by("-pk")[: PAGE + 1])
    suite = lus[PAGE - 1].pk if len(lus) > PAGE else None
    return [Ligne(rdv, moi, interlocuteur(moi, rdv)) for rdv in lus[:PAGE]], suite


def ma_ligne(moi: Participant, numero: int) -> Ligne | None:
    """Return one of one's own meetings."""
    rdv = _complets().filter(des_personnes(moi.pk), pk=numero).first()
    return Ligne(rdv, moi, interlocuteur(moi, rdv)) if rdv else None


def _complets() -> QuerySet[RendezVous]:
    return RendezVous.objects.select_related(
        "edition",
        "demandeur__exposant",
        "destinataire__exposant",
        "creneau__edition",
        "table",
        "stand",
    ).prefetch_related("souhaits__creneau__edition")


def en_cours(moi: Participant, personnes: Sequence[Participant]) -> dict[int, RendezVous]:
    """Return the live meeting with each of these people, or with their structure, by person."""
    paires = {paire(moi, personne): personne.pk for personne in personnes}
    vivants = RendezVous.objects.filter(
        edition=moi.edition_id, paire__in=paires, etat__in=RendezVous.VIVANTS
    )
    de = {rdv.paire: rdv for rdv in vivants}
    return {
        personne.pk: de[paire(moi, personne)]
        for personne in personnes
        if paire(moi, personne) in de
    }


@dataclass(frozen=True)
class LigneEquipe:
    """A live meeting of a team: who comes, whom they meet."""

    rdv: RendezVous
    membre: Participant
    autre: Participant
    collegues: list[Participant]

    @property
    def teinte(self) -> str:
        """Return the colour of its state."""
        return TEINTES.get(Etat(self.rdv.etat), "refuse")


def lignes_equipe(exposant: Exposant) -> list[LigneEquipe]:
    """Return the live meetings of a team: those without a slot first, then in order of time."""
    membres = {membre.pk: membre for membre in a_badger(exposant)}
    rdvs = (
        _complets()
        .filter(des_personnes(*membres), etat__in=RendezVous.VIVANTS)
        .exclude(creneau__fin__lt=timezone.now())
        .order_by("creneau__debut", "pk")
    )
    lignes = []
    for rdv in sorted(rdvs, key=lambda rdv: rdv.creneau is not None):
        recu = rdv.destinataire_id in membres
        membre, autre = (
            (rdv.destinataire, rdv.demandeur) if recu else (rdv.demandeur, rdv.destinataire)
        )
        collegues = [m for numero, m in membres.items() if numero != membre.pk]
        lignes.append(LigneEquipe(rdv, membre, autre, collegues))
    return lignes
