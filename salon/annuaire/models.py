"""The year-round directory: structures, what they offer and need, and the words to sort them by."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from stdnum.fr import siret


class Vocabulaire(models.Model):
    """A list of words that organisers edit; the code is for programs and never changes."""

    code = models.SlugField(primary_key=True)
    nom = models.CharField(max_length=100)
    ordre = models.PositiveSmallIntegerField(default=100)

    class Meta:
        abstract = True
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class Famille(Vocabulaire):
    """A family of the social economy, or what is outside of it: public buyer, ordinary company."""

    ess = models.BooleanField("dans l’ESS", default=True)


class Filiere(Vocabulaire):
    """A sector of activity. `naf` lists the beginnings of NAF codes that suggest it."""

    naf = models.JSONField("débuts de codes NAF", default=list, blank=True)

    class Meta(Vocabulaire.Meta):
        verbose_name = "filière"


class Reseau(Vocabulaire):
    """A network or federation; a structure may be in several."""

    class Meta(Vocabulaire.Meta):
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"


class Label(Vocabulaire):
    """A label or certification."""


class NatureBesoin(Vocabulaire):
    """A kind of need: to buy, to sell, to share, to find a partner, ..."""

    class Meta(Vocabulaire.Meta):
        verbose_name = "nature de besoin"
        verbose_name_plural = "natures de besoin"


class Dispositif(Vocabulaire):
    """A programme of the Réalis network; `chiffres` are its published figures, with their source."""

    presentation = models.TextField("présentation", blank=True)
    chiffres = models.JSONField("chiffres publiés", default=list, blank=True)
    source = models.CharField(max_length=200, blank=True)


class Structure(models.Model):
    """An organisation in the directory."""

    siret = models.CharField("SIRET", max_length=14, unique=True)
    nom = models.CharField(max_length=100)
    enseigne = models.CharField(max_length=100, blank=True)
    famille = models.ForeignKey(
        Famille, models.PROTECT, null=True, blank=True, related_name="structures"
    )
    filieres = models.ManyToManyField(
        Filiere, blank=True, related_name="structures", verbose_name="filières"
    )
    reseaux = models.ManyToManyField(
        Reseau, blank=True, related_name="structures", verbose_name="réseaux"
    )
    labels = models.ManyToManyField(Label, blank=True, related_name="structures")
    dispositifs = models.ManyToManyField(Dispositif, blank=True, related_name="structures")
    # Approval of an inclusion enterprise: EI, ACI, AI, ETTI, GEIQ, EA, ESAT; several may be held.
    agrements = models.JSONField("agréments", default=list, blank=True)
    esus = models.BooleanField("agrément ESUS", default=False)
    naf = models.CharField("code NAF", max_length=6, blank=True)
    description = models.TextField(max_length=2000, blank=True)
    logo = models.ForeignKey(
        "journal.Fichier", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField(max_length=10, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    site = models.URLField("site internet", blank=True)
    visible = models.BooleanField("visible dans l’annuaire", default=True)
    modifiee_le = models.DateTimeField("modifiée le", default=timezone.now)

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
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="structure_lieu"),
            models.Index(fields=["nom", "id"], name="structure_ordre"),
        ]

    def __str__(self) -> str:
        return self.enseigne or self.nom

    @property
    def siren(self) -> str:
        """Return the number of the enterprise, shared by all its establishments."""
        return str(siret.to_siren(self.siret))


class Offre(models.Model):
    """A product or service that a structure supplies."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="offres")
    filiere = models.ForeignKey(
        Filiere, models.PROTECT, null=True, blank=True, verbose_name="filière"
    )
    intitule = models.CharField("intitulé", max_length=100)
    description = models.TextField(max_length=2000, blank=True)
    unite = models.CharField("unité", max_length=30, blank=True)
    volume = models.CharField(max_length=50, blank=True)
    saison = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.intitule


class Besoin(models.Model):
    """A need that a structure states; it stands on the needs board until it is met or too old."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="besoins")
    nature = models.ForeignKey(NatureBesoin, models.PROTECT, null=True, blank=True)
    filiere = models.ForeignKey(
        Filiere, models.PROTECT, null=True, blank=True, verbose_name="filière"
    )
    intitule = models.CharField("intitulé", max_length=100)
    description = models.TextField(max_length=2000, blank=True)
    volume = models.CharField(max_length=50, blank=True)
    publie_le = models.DateTimeField("publié le", default=timezone.now)
    satisfait_le = models.DateTimeField("satisfait le", null=True, blank=True)

    class Meta:
        ordering = ["-publie_le", "-pk"]

    def __str__(self) -> str:
        return self.intitule


class Mot(models.Model):
    """A word under which a structure is found: without accents, in lower case; rebuilt at will."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="mots", db_index=False)
    mot = models.CharField(max_length=40)
    # Where it was read: a name weighs more than a description.
    poids = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["structure", "mot"], name="mot_unique")]
        # Covering: what a search weighs is read from the index alone.
        indexes = [models.Index(fields=["mot", "structure", "poids"], name="mot_cherche")]

    def __str__(self) -> str:
        return self.mot


class Facette(models.Model):
    """A value by which a structure is filtered and counted; rebuilt at will."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="facettes", db_index=False
    )
    nature = models.CharField(max_length=12)
    valeur = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nature", "valeur", "structure"], name="facette_unique")
        ]
        # Covering: the counts of a search are read from the index alone.
        indexes = [models.Index(fields=["structure", "nature", "valeur"], name="facette_comptee")]

    def __str__(self) -> str:
        return f"{self.nature}={self.valeur}"


class Repere(models.Model):
    """Where a visible structure stands in a list: by its name, by its place; rebuilt at will.

    `x`, `y`, `z` are the place on a sphere of radius 1: the square of a distance between two of them
    is plain arithmetic, which every database does fast and alike.
    """

    structure = models.OneToOneField(
        Structure, models.CASCADE, primary_key=True, related_name="repere"
    )
    # The name that is shown, without accents and in lower case.
    tri = models.CharField(max_length=100)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    z = models.FloatField(null=True)

    class Meta:
        verbose_name = "repère"
        indexes = [
            models.Index(fields=["tri", "structure"], name="repere_ordre"),
            models.Index(fields=["latitude", "longitude"], name="repere_lieu"),
        ]

    def __str__(self) -> str:
        return self.tri
