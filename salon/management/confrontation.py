"""The numbers of a simulated day side by side: expected, shown, live and recounted."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from salon.management.foule import SORTIE, Personne, Scan
from salon.management.journee_rdv import Demarche
from salon.management.recomptage import CHAMPS, LOT, Recompte
from salon.models import Edition, Participant
from salon.pointage.models import Passage
from salon.rdv.models import RendezVous

Chiffres = Counter[str]

LIBELLES = {
    "visiteurs_distincts": "Visiteurs distincts",
    "entrees": "Entrées",
    "sorties": "Sorties",
    "presents": "Présents",
    "doublons": "Doublons constatés hors ligne",
    "sorties_sans_entree": "Sorties sans entrée",
    "annules": "Passages annulés",
    "rdv_planifies": "Rendez-vous planifiés",
    "rdv_tenus": "Rendez-vous tenus",
}
MOUVEMENTS = {"entrees": "entrées", "sorties": "sorties", "refus": "refus"}
RAISONS = {
    "inconnu": "QR étranger",
    "invalide": "badge falsifié",
    "deja_entre": "déjà entré",
    "deja_sorti": "déjà sorti",
    "zone_interdite": "zone interdite",
}


@dataclass(frozen=True)
class Ligne:
    """One number, as each of the four says it."""

    nom: str
    depart: int
    attendu: int
    affiche: int
    direct: int
    recompte: int

    @property
    def juste(self) -> bool:
        """Whether all four agree."""
        return self.attendu == self.affiche == self.direct == self.recompte


class Attente:
    """What the numbers ought to be, from what was sent and from nothing that the site counted.

    Filled by several threads.
    """

    def __init__(self, depart: Chiffres, personnes: Iterable[Personne]) -> None:
        self._depart = depart
        self._chiffres: Chiffres = Counter(depart)
        self._categories = {
            personne.numero: Participant.Categorie(personne.categorie).label
            for personne in personnes
        }
        self._venues = {personne.numero for personne in personnes if personne.venue}
        self._planifies: set[int] = set()
        self._verrou = threading.Lock()

    def noter(self, scan: Scan) -> None:
        """Count a scan that was sent, once however often it was repeated."""
        with self._verrou:
            if scan.attendu.admis:
                self._noter_passage(scan)
            else:
                self._chiffres[f"refus {scan.attendu.raison}"] += 1
                self._chiffres[cle_porte(scan.porte, "refus")] += 1

    def noter_rdv(self, demarche: Demarche) -> None:
        """Count a call about a meeting that ought to have changed its state."""
        with self._verrou:
            if demarche.attendu == "planifie":
                self._planifies.add(demarche.rdv)
                self._chiffres["rdv_planifies"] += 1
            elif demarche.attendu in ("tenu", "annule") and demarche.rdv in self._planifies:
                self._planifies.remove(demarche.rdv)
                self._chiffres["rdv_planifies"] -= 1
                self._chiffres["rdv_tenus"] += demarche.attendu == "tenu"

    def comparer(self, affiche: Chiffres, direct: Chiffres, recompte: Chiffres) -> list[Ligne]:
        """Return all numbers that are not zero everywhere, the totals first."""
        with self._verrou:
            tous = (self._depart, self._chiffres, affiche, direct, recompte)
            autres = sorted({nom for chiffres in tous for nom in chiffres} - set(LIBELLES))
            return [
                Ligne(libelle(nom), *(chiffres[nom] for chiffres in tous))
                for nom in (*LIBELLES, *autres)
                if nom in LIBELLES or any(chiffres[nom] for chiffres in tous)
            ]

    def _noter_passage(self, scan: Scan) -> None:
        attendu = scan.attendu
        if not attendu.compte:
            self._chiffres["doublons"] += attendu.raison == "deja_entre"
            self._chiffres["sorties_sans_entree"] += attendu.raison == "sortie_sans_entree"
            return
        sens = "sorties" if scan.sens == SORTIE else "entrees"
        self._chiffres[cle_porte(scan.porte, sens)] += 1
        if attendu.quitte is None:
            self._noter_arrivee(scan)
        else:
            self._chiffres[f"zone {attendu.quitte}"] -= 1
        if attendu.arrive is None:
            self._chiffres["sorties"] += 1
            self._chiffres["presents"] -= 1
        else:
            self._chiffres[f"zone {attendu.arrive}"] += 1

    def _noter_arrivee(self, scan: Scan) -> None:
        self._chiffres["entrees"] += 1
        self._chiffres["presents"] += 1
        if scan.personne is not None and scan.personne not in self._venues:
            self._venues.add(scan.personne)
            self._chiffres["visiteurs_distincts"] += 1
            self._chiffres[f"catégorie {self._categories[scan.personne]}"] += 1


def cle_porte(nom: str, quoi: str) -> str:
    """Return the name under which a number of a gate is kept, the same as in a recount."""
    return f"porte {nom} ({quoi})"


def libelle(nom: str) -> str:
    """Return a number's name as people read it."""
    if nom in LIBELLES:
        return LIBELLES[nom]
    genre, _, reste = nom.partition(" ")
    if genre == "porte":
        porte, _, quoi = reste.removesuffix(")").rpartition(" (")
        return f"{porte} : {MOUVEMENTS[quoi]}"
    if genre == "refus":
        return f"Refus : {RAISONS.get(reste, reste)}"
    return f"{genre.capitalize()} : {reste}"


def a_plat(compteurs: dict[str, Any]) -> Chiffres:
    """Return the numbers that the API shows under one name each."""
    plat: Chiffres = Counter({nom: compteurs[nom] for nom in LIBELLES})
    for porte in compteurs["portes"]:
        plat.update({cle_porte(porte["nom"], quoi): porte[quoi] for quoi in MOUVEMENTS})
    for liste, genre in (("zones", "zone"), ("categories", "catégorie"), ("refus", "refus")):
        plat.update({f"{genre} {compte['nom']}": compte["nombre"] for compte in compteurs[liste]})
    return plat


def recompter(edition: Edition, jour: date) -> Chiffres:
    """Return the numbers of a day by following each person through the rows, in plain Python."""
    recompte = Recompte(timezone.now())
    passages = (
        Passage.objects.filter(edition=edition, jour=jour)
        .order_by("participant_id", "rang", "pk")
        .values(*CHAMPS)
        .iterator(chunk_size=LOT)
    )
    for _, lignes in groupby(passages, key=lambda ligne: ligne["participant_id"]):
        recompte.suivre(lignes)
    plat = recompte.a_plat()
    for nom in ("courbe", "dernier_quart_heure"):  # the first repeats another, the second passes
        plat.pop(nom, None)
    etats = RendezVous.objects.filter(edition=edition).values_list("etat", flat=True)
    par_etat = Counter(etats.iterator(chunk_size=LOT))
    plat["rdv_planifies"] = par_etat[RendezVous.Etat.PLANIFIE]
    plat["rdv_tenus"] = par_etat[RendezVous.Etat.TENU]
    return plat
