"""A file that somebody left at the desk: kept until it is looked at and stored, or one day."""

from collections.abc import Sequence
from io import BytesIO
from itertools import zip_longest
from uuid import uuid4

from django.db import transaction

from salon.echanges.colonnes import reconnaitre
from salon.echanges.services import (
    NATURES,
    Fichier,
    Rapport,
    examiner,
    importer,
    importer_le_bon,
)
from salon.entree import ligne_propre
from salon.erreurs import Introuvable, Invalide, Refus, TropGros
from salon.journal.models import Import
from salon.journal.services import ranger
from salon.models import Compte, Edition
from salon.tableur.lecture import ouvrir

# A page answers at once: longer lists are the business of `manage.py importer_donnees`.
OCTETS_MAX = 1024 * 1024
LIGNES_MAX = 2000
NOM_MAX = 100
SANS_NOM = "liste"


class TropDeLignes(TropGros):
    code = "trop_de_lignes"
    message = (
        f"Plus de {LIGNES_MAX} lignes : coupez le fichier, ou demandez à qui tient le serveur de "
        "lancer la commande importer_donnees."
    )


class DejaImporte(Refus):
    code = "deja_importe"
    message = "Ce fichier est déjà enregistré."


@transaction.atomic
def deposer(*, edition: Edition, compte: Compte, nature: str, nom: str, contenu: bytes) -> Import:
    """Keep a file with the columns that were recognised. Raises a Refus if it is no sheet."""
    if nature not in NATURES:
        raise Invalide("Liste inconnue.", champ="nature")
    if len(contenu) > OCTETS_MAX:
        raise TropGros(f"Fichier trop volumineux : {OCTETS_MAX // 1024} Ko au plus.")
    entetes = ouvrir(BytesIO(contenu)).colonnes
    fichier = ranger(
        cle=f"import:{uuid4()}",
        nom="import",
        type_mime="application/octet-stream",
        contenu=contenu,
    )
    return Import.objects.create(
        edition=edition,
        compte=compte,
        nature=nature,
        nom=_nom_propre(nom),
        fichier=fichier,
        correspondance=list(reconnaitre(NATURES[nature].colonnes, entetes).items()),
    )


def _nom_propre(nom: str) -> str:
    """Return how a file is called on the disk of whoever sent it, if that can be shown."""
    try:
        return ligne_propre(nom)[:NOM_MAX] or SANS_NOM
    except ValueError:
        return SANS_NOM


@transaction.atomic
def choisir_colonnes(*, depot: Import, choix: Sequence[str]) -> None:
    """Say which column of ours each column of the file is, in the order of the file."""
    noms = {"", *(colonne.nom for colonne in NATURES[depot.nature].colonnes)}
    entetes = [entete for entete, _ in depot.correspondance]
    depot.correspondance = [
        (entete, nom if nom in noms else "")
        for entete, nom in zip_longest(entetes, choix[: len(entetes)], fillvalue="")
    ]
    depot.save(update_fields=["correspondance"])


def regarder(depot: Import) -> Rapport:
    """Tell what would happen with a file, and write nothing."""
    return examiner(_ouvrir(depot), _compter)


@transaction.atomic
def enregistrer(*, depot: Import) -> Rapport:
    """Store all the lines of a file, or none."""
    _prendre(depot)
    return importer(_ouvrir(depot), depot, _compter)


@transaction.atomic
def enregistrer_le_bon(*, depot: Import) -> Rapport:
    """Store the good lines of a file."""
    _prendre(depot)
    return importer_le_bon(_ouvrir(depot), depot, _compter)


def _prendre(depot: Import) -> None:
    """Of two organisers who store the same file, the second is told."""
    if Import.objects.select_for_update().get(pk=depot.pk).fait_le is not None:
        raise DejaImporte


def _compter(lues: int, constats: object) -> None:
    if lues > LIGNES_MAX:
        raise TropDeLignes


def _ouvrir(depot: Import) -> Fichier:
    if depot.fichier is None:
        raise Introuvable("Ce fichier n’est plus gardé : déposez-le à nouveau.")
    flux = BytesIO(depot.fichier.contenu)
    return Fichier(flux, depot.nature, depot.edition, dict(depot.correspondance))
