"""The relay: turns lines of the journal into effects, and hands due effects to the workers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from salon.journal.effets import TENTATIVES_MAX
from salon.journal.models import Ecriture, Effet
from salon.journal.services import publier_heure

logger = logging.getLogger(__name__)

LOT = 500  # lines expanded at once
# Effects of one queue that may wait in the broker at once. What is lost with it is sent again soon.
EN_VOL = 200

M = TypeVar("M", bound=Model)
Envoyer = Callable[[str, str, int], None]  # (effect name, queue, effect id)


@dataclass(frozen=True)
class Relais:
    """What the relay must know: which effects follow an event, and the queue of each effect."""

    reactions: Mapping[str, Sequence[str]]
    files: Mapping[str, str]
    envoyer: Envoyer

    def tour(self) -> int:
        """Do once all there is to do now; return the number of effects handed to workers."""
        publier_heure(timezone.now())
        while self.repartir() == LOT:
            pass
        enterrer()
        return sum(self._servir(file) for file in dict.fromkeys(self.files.values()))

    @transaction.atomic
    def repartir(self) -> int:
        """Create the effects of new lines; return how many lines that was."""
        lignes = list(_verrouiller(Ecriture.objects.filter(repartie=False).order_by("pk"))[:LOT])
        Effet.objects.bulk_create(
            [
                Effet(ecriture=ligne, nom=nom)
                for ligne in lignes
                for nom in self.reactions.get(ligne.type, ())
            ],
            ignore_conflicts=True,
        )
        Ecriture.objects.filter(pk__in=[ligne.pk for ligne in lignes]).update(repartie=True)
        return len(lignes)

    def _servir(self, file: str) -> int:
        """Send the due effects of one queue, as many as it may hold."""
        noms = [nom for nom, sa_file in self.files.items() if sa_file == file]
        dus = reserver(noms)
        for rang, (effet_id, nom) in enumerate(dus):
            try:
                self.envoyer(nom, file, effet_id)
            except OSError as erreur:  # the broker is away: keep the rest for the next turn
                logger.warning("file %s injoignable : %s", file, type(erreur).__name__)
                Effet.objects.filter(
                    pk__in=[pk for pk, _ in dus[rang:]], etat=Effet.Etat.A_FAIRE
                ).update(bail_jusqua=None)
                return rang
        return len(dus)


@transaction.atomic
def reserver(noms: Sequence[str]) -> list[tuple[int, str]]:
    """Mark as sent, and return as (id, name), the due effects of these names, oldest first.

    An effect that nobody claims within EFFET_RENVOI seconds was lost with the broker: it is due again.
    """
    maintenant = timezone.now()
    en_vol = Effet.objects.filter(
        nom__in=noms, etat=Effet.Etat.A_FAIRE, bail_jusqua__gt=maintenant
    ).count()
    dus = _verrouiller(
        Effet.objects.filter(
            Q(bail_jusqua__isnull=True) | Q(bail_jusqua__lte=maintenant),
            nom__in=noms,
            etat__in=(Effet.Etat.A_FAIRE, Effet.Etat.EN_COURS),
            pas_avant__lte=maintenant,
            tentatives__lt=TENTATIVES_MAX,
        ).order_by("pas_avant", "pk")
    )[: max(0, EN_VOL - en_vol)]
    pris = [(effet.pk, effet.nom) for effet in dus]
    Effet.objects.filter(pk__in=[pk for pk, _ in pris]).update(
        etat=Effet.Etat.A_FAIRE,
        bail_jusqua=maintenant + timedelta(seconds=settings.EFFET_RENVOI),
    )
    return pris


def enterrer() -> int:
    """Declare dead the effects whose worker died at every attempt; return how many."""
    return Effet.objects.filter(
        etat=Effet.Etat.EN_COURS,
        bail_jusqua__lt=timezone.now(),
        tentatives__gte=TENTATIVES_MAX,
    ).update(
        etat=Effet.Etat.MORT,
        bail_jusqua=None,
        erreur=f"interrompu {TENTATIVES_MAX} fois avant la fin",
    )


def _verrouiller(lignes: QuerySet[M]) -> QuerySet[M]:
    """Lock rows and skip those of another relay, on a database that has more than one writer."""
    if connection.features.has_select_for_update_skip_locked:
        return lignes.select_for_update(skip_locked=True)
    return lignes
