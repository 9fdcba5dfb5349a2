"""The year-round directory: structures of the social economy and the programmes they come from."""

from django.db import models
from django.db.models import Q
from stdnum.fr import siret


class Dispositif(models.Model):
    """A programme of the Réalis network through which a structure may have come."""

    code = models.SlugField(unique=True)
    nom = models.CharField(max_length=100)

    class Meta:
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Structure(models.Model):
    """An organisation in the directory."""

    class Famille(models.TextChoices):
        ASSOCIATION = "association", "Association"
        COOPERATIVE = "cooperative", "Coopérative"
        MUTUELLE = "mutuelle", "Mutuelle"
        FONDATION = "fondation", "Fondation"
        SOCIETE_ESS = "societe_ess", "Société commerciale de l’ESS"
        ACHETEUR_PUBLIC = "acheteur_public", "Acheteur public"
        CLASSIQUE = "classique", "Entreprise classique"

    siret = models.CharField("SIRET", max_length=14, unique=True)
    nom = models.CharField(max_length=100)
    enseigne = models.CharField(max_length=100, blank=True)
    famille = models.CharField(max_length=16, choices=Famille, blank=True)
    # Approval of an inclusion enterprise: EI, ACI, AI, ETTI, GEIQ, EA, ESAT; several may be held.
    agrements = models.JSONField("agréments", default=list, blank=True)
    naf = models.CharField("code NAF", max_length=6, blank=True)
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField(max_length=10, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    site = models.URLField("site internet", blank=True)
    dispositifs = models.ManyToManyField(Dispositif, blank=True, related_name="structures")

    class Meta:
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siret__regex=r"^[0-9]{14}$"), name="structure_siret_14_chiffres"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="structure_coordonnees",
            ),
        ]

    def __str__(self) -> str:
        return self.enseigne or self.nom

    @property
    def siren(self) -> str:
        """Return the number of the enterprise, shared by all its establishments."""
        return str(siret.to_siren(self.siret))
