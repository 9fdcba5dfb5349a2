"""Where and when things take place in an edition."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from salon.models.editions import Edition


class Zone(models.Model):
    """A part of the site that people enter and leave; one person is in one zone at a time."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="zones")
    nom = models.CharField("nom", max_length=100)
    # Categories of Participant that may enter; an empty list admits every category.
    categories = models.JSONField("catégories admises", default=list, blank=True)

    class Meta:
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["edition", "nom"], name="zone_nom_unique")]

    def __str__(self) -> str:
        return self.nom


class Porte(models.Model):
    """A gate through which people enter or leave a zone."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="portes")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="portes")
    nom = models.CharField("nom", max_length=100)
    ouverte = models.BooleanField("ouverte", default=True)

    class Meta:
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["edition", "nom"], name="porte_nom_unique")]

    def __str__(self) -> str:
        return self.nom


class Appareil(models.Model):
    """A scanning device placed at a gate; it holds the token of which only the hash is stored."""

    porte = models.ForeignKey(Porte, models.PROTECT, related_name="appareils")
    nom = models.CharField("nom", max_length=100)
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True, editable=False)
    superviseur = models.BooleanField("peut passer outre un refus", default=False)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Creneau(models.Model):
    """A slot in which meetings take place."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="creneaux")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        ordering = ["debut"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "debut"], name="creneau_debut_unique"),
            models.CheckConstraint(condition=Q(fin__gt=F("debut")), name="creneau_ordonne"),
        ]

    def __str__(self) -> str:
        debut, fin = self.edition.heure_locale(self.debut), self.edition.heure_locale(self.fin)
        return f"{debut:%d/%m %H:%M}–{fin:%H:%M}"

    def clean(self) -> None:
        """Refuse a slot that overlaps another one: a claim holds one slot, not an hour."""
        if self.debut is None or self.fin is None:
            return  # a form says so beside the field
        if Creneau.objects.filter(
            edition=self.edition_id, debut__lt=self.fin, fin__gt=self.debut
        ).exclude(pk=self.pk):
            raise ValidationError("Ce créneau en chevauche un autre.")


class Table(models.Model):
    """A place where two parties meet."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tables")
    nom = models.CharField("nom", max_length=50)
    # Where it stands, so that people who meet twice in a row walk little; unknown is near everything.
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="tables")

    class Meta:
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["edition", "nom"], name="table_nom_unique")]

    def __str__(self) -> str:
        return self.nom
