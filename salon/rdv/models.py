"""Meetings between two participants, and the claims that make a double booking impossible."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class RendezVous(models.Model):
    """A meeting asked by one participant of another, from the request to the meeting held."""

    class Etat(models.TextChoices):
        DEMANDE = "demande", "demandé"
        PLANIFIE = "planifie", "planifié"
        TENU = "tenu", "tenu"
        REFUSE = "refuse", "refusé"
        ANNULE = "annule", "annulé"
        EXPIRE = "expire", "expiré"

    VIVANTS = (Etat.DEMANDE, Etat.PLANIFIE)

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="rendez_vous")
    demandeur = models.ForeignKey("salon.Participant", models.CASCADE, related_name="rdv_demandes")
    destinataire = models.ForeignKey("salon.Participant", models.CASCADE, related_name="rdv_recus")
    # The two parties in a fixed order ("s12-s40"), whoever asked first: one live meeting per pair.
    paire = models.CharField(max_length=50)
    message = models.TextField(max_length=2000, blank=True)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.DEMANDE)
    creneau = models.ForeignKey(
        "salon.Creneau", models.PROTECT, null=True, blank=True, related_name="rendez_vous"
    )
    table = models.ForeignKey(
        "salon.Table", models.PROTECT, null=True, blank=True, related_name="rendez_vous"
    )
    # Identity and revision of the calendar entry, so that calendars replace it and never copy it.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    demande_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "paire"],
                condition=Q(etat__in=["demande", "planifie"]),
                name="rdv_un_seul_vivant_par_paire",
            ),
            models.CheckConstraint(
                condition=~Q(demandeur=F("destinataire")), name="rdv_deux_personnes"
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["planifie", "tenu"])
                | Q(creneau__isnull=False, table__isnull=False),
                name="rdv_planifie_place",
            ),
        ]
        indexes = [models.Index(fields=["edition", "etat"], name="rdv_etat")]

    def __str__(self) -> str:
        return f"rendez-vous {self.pk} [{self.etat}]"


class Reservation(models.Model):
    """The claim of one meeting on one slot of one person or one table: no other can hold the same."""

    rdv = models.ForeignKey(RendezVous, models.CASCADE, related_name="reservations")
    creneau = models.ForeignKey("salon.Creneau", models.PROTECT, related_name="reservations")
    participant = models.ForeignKey(
        "salon.Participant", models.CASCADE, null=True, related_name="reservations"
    )
    table = models.ForeignKey("salon.Table", models.CASCADE, null=True, related_name="reservations")

    class Meta:
        verbose_name = "réservation"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "creneau"], name="reservation_participant_libre"
            ),
            models.UniqueConstraint(fields=["table", "creneau"], name="reservation_table_libre"),
            models.CheckConstraint(
                condition=Q(participant__isnull=True, table__isnull=False)
                | Q(participant__isnull=False, table__isnull=True),
                name="reservation_personne_ou_table",
            ),
        ]

    def __str__(self) -> str:
        return f"réservation du {self.rdv_id} sur le créneau {self.creneau_id}"
