"""Fields of forms that refuse, with the same words, what the API refuses; and a trap for robots."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from pydantic import TypeAdapter
from pydantic import ValidationError as Inacceptable

from salon.annuaire.models import Famille, Filiere, Label, NatureBesoin, Reseau
from salon.entree import Courriel, ligne_propre, texte_propre

SEL_OUVERTURE = "coventis.formulaire"
# A person needs longer than the first to fill in a form, and has forgotten it after the second.
TROP_VITE, TROP_VIEUX = timedelta(seconds=0.5), timedelta(days=1)
_courriel: TypeAdapter[str] = TypeAdapter(Courriel)

Choix = list[tuple[str, str]]


def _verifier(regle: Callable[[str], str], valeur: str) -> str:
    try:
        return regle(valeur)
    except ValueError as erreur:
        raise forms.ValidationError(str(erreur)) from erreur


class LigneField(forms.CharField):
    """A text that fits on one line; `regle` is what more is asked of it."""

    def __init__(
        self, *, regle: Callable[[str], str] = ligne_propre, manque: str = "", **options: Any
    ) -> None:
        options.setdefault("max_length", 100)
        super().__init__(**options)
        self.regle = regle
        if manque:
            self.error_messages["required"] = manque

    def clean(self, value: Any) -> str:
        texte = _verifier(ligne_propre, super().clean(value))
        return _verifier(self.regle, texte) if texte else ""


class TexteField(forms.CharField):
    """A text of several lines, whose ends of line are those of the database."""

    widget = forms.Textarea

    def __init__(self, *, lignes: int = 4, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        options.setdefault("widget", forms.Textarea(attrs={"rows": lignes}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")

    def clean(self, value: Any) -> str:
        return _verifier(texte_propre, super().clean(value))


class AdresseField(forms.CharField):
    """An e-mail address, as the API takes it."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)
        self.error_messages["required"] = "Indiquez une adresse e-mail."

    def clean(self, value: Any) -> str:
        texte = super().clean(value)
        try:
            return _courriel.validate_python(texte) if texte else ""
        except Inacceptable as erreur:
            raise forms.ValidationError(
                "Adresse e-mail invalide, par exemple nom@structure.fr."
            ) from erreur


class Mots:
    """The vocabularies that forms offer, each read once for all the forms of a page."""

    def __init__(self) -> None:
        self.filieres: Choix = list(Filiere.objects.values_list("code", "nom"))
        self.reseaux: Choix = list(Reseau.objects.values_list("code", "nom"))
        self.labels: Choix = list(Label.objects.values_list("code", "nom"))
        self.natures: Choix = list(NatureBesoin.objects.values_list("code", "nom"))


def saisie(autocomplete: str, **attributs: str) -> forms.TextInput:
    """Return a field of one line that the browser may fill in."""
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attributs})


def familles() -> Choix:
    """Return the families of structures, and the way not to choose one."""
    return [("", "À préciser"), *Famille.objects.values_list("code", "nom")]


class FormulaireSoigne(forms.Form):
    """A form whose first wrong field has the focus, and that takes a refusal beside its field."""

    def refuser(self, message: str, champ: str = "") -> None:
        """Show the refusal of a service."""
        nom = champ.rsplit(".", maxsplit=1)[-1]
        self.add_error(nom if nom in self.fields else None, message)
        self.viser()

    def viser(self) -> None:
        """Put the focus on the first field that has an error."""
        for nom in self.fields:
            if nom in self.errors:
                self.fields[nom].widget.attrs["autofocus"] = True
                return


class SansRobot(FormulaireSoigne):
    """A form open to everybody: who fills in the hidden field, or is too fast, is not a person."""

    adresse_bis = forms.CharField(required=False, label="Ne remplissez pas ce champ")
    ouvert = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ouvert"] = ouverture()

    def est_d_un_robot(self) -> bool:
        """Tell whether nothing is to be done about what was sent."""
        if self.data.get(self.add_prefix("adresse_bis")):
            return True
        try:
            ouvert = signing.loads(
                str(self.data.get(self.add_prefix("ouvert"), "")), salt=SEL_OUVERTURE
            )
            age = timezone.now() - datetime.fromtimestamp(ouvert, UTC)
        except (signing.BadSignature, TypeError, ValueError):
            return True
        return not TROP_VITE <= age <= TROP_VIEUX


def ouverture() -> str:
    """Return the time at which a form is shown, in a way that nobody else can write."""
    return signing.dumps(timezone.now().timestamp(), salt=SEL_OUVERTURE)
