"""Write the directory: structures, what they offer and need; the search follows in the same act."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from salon.annuaire.indexation import indexer
from salon.annuaire.models import (
    Besoin,
    Famille,
    Filiere,
    Label,
    NatureBesoin,
    Offre,
    Reseau,
    Structure,
    Vocabulaire,
)
from salon.erreurs import Invalide, Refus
from salon.journal.evenements.annuaire import BesoinPublie, BesoinSatisfait, StructureModifiee
from salon.journal.services import publier

LIGNES_MAX = 20  # offers, and open needs, of one structure

# Fields that hold a word of a vocabulary, and those that hold several.
MOTS: dict[str, type[Vocabulaire]] = {
    "famille": Famille,
    "filiere": Filiere,
    "nature": NatureBesoin,
}
LISTES: dict[str, type[Vocabulaire]] = {"filieres": Filiere, "reseaux": Reseau, "labels": Label}
LIEU = ("adresse", "code_postal", "commune")


class TropDeLignes(Refus):
    code = "trop_de_lignes"
    message = f"{LIGNES_MAX} offres et {LIGNES_MAX} besoins au plus : retirez-en d’abord."


class DejaSatisfait(Refus):
    code = "deja_satisfait"
    message = "Ce besoin est déjà satisfait."


def retenir_structure(*, siret: str, fiche: dict[str, Any]) -> Structure:
    """Return the structure of this SIRET (14 digits, checked), added from `fiche` if it is unknown.

    A structure already in the directory is left as it is: a stranger's form does not rewrite it.
    """
    famille = fiche.get("famille_id")
    if famille and not Famille.objects.filter(pk=famille).exists():
        raise Invalide("Famille inconnue.", champ="structure.famille")
    structure, nouvelle = Structure.objects.get_or_create(siret=siret, defaults=fiche)
    if nouvelle:
        indexer([structure.pk])
    return structure


@transaction.atomic
def modifier_structure(*, structure: Structure, champs: dict[str, Any]) -> Structure:
    """Change the named fields of a structure; words of vocabularies are given by their codes.

    A structure that moves loses its coordinates: the middle of its commune stands for them.
    """
    structure = Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)
    listes = {nom: codes for nom, codes in champs.items() if nom in LISTES}
    for nom, codes in listes.items():
        _exiger(LISTES[nom], set(codes), champ=nom)
    valeurs = _valeurs({nom: v for nom, v in champs.items() if nom not in LISTES})
    if any(getattr(structure, nom) != valeurs.get(nom, getattr(structure, nom)) for nom in LIEU):
        valeurs |= {"latitude": None, "longitude": None, "departement": ""}
    for nom, valeur in valeurs.items():
        setattr(structure, nom, valeur)
    structure.save(update_fields=list(valeurs))
    for nom, codes in listes.items():
        getattr(structure, nom).set(codes)
    _annoncer(structure)
    return structure


@transaction.atomic
def ajouter_offre(*, structure: Structure, champs: dict[str, Any]) -> Offre:
    """Add what a structure supplies."""
    verrou = Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)
    if verrou.offres.count() >= LIGNES_MAX:
        raise TropDeLignes
    offre = Offre.objects.create(structure=verrou, **_valeurs(champs))
    _annoncer(verrou)
    return offre


@transaction.atomic
def modifier_offre(*, offre: Offre, champs: dict[str, Any]) -> Offre:
    """Change the named fields of an offer."""
    _ecrire(offre, champs)
    _annoncer(offre.structure)
    return offre


@transaction.atomic
def retirer_offre(*, offre: Offre) -> None:
    """Take an offer away for good."""
    structure = offre.structure
    offre.delete()
    _annoncer(structure)


@transaction.atomic
def publier_besoin(*, structure: Structure, champs: dict[str, Any]) -> Besoin:
    """State a need on the needs board."""
    verrou = Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)
    if verrou.besoins.filter(satisfait_le=None).count() >= LIGNES_MAX:
        raise TropDeLignes
    besoin = Besoin.objects.create(structure=verrou, **_valeurs(champs))
    indexer([verrou.pk])
    publier(BesoinPublie(besoin_id=besoin.pk))
    return besoin


@transaction.atomic
def modifier_besoin(*, besoin: Besoin, champs: dict[str, Any]) -> Besoin:
    """Change the named fields of a need."""
    _ecrire(besoin, champs)
    _annoncer(besoin.structure)
    return besoin


@transaction.atomic
def satisfaire_besoin(*, besoin: Besoin) -> Besoin:
    """Note that a need is met: it leaves the board and the search, and stays in the history."""
    ouvert = Besoin.objects.filter(pk=besoin.pk, satisfait_le=None)
    if not ouvert.update(satisfait_le=timezone.now()):
        raise DejaSatisfait
    besoin.refresh_from_db()
    indexer([besoin.structure_id])
    publier(BesoinSatisfait(besoin_id=besoin.pk))
    return besoin


@transaction.atomic
def retirer_besoin(*, besoin: Besoin) -> None:
    """Take away a need that was stated by mistake."""
    structure = besoin.structure
    besoin.delete()
    _annoncer(structure)


def _annoncer(structure: Structure) -> None:
    """End a change of a structure: its date, the search, the journal."""
    Structure.objects.filter(pk=structure.pk).update(modifiee_le=timezone.now())
    indexer([structure.pk])
    publier(StructureModifiee(structure_id=structure.pk))


def _ecrire(ligne: Offre | Besoin, champs: dict[str, Any]) -> None:
    valeurs = _valeurs(champs)
    for nom, valeur in valeurs.items():
        setattr(ligne, nom, valeur)
    ligne.save(update_fields=list(valeurs))


def _valeurs(champs: dict[str, Any]) -> dict[str, Any]:
    """Return the columns to write, the codes of vocabularies checked; "" stands for none."""
    valeurs = {}
    for nom, valeur in champs.items():
        if nom in MOTS:
            _exiger(MOTS[nom], {valeur} - {""}, champ=nom)
            valeurs[f"{nom}_id"] = valeur or None
        else:
            valeurs[nom] = valeur
    return valeurs


def _exiger(vocabulaire: type[Vocabulaire], codes: set[str], *, champ: str) -> None:
    if codes and vocabulaire._default_manager.filter(pk__in=codes).count() != len(codes):
        raise Invalide("Choix inconnu.", champ=champ)
