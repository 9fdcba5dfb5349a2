"""How fast a list of 100,000 people comes in and goes out, and in how much memory.

Run: python -m bench.echanges [LINES]   (an empty database in a directory of its own)
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from datetime import time as heure
from functools import partial
from io import BytesIO
from pathlib import Path

NOMBRE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000


def memoire() -> int:
    """Return the most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def mesurer(quoi: str, faire: Callable[[], object]) -> None:
    """Print how long something takes."""
    debut = time.perf_counter()
    faire()
    duree = time.perf_counter() - debut
    print(f"{quoi:<34} {duree:8.1f} s {NOMBRE / duree:10,.0f} lignes/s {memoire():6} Mo")


def lignes() -> Iterator[list[str]]:
    """Yield a list of people who do not exist."""
    yield ["Structure", "Prénom", "Nom", "Adresse e-mail"]
    for rang in range(NOMBRE):
        yield [f"Structure {rang % 500}", "Camille", f"N{rang}", f"p{rang}@foule.example"]


def main() -> None:
    """Print one line for each way in and out."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {
            "COVENTIS_VAR": var,
            "DATABASE_URL": f"sqlite:///{var}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "salon.settings",
        }
        import django  # noqa: PLC0415 -- the settings must come first

        django.setup()
        _mesurer_tout(Path(var))


def _mesurer_tout(var: Path) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from salon.echanges.colonnes import reconnaitre  # noqa: PLC0415
    from salon.echanges.services import NATURES, Fichier, examiner, importer  # noqa: PLC0415
    from salon.echanges.sorties import exporter  # noqa: PLC0415
    from salon.journal.models import Export, Import  # noqa: PLC0415
    from salon.models import Edition  # noqa: PLC0415
    from salon.tableur.ecriture import ECRIRE, Forme  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    edition = Edition.objects.create(
        slug="bench",
        nom="Bench",
        lieu="Sète",
        debut=date(2027, 5, 20),
        fin=date(2027, 5, 21),
        ouvre_a=heure(9),
        ferme_a=heure(18),
        jauge=NOMBRE,
    )
    choix = reconnaitre(NATURES["visiteurs"].colonnes, next(lignes()))
    for forme in Forme:
        with (var / f"liste.{forme}").open("w+b") as flux:
            ECRIRE[forme](flux, lignes())
            fichier = Fichier(flux, "visiteurs", edition, choix)
            mesurer(f"examiner {forme}", partial(examiner, fichier))
            if forme == Forme.CSV:
                mesurer("importer csv", partial(importer, fichier, Import(nom="liste")))
    for forme in Forme:
        export = Export(edition=edition, nature="visiteurs", forme=forme)
        mesurer(f"exporter {forme}", partial(exporter, BytesIO(), export))


if __name__ == "__main__":
    main()
