"""Fills the database of the environment with requests and accepts them; see bench/acceptations.py."""

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, islice
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.salle import edition_du_jour  # noqa: E402
from salon.erreurs import Refus  # noqa: E402
from salon.models import Creneau, Edition, Participant, Table  # noqa: E402
from salon.rdv.models import RendezVous, Reservation  # noqa: E402
from salon.rdv.rencontres import paire  # noqa: E402
from salon.rdv.reservations import Place  # noqa: E402
from salon.rdv.services import accepter_rdv  # noqa: E402
from tests.mesures import ensemble, sans_contrainte  # noqa: E402

GENS, CRENEAUX, TABLES, CLIENTS = 300, 40, 60, 8
GARDES = ("reservation_participant_libre", "reservation_table_libre")


@dataclass(frozen=True)
class Essai:
    """What became of as many acceptances: how each ended, and what the database then holds."""

    issues: Counter[str]
    secondes: float
    chevauchements: int
    moities: int

    def est_juste(self) -> bool:
        """Tell whether no meeting overlaps, none is half made and no deadlock showed."""
        return not (self.chevauchements or self.moities or self.issues["interblocage"])


def preparer(nombre: int) -> tuple[list[RendezVous], list[Creneau], list[Table]]:
    """Store as many requests between people of an edition, each pair once."""
    RendezVous.objects.all().delete()
    Creneau.objects.all().delete()
    Edition.objects.all().delete()
    edition = edition_du_jour(GENS)
    gens = Participant.objects.bulk_create(
        Participant(edition=edition, categorie="visiteur", nom=str(n)) for n in range(GENS)
    )
    debut = timezone.now() + timedelta(days=1)
    creneaux = Creneau.objects.bulk_create(
        Creneau(
            edition=edition,
            debut=debut + timedelta(minutes=20 * rang),
            fin=debut + timedelta(minutes=20 * rang + 20),
        )
        for rang in range(CRENEAUX)
    )
    tables = Table.objects.bulk_create(Table(edition=edition, nom=str(n)) for n in range(TABLES))
    paires = list(combinations(gens, 2))
    Random(1).shuffle(paires)
    rdvs = RendezVous.objects.bulk_create(
        RendezVous(
            edition=edition,
            demandeur=un,
            destinataire=autre,
            paire=paire(un, autre),
            expire_le=debut,
        )
        for un, autre in islice(paires, nombre)
    )
    return rdvs, creneaux, tables


def accepter(lot: Sequence[RendezVous], places: Sequence[Place]) -> Counter[str]:
    """Accept some requests, each at its place; count how each ended.

    Who is told that the database is busy (503) asks again, as a client of the API does.
    """
    issues: Counter[str] = Counter()
    for rdv, place in zip(lot, places, strict=True):
        while (issue := _une(rdv, place)) == "reprise":
            issues[issue] += 1
        issues[issue] += 1
    return issues


def _une(rdv: RendezVous, place: Place) -> str:
    try:
        accepter_rdv(rdv=rdv, place=place)
    except Refus as refus:
        return refus.code
    except DatabaseError as erreur:
        return "interblocage" if "deadlock" in str(erreur) else "reprise"
    return "acceptee"


def essayer(nombre: int) -> Essai:
    """Accept all requests at once, by eight clients, and count what is wrong in the database."""
    rdvs, creneaux, tables = preparer(nombre)
    hasard = Random(2)
    places = [Place(hasard.choice(creneaux), table=hasard.choice(tables)) for _ in rdvs]
    # The collector of one thread closes the cursors of another one and waits, holding the interpreter,
    # for its SQLite connection, which waits for a lock: all stand still for the busy timeout of 5 s.
    gc.disable()
    debut = time.monotonic()
    comptes = ensemble(lambda fil: accepter(rdvs[fil::CLIENTS], places[fil::CLIENTS]), CLIENTS)
    secondes = time.monotonic() - debut
    gc.enable()
    return Essai(sum(comptes, Counter()), secondes, _chevauchements(), _moities())


def _chevauchements() -> int:
    """Count the claims beyond the first of one person, or of one table, on one slot."""
    return sum(
        ligne["n"] - 1
        for chose in ("participant", "table")
        for ligne in Reservation.objects.exclude(**{chose: None})
        .order_by()
        .values(chose, "creneau")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )


def _moities() -> int:
    """Count the meetings that are planned without their three claims, or have claims and are not."""
    planifies = set(RendezVous.objects.filter(etat="planifie").values_list("pk", flat=True))
    prises = Counter(Reservation.objects.values_list("rdv", flat=True))
    return sum(prises[rdv] != 3 for rdv in planifies) + len(prises.keys() - planifies)


def montrer(nom: str, essai: Essai) -> None:
    """Print one line of the table."""
    total = essai.issues["acceptee"] + essai.issues["creneau_pris"]
    print(
        f"{nom:<24}{total:>10}{essai.issues['acceptee']:>11}{essai.issues['creneau_pris']:>10}"
        f"{essai.issues['reprise']:>10}{essai.issues['interblocage']:>15}"
        f"{essai.chevauchements:>9}{essai.moities:>9}{total / essai.secondes:>8.0f}"
    )


def main(nombre: int) -> int:
    """Print what happens with the constraints, then without them; return 1 if the first is wrong."""
    call_command("migrate", verbosity=0)
    print(
        f"\n{connection.vendor} : {CLIENTS} clients, {GENS} personnes, {CRENEAUX} créneaux\n"
        f"{'':<24}{'réponses':>10}{'acceptées':>11}{'refusées':>10}"
        f"{'reprises':>10}{'interblocages':>15}{'doubles':>9}{'moitiés':>9}{'par s':>8}"
    )
    essai = essayer(nombre)
    montrer("avec les contraintes", essai)
    with ExitStack() as pile:
        for garde in GARDES:
            pile.enter_context(sans_contrainte(Reservation, garde))
        montrer("jumeau sans contraintes", essayer(nombre // 10))
        Reservation.objects.all().delete()
    return 0 if essai.est_juste() else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
