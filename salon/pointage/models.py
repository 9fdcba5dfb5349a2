"""Passages: every scan at a gate, admitted or refused, as it was decided."""

from django.db import models
from django.db.models import Q


class Passage(models.Model):
    """One scan at one gate. The people inside are counted from these rows and from nothing else.

    Only three indexes beside the key: each one more would be paid by every scan at every door.
    """

    class Sens(models.TextChoices):
        ENTREE = "entree", "entrée"
        SORTIE = "sortie", "sortie"

    edition = models.ForeignKey(
        "salon.Edition", models.CASCADE, related_name="passages", db_index=False
    )
    appareil = models.ForeignKey(
        "salon.Appareil", models.PROTECT, related_name="passages", db_index=False
    )
    porte = models.ForeignKey(
        "salon.Porte", models.PROTECT, related_name="passages", db_index=False
    )
    zone = models.ForeignKey("salon.Zone", models.PROTECT, related_name="passages", db_index=False)
    scan_id = models.UUIDField(unique=True)
    # The code as it was read, kept as evidence where no badge of ours has it.
    code = models.CharField(max_length=200, blank=True)
    badge = models.ForeignKey(
        "salon.Badge", models.PROTECT, null=True, related_name="passages", db_index=False
    )
    participant = models.ForeignKey(
        "salon.Participant", models.PROTECT, null=True, related_name="passages", db_index=False
    )
    sens = models.CharField(max_length=6, choices=Sens)
    admis = models.BooleanField()
    # Why it was refused, or what is unusual about an admission.
    raison = models.CharField(max_length=25, blank=True)
    # Place among the counted passages of the person: two gates cannot both write the same one. NULL
    # for what changes no count: refusals, doubles admitted offline, exits without entry.
    rang = models.PositiveIntegerField(null=True)
    # The zone the person left by this passage, if they were inside.
    zone_quittee = models.ForeignKey(
        "salon.Zone", models.PROTECT, null=True, related_name="sorties", db_index=False
    )
    # Rank of the counted passage before this one, the same day: "déjà entré à 9 h 12, porte B".
    rang_precedent = models.PositiveIntegerField(null=True)
    observe = models.BooleanField("constaté hors ligne", default=False)
    force = models.BooleanField("forçage demandé", default=False)
    force_utile = models.BooleanField("forçage nécessaire", default=False)
    motif = models.CharField(max_length=200, blank=True)
    scanne_a = models.DateTimeField("heure de l’appareil", null=True)
    corrige_a = models.DateTimeField("heure corrigée")
    recu_a = models.DateTimeField("heure d’arrivée")
    jour = models.DateField("jour de l’édition")
    annule_le = models.DateTimeField("annulé le", null=True)
    annule_motif = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "rang"], name="passage_rang_unique"),
            models.CheckConstraint(
                condition=Q(admis=True, participant__isnull=False, badge__isnull=False)
                | (Q(admis=False, rang__isnull=True) & ~Q(raison="")),
                name="passage_admis_ou_motive",
            ),
            models.CheckConstraint(
                condition=Q(annule_le__isnull=True) | ~Q(annule_motif=""),
                name="passage_annule_motive",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "jour", "corrige_a"], name="passage_jour"),
        ]

    def __str__(self) -> str:
        return f"{self.sens} {'admise' if self.admis else self.raison} porte {self.porte_id}"
