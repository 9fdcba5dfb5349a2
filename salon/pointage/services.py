"""Decide and store scans, undo one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.erreurs import Introuvable, Refus
from salon.journal.evenements.participants import PassageEnregistre
from salon.journal.services import publier
from salon.models import Appareil, Participant
from salon.pointage.lot import Lot, Releve
from salon.pointage.models import Passage

# Two processes that decide about the same person at once: the later one reads again and decides again.
ESSAIS = 20
DELAI_ANNULATION = timedelta(minutes=15)


class ScanIdRepris(Refus):
    code = "scan_id_repris"
    message = "Cet identifiant de scan a déjà servi pour un autre scan."


class PassageNonAnnulable(Refus):
    code = "passage_non_annulable"
    message = "Ce passage ne peut plus être annulé ici : demandez à un responsable."


@dataclass(frozen=True)
class Decision:
    """The answer to one scan: its passage and the one before it, or a refusal of the scan itself."""

    passage: Passage | None
    precedent: Passage | None = None
    refus: Refus | None = None


def pointer_lot(releves: Sequence[Releve]) -> list[Decision]:
    """Decide a lot of scans and store them together, in four statements whatever their number.

    Returns one decision per scan, in the same order. Scans are decided in the order given; a scan
    sent before gets its first answer again.
    """
    for _ in range(ESSAIS - 1):
        try:
            return _pointer_une_fois(releves)
        except IntegrityError:
            continue  # another process claimed the same rank or the same scan_id first
    return _pointer_une_fois(releves)


@transaction.atomic
def _pointer_une_fois(releves: Sequence[Releve]) -> list[Decision]:
    lot = Lot(releves)
    decisions = [_decision(lot, releve) for releve in releves]
    if lot.nouveaux:
        Passage.objects.bulk_create(lot.nouveaux)
        publier(*_evenements(lot.nouveaux))
    return decisions


def _evenements(passages: Sequence[Passage]) -> list[PassageEnregistre]:
    """Return one event per edition: a web process serves the gates of all of them."""
    par_edition: dict[int, list[int]] = {}
    for passage in passages:
        par_edition.setdefault(passage.edition_id, []).append(passage.pk)
    return [PassageEnregistre(edition_id=cle, passage_ids=ids) for cle, ids in par_edition.items()]


def _decision(lot: Lot, releve: Releve) -> Decision:
    passage = lot.pointer(releve)
    if not releve.meme_scan(passage):
        return Decision(passage=None, refus=ScanIdRepris(champ="scan_id"))
    return Decision(passage=passage, precedent=lot.precedent(passage))


@transaction.atomic
def annuler_passage(*, passage: Passage, appareil: Appareil, motif: str) -> Passage:
    """Undo a passage: the row stays, marked, and no longer counts.

    The device that scanned may do it within 15 minutes, a supervisor's device later. Only the last
    counted passage of a person's day can be undone, so that the ones after it keep their meaning.
    """
    Participant.objects.select_for_update().filter(passages=passage).first()
    recent = passage.recu_a > timezone.now() - DELAI_ANNULATION
    permis = appareil.superviseur or (recent and passage.appareil_id == appareil.pk)
    suivant = Passage.objects.filter(
        participant=passage.participant_id,
        jour=passage.jour,
        rang__gt=passage.rang or 0,
        annule_le=None,
    )
    if not permis or passage.rang is None or suivant.exists():
        raise PassageNonAnnulable
    annule = Passage.objects.filter(pk=passage.pk, annule_le=None).update(
        annule_le=timezone.now(), annule_motif=motif
    )
    if not annule:
        raise Introuvable("Ce passage est déjà annulé.")
    passage.refresh_from_db()
    publier(PassageEnregistre(edition_id=passage.edition_id, passage_ids=[passage.pk]))
    return passage
