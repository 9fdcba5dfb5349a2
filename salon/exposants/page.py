"""What an exhibitor says of its structure: kept with its file, then written in the directory."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from salon.annuaire.indexation import indexer
from salon.annuaire.models import (
    Besoin,
    Filiere,
    Label,
    NatureBesoin,
    Offre,
    Reseau,
    Structure,
    Vocabulaire,
)
from salon.erreurs import Invalide, Refus
from salon.exposants.models import Exposant
from salon.exposants.schemas import BesoinIn, LigneIn, OffreIn, PageIn
from salon.journal.evenements.exposants import PageExposantModifiee
from salon.journal.services import publier

Etat = Exposant.Etat
Ecrit = TypeVar("Ecrit", Offre, Besoin)

# States in which a team still works on its file.
VIVANTS = (Etat.BROUILLON, Etat.SOUMIS, Etat.ATTENTE, Etat.VALIDE)


class DossierClos(Refus):
    code = "dossier_clos"
    message = "Ce dossier est clos : il ne se modifie plus."


def lire_page(exposant: Exposant) -> PageIn:
    """Return the page as the team sees it: its proposal until it is published, the directory then."""
    if exposant.page and exposant.etat != Etat.VALIDE:
        return PageIn.model_validate(exposant.page)
    return _lire_structure(exposant.structure)


@transaction.atomic
def enregistrer_page(*, exposant: Exposant, page: PageIn) -> None:
    """Keep what a team says of its structure; that of a validated exhibitor is public at once."""
    _verifier_mots(page)
    exposant.etat = Exposant.objects.select_for_update().get(pk=exposant.pk).etat
    if exposant.etat not in VIVANTS:
        raise DossierClos
    if exposant.etat == Etat.VALIDE:
        _ecrire_structure(exposant.structure, page)
    else:
        exposant.page = page.model_dump()
        exposant.save(update_fields=["page"])
    publier(PageExposantModifiee(exposant_id=exposant.pk))


def publier_page(exposant: Exposant) -> None:
    """Write the proposal of a team, which an organiser just validated, in the directory."""
    structure = exposant.structure
    if exposant.page:
        _ecrire_structure(structure, PageIn.model_validate(exposant.page))
    structure.logo_id = exposant.logo_id or structure.logo_id
    structure.visible = True
    structure.save(update_fields=["logo", "visible"])
    indexer([structure.pk])
    exposant.page, exposant.logo = {}, None
    exposant.save(update_fields=["page", "logo"])


def _lire_structure(structure: Structure) -> PageIn:
    return PageIn(
        description=structure.description,
        site=structure.site,
        filieres=[mot.pk for mot in structure.filieres.all()],
        reseaux=[mot.pk for mot in structure.reseaux.all()],
        labels=[mot.pk for mot in structure.labels.all()],
        offres=[OffreIn(**_lire(offre, OffreIn)) for offre in structure.offres.all()],
        besoins=[
            BesoinIn(**_lire(besoin, BesoinIn))
            for besoin in structure.besoins.all()
            if besoin.satisfait_le is None
        ],
    )


def _lire(ligne: models.Model, schema: type[LigneIn]) -> dict[str, Any]:
    champs = {
        nom: getattr(ligne, f"{nom}_id" if nom in MOTS else nom) for nom in schema.model_fields
    }
    return {nom: "" if valeur is None else valeur for nom, valeur in champs.items()}


MOTS: dict[str, type[Vocabulaire]] = {"filiere": Filiere, "nature": NatureBesoin}


def _ecrire_structure(structure: Structure, page: PageIn) -> None:
    structure.description, structure.site = page.description, page.site
    structure.modifiee_le = timezone.now()
    structure.save(update_fields=["description", "site", "modifiee_le"])
    structure.filieres.set(Filiere.objects.filter(pk__in=page.filieres))
    structure.reseaux.set(Reseau.objects.filter(pk__in=page.reseaux))
    structure.labels.set(Label.objects.filter(pk__in=page.labels))
    _remplacer(structure, Offre, page.offres)
    # A need that was met is history: it leaves the form and stays in the directory.
    _remplacer(structure, Besoin, page.besoins, satisfait_le=None)
    indexer([structure.pk])


def _remplacer(
    structure: Structure, modele: type[Ecrit], lignes: Iterable[LigneIn], **choix: Any
) -> None:
    """Make the lines of a structure those of its page; a line that stays keeps its id."""
    anciennes = {
        ligne.pk: ligne for ligne in modele._default_manager.filter(structure=structure, **choix)
    }
    for ligne in lignes:
        gardee = anciennes.pop(ligne.id or 0, None) or modele(structure=structure)
        for nom, valeur in ligne.model_dump(exclude={"id"}).items():
            if nom in MOTS:
                setattr(gardee, f"{nom}_id", valeur or None)
            else:
                setattr(gardee, nom, valeur)
        gardee.save()
    modele._default_manager.filter(pk__in=anciennes).delete()


def _verifier_mots(page: PageIn) -> None:
    """Refuse a word that is in none of the vocabularies; each list is read once."""
    lignes: list[LigneIn] = [*page.offres, *page.besoins]
    emplois: list[tuple[str, type[Vocabulaire], set[str]]] = [
        ("filieres", Filiere, {*page.filieres, *(ligne.filiere for ligne in lignes)}),
        ("reseaux", Reseau, set(page.reseaux)),
        ("labels", Label, set(page.labels)),
        ("besoins", NatureBesoin, {besoin.nature for besoin in page.besoins}),
    ]
    for champ, vocabulaire, codes in emplois:
        codes.discard("")
        if codes and vocabulaire._default_manager.filter(pk__in=codes).count() != len(codes):
            raise Invalide("Choix inconnu.", champ=champ)
