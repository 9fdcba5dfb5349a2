"""The back office of the shared nouns."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from django.http import HttpRequest
from import_export.fields import Field

from salon.journal.evenements.participants import BadgeCorrige
from salon.journal.gestion import ListeAdmin, RessourceFermee
from salon.journal.services import publier
from salon.models import (
    Appareil,
    Badge,
    Compte,
    Creneau,
    Edition,
    Mandat,
    Participant,
    Porte,
    Table,
    Zone,
)

admin.site.site_header = "Coventis : gestion"
admin.site.site_title = "Coventis"
# Whoever deletes does it one by one, and sees what goes with it.
admin.site.disable_action("delete_selected")
admin.site.register(Compte, UserAdmin)


class MandatInline(admin.TabularInline):
    """Roles as they are; the organiser's desk changes them, and keeps at least one organiser."""

    model = Mandat
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["nom", "slug", "lieu", "debut", "fin", "jauge"]
    inlines = [MandatInline]
    exclude = ["couleurs"]  # the organiser's desk has a field for each


class ZoneForm(ModelForm):
    """Who may enter a zone, chosen among the categories that there are."""

    categories = MultipleChoiceField(
        label="Catégories admises",
        choices=Participant.Categorie.choices,
        required=False,
        widget=CheckboxSelectMultiple,
    )


@admin.register(Zone)
class ZoneAdmin(admin.ModelAdmin):
    form = ZoneForm
    list_display = ["nom", "edition"]
    list_filter = ["edition"]


@admin.register(Porte, Table)
class LieuAdmin(admin.ModelAdmin):
    list_display = ["nom", "zone", "edition"]
    list_select_related = ["zone", "edition"]
    list_filter = ["edition"]


@admin.register(Creneau)
class CreneauAdmin(admin.ModelAdmin):
    list_display = ["debut", "fin", "edition"]
    list_filter = ["edition"]


@admin.register(Appareil)
class AppareilAdmin(admin.ModelAdmin):
    """Devices are enrolled by command, since their token is shown once; here they are revoked."""

    list_display = ["nom", "porte", "superviseur", "expire_le", "revoque_le"]
    list_filter = ["porte__edition"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ParticipantRessource(RessourceFermee):
    """The people as a list, with their enterprise; a corrected name is printed on a new document."""

    siret = Field("structure__siret", "siret", readonly=True)
    edition = Field("edition__slug", "edition", readonly=True)
    categorie = Field("categorie", "categorie", readonly=True)

    class Meta(RessourceFermee.Meta):
        model = Participant
        fields = [
            "id",
            "edition",
            "categorie",
            "siret",
            "organisation",
            "prenom",
            "nom",
            "fonction",
            "courriel",
        ]

    def after_save_instance(self, instance: Participant, row: Any, **options: Any) -> None:
        badges = instance.badges.filter(revoque_le=None)
        publier(*(BadgeCorrige(badge_id=badge.pk) for badge in badges))


@admin.register(Participant)
class ParticipantAdmin(ListeAdmin):
    resource_classes = [ParticipantRessource]
    list_display = ["nom", "prenom", "organisation", "categorie", "edition", "annule_le"]
    list_filter = ["edition", "categorie"]
    search_fields = ["nom", "prenom", "organisation", "courriel"]
    raw_id_fields = ["structure", "exposant"]
    readonly_fields = ["lien_numero", "courriel_verifie_le", "inscrit_le"]


@admin.register(Badge)
class BadgeAdmin(admin.ModelAdmin):
    """Badges are issued by the services; here they are only looked up."""

    list_display = ["code_court", "participant", "emis_le", "revoque_le"]
    search_fields = ["code_court", "participant__nom"]
    readonly_fields = ["participant", "code_court", "emis_le", "revoque_le"]
    exclude = ["code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Badge]:
        return super().get_queryset(request).select_related("participant")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
