"""What an edition is made of without its people: taken out, put into a new edition, copied.

A copy and an exported configuration are the same thing: days are counted from the first one, places
are named, nobody is.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from django.db import IntegrityError, transaction
from pydantic import BeforeValidator, Field

from salon.editions import verifier_dates
from salon.entree import EntreeStricte, Nom, Texte, UneLigne, chaine_seulement
from salon.erreurs import Invalide, Refus
from salon.gabarits.marqueurs import verifier
from salon.gabarits.textes import GABARITS
from salon.journal.evenements.editions import EditionCopiee
from salon.journal.services import publier
from salon.models import Compte, Creneau, Edition, Mandat, Participant, Porte, TexteCourriel, Zone

JOURS_MAX = 31
CAPACITE_MAX = 1000
LISTE_MAX = 5000

Heure = Annotated[time, BeforeValidator(chaine_seulement), Field(strict=False)]
LongTexte = Annotated[Texte, Field(max_length=4000)]
Categorie = Annotated[str, Field(pattern=f"^({'|'.join(Participant.Categorie.values)})$")]

Couleur = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class AdressePrise(Refus):
    code = "adresse_prise"
    message = "Cette adresse est déjà celle d’une autre édition."


class Volet(StrEnum):
    """What may be taken over from an earlier edition; participants never are."""

    ZONES = "zones"
    CRENEAUX = "creneaux"
    TABLES = "tables"
    STANDS = "stands"
    TEXTES = "textes"
    REGLAGES = "reglages"
    EQUIPE = "equipe"


class ZoneDecrite(EntreeStricte):
    nom: Nom
    categories: list[Categorie] = []


class PorteDecrite(EntreeStricte):
    nom: Nom
    zone: Nom
    ouverte: bool = True


class CreneauDecrit(EntreeStricte):
    """A slot by its day, counted from the first one, and the hours that a clock on the wall shows."""

    jour: Annotated[int, Field(ge=0, lt=JOURS_MAX)]
    debut: Heure
    fin: Heure


class StandDecrit(EntreeStricte):
    numero: Annotated[UneLigne, Field(min_length=1, max_length=10)]
    zone: Annotated[UneLigne, Field(max_length=100)] = ""
    capacite: Annotated[int, Field(ge=1, le=CAPACITE_MAX)] = 1


class TableDecrite(EntreeStricte):
    nom: Annotated[Nom, Field(max_length=50)]
    zone: Annotated[UneLigne, Field(max_length=100)] = ""


def _decrire_table(lue: object) -> object:
    """Return a table by its name alone, as one that stands in no zone."""
    return {"nom": lue} if isinstance(lue, str) else lue


class TexteDecrit(EntreeStricte):
    code: Annotated[str, Field(pattern=f"^({'|'.join(GABARITS)})$")]
    sujet: Annotated[UneLigne, Field(min_length=1, max_length=150)]
    corps: Annotated[LongTexte, Field(min_length=1)]


class ReglagesDecrits(EntreeStricte):
    jauge_bloquante: bool = False
    presentation: LongTexte = ""
    acces: Texte = ""
    couleurs: dict[Categorie, Couleur] = {}
    notice: LongTexte = ""


class Configuration(EntreeStricte):
    """An edition without its people."""

    reglages: ReglagesDecrits
    zones: Annotated[list[ZoneDecrite], Field(max_length=LISTE_MAX)] = []
    portes: Annotated[list[PorteDecrite], Field(max_length=LISTE_MAX)] = []
    creneaux: Annotated[list[CreneauDecrit], Field(max_length=LISTE_MAX)] = []
    tables: Annotated[
        list[Annotated[TableDecrite, BeforeValidator(_decrire_table)]], Field(max_length=LISTE_MAX)
    ] = []
    stands: Annotated[list[StandDecrit], Field(max_length=LISTE_MAX)] = []
    textes: Annotated[list[TexteDecrit], Field(max_length=LISTE_MAX)] = []


def extraire(edition: Edition) -> Configuration:
    """Return what an edition is made of, as it is stored."""
    return Configuration.model_construct(
        reglages=ReglagesDecrits.model_construct(
            **{champ: getattr(edition, champ) for champ in ReglagesDecrits.model_fields}
        ),
        zones=[
            ZoneDecrite.model_construct(nom=zone.nom, categories=zone.categories)
            for zone in edition.zones.all()
        ],
        portes=[
            PorteDecrite.model_construct(nom=porte.nom, zone=porte.zone.nom, ouverte=porte.ouverte)
            for porte in edition.portes.select_related("zone")
        ],
        creneaux=[
            CreneauDecrit.model_construct(jour=jour, debut=debut.time(), fin=fin.time())
            for jour, debut, fin in _bornes(edition)
        ],
        tables=[
            TableDecrite.model_construct(nom=table.nom, zone=table.zone.nom if table.zone else "")
            for table in edition.tables.select_related("zone")
        ],
        stands=[
            StandDecrit.model_construct(
                numero=stand.numero,
                zone=stand.zone.nom if stand.zone else "",
                capacite=stand.capacite,
            )
            for stand in edition.stands.select_related("zone")
        ],
        textes=[
            TexteDecrit.model_construct(code=texte.code, sujet=texte.sujet, corps=texte.corps)
            for texte in edition.textes.filter(code__in=GABARITS).order_by("code")
        ],
    )


def _bornes(edition: Edition) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield the slots that lie within one day of the edition, in its own time."""
    for creneau in edition.creneaux.all():
        debut, fin = edition.heure_locale(creneau.debut), edition.heure_locale(creneau.fin)
        if edition.debut <= debut.date() <= edition.fin and debut.date() == fin.date():
            yield (debut.date() - edition.debut).days, debut, fin


@transaction.atomic
def creer_edition(*, edition: Edition, configuration: Configuration) -> Edition:
    """Store a new edition with its places, slots and texts. Raises AdressePrise or Invalide."""
    verifier_dates(edition)
    _verifier(configuration)
    for champ, valeur in configuration.reglages.model_dump().items():
        setattr(edition, champ, valeur)
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as erreur:
        raise AdressePrise(champ="slug") from erreur
    _placer(edition, configuration)
    Creneau.objects.bulk_create(_creneaux(edition, configuration))
    TexteCourriel.objects.bulk_create(
        TexteCourriel(edition=edition, **texte.model_dump()) for texte in configuration.textes
    )
    return edition


def _placer(edition: Edition, configuration: Configuration) -> None:
    """Store zones, gates, tables and stands."""
    zones = {
        decrite.nom: Zone(edition=edition, **decrite.model_dump())
        for decrite in configuration.zones
    }
    Zone.objects.bulk_create(zones.values())
    Porte.objects.bulk_create(
        Porte(edition=edition, zone=zones[porte.zone], nom=porte.nom, ouverte=porte.ouverte)
        for porte in configuration.portes
    )
    tables = edition.tables
    tables.bulk_create(
        [
            tables.model(edition=edition, nom=table.nom, zone=zones.get(table.zone))
            for table in configuration.tables
        ]
    )
    stands = edition.stands
    stands.bulk_create(
        [
            stands.model(
                edition=edition,
                numero=stand.numero,
                capacite=stand.capacite,
                zone=zones.get(stand.zone),
            )
            for stand in configuration.stands
        ]
    )


def _creneaux(edition: Edition, configuration: Configuration) -> list[Creneau]:
    """Return the slots at the same hours of the new days; those outside its hours are left out."""
    zone = edition.zone_horaire()
    jours = (edition.fin - edition.debut).days
    creneaux = []
    for decrit in configuration.creneaux:
        if decrit.jour > jours or decrit.debut < edition.ouvre_a or decrit.fin > edition.ferme_a:
            continue
        jour = edition.debut + timedelta(days=decrit.jour)
        debut, fin = (datetime.combine(jour, h, tzinfo=zone) for h in (decrit.debut, decrit.fin))
        creneaux.append(Creneau(edition=edition, debut=debut, fin=fin))
    return creneaux


def _verifier(configuration: Configuration) -> None:
    """Refuse what the database would refuse, in words."""
    _sans_double("zones", (zone.nom for zone in configuration.zones))
    _sans_double("portes", (porte.nom for porte in configuration.portes))
    _sans_double("tables", (table.nom for table in configuration.tables))
    _sans_double("stands", (stand.numero for stand in configuration.stands))
    _sans_double("textes", (texte.code for texte in configuration.textes))
    noms = {"", *(zone.nom for zone in configuration.zones)}
    citees = [porte.zone for porte in configuration.portes]
    citees += [table.zone for table in configuration.tables]
    citees += [stand.zone for stand in configuration.stands]
    for nom in citees:
        if nom not in noms:
            raise Invalide(f"Zone inconnue : {nom}.", champ="zones")
    for texte in configuration.textes:
        marqueurs = GABARITS[texte.code].marqueurs
        verifier(texte.sujet, marqueurs, champ="textes")
        verifier(texte.corps, marqueurs, champ="textes")
    _sans_chevauchement(configuration.creneaux)


def _sans_double(champ: str, noms: Iterable[str]) -> None:
    vus: set[str] = set()
    for nom in noms:
        if nom in vus:
            raise Invalide(f"En double : {nom}.", champ=champ)
        vus.add(nom)


def _sans_chevauchement(creneaux: list[CreneauDecrit]) -> None:
    fini = (-1, time.min)
    for creneau in sorted(creneaux, key=lambda c: (c.jour, c.debut)):
        if creneau.fin <= creneau.debut or (creneau.jour, creneau.debut) < fini:
            raise Invalide("Des créneaux se chevauchent ou finissent trop tôt.", champ="creneaux")
        fini = (creneau.jour, creneau.fin)


@transaction.atomic
def copier_edition(
    *, source: Edition, cible: Edition, volets: Collection[Volet], compte: Compte
) -> Edition:
    """Store a new edition with what was chosen of an earlier one; days and hours are the new one's.

    Whoever copies runs the copy.
    """
    edition = creer_edition(edition=cible, configuration=_choisie(extraire(source), volets))
    roles = {compte.pk: Mandat.Role.ORGANISATEUR.value}
    if Volet.EQUIPE in volets:
        roles = {mandat.compte_id: mandat.role for mandat in source.mandats.all()} | roles
    Mandat.objects.bulk_create(
        Mandat(edition=edition, compte_id=numero, role=role) for numero, role in roles.items()
    )
    publier(EditionCopiee(edition_id=edition.pk, source_id=source.pk))
    return edition


def _choisie(tout: Configuration, volets: Collection[Volet]) -> Configuration:
    """Return the chosen parts; a place stays without a zone where zones are not chosen."""
    zones = Volet.ZONES in volets
    tables, stands = tout.tables, tout.stands
    if not zones:
        tables = [table.model_copy(update={"zone": ""}) for table in tables]
        stands = [stand.model_copy(update={"zone": ""}) for stand in stands]
    return Configuration.model_construct(
        reglages=tout.reglages if Volet.REGLAGES in volets else ReglagesDecrits(),
        zones=tout.zones if zones else [],
        portes=tout.portes if zones else [],
        creneaux=tout.creneaux if Volet.CRENEAUX in volets else [],
        tables=tables if Volet.TABLES in volets else [],
        stands=stands if Volet.STANDS in volets else [],
        textes=tout.textes if Volet.TEXTES in volets else [],
    )
