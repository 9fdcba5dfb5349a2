"""A lot of scans: what the database knows about them, read at once, and the verdict on each."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from badges.code import CodeEtranger, CodeInvalide, verifier
from salon.models import Appareil, Badge, Edition, Porte
from salon.pointage.models import Passage
from salon.pointage.regles import SANS_BADGE, Etat, Raison, Scan, Sens, decider
from salon.services import trousseau

# How far back the clock of an offline gate may place a scan.
RECUL_MAX = timedelta(hours=24)


@dataclass(frozen=True)
class Poste:
    """Where a scan is made: the device, its gate and its edition, as read a moment ago."""

    appareil: Appareil
    porte: Porte
    edition: Edition
    jauge_atteinte: bool


@dataclass(frozen=True)
class Releve:
    """One scan as a gate reports it; times are aware, `scanne_a` by the clock of the device."""

    poste: Poste
    scan_id: UUID
    code: str
    sens: Sens
    recu_a: datetime
    scanne_a: datetime | None = None
    appareil_maintenant: datetime | None = None
    observe: bool = False
    force: bool = False
    motif: str = ""

    def corrige_a(self) -> datetime:
        """Return when it happened by the clock of the server, whatever the gate's clock says."""
        if self.scanne_a is None or self.appareil_maintenant is None:
            return self.recu_a
        instant = self.scanne_a + (self.recu_a - self.appareil_maintenant)
        return min(max(instant, self.recu_a - RECUL_MAX), self.recu_a)

    def meme_scan(self, passage: Passage) -> bool:
        """Tell whether a stored passage is this very scan, sent again."""
        code = passage.badge.code if passage.badge else passage.code
        return (code, passage.sens, passage.appareil_id, passage.force, passage.observe) == (
            self.code,
            self.sens,
            self.poste.appareil.pk,
            self.force,
            self.observe,
        )


@dataclass
class Presence:
    """The counted passages of one person, by rank: they say where the person is."""

    par_rang: dict[int, Passage] = field(default_factory=dict)

    def dernier(self, jour: date) -> Passage | None:
        """Return the last one of a day that was not undone; everyone is outside when a day begins."""
        for rang in sorted(self.par_rang, reverse=True):
            passage = self.par_rang[rang]
            # A gate that was offline may report about yesterday after the day began.
            if passage.annule_le is None and passage.jour == jour:
                return passage
        return None

    def ajouter(self, passage: Passage) -> None:
        """Give a passage the next rank; two gates that read the same past claim the same one."""
        passage.rang = max(self.par_rang, default=0) + 1
        self.par_rang[passage.rang] = passage


class Lot:
    """The state behind a lot of scans, kept up to date as they are decided one after the other."""

    def __init__(self, releves: Sequence[Releve]) -> None:
        """Read all that is needed in two statements, whatever the number of scans."""
        self.badges = _verrouiller_badges(releves)
        self.presences: dict[int | None, Presence] = {
            badge.participant_id: Presence() for badge in self.badges.values()
        }
        self.passages: dict[UUID, Passage] = {}
        self.nouveaux: list[Passage] = []
        self._relire({releve.scan_id for releve in releves})

    def pointer(self, releve: Releve) -> Passage:
        """Return the passage of a scan: the stored one if it was sent before, else a new verdict."""
        passage = self.passages.get(releve.scan_id)
        if passage is None:
            passage = self.passages[releve.scan_id] = self._juger(releve)
            self.nouveaux.append(passage)
        return passage

    def precedent(self, passage: Passage) -> Passage | None:
        """Return the counted passage that came before this one the same day."""
        if passage.rang_precedent is None or passage.participant_id is None:
            return None
        return self.presences[passage.participant_id].par_rang.get(passage.rang_precedent)

    def _relire(self, scan_ids: Set[UUID]) -> None:
        """Read what was answered to these scans, and what these people did before."""
        badges: dict[int | None, Badge] = {badge.pk: badge for badge in self.badges.values()}
        connus = Passage.objects.filter(
            Q(scan_id__in=scan_ids) | Q(participant__in=self.presences, rang__isnull=False)
        ).select_related("porte")
        for passage in connus:
            if passage.rang is not None and passage.participant_id in self.presences:
                self.presences[passage.participant_id].par_rang[passage.rang] = passage
            if passage.scan_id in scan_ids:
                # Another scan under the same id may have another badge, which nobody asks for.
                passage.badge = badges.get(passage.badge_id)
                passage.participant = passage.badge.participant if passage.badge else None
                self.passages[passage.scan_id] = passage

    def _juger(self, releve: Releve) -> Passage:
        badge = self.badges.get(releve.code)
        passage = _passage(releve, badge)
        obstacle = _obstacle(badge, releve, passage.jour)
        if badge is None or obstacle in SANS_BADGE:
            passage.badge = passage.participant = None
            passage.code, passage.raison = releve.code, obstacle or Raison.INCONNU
            return passage
        presence = self.presences[badge.participant_id]
        dernier = presence.dernier(passage.jour)
        verdict = decider(
            _etat(releve.poste, obstacle, dernier),
            Scan(releve.sens, passage.zone_id, releve.observe, releve.force),
        )
        passage.admis, passage.raison = verdict.admis, verdict.raison or ""
        passage.zone_quittee_id, passage.force_utile = verdict.zone_quittee, verdict.force_utile
        passage.rang_precedent = dernier.rang if dernier else None
        if verdict.compte:
            presence.ajouter(passage)
        return passage


def _verrouiller_badges(releves: Sequence[Releve]) -> dict[str, Badge]:
    """Lock the people concerned, always in the same order, where the database has row locks."""
    badges = (
        Badge.objects.filter(code__in={releve.code for releve in releves})
        .select_related("participant")
        .select_for_update(of=("participant",), no_key=True)
        .order_by("participant_id")
    )
    return {badge.code: badge for badge in badges}


def _obstacle(badge: Badge | None, releve: Releve, jour: date) -> Raison | None:
    """Return what stands against a badge at this gate, whatever its holder did before."""
    poste = releve.poste
    if badge is None:
        return _code_inconnu(releve.code, poste.edition.pk)
    participant, edition = badge.participant, poste.edition
    categories = poste.porte.zone.categories
    objections = {
        Raison.AUTRE_EDITION: participant.edition_id != edition.pk,
        Raison.ANNULE: participant.annule_le is not None,
        Raison.REVOQUE: badge.revoque_le is not None,
        Raison.NON_VALIDE_AUJOURDHUI: not edition.debut <= jour <= edition.fin,
        Raison.ZONE_INTERDITE: bool(categories) and participant.categorie not in categories,
    }
    return next((raison for raison, vraie in objections.items() if vraie), None)


def _code_inconnu(code: str, edition_id: int) -> Raison:
    """Say why a code has no badge here: not ours, altered, or signed for another edition."""
    try:
        lu = verifier(code, trousseau())
    except CodeEtranger:
        return Raison.INCONNU
    except CodeInvalide:
        return Raison.INVALIDE
    return Raison.INCONNU if lu.edition == edition_id else Raison.AUTRE_EDITION


def _etat(poste: Poste, obstacle: Raison | None, dernier: Passage | None) -> Etat:
    dedans = dernier is not None and dernier.sens == Sens.ENTREE
    return Etat(
        obstacle=obstacle,
        porte_ouverte=poste.porte.ouverte,
        zone=dernier.zone_id if dernier and dedans else None,
        deja_venu=dernier is not None,
        jauge_atteinte=poste.jauge_atteinte,
        jauge_bloquante=poste.edition.jauge_bloquante,
    )


def _passage(releve: Releve, badge: Badge | None) -> Passage:
    """Return the row of a scan before its verdict: refused, and counting for nothing."""
    poste = releve.poste
    instant = releve.corrige_a()
    return Passage(
        edition=poste.edition,
        appareil=poste.appareil,
        porte=poste.porte,
        zone=poste.porte.zone,
        scan_id=releve.scan_id,
        badge=badge,
        participant=badge.participant if badge else None,
        sens=releve.sens,
        admis=False,
        observe=releve.observe,
        force=releve.force,
        motif=releve.motif,
        scanne_a=releve.scanne_a,
        corrige_a=instant,
        recu_a=releve.recu_a,
        jour=poste.edition.heure_locale(instant).date(),
    )
