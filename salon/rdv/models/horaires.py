"""Timetables: drafts that a worker computes, what they would do with each meeting, their publication."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Planification(models.Model):
    """One run of the scheduling, which leaves a draft that can be compared, changed and published."""

    class Etat(models.TextChoices):
        ATTENTE = "attente", "en attente"
        COURS = "cours", "en cours"
        FINIE = "finie", "terminée"
        ANNULEE = "annulee", "annulée"
        ECHOUEE = "echouee", "échouée"

    EN_COURS = (Etat.ATTENTE, Etat.COURS)

    class Genre(models.TextChoices):
        COMPLETE = "complete", "horaire complet"
        REPRISE = "reprise", "proposition de reprise"

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="planifications")
    genre = models.CharField(max_length=8, choices=Genre, default=Genre.COMPLETE)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.ATTENTE)
    graine = models.PositiveIntegerField(default=1)
    secondes = models.PositiveSmallIntegerField("durée, en secondes", default=20)
    # What a meeting between two families is worth more than another one, in percent.
    poids_familles = models.PositiveSmallIntegerField("poids des familles différentes", default=0)
    demandee_par = models.ForeignKey("salon.Compte", models.SET_NULL, null=True, related_name="+")
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    arret_demande = models.BooleanField("arrêt demandé", default=False)
    # Progress in percent, and the best timetable so far.
    avancement = models.PositiveSmallIntegerField(default=0)
    pauses = models.PositiveIntegerField(null=True, blank=True)
    laisses = models.PositiveIntegerField("rendez-vous laissés", null=True, blank=True)
    # French sentences of the diagnosis, and the figures that drafts are compared by.
    diagnostic = models.JSONField(default=list, blank=True)
    mesures = models.JSONField(default=dict, blank=True)
    # Fewest breaks that any timetable can have, and whether this one is proved to reach it.
    borne = models.PositiveIntegerField(null=True, blank=True)
    prouvee = models.BooleanField("prouvée optimale", default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(etat__in=["attente", "cours"]),
                name="planification_une_a_la_fois",
            ),
            models.CheckConstraint(
                condition=Q(avancement__lte=100), name="planification_avancement"
            ),
        ]

    def __str__(self) -> str:
        return f"planification {self.pk} [{self.etat}]"


class Placement(models.Model):
    """What a draft does with one meeting: a slot and a place, or the reason why it has none."""

    planification = models.ForeignKey(Planification, models.CASCADE, related_name="placements")
    rdv = models.ForeignKey("rdv.RendezVous", models.CASCADE, related_name="placements")
    creneau = models.ForeignKey(
        "salon.Creneau", models.CASCADE, null=True, blank=True, related_name="+"
    )
    table = models.ForeignKey(
        "salon.Table", models.CASCADE, null=True, blank=True, related_name="+"
    )
    stand = models.ForeignKey(
        "exposants.Stand", models.CASCADE, null=True, blank=True, related_name="+"
    )
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    raison = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["creneau__debut", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["planification", "rdv"], name="placement_unique"),
            models.UniqueConstraint(
                fields=["planification", "creneau", "table"], name="placement_table_libre"
            ),
            models.UniqueConstraint(
                fields=["planification", "creneau", "stand", "place"], name="placement_stand_libre"
            ),
            models.CheckConstraint(
                condition=Q(creneau__isnull=True, table__isnull=True, stand__isnull=True)
                | Q(creneau__isnull=False, table__isnull=False, stand__isnull=True)
                | Q(creneau__isnull=False, table__isnull=True, stand__isnull=False),
                name="placement_complet",
            ),
        ]

    def __str__(self) -> str:
        return f"placement du {self.rdv_id}"


class Publication(models.Model):
    """A draft, or part of it, made true; the agendas leave a moment later, until when it can be undone."""

    class Nature(models.TextChoices):
        PRELIMINAIRE = "preliminaire", "agenda préliminaire"
        DEFINITIF = "definitif", "agenda définitif"

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="publications")
    planification = models.ForeignKey(Planification, models.PROTECT, related_name="publications")
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.DEFINITIF)
    publiee_par = models.ForeignKey("salon.Compte", models.SET_NULL, null=True, related_name="+")
    publiee_le = models.DateTimeField("publiée le", default=timezone.now)
    envoi_le = models.DateTimeField("envoi des agendas le")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(annulee_le__isnull=True) | Q(annulee_le__lte=F("envoi_le")),
                name="publication_annulee_a_temps",
            )
        ]

    def __str__(self) -> str:
        return f"publication {self.pk}"


class AgendaEnvoye(models.Model):
    """The agenda that a person was sent last, so that the next e-mail says what changed since.

    `contenu` maps the uid of each meeting to its revision, its beginning and its end (ISO 8601): enough
    to take it out of a calendar when it is gone.
    """

    participant = models.OneToOneField(
        "salon.Participant", models.CASCADE, related_name="agenda_envoye"
    )
    contenu = models.JSONField(default=dict)
    le = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"agenda de {self.participant_id}"
