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
            models.Index(fields=["type", "id"], name="ecriture_type"),
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
    # When the server first had no room or time for it: the longer ago, the longer until the next try.
    refuse_le = models.DateTimeField("refusé le", null=True)
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


class Coupure(models.Model):
    """The way to the mail server, one row for all: how often it failed in a row, and why."""

    echecs = models.PositiveIntegerField("échecs de suite", default=0)
    erreur = models.TextField(blank=True)
    depuis = models.DateTimeField(null=True)
    # Nobody tries before this time, and then one alone.
    jusqua = models.DateTimeField("jusqu’à", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(echecs=0)
                | Q(depuis__isnull=False, jusqua__isnull=False) & ~Q(erreur=""),
                name="coupure_motivee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.echecs} échecs de suite"


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


class Debit(models.Model):
    """When something that is limited was last done, under a digest that tells nobody who did it."""

    cle = models.CharField(max_length=64, unique=True)
    # Seconds since 1970, the oldest first; as many as the limit allows, at most.
    instants = models.JSONField(default=list)
    perime_le = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.cle[:8]} : {len(self.instants)}"


class Abonnement(models.Model):
    """An address outside that is told what happens in an edition, and how well it listens."""

    edition = models.ForeignKey("salon.Edition", models.CASCADE, related_name="abonnements")
    url = models.CharField("adresse", max_length=500)
    secret = models.CharField(max_length=64)
    evenements = models.JSONField("événements")
    actif = models.BooleanField(default=True)
    # Failures in a row, and why nothing is delivered any more.
    echecs = models.PositiveSmallIntegerField("échecs de suite", default=0)
    arret = models.CharField("raison de l’arrêt", max_length=200, blank=True)
    pas_avant = models.DateTimeField(default=timezone.now)
    # A delivery is on its way: no other starts before this time.
    occupe_jusqua = models.DateTimeField(null=True, blank=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "url"], name="abonnement_unique"),
            models.CheckConstraint(condition=~Q(secret=""), name="abonnement_avec_secret"),
            models.CheckConstraint(
                condition=Q(actif=True) | ~Q(arret=""), name="abonnement_arret_motive"
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Livraison(models.Model):
    """What one subscription is told of one line of the journal, once."""

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "à faire"
        LIVREE = "livree", "livrée"
        ABANDONNEE = "abandonnee", "abandonnée"

    abonnement = models.ForeignKey(Abonnement, models.CASCADE, related_name="livraisons")
    ecriture = models.ForeignKey(Ecriture, models.CASCADE, related_name="livraisons")
    evenement = models.CharField("événement", max_length=40)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_FAIRE)
    # The last status that the receiver answered; what it wrote is not kept.
    statut = models.PositiveSmallIntegerField(null=True, blank=True)
    prevue_le = models.DateTimeField("prévue le", default=timezone.now)
    close_le = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["abonnement", "ecriture"], name="livraison_unique"),
            models.CheckConstraint(
                condition=Q(etat="a_faire") | Q(close_le__isnull=False),
                name="livraison_close_avec_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evenement} à {self.abonnement} [{self.etat}]"


class Export(models.Model):
    """A list that left, or is about to leave, as a file: which one, for whom; the file itself goes soon."""

    edition = models.ForeignKey("salon.Edition", models.CASCADE, null=True, related_name="exports")
    # None for a command, which is run by whoever has the machine.
    compte = models.ForeignKey("salon.Compte", models.CASCADE, null=True, related_name="exports")
    nature = models.CharField(max_length=12)
    forme = models.CharField(max_length=4)
    demande_le = models.DateTimeField("demandé le", default=timezone.now)
    fini_le = models.DateTimeField(null=True)
    lignes = models.PositiveIntegerField(null=True)
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # One at a time for each person: a list of everybody is work, and a temptation.
            models.UniqueConstraint(
                fields=["compte"], condition=Q(fini_le__isnull=True), name="export_un_a_la_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature}.{self.forme}"


class Import(models.Model):
    """A file of lines that somebody looks at before storing them, then what was stored of it."""

    edition = models.ForeignKey("salon.Edition", models.CASCADE, null=True, related_name="imports")
    compte = models.ForeignKey("salon.Compte", models.CASCADE, null=True, related_name="imports")
    nature = models.CharField(max_length=12)
    nom = models.CharField(max_length=100)
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, related_name="+")
    # Pairs, in the order of the file: the heading of a column, and which column of ours it is.
    correspondance = models.JSONField(default=list)
    depose_le = models.DateTimeField("déposé le", default=timezone.now)
    fait_le = models.DateTimeField(null=True)
    ajoutees = models.PositiveIntegerField("lignes ajoutées", default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.nom
