"""The people of an edition, and what opens its gates to them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from salon.models.editions import Edition


class Participant(models.Model):
    """Any person who holds a badge in one edition."""

    class Categorie(models.TextChoices):
        EXPOSANT = "exposant", "Exposant"
        VISITEUR = "visiteur", "Visiteur"
        ACHETEUR = "acheteur", "Acheteur"
        PARTENAIRE = "partenaire", "Partenaire"
        INTERVENANT = "intervenant", "Intervenant"
        PRESSE = "presse", "Presse"
        EQUIPE = "equipe", "Équipe"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="participants")
    categorie = models.CharField("catégorie", max_length=12, choices=Categorie)
    prenom = models.CharField("prénom", max_length=100, blank=True)
    nom = models.CharField("nom", max_length=100)
    fonction = models.CharField("fonction", max_length=100, blank=True)
    # What the badge prints; a visitor's organisation need not be in the directory.
    organisation = models.CharField("structure", max_length=100, blank=True)
    structure = models.ForeignKey(
        "annuaire.Structure", models.PROTECT, null=True, blank=True, related_name="participants"
    )
    exposant = models.ForeignKey(
        "exposants.Exposant", models.CASCADE, null=True, blank=True, related_name="equipe"
    )
    courriel = models.EmailField("adresse e-mail", blank=True)
    courriel_verifie_le = models.DateTimeField(null=True, blank=True)
    # Goes up when a magic link is spent, which makes every earlier link worthless.
    lien_numero = models.PositiveIntegerField(default=0)
    # The person agrees to be named on the page of their structure.
    visible = models.BooleanField("nommé sur la page publique", default=False)
    # The contact of an exhibitor: answers requests to join the team.
    responsable = models.BooleanField(default=False)
    # People registered together: a school, a delegation.
    groupe = models.CharField(max_length=100, blank=True)
    # When the information on personal data was read, and which version of it.
    consenti_le = models.DateTimeField("information lue le", null=True, blank=True)
    consenti_version = models.PositiveIntegerField(null=True, blank=True)
    # Goes up when the address of the calendar feed is revoked.
    calendrier_numero = models.PositiveIntegerField(default=0)
    inscrit_le = models.DateTimeField(default=timezone.now)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                Lower("courriel"),
                condition=~Q(courriel=""),
                name="participant_courriel_unique",
            ),
        ]
        indexes = [models.Index(fields=["edition", "categorie"], name="participant_categorie")]

    def __str__(self) -> str:
        return self.nom_complet()

    def nom_complet(self) -> str:
        """Return the name as the person would say it, first name first."""
        return f"{self.prenom} {self.nom}".strip()


class Badge(models.Model):
    """A signed code handed to a participant; a re-issued badge revokes the one before it."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="badges")
    code = models.CharField(max_length=160, unique=True)
    code_court = models.CharField("code à lire", max_length=16, unique=True)
    emis_le = models.DateTimeField("émis le", default=timezone.now)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(revoque_le__isnull=True),
                name="badge_un_seul_valide",
            ),
        ]

    def __str__(self) -> str:
        return self.code_court
