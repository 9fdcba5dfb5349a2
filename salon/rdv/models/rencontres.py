"""Meetings between two participants, from the request to the meeting held, and who may ask whom."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class RendezVous(models.Model):
    """A meeting asked by one participant of another, from the request to the meeting held."""

    class Etat(models.TextChoices):
        DEMANDE = "demande", "demandé"
        ACCEPTE = "accepte", "accepté"
        PLANIFIE = "planifie", "planifié"
        TENU = "tenu", "tenu"
        REFUSE = "refuse", "refusé"
        ANNULE = "annule", "annulé"
        EXPIRE = "expire", "expiré"
        RETIRE = "retire", "retiré"

    class Priorite(models.IntegerChoices):
        HAUTE = 1, "haute"
        NORMALE = 2, "normale"
        BASSE = 3, "basse"

    VIVANTS = (Etat.DEMANDE, Etat.ACCEPTE, Etat.PLANIFIE)

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="rendez_vous")
    demandeur = models.ForeignKey("salon.Participant", models.CASCADE, related_name="rdv_demandes")
    destinataire = models.ForeignKey("salon.Participant", models.CASCADE, related_name="rdv_recus")
    # The two parties in a fixed order ("s12-s40"), whoever asked first: one live meeting per pair.
    paire = models.CharField(max_length=50)
    message = models.TextField(max_length=2000, blank=True)
    priorite = models.PositiveSmallIntegerField(
        "priorité", choices=Priorite, default=Priorite.NORMALE
    )
    # The member of staff who asked for somebody else; none when people ask for themselves.
    auteur = models.ForeignKey(
        "salon.Compte", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.DEMANDE)
    creneau = models.ForeignKey(
        "salon.Creneau", models.PROTECT, null=True, blank=True, related_name="rendez_vous"
    )
    table = models.ForeignKey(
        "salon.Table", models.PROTECT, null=True, blank=True, related_name="rendez_vous"
    )
    stand = models.ForeignKey(
        "exposants.Stand", models.PROTECT, null=True, blank=True, related_name="rendez_vous"
    )
    # Every timetable keeps the meeting in this slot.
    verrou = models.ForeignKey(
        "salon.Creneau", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    publication = models.ForeignKey(
        "rdv.Publication", models.SET_NULL, null=True, blank=True, related_name="rendez_vous"
    )
    # Identity and revision of the calendar entry, so that calendars replace it and never copy it.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    demande_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()
    # When the person asked was told, in one e-mail with the other requests of ten minutes.
    annoncee_le = models.DateTimeField("annoncée le", null=True, blank=True)
    # One reminder before it expires, and no other.
    rappele_le = models.DateTimeField("rappelé le", null=True, blank=True)

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "paire"],
                condition=Q(etat__in=["demande", "accepte", "planifie"]),
                name="rdv_un_seul_vivant_par_paire",
            ),
            models.CheckConstraint(
                condition=~Q(demandeur=F("destinataire")), name="rdv_deux_personnes"
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["planifie", "tenu"])
                | Q(creneau__isnull=False, table__isnull=False, stand__isnull=True)
                | Q(creneau__isnull=False, table__isnull=True, stand__isnull=False),
                name="rdv_planifie_place",
            ),
            models.CheckConstraint(condition=Q(priorite__range=(1, 3)), name="rdv_priorite"),
        ]
        indexes = [models.Index(fields=["edition", "etat"], name="rdv_etat")]

    def __str__(self) -> str:
        return f"rendez-vous {self.pk} [{self.etat}]"

    def lieu(self) -> str:
        """Return where the parties sit, as a person would say it; empty without a place."""
        if self.stand:
            return f"stand {self.stand}"
        return f"table {self.table}" if self.table else ""


class Souhait(models.Model):
    """A slot that a request would like, in order of preference; three at most."""

    rdv = models.ForeignKey(RendezVous, models.CASCADE, related_name="souhaits")
    rang = models.PositiveSmallIntegerField()
    creneau = models.ForeignKey("salon.Creneau", models.CASCADE, related_name="+")

    class Meta:
        ordering = ["rdv", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["rdv", "rang"], name="souhait_rang_unique"),
            models.UniqueConstraint(fields=["rdv", "creneau"], name="souhait_creneau_unique"),
            models.CheckConstraint(condition=Q(rang__range=(1, 3)), name="souhait_trois_au_plus"),
        ]

    def __str__(self) -> str:
        return f"souhait {self.rang} du {self.rdv_id}"


class RencontreExclue(models.Model):
    """A line of the table of who may not ask whom, in one direction.

    Each side is a category ("categorie:visiteur") or a family ("famille:association").
    """

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="rencontres_exclues")
    de = models.CharField(max_length=60)
    vers = models.CharField(max_length=60)

    class Meta:
        ordering = ["de", "vers"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "de", "vers"], name="rencontre_exclue_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.de} → {self.vers}"


class Blocage(models.Model):
    """Who a person does not want to be asked by: a structure or a person, as in `RendezVous.paire`."""

    participant = models.ForeignKey("salon.Participant", models.CASCADE, related_name="blocages")
    partie = models.CharField(max_length=25)
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "partie"], name="blocage_unique")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} ne reçoit pas {self.partie}"
