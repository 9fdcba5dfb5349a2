"""What happened, what follows from it, and the documents and e-mails that come of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Ecriture(models.Model):
    """One line of the journal: something that happened, with ids and nothing else; never changed."""

    type = models.CharField(max_length=60)
    ids = models.JSONField()
    le = models.DateTimeField(default=timezone.now)
    # Set for events of the clock, so that two relays cannot write the same minute twice.
    cle = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 -- NULL is not unique
    repartie = models.BooleanField("effets créés", default=False)

    class Meta:
        verbose_name = "écriture"
        constraints = [
            models.CheckConstraint(condition=~Q(type=""), name="ecriture_type_rempli"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(repartie=False), name="ecriture_a_repartir"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.ids}"


class Effet(models.Model):
    """The receipt of one effect of one line: to do, under a lease, done, or dead with its reason."""

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "à faire"
        EN_COURS = "en_cours", "en cours"
        FAIT = "fait", "fait"
        MORT = "mort", "mort"

    ecriture = models.ForeignKey(Ecriture, models.CASCADE, related_name="effets")
    nom = models.CharField(max_length=60)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.A_FAIRE)
    tentatives = models.PositiveSmallIntegerField(default=0)
    pas_avant = models.DateTimeField(default=timezone.now)
    # While waiting: when the relay may send it again. While running: when its worker is presumed dead.
    bail_jusqua = models.DateTimeField(null=True)
    erreur = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ecriture", "nom"], name="effet_unique"),
            models.CheckConstraint(
                condition=~Q(etat="mort") | ~Q(erreur=""), name="effet_mort_avec_raison"
            ),
        ]
        indexes = [
            models.Index(
                fields=["pas_avant"],
                condition=Q(etat__in=["a_faire", "en_cours"]),
                name="effet_en_attente",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} [{self.etat}] écriture {self.ecriture_id}"


class Fichier(models.Model):
    """A document made by a worker, complete or absent; `cle` says what it is, so it is made once."""

    cle = models.CharField(max_length=100, unique=True)
    nom = models.CharField(max_length=100)
    type_mime = models.CharField(max_length=100)
    contenu = models.BinaryField()
    fait_le = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.nom


class Courriel(models.Model):
    """An e-mail as a row: written once by its key, then sent with the same Message-ID at every try."""

    class Etat(models.TextChoices):
        A_ENVOYER = "a_envoyer", "à envoyer"
        EN_COURS = "en_cours", "en cours"
        ENVOYE = "envoye", "envoyé"
        ECHOUE = "echoue", "échoué"

    edition = models.ForeignKey(
        "salon.Edition", models.CASCADE, null=True, related_name="courriels"
    )
    cle = models.CharField(max_length=150, unique=True)
    a = models.EmailField("à")
    sujet = models.CharField(max_length=200)
    texte = models.TextField()
    html = models.TextField(blank=True)
    # An invitation for calendars, and the method it announces: REQUEST or CANCEL.
    agenda = models.TextField(blank=True)
    agenda_methode = models.CharField(max_length=10, blank=True)
    pieces = models.ManyToManyField(Fichier, blank=True, related_name="courriels")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.A_ENVOYER)
    erreur = models.TextField(blank=True)
    ecrit_le = models.DateTimeField(default=timezone.now)
    envoye_le = models.DateTimeField("envoyé le", null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="echoue") | ~Q(erreur=""), name="courriel_echoue_avec_raison"
            ),
            models.CheckConstraint(
                condition=~Q(etat="envoye") | Q(envoye_le__isnull=False),
                name="courriel_envoye_avec_date",
            ),
        ]
        indexes = [models.Index(fields=["edition", "etat"], name="courriel_etat")]

    def __str__(self) -> str:
        return f"{self.sujet} [{self.etat}]"


class ReponseGardee(models.Model):
    """The answer given to a request with an Idempotency-Key, kept one day to be given again."""

    appelant = models.CharField(max_length=64)
    cle = models.CharField(max_length=200)
    empreinte = models.CharField(max_length=64)
    statut = models.PositiveSmallIntegerField()
    corps = models.BinaryField()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appelant", "cle"], name="reponse_gardee_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.cle} → {self.statut}"
