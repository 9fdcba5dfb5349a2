"""The claims that make a double booking impossible, and the times when people cannot come."""

from django.db import models
from django.db.models import Q

from salon.rdv.models.rencontres import RendezVous


class Reservation(models.Model):
    """The claim of one meeting on one slot of a person, a table or a place of a stand: nobody else has it."""

    rdv = models.ForeignKey(RendezVous, models.CASCADE, related_name="reservations")
    creneau = models.ForeignKey("salon.Creneau", models.PROTECT, related_name="reservations")
    participant = models.ForeignKey(
        "salon.Participant", models.CASCADE, null=True, related_name="reservations"
    )
    table = models.ForeignKey("salon.Table", models.CASCADE, null=True, related_name="reservations")
    stand = models.ForeignKey(
        "exposants.Stand", models.CASCADE, null=True, related_name="reservations"
    )
    # Which place of the stand: a shared one holds as many meetings at once as it has places.
    place = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = "réservation"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "creneau"], name="reservation_participant_libre"
            ),
            models.UniqueConstraint(fields=["table", "creneau"], name="reservation_table_libre"),
            models.UniqueConstraint(
                fields=["stand", "place", "creneau"], name="reservation_stand_libre"
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=True, table__isnull=False, stand__isnull=True)
                | Q(participant__isnull=False, table__isnull=True, stand__isnull=True)
                | Q(participant__isnull=True, table__isnull=True, stand__isnull=False),
                name="reservation_d_une_chose",
            ),
            models.CheckConstraint(
                condition=Q(stand__isnull=True, place__isnull=True)
                | Q(stand__isnull=False, place__gte=1),
                name="reservation_place_du_stand",
            ),
        ]

    def __str__(self) -> str:
        return f"réservation du {self.rdv_id} sur le créneau {self.creneau_id}"


class Indisponibilite(models.Model):
    """A slot when a person cannot meet anybody."""

    participant = models.ForeignKey(
        "salon.Participant", models.CASCADE, related_name="indisponibilites"
    )
    creneau = models.ForeignKey("salon.Creneau", models.CASCADE, related_name="indisponibilites")

    class Meta:
        verbose_name = "indisponibilité"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "creneau"], name="indisponibilite_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} absent au créneau {self.creneau_id}"
