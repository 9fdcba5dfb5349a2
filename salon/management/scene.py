"""What a simulation finds when it begins: gates, people with their badges, meetings already made.

The simulator is the crowd, so it may read what the crowd holds: the badges, and where everyone is.
That is read from the database, and nothing is written there; all the rest goes through the API.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic
from typing import Any

from salon.management.confrontation import Chiffres, a_plat
from salon.management.foule import Acces, Personne
from salon.management.journee_rdv import Carnet
from salon.management.liaison import Appel, Liaison
from salon.models import Edition, Participant, Porte
from salon.pointage.compteurs import presents
from salon.pointage.models import Passage

LOT = 2000  # rows fetched at once
PAGE = 100  # meetings listed at once
RATTRAPAGE = 10.0  # seconds that the live feed may be late


class SceneImpossible(Exception):
    """The day cannot be played; the message says in French what to do."""


@dataclass(frozen=True)
class Site:
    """The site that is simulated upon, and what opens its doors."""

    liaison: Liaison
    slug: str
    jeton: str = field(repr=False)
    appareils: dict[str, list[str]] = field(repr=False)  # tokens of the devices, by gate

    @property
    def chemin(self) -> str:
        """The path of the edition in the API."""
        return f"/api/v1/editions/{self.slug}"

    def appareil(self, porte: str, numero: int) -> str:
        """Return the token of the device that makes a scan; the same scan is always made by the same."""
        jetons = self.appareils[porte]
        return jetons[numero % len(jetons)]

    def lire(self, suite: str) -> Any:
        """Read something of the edition, as its organiser. Raises SceneImpossible."""
        retour = self.liaison.appeler(Appel(self.chemin + suite, self.jeton))
        if retour.statut != 200:  # noqa: PLR2004 -- the one success of HTTP
            raise SceneImpossible(
                f"Le site répond {retour.statut} à {self.chemin}{suite} : est-ce bien celui de cette "
                "base de démonstration ?"
            )
        return retour.corps

    def direct(self, voulu: Chiffres) -> Chiffres:
        """Return the numbers of the live feed, once they have caught up or had the time to."""
        vus: Chiffres = Chiffres()
        limite = monotonic() + RATTRAPAGE
        try:
            with self.liaison.suivre(f"{self.chemin}/direct", self.jeton) as flux:
                for vus in _trames(flux):
                    if vus == voulu or monotonic() > limite:
                        break
        except (OSError, HTTPException):
            pass  # silence: the last numbers seen are what a screen would still show
        return vus


def lire_acces(fichier: Path, liaison: Liaison) -> Site:
    """Return the site as the demonstration left its keys. Raises SceneImpossible."""
    try:
        demo = json.loads(fichier.read_text())
    except (OSError, ValueError) as erreur:
        raise SceneImpossible(
            "Aucune édition de démonstration : lancez d’abord « manage.py demo »."
        ) from erreur
    appareils: dict[str, list[str]] = {}
    for appareil in demo["appareils"]:
        appareils.setdefault(appareil["porte"], []).append(appareil["jeton"])
    return Site(liaison, demo["edition"], demo["jeton_organisateur"], appareils)


def lire_portes(edition: Edition, site: Site) -> tuple[Acces, ...]:
    """Return the open gates where there is a device. Raises SceneImpossible."""
    portes = Porte.objects.filter(edition=edition, ouverte=True, nom__in=site.appareils)
    acces = tuple(
        Acces(porte.nom, porte.zone.nom, tuple(porte.zone.categories))
        for porte in portes.select_related("zone").order_by("pk")
    )
    if not acces:
        raise SceneImpossible("Aucune porte ouverte de cette édition n’a d’appareil.")
    return acces


def lire_personnes(edition: Edition) -> list[Personne]:
    """Return everyone who holds a valid badge, and where they are now."""
    positions = _positions(edition)
    lignes = Participant.objects.filter(
        edition=edition, annule_le=None, badges__revoque_le=None, badges__isnull=False
    ).values_list("pk", "badges__code", "categorie", "structure_id")
    personnes = [
        Personne(pk, code, categorie, f"s{structure}" if structure else f"p{pk}")
        for pk, code, categorie, structure in lignes.iterator(chunk_size=LOT)
    ]
    return [
        replace(personne, venue=True, zone=positions[personne.numero])
        if personne.numero in positions
        else personne
        for personne in personnes
    ]


def choisir(
    edition: Edition, personnes: list[Personne], nombre: int, graine: int
) -> tuple[Personne, ...]:
    """Draw the crowd; those who have not come today first. Where the site may fill up, it will not."""
    if edition.jauge_bloquante:
        nombre = min(nombre, edition.jauge - presents(edition, edition.aujourdhui()))
    if nombre < 1 or not personnes:
        raise SceneImpossible("Personne à faire entrer : ni badge valable, ni place dans la jauge.")
    melange = random.Random(f"foule {graine}").sample(personnes, len(personnes))
    return tuple(sorted(melange, key=lambda personne: personne.venue)[:nombre])


def lire_carnet(site: Site, personnes: list[Personne], apres: datetime) -> Carnet:
    """Return the slots later than `apres` and what earlier meetings hold of them."""
    parties = {personne.numero: personne.partie for personne in personnes}
    creneaux = [
        creneau["id"]
        for creneau in site.lire("/creneaux")
        if datetime.fromisoformat(creneau["debut"]) > apres
    ]
    carnet = Carnet(creneaux, [table["id"] for table in site.lire("/tables")])
    for rdv in _rendez_vous(site):
        gens = rdv["demandeur"]["id"], rdv["destinataire"]["id"]
        if rdv["etat"] != "tenu":
            carnet.paires_vivantes.add(frozenset(parties.get(un, f"p{un}") for un in gens))
        if rdv["creneau"] is not None:
            creneau = rdv["creneau"]["id"]
            carnet.places_prises.add((creneau, rdv["table"]["id"]))
            carnet.personnes_prises.update((creneau, un) for un in gens)
    return carnet


def _positions(edition: Edition) -> dict[int, str | None]:
    """Return the zone of everyone who came today, None for those who left again."""
    aujourdhui = edition.aujourdhui()
    passages = (
        Passage.objects.filter(
            edition=edition, rang__isnull=False, annule_le=None, participant__isnull=False
        )
        .order_by("rang")
        .values_list("participant_id", "jour", "sens", "zone__nom")
    )
    derniers = {
        pk: (jour, zone if sens == Passage.Sens.ENTREE else None)
        for pk, jour, sens, zone in passages.iterator(chunk_size=LOT)
    }
    return {pk: zone for pk, (jour, zone) in derniers.items() if pk and jour == aujourdhui}


def _rendez_vous(site: Site) -> Iterator[dict[str, Any]]:
    for etat in ("demande", "planifie", "tenu"):
        apres: int | None = 0
        while apres is not None:
            page = site.lire(f"/rdv?etat={etat}&limite={PAGE}&apres={apres}")
            yield from page["elements"]
            apres = page["suite"]


def _trames(flux: HTTPResponse) -> Iterator[Chiffres]:
    for ligne in flux:
        if ligne.startswith(b"data: "):
            yield a_plat(json.loads(ligne.removeprefix(b"data: ")))
