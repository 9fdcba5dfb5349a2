"""The back office of meetings, to be read; they change through the services only."""

from django.contrib import admin

from salon.journal.admin import LectureSeule
from salon.rdv.models import RendezVous


@admin.register(RendezVous)
class RendezVousAdmin(LectureSeule):
    list_display = ["id", "edition", "etat", "demandeur", "destinataire", "creneau", "table"]
    list_filter = ["edition", "etat"]
    list_select_related = ["edition", "demandeur", "destinataire", "creneau__edition", "table"]
