"""The small forms of the pages: a new link, signing in."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from salon.models import Edition

MOT_DE_PASSE_MAX = 1000  # characters; hashing a megabyte would only serve whoever sends it


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


class ConnexionForm(forms.Form):
    """The name and the password of a member of staff."""

    identifiant = forms.CharField(
        label="Nom d’utilisateur",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "Indiquez votre nom d’utilisateur."},
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        max_length=MOT_DE_PASSE_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Indiquez votre mot de passe."},
    )

    def refuser(self) -> None:
        """Say that they do not go together, without saying which of them is wrong."""
        self.add_error(
            None,
            "Ce nom et ce mot de passe ne vont pas ensemble. "
            "Vérifiez les majuscules, puis réessayez.",
        )


class CodeForm(forms.Form):
    """A code of the phone, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "Indiquez le code."},
    )


class MotDePasseForm(PasswordChangeForm):
    """Change one's password; long phrases and spaces are welcome."""

    old_password = forms.CharField(
        label="Mot de passe actuel",
        max_length=MOT_DE_PASSE_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new_password1 = forms.CharField(
        label="Nouveau mot de passe",
        max_length=MOT_DE_PASSE_MAX,
        strip=False,
        help_text="Huit caractères au moins ; une phrase entière est facile à retenir.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label="Le même, une seconde fois",
        max_length=MOT_DE_PASSE_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
