"""Recount a day of the show by following each person in plain Python, and compare with what is shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from salon.models import Edition, Participant
from salon.pointage.compteurs import Compteurs, compter
from salon.pointage.models import Passage
from salon.pointage.regles import Raison

LOT = 2000
QUART_HEURE = timedelta(minutes=15)
CHAMPS = (
    "participant_id",
    "participant__categorie",
    "porte__nom",
    "zone__nom",
    "sens",
    "admis",
    "raison",
    "rang",
    "annule_le",
    "corrige_a",
)


@dataclass
class Recompte:
    """The numbers of a day, found without the help of the database's own counting."""

    depuis: datetime  # beginning of the last quarter of an hour
    nombres: Counter[str] = field(default_factory=Counter)
    portes: Counter[tuple[str, str]] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    refus: Counter[str] = field(default_factory=Counter)

    def suivre(self, lignes: Iterator[dict[str, Any]]) -> None:
        """Follow one person through the day, passage by passage."""
        zone, venu = None, False
        for ligne in lignes:
            self._noter(ligne)
            if ligne["rang"] is None or ligne["annule_le"] is not None:
                continue
            if ligne["sens"] == Passage.Sens.ENTREE:
                self.portes[ligne["porte__nom"], "entrees"] += 1
                if zone is None:
                    self._arriver(ligne, venu)
                    venu = True
                zone = ligne["zone__nom"]
            else:
                self.portes[ligne["porte__nom"], "sorties"] += 1
                self.nombres["sorties"] += 1
                zone = None
        if zone is not None:
            self.nombres["presents"] += 1
            self.zones[zone] += 1

    def _arriver(self, ligne: dict[str, Any], venu: object) -> None:
        self.nombres["entrees"] += 1
        self.nombres["dernier_quart_heure"] += ligne["corrige_a"] > self.depuis
        if not venu:
            self.nombres["visiteurs_distincts"] += 1
            self.categories[Participant.Categorie(ligne["participant__categorie"]).label] += 1

    def _noter(self, ligne: dict[str, Any]) -> None:
        """Count what changes nothing in who is inside."""
        if not ligne["admis"]:
            self.refus[ligne["raison"]] += 1
            self.portes[ligne["porte__nom"], "refus"] += 1
        elif ligne["annule_le"] is not None:
            self.nombres["annules"] += 1
        elif ligne["raison"] == Raison.DEJA_ENTRE:
            self.nombres["doublons"] += 1
        elif ligne["raison"] == Raison.SORTIE_SANS_ENTREE:
            self.nombres["sorties_sans_entree"] += 1

    def a_plat(self) -> Counter[str]:
        """Return all numbers under one name each."""
        plat = Counter(self.nombres)
        plat.update({f"porte {nom} ({quoi})": n for (nom, quoi), n in self.portes.items()})
        plat.update({f"zone {nom}": n for nom, n in self.zones.items()})
        plat.update({f"catégorie {nom}": n for nom, n in self.categories.items()})
        plat.update({f"refus {nom}": n for nom, n in self.refus.items()})
        plat["courbe"] = self.nombres["entrees"]
        return plat


def ecarts(edition: Edition, jour: date) -> Iterator[str]:
    """Return the numbers of a day that differ from a recount, and any that is below zero."""
    affiche = compter(edition, jour)
    recompte = Recompte(datetime.fromisoformat(affiche.a) - QUART_HEURE)
    passages = (
        Passage.objects.filter(edition=edition, jour=jour)
        .order_by("participant_id", "rang", "pk")
        .values(*CHAMPS)
        .iterator(chunk_size=LOT)
    )
    for _, lignes in groupby(passages, key=lambda ligne: ligne["participant_id"]):
        recompte.suivre(lignes)
    lus, comptes = _a_plat(affiche), recompte.a_plat()
    for nom in sorted(lus.keys() | comptes.keys()):
        if lus[nom] != comptes[nom] or lus[nom] < 0:
            yield f"{edition.slug} {jour:%d/%m} {nom} {lus[nom]} au lieu de {comptes[nom]}"


def _a_plat(affiche: Compteurs) -> Counter[str]:
    plat = Counter(
        visiteurs_distincts=affiche.visiteurs_distincts,
        entrees=affiche.entrees,
        sorties=affiche.sorties,
        presents=affiche.presents,
        doublons=affiche.doublons,
        sorties_sans_entree=affiche.sorties_sans_entree,
        annules=affiche.annules,
        dernier_quart_heure=affiche.dernier_quart_heure,
        courbe=sum(nombre for _, nombre in affiche.courbe),
    )
    for porte in affiche.portes:
        for quoi in ("entrees", "sorties", "refus"):
            plat[f"porte {porte.nom} ({quoi})"] = getattr(porte, quoi)
    plat.update({f"zone {compte.nom}": compte.nombre for compte in affiche.zones})
    plat.update({f"catégorie {compte.nom}": compte.nombre for compte in affiche.categories})
    plat.update({f"refus {compte.nom}": compte.nombre for compte in affiche.refus})
    return plat
