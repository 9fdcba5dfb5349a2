"""A structure's participation in one edition."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Stand(models.Model):
    """A booth of an edition, which several exhibitors may share."""

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="stands")
    numero = models.CharField("numéro", max_length=10)
    zone = models.ForeignKey(
        "salon.Zone", models.PROTECT, null=True, blank=True, related_name="stands"
    )
    capacite = models.PositiveSmallIntegerField("capacité", default=1)

    class Meta:
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "numero"], name="stand_numero_unique"),
            models.CheckConstraint(condition=Q(capacite__gte=1), name="stand_capacite_positive"),
        ]

    def __str__(self) -> str:
        return self.numero


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
    # The last step of the registration that was completed, from 1 to 4.
    etape = models.PositiveSmallIntegerField("étape", default=0)
    presentation = models.TextField("présentation", max_length=2000, blank=True)
    souhaits = models.TextField("souhaits pour le stand", max_length=1000, blank=True)
    # What the team proposes for the page of its structure; the directory takes it at validation, so
    # that nobody rewrites the page of an organisation by sending a form in its name.
    page = models.JSONField(default=dict, blank=True)
    logo = models.ForeignKey(
        "journal.Fichier", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The notice that was accepted, and when; nothing is published without it.
    consenti_le = models.DateTimeField("consentement donné le", null=True, blank=True)
    consenti_version = models.PositiveIntegerField(null=True, blank=True)
    stand = models.ForeignKey(
        "exposants.Stand", models.PROTECT, null=True, blank=True, related_name="exposants"
    )
    # Which place of a shared stand, from 1 to its capacity.
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    # Visitors book free slots of the team without asking.
    reservation_directe = models.BooleanField("réservation directe", default=False)
    relance_le = models.DateTimeField("relancé le", null=True, blank=True)
    motif_refus = models.CharField("motif du refus", max_length=500, blank=True)
    inscrit_le = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "structure"], name="exposant_unique"),
            models.UniqueConstraint(fields=["stand", "place"], name="exposant_place_unique"),
            models.CheckConstraint(
                condition=Q(stand__isnull=True, place__isnull=True)
                | Q(stand__isnull=False, place__gte=1),
                name="exposant_stand_avec_place",
            ),
            models.CheckConstraint(condition=Q(etape__range=(0, 4)), name="exposant_etape"),
            models.CheckConstraint(
                condition=~Q(etat="refuse") | ~Q(motif_refus=""), name="exposant_refus_motive"
            ),
        ]
        indexes = [models.Index(fields=["edition", "etat"], name="exposant_etat")]

    def __str__(self) -> str:
        return str(self.structure)


class DemandeEquipe(models.Model):
    """A person and a team that are not one yet.

    Either somebody of a structure that is registered already asks to join, and the team answers; or
    the team named a person whose address holds another registration (`pour` is the place kept for
    them, without an address), and the owner of that address answers.
    """

    exposant = models.ForeignKey(Exposant, models.CASCADE, related_name="demandes")
    prenom = models.CharField("prénom", max_length=100, blank=True)
    nom = models.CharField(max_length=100)
    courriel = models.EmailField("adresse e-mail")
    pour = models.ForeignKey(
        "salon.Participant", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    demandee_le = models.DateTimeField(default=timezone.now)
    repondue_le = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "demande d’équipe"
        constraints = [
            models.UniqueConstraint(
                fields=["exposant", "courriel"],
                condition=Q(repondue_le__isnull=True),
                name="demande_equipe_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"demande {self.pk} pour {self.exposant}"


class Note(models.Model):
    """What an organiser notes about a file, for the organisers only."""

    exposant = models.ForeignKey(Exposant, models.CASCADE, related_name="notes")
    auteur = models.ForeignKey("salon.Compte", models.PROTECT, related_name="+")
    texte = models.TextField(max_length=2000)
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
