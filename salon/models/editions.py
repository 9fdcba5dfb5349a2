"""An edition, its staff and the words of its e-mails."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateformat import format as format_date

from salon.models.comptes import Compte


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
    # "#rrggbb" by category, where the organiser wants another one than ours.
    couleurs = models.JSONField("couleurs des badges", default=dict, blank=True)
    inscriptions_ouvertes = models.BooleanField("inscriptions ouvertes", default=True)
    # Version of the notice that people read when they register; it is stored with their consent.
    notice = models.TextField("information sur les données", max_length=4000, blank=True)
    notice_version = models.PositiveIntegerField("version de l’information", default=1)
    # The e-mails of the edition wait until an organiser lets them leave again.
    courriels_en_pause = models.BooleanField("e-mails en pause", default=False)
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
