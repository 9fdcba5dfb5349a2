"""The back office of exhibitors; validating is done through the services, never by editing a state."""

from django.contrib import admin

from salon.exposants.models import Exposant


@admin.register(Exposant)
class ExposantAdmin(admin.ModelAdmin):
    list_display = ["structure", "edition", "etat", "inscrit_le"]
    list_filter = ["edition", "etat"]
    search_fields = ["structure__nom", "structure__siret"]
    list_select_related = ["structure", "edition"]
    raw_id_fields = ["structure"]
    readonly_fields = ["etat", "inscrit_le"]
