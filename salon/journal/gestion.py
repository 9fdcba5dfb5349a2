"""Lists of the back office, in and out as files: looked at first, no formula, written in the journal."""

from io import BytesIO
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Result
from tablib import Dataset

from salon.journal.evenements.editions import ExportFait, ImportFait
from salon.journal.models import Export, Import
from salon.journal.services import publier
from salon.tableur.ecriture import ECRIRE, TYPES_MIME, Forme
from salon.tableur.lecture import ouvrir

NATURE_MAX = 12


class FormatSur(Format):
    """A kind of file, written and read by our own code: no formula goes out, no bomb comes in."""

    forme: Forme

    def __init__(self, encoding: str | None = None) -> None:
        """Take the encoding that the library guesses, and make nothing of it."""

    def get_title(self) -> str:
        return str(self.forme)

    def get_extension(self) -> str:
        return str(self.forme)

    def get_content_type(self) -> str:
        return TYPES_MIME[self.forme]

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        feuille = ouvrir(BytesIO(in_stream))
        donnees = Dataset(headers=feuille.colonnes)
        largeur = len(feuille.colonnes)
        for _, cellules in feuille.lignes:
            donnees.append((cellules + [""] * largeur)[:largeur])
        return donnees

    def export_data(self, dataset: Dataset, **options: Any) -> bytes:
        flux = BytesIO()
        lignes = [dataset.headers or [], *dataset]
        textes = [["" if v is None else str(v) for v in ligne] for ligne in lignes]
        ECRIRE[self.forme](flux, textes)
        return flux.getvalue()


class FormatCSV(FormatSur):
    forme = Forme.CSV


class FormatXLSX(FormatSur):
    forme = Forme.XLSX


class Ressource(ModelResource):
    """Base of the lists: checked line by line, and all of it stored or none."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True


class RessourceFermee(Ressource):
    """A list that corrects what is there; new lines come by the services, which give badges."""

    def init_instance(self, row: Any = None) -> Model:
        raise ValidationError("Ligne inconnue : les inscriptions se font au bureau.")


class ListeAdmin(ImportExportMixin, admin.ModelAdmin):
    """A back office page whose list goes out and comes in as a file."""

    formats = [FormatXLSX, FormatCSV]
    skip_import_confirm = False

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        try:
            lignes: QuerySet[Any] = super().get_export_queryset(request)
        except IncorrectLookupParameters as erreur:  # which the list itself forgives
            raise Http404 from erreur
        return lignes

    def get_export_data(
        self, file_format: FormatSur, request: HttpRequest, queryset: QuerySet[Any], **options: Any
    ) -> bytes:
        donnees: bytes = super().get_export_data(file_format, request, queryset, **options)
        maintenant = timezone.now()
        export = Export.objects.create(
            compte=_compte(request),
            nature=self._nature(),
            forme=file_format.forme,
            demande_le=maintenant,
            fini_le=maintenant,
            lignes=queryset.count(),
        )
        publier(ExportFait(export_id=export.pk))
        return donnees

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        fait = Import.objects.create(
            compte=_compte(request),
            nature=self._nature(),
            nom="gestion",
            fait_le=timezone.now(),
            ajoutees=result.totals["new"] + result.totals["update"],
        )
        publier(ImportFait(import_id=fait.pk))
        reponse: HttpResponse = super().process_result(result, request)
        return reponse

    def _nature(self) -> str:
        return str(self.model._meta.model_name)[:NATURE_MAX]


def _compte(request: HttpRequest) -> Any:
    """Return who is signed in: nobody else comes to the back office."""
    if not isinstance(request.user, get_user_model()):
        raise PermissionDenied
    return request.user
