"""The back office of passages, to be read: a passage is undone by a gate, never edited."""

from django.contrib import admin

from salon.journal.admin import LectureSeule
from salon.pointage.models import Passage


@admin.register(Passage)
class PassageAdmin(LectureSeule):
    list_display = ["id", "jour", "corrige_a", "porte", "sens", "admis", "raison", "participant"]
    list_filter = ["edition", "admis", "raison", "porte"]
    list_select_related = ["porte", "participant"]
