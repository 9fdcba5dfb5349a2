"""The back office of the journal: everything can be read, dead effects can be tried again."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from salon.journal.models import Abonnement, Courriel, Ecriture, Effet, Livraison
from salon.journal.services import rejouer
from salon.journal.webhooks import activer, suspendre


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


@admin.register(Abonnement)
class AbonnementAdmin(LectureSeule):
    """Read without the secret; a subscription is made through the API or by `manage.py webhooks`."""

    list_display = ["url", "edition", "evenements", "actif", "echecs", "arret"]
    list_filter = ["edition", "actif"]
    list_select_related = ["edition"]
    exclude = ["secret"]
    actions = ["activer_choisis", "suspendre_choisis"]

    @admin.action(description="Activer les abonnements choisis")
    def activer_choisis(self, request: HttpRequest, choisis: QuerySet[Abonnement]) -> None:
        for abonnement in choisis:
            activer(abonnement=abonnement)

    @admin.action(description="Suspendre les abonnements choisis")
    def suspendre_choisis(self, request: HttpRequest, choisis: QuerySet[Abonnement]) -> None:
        for abonnement in choisis:
            suspendre(abonnement=abonnement)


@admin.register(Livraison)
class LivraisonAdmin(LectureSeule):
    list_display = ["id", "evenement", "abonnement", "etat", "statut", "prevue_le", "close_le"]
    list_filter = ["etat", "evenement"]
    list_select_related = ["abonnement"]
