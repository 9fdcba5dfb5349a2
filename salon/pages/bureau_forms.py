"""The forms of the organiser's desk."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import slug_re

from salon.configuration import Volet
from salon.editions import Reglages
from salon.exposants.models import Stand
from salon.models import Edition, Participant, Zone
from salon.pages.champs import FormulaireSoigne, LigneField, TexteField
from salon.services import COULEURS

JAUGE_MAX = 1_000_000
CAPACITE_MAX = 100
STANDS_MAX = 200
SANS_TEXTE = {"required": "Écrivez quelque chose."}
LIBELLES = {
    Volet.ZONES: "Zones et portes",
    Volet.CRENEAUX: "Créneaux, aux mêmes heures des nouveaux jours",
    Volet.TABLES: "Tables",
    Volet.STANDS: "Stands",
    Volet.TEXTES: "Textes des e-mails",
    Volet.REGLAGES: "Présentation, accès et information sur les données",
    Volet.EQUIPE: "Équipe et ses rôles",
}


def jour(nom: str) -> forms.DateField:
    """Return a field for a day, as the browser's calendar writes it."""
    return forms.DateField(
        label=nom,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Date invalide.", "required": "Indiquez un jour."},
    )


def heure(nom: str) -> forms.TimeField:
    """Return a field for an hour that the clock on the wall shows."""
    return forms.TimeField(
        label=nom,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": "Heure invalide.", "required": "Indiquez une heure."},
    )


def entier(nom: str, plus_petit: int, plus_grand: int) -> forms.IntegerField:
    """Return a field for a number between two others."""
    return forms.IntegerField(
        label=nom,
        min_value=plus_petit,
        max_value=plus_grand,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Nombre entre {plus_petit} et {plus_grand} attendu.",
        ),
    )


class JoursForm(FormulaireSoigne):
    """What every edition has of its own: a name, a place, days, hours, a gauge."""

    nom = LigneField(label="Nom", manque="Indiquez un nom.")
    lieu = LigneField(label="Lieu", max_length=200, manque="Indiquez un lieu.")
    debut = jour("Premier jour")
    fin = jour("Dernier jour")
    ouvre_a = heure("Ouverture")
    ferme_a = heure("Fermeture")
    jauge = entier("Jauge", 1, JAUGE_MAX)

    def clean_debut(self) -> date:
        """Refuse a year that is a slip of the finger."""
        return _plausible(self.cleaned_data["debut"])

    def clean_fin(self) -> date:
        """Refuse a year that is a slip of the finger."""
        return _plausible(self.cleaned_data["fin"])


def _plausible(valeur: date) -> date:
    if not 2000 <= valeur.year <= 2200:  # noqa: PLR2004 -- the bounds are the rule
        raise forms.ValidationError("Date hors limites.")
    return valeur


COULEUR = "couleur_"  # the fields of the badges' colours, one for each category


class ReglagesForm(JoursForm):
    """All the settings of an edition. Hours are those of its own time zone."""

    fuseau = LigneField(label="Fuseau horaire", max_length=50, manque="Indiquez un fuseau.")
    jauge_bloquante = forms.BooleanField(
        label="Refuser les entrées au-delà de la jauge", required=False
    )
    inscriptions_ouvertes = forms.BooleanField(label="Inscriptions ouvertes", required=False)
    presentation = TexteField(label="Présentation", max_length=4000, lignes=8, required=False)
    acces = TexteField(label="Comment venir", required=False)
    notice = TexteField(
        label="Information sur les données",
        max_length=4000,
        lignes=8,
        required=False,
        help_text="La changer crée une nouvelle version, que les inscrits suivants acceptent.",
    )

    def __init__(self, *args: Any, **champs: Any) -> None:
        super().__init__(*args, **champs)
        for categorie in Participant.Categorie:
            self.fields[COULEUR + categorie] = forms.RegexField(
                r"^#[0-9a-fA-F]{6}$",
                label=categorie.label,
                initial=COULEURS[categorie],
                widget=forms.TextInput(attrs={"type": "color"}),
                error_messages={"invalid": "Choisissez une couleur, par exemple #8a1c4a."},
            )

    @classmethod
    def de(cls, edition: Edition) -> "ReglagesForm":
        """Return the form filled with the settings as they are."""
        couleurs = {COULEUR + nom: valeur for nom, valeur in edition.couleurs.items()}
        return cls(initial=vars(Reglages.de(edition)) | couleurs)

    def reglages(self) -> Reglages:
        """Return the settings as they were typed; a colour that is our own is not stored."""
        valeurs = dict(self.cleaned_data)
        couleurs = {nom: valeurs.pop(COULEUR + nom).lower() for nom in Participant.Categorie.values}
        propres = {nom: valeur for nom, valeur in couleurs.items() if valeur != COULEURS[nom]}
        return Reglages(**valeurs, couleurs=propres)

    def couleurs(self) -> list[forms.BoundField]:
        """Return the fields of the badges' colours."""
        return [self[COULEUR + categorie] for categorie in Participant.Categorie]


class CopieForm(JoursForm):
    """A new edition, and what it takes over from this one."""

    slug = LigneField(
        label="Adresse",
        max_length=50,
        manque="Indiquez une adresse.",
        help_text="Des lettres sans accent, des chiffres et des tirets : coventis-2028.",
    )
    volets = forms.MultipleChoiceField(
        label="Reprendre",
        required=False,
        choices=[(volet.value, LIBELLES[volet]) for volet in Volet],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choix inconnu."},
    )
    field_order = ("nom", "slug")

    def clean_slug(self) -> str:
        """Refuse what cannot stand in an address."""
        slug = str(self.cleaned_data["slug"]).lower()
        if not slug_re.fullmatch(slug):
            raise forms.ValidationError("Des lettres sans accent, des chiffres et des tirets.")
        return slug

    def cible(self, source: Edition) -> Edition:
        """Return the new edition, not yet stored."""
        champs = {nom: self.cleaned_data[nom] for nom in (*JoursForm.base_fields, "slug")}
        return Edition(fuseau=source.fuseau, **champs)


class TexteForm(FormulaireSoigne):
    """The words of one kind of e-mail."""

    sujet = LigneField(label="Sujet", max_length=150, manque="Indiquez un sujet.")
    corps = TexteField(
        label="Texte",
        max_length=4000,
        lignes=14,
        error_messages=SANS_TEXTE,
        help_text="Une ligne vide sépare deux paragraphes. « Bonjour » et la signature s’ajoutent.",
    )


class NoteForm(FormulaireSoigne):
    """A note about a file."""

    texte = TexteField(label="Nouvelle note", lignes=3, error_messages=SANS_TEXTE)


class MotifForm(FormulaireSoigne):
    """Why a file is refused."""

    motif = LigneField(
        label="Motif du refus",
        max_length=500,
        manque="Indiquez le motif : l’équipe le lira.",
    )


class StandForm(FormulaireSoigne):
    """Which stand an exhibitor has; none takes it back."""

    stand = forms.ModelChoiceField(
        Stand.objects.none(),
        label="Stand",
        required=False,
        empty_label="Aucun",
        error_messages={"invalid_choice": "Ce stand n’existe pas."},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["stand"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = Stand.objects.filter(edition=edition)


class StandsForm(FormulaireSoigne):
    """New stands of the same kind."""

    numeros = LigneField(
        label="Numéros",
        max_length=2000,
        manque="Indiquez au moins un numéro.",
        help_text="Séparés par des virgules : A1, A2, B12.",
    )
    capacite = entier("Exposants par stand", 1, CAPACITE_MAX)
    zone = forms.ModelChoiceField(
        Zone.objects.none(),
        label="Zone",
        required=False,
        empty_label="Aucune",
        error_messages={"invalid_choice": "Cette zone n’existe pas."},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["zone"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = edition.zones.all()

    def clean_numeros(self) -> list[str]:
        """Return the numbers one by one."""
        morceaux = str(self.cleaned_data["numeros"]).split(",")
        numeros = list(dict.fromkeys(mot.strip() for mot in morceaux if mot.strip()))
        if not numeros or len(numeros) > STANDS_MAX:
            raise forms.ValidationError(f"De 1 à {STANDS_MAX} numéros à la fois.")
        if longs := [numero for numero in numeros if len(numero) > 10]:  # noqa: PLR2004 -- the column's
            raise forms.ValidationError(f"Un numéro tient en 10 signes : {longs[0]}.")
        return numeros


class CapaciteForm(FormulaireSoigne):
    """How many exhibitors a stand holds."""

    capacite = entier("Exposants", 1, CAPACITE_MAX)
