"""The back office of the directory; what it saves is what the search finds."""

from typing import Any

from django.contrib import admin
from django.db.models import URLField
from django.forms import Field, ModelForm, Textarea, ValidationError
from django.http import HttpRequest

from salon.annuaire.indexation import indexer
from salon.annuaire.models import (
    Besoin,
    Dispositif,
    Famille,
    Filiere,
    Label,
    NatureBesoin,
    Offre,
    Reseau,
    Structure,
)
from salon.entree import ligne_propre
from salon.journal.gestion import ListeAdmin, Ressource

# A word that is renamed is found under its new name once `manage.py reindexer` has run.
admin.site.register([Famille, Reseau, Label, NatureBesoin])


class LignesField(Field):
    """A list of texts, one on each line."""

    widget = Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        try:
            return [ligne_propre(ligne) for ligne in str(value or "").splitlines() if ligne.strip()]
        except ValueError as erreur:
            raise ValidationError(str(erreur)) from erreur


class FiliereForm(ModelForm):
    naf = LignesField(label="Débuts de codes NAF", required=False)


class DispositifForm(ModelForm):
    chiffres = LignesField(label="Chiffres publiés", required=False)


@admin.register(Filiere)
class FiliereAdmin(admin.ModelAdmin):
    form = FiliereForm


@admin.register(Dispositif)
class DispositifAdmin(admin.ModelAdmin):
    form = DispositifForm


class OffresInline(admin.TabularInline):
    model = Offre
    extra = 0
    fields = ["intitule", "filiere", "unite", "volume", "saison"]


class BesoinsInline(admin.TabularInline):
    model = Besoin
    extra = 0
    fields = ["intitule", "nature", "filiere", "volume", "satisfait_le"]


class StructureRessource(Ressource):
    """The directory as a list, each structure known by its SIRET."""

    class Meta(Ressource.Meta):
        model = Structure
        import_id_fields = ["siret"]
        fields = [
            "siret",
            "nom",
            "enseigne",
            "famille",
            "naf",
            "adresse",
            "code_postal",
            "commune",
            "departement",
            "site",
            "description",
            "visible",
        ]

    def after_save_instance(self, instance: Structure, row: Any, **options: Any) -> None:
        """Have the search find it; what a dry run indexes is rolled back with it."""
        indexer([instance.pk])


@admin.register(Structure)
class StructureAdmin(ListeAdmin):
    resource_classes = [StructureRessource]
    list_display = ["nom", "siret", "famille", "commune", "departement", "visible"]
    list_filter = ["visible", "famille", "filieres", "departement"]
    search_fields = ["nom", "enseigne", "siret", "commune"]
    filter_horizontal = ["filieres", "reseaux", "labels", "dispositifs"]
    raw_id_fields = ["logo"]
    inlines = [OffresInline, BesoinsInline]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: object, change: bool
    ) -> None:
        """Index the structure once its sectors, its offers and its needs are stored too."""
        super().save_related(request, form, formsets, change)
        indexer([form.instance.pk])
