"""A structure's participation in one edition."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Exposant(models.Model):
    """One structure exhibiting in one edition, and where its file stands."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        SOUMIS = "soumis", "soumis"
        ATTENTE = "attente", "liste d’attente"
        VALIDE = "valide", "validé"
        REFUSE = "refuse", "refusé"
        RETIRE = "retire", "retiré"

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="exposants")
    structure = models.ForeignKey("annuaire.Structure", models.PROTECT, related_name="expositions")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    presentation = models.TextField("présentation", max_length=2000, blank=True)
    motif_refus = models.CharField("motif du refus", max_length=500, blank=True)
    inscrit_le = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "structure"], name="exposant_unique"),
            models.CheckConstraint(
                condition=~Q(etat="refuse") | ~Q(motif_refus=""), name="exposant_refus_motive"
            ),
        ]
        indexes = [models.Index(fields=["edition", "etat"], name="exposant_etat")]

    def __str__(self) -> str:
        return str(self.structure)
