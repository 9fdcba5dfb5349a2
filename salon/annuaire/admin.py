"""The back office of the directory."""

from django.contrib import admin

from salon.annuaire.models import Dispositif, Structure

admin.site.register(Dispositif)


@admin.register(Structure)
class StructureAdmin(admin.ModelAdmin):
    list_display = ["nom", "siret", "famille", "commune", "departement"]
    list_filter = ["famille", "departement"]
    search_fields = ["nom", "enseigne", "siret", "commune"]
    filter_horizontal = ["dispositifs"]
