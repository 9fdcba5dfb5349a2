"""The back office of exhibitors; validating is done through the services, never by editing a state."""

from django.contrib import admin
from import_export.fields import Field

from salon.exposants.models import Exposant
from salon.journal.gestion import ListeAdmin, RessourceFermee


class ExposantRessource(RessourceFermee):
    """The files as a list; a state changes at the desk only."""

    siret = Field("structure__siret", "siret", readonly=True)
    structure = Field("structure__nom", "structure", readonly=True)
    edition = Field("edition__slug", "edition", readonly=True)
    etat = Field("etat", "etat", readonly=True)
    stand = Field("stand__numero", "stand", readonly=True)

    class Meta(RessourceFermee.Meta):
        model = Exposant
        fields = [
            "id",
            "siret",
            "structure",
            "edition",
            "etat",
            "stand",
            "presentation",
            "souhaits",
        ]


@admin.register(Exposant)
class ExposantAdmin(ListeAdmin):
    resource_classes = [ExposantRessource]
    list_display = ["structure", "edition", "etat", "inscrit_le"]
    list_filter = ["edition", "etat"]
    search_fields = ["structure__nom", "structure__siret"]
    list_select_related = ["structure", "edition"]
    raw_id_fields = ["structure"]
    readonly_fields = ["etat", "inscrit_le"]
