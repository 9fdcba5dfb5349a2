"""Make a list into a file: asked for at the desk, made by a worker, kept one day; or written at once."""

from collections.abc import Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from salon.echanges.natures import Nature
from salon.echanges.services import NATURES
from salon.erreurs import TropDeDemandes
from salon.journal.evenements.editions import ExportDemande, ExportFait
from salon.journal.models import Export, Fichier, Import
from salon.journal.services import publier, ranger
from salon.models import Compte, Edition
from salon.tableur.ecriture import ECRIRE, TYPES_MIME, Forme

# A list of people is not left lying about, nor is one that a dead worker never made.
GARDE = timedelta(days=1)
ABANDON = timedelta(minutes=10)


class ExportEnCours(TropDeDemandes):
    code = "export_en_cours"
    message = "Votre export précédent est en préparation : attendez qu’il soit prêt."


@transaction.atomic
def demander_export(*, edition: Edition, compte: Compte, nature: str, forme: Forme) -> Export:
    """Ask for a list as a file, one at a time. Raises ExportEnCours."""
    Export.objects.filter(
        compte=compte, fini_le=None, demande_le__lt=timezone.now() - ABANDON
    ).update(fini_le=timezone.now())
    try:
        with transaction.atomic():
            export = Export.objects.create(
                edition=edition, compte=compte, nature=nature, forme=forme
            )
    except IntegrityError as erreur:
        raise ExportEnCours from erreur
    publier(ExportDemande(export_id=export.pk))
    return export


def preparer_export(export: Export) -> None:
    """Make the file of a list that was asked for; a second time changes nothing."""
    if export.fini_le is not None:
        return
    nature, forme = NATURES[export.nature](export.edition), Forme(export.forme)
    with TemporaryFile() as flux:
        lignes = _ecrire(flux, nature, forme)
        flux.seek(0)
        contenu = flux.read()
    with transaction.atomic():
        export.fichier = ranger(
            cle=f"export:{export.pk}:{uuid4()}",
            nom=nom_de_fichier(export),
            type_mime=TYPES_MIME[forme],
            contenu=contenu,
        )
        _finir(export, lignes)


def exporter(flux: IO[bytes], export: Export) -> int:
    """Write a list to a file at once, and keep that it left; return how many lines it has."""
    nature = NATURES[export.nature](export.edition)
    lignes = _ecrire(flux, nature, Forme(export.forme))
    with transaction.atomic():
        _finir(export, lignes)
    return lignes


def _finir(export: Export, lignes: int) -> None:
    export.fini_le, export.lignes = timezone.now(), lignes
    export.save()
    publier(ExportFait(export_id=export.pk))


def _ecrire(flux: IO[bytes], nature: Nature, forme: Forme) -> int:
    nombre = 0

    def lignes() -> Iterator[list[str]]:
        nonlocal nombre
        yield [colonne.titre for colonne in nature.colonnes]
        for ligne in nature.lister():
            nombre += 1
            yield ligne

    ECRIRE[forme](flux, lignes())
    return nombre


def nom_de_fichier(export: Export) -> str:
    """Return what a list is called on the disk of whoever takes it."""
    edition = export.edition.slug if export.edition else "annuaire"
    return f"{slugify(edition)}-{export.nature}-{export.demande_le:%Y-%m-%d}.{export.forme}"


def oublier_fichiers() -> None:
    """Forget the lists that left and the files that were never stored, one day later."""
    limite = timezone.now() - GARDE
    exports = Export.objects.filter(demande_le__lt=limite, fichier__isnull=False)
    imports = Import.objects.filter(depose_le__lt=limite, fichier__isnull=False)
    numeros = [
        *exports.values_list("fichier", flat=True),
        *imports.values_list("fichier", flat=True),
    ]
    Fichier.objects.filter(pk__in=numeros).delete()
