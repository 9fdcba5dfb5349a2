"""The form of an exhibitor's page: a text, its offers and its needs, shown and read together."""

from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.http import QueryDict

from salon.exposants.models import Exposant
from salon.exposants.page import lire_page
from salon.exposants.schemas import LIGNES_MAX, BesoinIn, LigneIn, OffreIn, PageIn, site_public
from salon.pages.champs import FormulaireSoigne, LigneField, Mots, TexteField, saisie


class LigneForm(forms.Form):
    """An offer or a need: what both have."""

    id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    intitule = LigneField(label="Intitulé", manque="Indiquez l’intitulé, ou cochez « Supprimer ».")
    filiere = forms.ChoiceField(label="Filière", required=False)
    description = TexteField(label="Description", required=False, lignes=2)
    volume = LigneField(label="Volume", required=False, max_length=50)

    def __init__(self, *args: Any, mots: Mots, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offrir("filiere", mots.filieres)

    def _offrir(self, nom: str, choix: list[tuple[str, str]]) -> None:
        champ = cast(forms.ChoiceField, self.fields[nom])
        champ.choices = [("", "À préciser"), *choix]


class OffreForm(LigneForm):
    unite = LigneField(label="Unité", required=False, max_length=30)
    saison = LigneField(label="Saison", required=False, max_length=50)

    field_order = ("id", "intitule", "filiere", "description", "volume", "unite", "saison")


class BesoinForm(LigneForm):
    nature = forms.ChoiceField(label="Nature", required=False)

    field_order = ("id", "intitule", "nature", "filiere", "description", "volume")

    def __init__(self, *args: Any, mots: Mots, **kwargs: Any) -> None:
        super().__init__(*args, mots=mots, **kwargs)
        self._offrir("nature", mots.natures)


def _liste(formulaire: type[LigneForm]) -> "type[forms.BaseFormSet[Any]]":
    return forms.formset_factory(
        formulaire,
        extra=1,
        max_num=LIGNES_MAX,
        absolute_max=LIGNES_MAX,
        validate_max=True,
        can_delete=True,
    )


OffresForm, BesoinsForm = _liste(OffreForm), _liste(BesoinForm)


class TexteForm(FormulaireSoigne):
    """The page of a structure, without its lines."""

    description = TexteField(
        label="Présentation",
        required=False,
        lignes=6,
        help_text="Ce que vous faites, pour qui, où. Du texte simple, 2 000 signes au plus.",
    )
    site = LigneField(
        label="Site internet",
        regle=site_public,
        required=False,
        max_length=190,
        widget=saisie("url", inputmode="url"),
    )
    filieres = forms.MultipleChoiceField(
        label="Filières", required=False, widget=forms.CheckboxSelectMultiple
    )
    reseaux = forms.MultipleChoiceField(
        label="Réseaux", required=False, widget=forms.CheckboxSelectMultiple
    )
    labels = forms.MultipleChoiceField(
        label="Labels", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, mots: Mots, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("filieres", "reseaux", "labels"):
            champ = cast(forms.MultipleChoiceField, self.fields[nom])
            champ.choices = getattr(mots, nom)


class PageForms:
    """The whole page of an exhibitor: a text and two lists, shown and read together."""

    def __init__(self, exposant: Exposant, data: QueryDict | None = None) -> None:
        page, mots = lire_page(exposant), Mots()
        data, self.allongee = _une_ligne_de_plus(data)
        self.statut = HTTPStatus.OK
        self.texte = TexteForm(data, initial=page.model_dump(), mots=mots)
        self.offres = OffresForm(
            data, initial=_lignes(page.offres), prefix="offres", form_kwargs={"mots": mots}
        )
        self.besoins = BesoinsForm(
            data, initial=_lignes(page.besoins), prefix="besoins", form_kwargs={"mots": mots}
        )

    def allonger(self) -> bool:
        """Tell whether one more line was asked for; nothing is kept then, and nothing is refused."""
        if self.allongee:
            for formulaire in (self.texte, *self.offres.forms, *self.besoins.forms):
                formulaire.errors.clear()
        return self.allongee

    def sont_bons(self) -> bool:
        """Tell whether everything may be kept; all is read, so that every error is shown at once."""
        bons = [self.texte.is_valid(), self.offres.is_valid(), self.besoins.is_valid()]
        self.texte.viser()
        self.statut = HTTPStatus.OK if all(bons) else HTTPStatus.UNPROCESSABLE_ENTITY
        return all(bons)

    def page(self) -> PageIn:
        """Return what was said, ready to be kept."""
        return PageIn(
            **self.texte.cleaned_data,
            offres=[OffreIn(**ligne) for ligne in _remplies(self.offres)],
            besoins=[BesoinIn(**ligne) for ligne in _remplies(self.besoins)],
        )


def _une_ligne_de_plus(data: QueryDict | None) -> tuple[QueryDict | None, bool]:
    """Return what was sent with an empty line more, if the button for it was pressed."""
    liste = data.get("ajouter", "") if data is not None else ""
    compte = data.get(f"{liste}-TOTAL_FORMS", "") if data is not None else ""
    if data is None or liste not in ("offres", "besoins") or not compte.isdecimal():
        return data, False
    plus = data.copy()
    plus[f"{liste}-TOTAL_FORMS"] = str(min(int(compte[:4]) + 1, LIGNES_MAX))
    return plus, True


def _lignes(lignes: list[Any]) -> list[dict[str, Any]]:
    return [ligne.model_dump() for ligne in lignes if isinstance(ligne, LigneIn)]


def _remplies(liste: "forms.BaseFormSet[Any]") -> list[dict[str, Any]]:
    lus = [f.cleaned_data for f in liste.forms if f.has_changed() or f.initial]
    return [
        {nom: valeur for nom, valeur in ligne.items() if nom != "DELETE"}
        for ligne in lus
        if ligne and not ligne.get("DELETE")
    ]
