"""The kit with which another region starts: a configuration without people, out and in as a file."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.db import transaction
from pydantic import Field

from salon.annuaire.models import (
    Dispositif,
    Famille,
    Filiere,
    Label,
    NatureBesoin,
    Reseau,
    Vocabulaire,
)
from salon.configuration import JOURS_MAX, Configuration, Heure, creer_edition, extraire
from salon.editions import verifier_fuseau
from salon.entree import EntreeStricte, Nom, Texte, UneLigne, lire_json, valider
from salon.erreurs import Invalide
from salon.journal.evenements.editions import EditionImportee
from salon.journal.services import publier
from salon.mandats import donner_mandat
from salon.models import Compte, Edition, Mandat

FORMAT = "coventis-configuration"
VERSION = 1
JAUGE_MAX = 1_000_000

# The vocabularies, with what each has beside a code, a name and an order.
VOCABULAIRES: dict[str, tuple[type[Vocabulaire], tuple[str, ...]]] = {
    "familles": (Famille, ("ess",)),
    "filieres": (Filiere, ("naf",)),
    "reseaux": (Reseau, ()),
    "labels": (Label, ()),
    "natures_de_besoin": (NatureBesoin, ()),
    "dispositifs": (Dispositif, ("presentation", "chiffres", "source")),
}
Court = Annotated[UneLigne, Field(min_length=1, max_length=100)]


class ConfigurationInconnue(Invalide):
    code = "configuration_inconnue"
    message = "Ce fichier n’est pas une configuration de Coventis."


class Mot(EntreeStricte):
    code: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
    nom: Court
    ordre: Annotated[int, Field(ge=0, le=32767)] = 100


class MotDeFamille(Mot):
    ess: bool = True


class MotDeFiliere(Mot):
    naf: Annotated[list[Annotated[str, Field(max_length=6)]], Field(max_length=200)] = []


class MotDeDispositif(Mot):
    presentation: Texte = ""
    chiffres: Annotated[list[Annotated[Texte, Field(max_length=200)]], Field(max_length=50)] = []
    source: Annotated[UneLigne, Field(max_length=200)] = ""


class Vocabulaires(EntreeStricte):
    familles: Annotated[list[MotDeFamille], Field(max_length=500)] = []
    filieres: Annotated[list[MotDeFiliere], Field(max_length=500)] = []
    reseaux: Annotated[list[Mot], Field(max_length=500)] = []
    labels: Annotated[list[Mot], Field(max_length=500)] = []
    natures_de_besoin: Annotated[list[Mot], Field(max_length=500)] = []
    dispositifs: Annotated[list[MotDeDispositif], Field(max_length=500)] = []


class EditionDecrite(EntreeStricte):
    """What the new edition takes over unless its organiser says otherwise."""

    nom: Nom
    lieu: Annotated[UneLigne, Field(min_length=1, max_length=200)]
    jours: Annotated[int, Field(ge=1, le=JOURS_MAX)]
    ouvre_a: Heure
    ferme_a: Heure
    fuseau: Annotated[UneLigne, Field(max_length=50)]
    jauge: Annotated[int, Field(ge=1, le=JAUGE_MAX)]


class Kit(EntreeStricte):
    """The whole file."""

    format: Literal["coventis-configuration"]
    version: Annotated[int, Field(ge=1, le=VERSION)]
    edition: EditionDecrite
    configuration: Configuration
    vocabulaires: Vocabulaires


@dataclass(frozen=True)
class Nouvelle:
    """What the new organiser decides."""

    slug: str
    debut: date
    nom: str = ""
    lieu: str = ""


def ecrire_kit(edition: Edition) -> str:
    """Return the configuration of an edition as a file: no people, no secrets, days counted from one."""
    kit = {
        "format": FORMAT,
        "version": VERSION,
        "edition": {
            "nom": edition.nom,
            "lieu": edition.lieu,
            "jours": (edition.fin - edition.debut).days + 1,
            "ouvre_a": edition.ouvre_a.isoformat(),
            "ferme_a": edition.ferme_a.isoformat(),
            "fuseau": edition.fuseau,
            "jauge": edition.jauge,
        },
        "configuration": extraire(edition).model_dump(mode="json"),
        "vocabulaires": {nom: _mots(*quoi) for nom, quoi in VOCABULAIRES.items()},
    }
    return json.dumps(kit, ensure_ascii=False, indent=1) + "\n"


def _mots(modele: type[Vocabulaire], propres: tuple[str, ...]) -> list[dict[str, Any]]:
    champs = ("code", "nom", "ordre", *propres)
    return list(modele._default_manager.order_by("ordre", "code").values(*champs))


def lire_kit(octets: bytes) -> Kit:
    """Return a file as a checked configuration. Raises a Refus that says what is wrong with it."""
    brut = lire_json(octets)
    if not isinstance(brut, dict) or brut.get("format") != FORMAT:
        raise ConfigurationInconnue
    version = brut.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ConfigurationInconnue(
            f"Ce fichier vient d’une version plus récente de Coventis (format {version}, "
            f"celle-ci lit jusqu’au format {VERSION}) : mettez Coventis à jour."
        )
    kit = valider(Kit, brut)
    verifier_fuseau(kit.edition.fuseau)
    return kit


@transaction.atomic
def installer_kit(kit: Kit, nouvelle: Nouvelle, organisateur: Compte | None) -> Edition:
    """Store a new edition made of a configuration, with the words that the directory does not have."""
    for nom, (modele, _) in VOCABULAIRES.items():
        modele._default_manager.bulk_create(
            [modele(**mot.model_dump()) for mot in getattr(kit.vocabulaires, nom)],
            ignore_conflicts=True,
        )
    decrite = kit.edition
    edition = Edition(
        slug=nouvelle.slug,
        nom=nouvelle.nom or decrite.nom,
        lieu=nouvelle.lieu or decrite.lieu,
        debut=nouvelle.debut,
        fin=nouvelle.debut + timedelta(days=decrite.jours - 1),
        ouvre_a=decrite.ouvre_a,
        ferme_a=decrite.ferme_a,
        fuseau=decrite.fuseau,
        jauge=decrite.jauge,
    )
    creer_edition(edition=edition, configuration=kit.configuration)
    if organisateur:
        donner_mandat(edition=edition, compte=organisateur, role=Mandat.Role.ORGANISATEUR)
    publier(EditionImportee(edition_id=edition.pk))
    return edition
