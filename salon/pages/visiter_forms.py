"""The forms of visitors: register, register a group, correct, hand over."""

from io import BytesIO
from typing import Any, BinaryIO, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from salon.erreurs import Invalide
from salon.models import Edition, Participant
from salon.pages.champs import AdresseField, FormulaireSoigne, LigneField, SansRobot, saisie
from salon.pointage.groupes import LigneLue, en_texte, lire_groupe
from salon.schemas import IdentiteIn

Categorie = Participant.Categorie
CATEGORIES = [
    (Categorie.VISITEUR, "Visiter, découvrir, rencontrer"),
    (Categorie.ACHETEUR, "Acheter, trouver des fournisseurs"),
]
OCTETS_MAX = 200_000


def case_visible() -> forms.BooleanField:
    """Return the box by which others may find somebody; nobody ticks it in advance."""
    return forms.BooleanField(
        label="Être visible des autres participants pour les rendez-vous",
        required=False,
        help_text="Facultatif. Décochez la case quand vous voulez, depuis votre espace.",
    )


class InscriptionForm(SansRobot):
    """What every registration asks: who answers for it, and that the information was read."""

    prenom = LigneField(label="Prénom", required=False, widget=saisie("given-name"))
    nom = LigneField(label="Nom", manque="Indiquez votre nom.", widget=saisie("family-name"))
    organisation = LigneField(label="Structure", required=False, widget=saisie("organization"))
    fonction = LigneField(label="Fonction", required=False, widget=saisie("organization-title"))
    courriel = AdresseField(
        label="Adresse e-mail",
        help_text="Votre badge y est envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consentement = forms.BooleanField(
        label="J’ai lu l’information sur mes données",
        error_messages={"required": "Cochez la case après avoir lu l’information."},
    )
    notice = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.initial["notice"] = edition.notice_version

    def personne(self) -> Participant:
        """Return who fills in the form, not yet stored, with the information that they read."""
        champs = ("prenom", "nom", "organisation", "fonction", "courriel")
        return Participant(
            categorie=self.cleaned_data.get("categorie", Categorie.VISITEUR),
            consenti_le=timezone.now(),
            consenti_version=min(self.cleaned_data["notice"], self.edition.notice_version),
            **{nom: self.cleaned_data[nom] for nom in champs},
        )


class VisiteurForm(InscriptionForm):
    """Register oneself."""

    categorie = forms.ChoiceField(label="Je viens pour", choices=CATEGORIES)
    visible = case_visible()

    def personne(self) -> Participant:
        """Return who registers, found by others only if they said so."""
        personne = super().personne()
        personne.visible = self.cleaned_data["visible"]
        return personne


class GroupeForm(InscriptionForm):
    """Register a school or a delegation, from a list that is pasted or sent as a file."""

    groupe = LigneField(
        label="Nom du groupe",
        manque="Indiquez le nom du groupe.",
        help_text="Par exemple une école et une classe, ou une délégation.",
        widget=saisie("off"),
    )
    liste = forms.CharField(
        label="Liste des personnes",
        required=False,
        max_length=OCTETS_MAX // 4,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=(
            "Une personne par ligne : prénom ; nom ; fonction ; adresse e-mail. "
            "La fonction et l’adresse sont facultatives."
        ),
    )
    fichier = forms.FileField(
        label="ou un fichier",
        required=False,
        allow_empty_file=True,
        max_length=300,
        help_text="CSV ou XLSX, avec les mêmes colonnes.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    lignes: list[LigneLue]

    def clean(self) -> dict[str, Any]:
        """Read the list; what is wrong with one line is shown with the line."""
        self.lignes = []
        try:
            self.lignes = lire_groupe(self._flux())
        except Invalide as refus:
            self.add_error(
                "fichier" if self.cleaned_data.get("fichier") else "liste", refus.message
            )
        return self.cleaned_data

    def _flux(self) -> BinaryIO:
        fichier = self.cleaned_data.get("fichier")
        if fichier is None:
            return BytesIO(self.cleaned_data.get("liste", "").encode())
        if fichier.size > OCTETS_MAX:
            raise Invalide(f"Fichier trop volumineux : {OCTETS_MAX // 1000} Ko au plus.")
        return BytesIO(fichier.read())

    def reprendre_la_liste(self) -> None:
        """Put in the field what was read, whatever it came from."""
        if self.lignes:
            donnees = cast(QueryDict, self.data).copy()
            donnees["liste"] = en_texte(self.lignes)
            self.data = donnees

    def erreurs_de_ligne(self) -> int:
        """Return how many lines are wrong."""
        return sum(1 for ligne in self.lignes if ligne.erreur)

    def membres(self) -> list[Participant]:
        """Return the people of the list, not yet stored."""
        return [ligne.membre.participant() for ligne in self.lignes if ligne.membre]


class IdentiteForm(FormulaireSoigne):
    """Correct what one's badge prints, and whether others find one."""

    prenom = LigneField(label="Prénom", required=False, widget=saisie("given-name"))
    nom = LigneField(label="Nom", manque="Indiquez votre nom.", widget=saisie("family-name"))
    organisation = LigneField(label="Structure", required=False, widget=saisie("organization"))
    fonction = LigneField(label="Fonction", required=False, widget=saisie("organization-title"))
    visible = case_visible()

    def identite(self) -> IdentiteIn:
        return IdentiteIn(**self.cleaned_data)


class CessionForm(FormulaireSoigne):
    """Name the colleague who takes one's place."""

    prenom = LigneField(label="Son prénom", required=False, widget=saisie("off"))
    nom = LigneField(label="Son nom", manque="Indiquez son nom.", widget=saisie("off"))
    fonction = LigneField(label="Sa fonction", required=False, widget=saisie("off"))
    courriel = AdresseField(
        label="Son adresse e-mail",
        help_text="Son badge y est envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def repreneur(self) -> Participant:
        """Return the colleague, not yet stored."""
        return Participant(**self.cleaned_data)
