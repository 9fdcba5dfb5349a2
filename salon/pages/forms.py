"""The one form of the public pages."""

from django import forms

from salon.models import Edition


class LienForm(forms.Form):
    """Ask for a new link to one's own page."""

    edition = forms.ModelChoiceField(
        Edition.objects.all(),
        label="Édition",
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": "Choisissez une édition."},
    )
    courriel = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Cette adresse e-mail n’est pas complète, par exemple nom@structure.fr.",
        },
    )
