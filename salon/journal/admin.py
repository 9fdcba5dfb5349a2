"""The back office of the journal: everything can be read, dead effects can be tried again."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from salon.journal.models import Courriel, Ecriture, Effet
from salon.journal.services import rejouer


class LectureSeule(admin.ModelAdmin):
    """What happened is not edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Ecriture)
class EcritureAdmin(LectureSeule):
    list_display = ["id", "type", "ids", "le"]
    list_filter = ["type"]


@admin.register(Effet)
class EffetAdmin(LectureSeule):
    list_display = ["id", "nom", "etat", "tentatives", "pas_avant", "erreur"]
    list_filter = ["etat", "nom"]
    actions = ["rejouer_morts"]

    @admin.action(description="Rejouer les effets morts choisis")
    def rejouer_morts(self, request: HttpRequest, effets: QuerySet[Effet]) -> None:
        for effet in effets.filter(etat=Effet.Etat.MORT):
            rejouer(effet_id=effet.pk)


@admin.register(Courriel)
class CourrielAdmin(LectureSeule):
    list_display = ["sujet", "a", "etat", "ecrit_le", "envoye_le", "erreur"]
    list_filter = ["etat", "edition"]
    fields = ["a", "sujet", "texte", "etat", "erreur", "ecrit_le", "envoye_le"]
