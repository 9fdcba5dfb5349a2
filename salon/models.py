"""The nouns everyone shares: edition, zone, gate, device, slot, table, participant, badge."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.dateformat import format as format_date


class Compte(AbstractUser):
    """A member of an organiser's staff, who signs in with a password."""

    class Meta:
        verbose_name = "compte"


class Edition(models.Model):
    """One holding of the show: where, when, for how many people, open at what hours."""

    slug = models.SlugField("adresse", unique=True)
    nom = models.CharField("nom", max_length=100)
    lieu = models.CharField("lieu", max_length=200)
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour")
    ouvre_a = models.TimeField("heure d’ouverture")
    ferme_a = models.TimeField("heure de fermeture")
    fuseau = models.CharField("fuseau horaire", max_length=50, default="Europe/Paris")
    jauge = models.PositiveIntegerField("jauge", validators=[MinValueValidator(1)])
    jauge_bloquante = models.BooleanField("refuser les entrées au-delà de la jauge", default=False)
    presentation = models.TextField("présentation", max_length=4000, blank=True)
    acces = models.TextField("comment venir", max_length=2000, blank=True)
    inscriptions_ouvertes = models.BooleanField("inscriptions ouvertes", default=True)
    # Version of the notice that people read when they register; it is stored with their consent.
    notice = models.TextField("information sur les données", max_length=4000, blank=True)
    notice_version = models.PositiveIntegerField("version de l’information", default=1)
    comptes = models.ManyToManyField(
        Compte, through="Mandat", blank=True, related_name="editions", verbose_name="équipe"
    )

    class Meta:
        verbose_name = "édition"
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")), name="edition_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(ferme_a__gt=F("ouvre_a")), name="edition_horaires_ordonnes"
            ),
            models.CheckConstraint(condition=Q(jauge__gte=1), name="edition_jauge_positive"),
        ]

    def __str__(self) -> str:
        return self.nom

    def zone_horaire(self) -> ZoneInfo:
        """Return the time zone in which the days of the edition begin and end."""
        return ZoneInfo(self.fuseau)

    def heure_locale(self, instant: datetime) -> datetime:
        """Return the same instant in the time zone of the edition."""
        return instant.astimezone(self.zone_horaire())

    def aujourdhui(self) -> date:
        """Return the current day in the zone of the edition."""
        return self.heure_locale(timezone.now()).date()

    def fin_des_appareils(self) -> datetime:
        """Return when the devices of the gates stop opening: half a day after the last closing."""
        fermeture = datetime.combine(self.fin, self.ferme_a, tzinfo=self.zone_horaire())
        return fermeture + timedelta(hours=12)

    def lieu_et_dates(self) -> str:
        """Return the line printed on badges and e-mails, e.g. "Montpellier, 20 et 21 mai 2027"."""
        return f"{self.lieu}, {periode_en_francais(self.debut, self.fin)}"


def periode_en_francais(debut: date, fin: date) -> str:
    """Return two dates the way a French poster prints them: "20 et 21 mai 2027"."""
    if debut == fin:
        return date_en_francais(debut, "j F Y")
    meme_mois = (debut.year, debut.month) == (fin.year, fin.month)
    lien = "et" if (fin - debut).days == 1 else "au"
    premier = date_en_francais(debut, "j" if meme_mois else "j F")
    return f"{premier} {lien} {date_en_francais(fin, 'j F Y')}"


def date_en_francais(jour: date, forme: str) -> str:
    """Return a date in a form of Django's, with the French ordinal of the first of a month."""
    texte = format_date(jour, forme)
    return f"1er{texte[1:]}" if jour.day == 1 else texte


class Mandat(models.Model):
    """What a member of staff may do in one edition; without one, they see nothing of it."""

    class Role(models.TextChoices):
        ORGANISATEUR = "organisateur", "Organisateur"
        FACILITATEUR = "facilitateur", "Facilitateur"
        ACCUEIL = "accueil", "Accueil"
        LECTURE = "lecture", "Lecture seule"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mandats")
    compte = models.ForeignKey(Compte, models.CASCADE, related_name="mandats")
    role = models.CharField("rôle", max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "compte"], name="mandat_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.compte} : {self.get_role_display()} de {self.edition}"


class TexteCourriel(models.Model):
    """What an organiser wrote in the place of our own words in one e-mail of an edition.

    Placeholders in braces are a fixed list; the text is never a template.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="textes")
    code = models.SlugField()
    sujet = models.CharField(max_length=150)
    corps = models.TextField(max_length=4000)

    class Meta:
        verbose_name = "texte de courriel"
        verbose_name_plural = "textes de courriel"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="texte_courriel_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.edition})"


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
        if Creneau.objects.filter(
            edition=self.edition_id, debut__lt=self.fin, fin__gt=self.debut
        ).exclude(pk=self.pk):
            raise ValidationError("Ce créneau en chevauche un autre.")


class Table(models.Model):
    """A place where two parties meet."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tables")
    nom = models.CharField("nom", max_length=50)

    class Meta:
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["edition", "nom"], name="table_nom_unique")]

    def __str__(self) -> str:
        return self.nom


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
