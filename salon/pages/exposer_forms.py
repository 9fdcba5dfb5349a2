"""The forms of an exhibitor: its structure, its team, its consent, its logo."""

import re

from django import forms

from salon.exposants.schemas import CorrectionIn, StructureIn, siret_valide, site_public
from salon.models import Participant
from salon.pages.champs import (
    AdresseField,
    FormulaireSoigne,
    LigneField,
    SansRobot,
    TexteField,
    familles,
    saisie,
)

NOM_MANQUE = "Indiquez votre nom."


def code_postal(valeur: str) -> str:
    """Return a French postcode."""
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", valeur):
        raise ValueError("Code postal invalide (5 chiffres).")
    return valeur


class StructureForm(SansRobot):
    """Step 1: the structure, and who speaks for it."""

    siret = LigneField(
        label="SIRET",
        regle=siret_valide,
        max_length=20,
        manque="Indiquez le SIRET de la structure.",
        help_text="14 chiffres, avec ou sans espaces.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nom_structure = LigneField(
        label="Nom de la structure",
        manque="Indiquez le nom de la structure.",
        widget=saisie("organization"),
    )
    famille = forms.ChoiceField(label="Famille", choices=familles, required=False)
    code_postal = LigneField(
        label="Code postal",
        regle=code_postal,
        required=False,
        widget=saisie("postal-code", inputmode="numeric"),
    )
    commune = LigneField(label="Commune", required=False, widget=saisie("address-level2"))
    site = LigneField(
        label="Site internet",
        regle=site_public,
        required=False,
        max_length=190,
        widget=saisie("url", inputmode="url"),
        help_text="Facultatif, par exemple www.structure.fr",
    )
    prenom = LigneField(label="Votre prénom", required=False, widget=saisie("given-name"))
    nom = LigneField(label="Votre nom", manque=NOM_MANQUE, widget=saisie("family-name"))
    fonction = LigneField(
        label="Votre fonction", required=False, widget=saisie("organization-title")
    )
    courriel = AdresseField(
        label="Votre adresse e-mail",
        help_text="Un lien pour reprendre plus tard y est envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    LES_STRUCTURE = ("siret", "nom_structure", "famille", "code_postal", "commune", "site")
    LES_CONTACT = ("prenom", "nom", "fonction", "courriel")

    def structure(self) -> StructureIn:
        """Return what was said of the structure."""
        lus = self.cleaned_data
        return StructureIn(
            siret=lus["siret"],
            nom=lus["nom_structure"],
            famille=lus["famille"],
            code_postal=lus["code_postal"],
            commune=lus["commune"],
            site=lus["site"],
        )

    def contact(self) -> Participant:
        """Return who speaks for the structure, not yet stored."""
        return Participant(**{nom: self.cleaned_data[nom] for nom in self.LES_CONTACT})


class RejoindreForm(SansRobot):
    """Ask to join the team of a structure that is registered already."""

    siret = LigneField(regle=siret_valide, max_length=20, widget=forms.HiddenInput)
    prenom = LigneField(label="Votre prénom", required=False, widget=saisie("given-name"))
    nom = LigneField(label="Votre nom", manque=NOM_MANQUE, widget=saisie("family-name"))
    courriel = AdresseField(
        label="Votre adresse e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def personne(self) -> Participant:
        lus = self.cleaned_data
        return Participant(prenom=lus["prenom"], nom=lus["nom"], courriel=lus["courriel"])


class CorrectionForm(FormulaireSoigne):
    """What the badge of somebody prints, and whether the public page names them."""

    prenom = LigneField(label="Prénom", required=False, widget=saisie("off"))
    nom = LigneField(label="Nom", manque="Indiquez le nom.", widget=saisie("off"))
    fonction = LigneField(label="Fonction", required=False, widget=saisie("off"))
    visible = forms.BooleanField(label="Accepte d’être nommé sur la page publique", required=False)

    def correction(self) -> CorrectionIn:
        return CorrectionIn(**self.cleaned_data)


class MembreForm(CorrectionForm):
    """A colleague who joins the team."""

    courriel = AdresseField(label="Adresse e-mail", widget=forms.EmailInput())

    field_order = ("prenom", "nom", "fonction", "courriel", "visible")

    def membre(self) -> Participant:
        return Participant(**self.cleaned_data)


class EnvoiForm(FormulaireSoigne):
    """Step 4: wishes for the stand, and the consent, which nobody ticks in advance."""

    souhaits = TexteField(
        label="Souhaits pour le stand",
        required=False,
        max_length=1000,
        help_text="Électricité, voisinage, mobilier, accès… L’organisateur en tient compte s’il le peut.",
    )
    consentement = forms.BooleanField(
        label="J’ai lu cette information et j’accepte que la page de la structure soit publiée",
        error_messages={"required": "Cochez la case pour envoyer le dossier."},
    )
    notice = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class LogoForm(FormulaireSoigne):
    """A picture; what it holds is looked at by the service."""

    logo = forms.FileField(
        label="Logo",
        help_text="PNG, JPEG ou WebP, 2 Mo et 4 000 × 4 000 pixels au plus.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        max_length=300,
        allow_empty_file=True,
        error_messages={
            "required": "Choisissez une image.",
            "max_length": "Le nom du fichier est trop long.",
        },
    )
