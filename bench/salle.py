"""The stage of a bench, `python -m bench.salle BADGES FICHIER`: an edition of today, ready to open.

It runs as a program of its own, because Django takes its database from the environment once.
"""

import json
import os
import sys
from datetime import time, timedelta
from pathlib import Path
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django must be ready first
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from badges.code import cle_privee, code_court, signer  # noqa: E402
from salon.acces import enroler_appareil, jeton_organisateur  # noqa: E402
from salon.models import Badge, Compte, Edition, Mandat, Participant, Porte, Zone  # noqa: E402

PORTES, APPAREILS = 8, 32
TRANCHE = 2_000


def edition_du_jour(jauge: int) -> Edition:
    """Store an edition that opens today."""
    jour = timezone.localdate()
    return Edition.objects.create(
        slug="banc",
        nom="Banc d’essai",
        lieu="Montpellier",
        debut=jour,
        fin=jour + timedelta(days=1),
        ouvre_a=time(8),
        ferme_a=time(20),
        jauge=jauge,
    )


def inscrire(edition: Edition, nombre: int) -> list[str]:
    """Store participants with a badge each; return the codes."""
    privee = cle_privee(bytes.fromhex(settings.BADGE_CLE))
    codes: list[str] = []
    for debut in range(0, nombre, TRANCHE):
        series = [rang.to_bytes(16) for rang in range(debut, min(debut + TRANCHE, nombre))]
        participants = Participant.objects.bulk_create(
            Participant(
                edition=edition,
                categorie=Participant.Categorie.VISITEUR,
                prenom="Personne",
                nom=str(int.from_bytes(serie)),
                organisation=f"Coopérative n° {serie[-1]}",
                courriel=f"personne{int.from_bytes(serie)}@village.example",
            )
            for serie in series
        )
        badges = Badge.objects.bulk_create(
            Badge(
                participant=participant,
                code=signer(
                    serie=serie,
                    edition=edition.pk,
                    cle=settings.BADGE_CLE_NUMERO,
                    privee=privee,
                ),
                code_court=code_court(serie),
            )
            for participant, serie in zip(participants, series, strict=True)
        )
        codes += [badge.code for badge in badges]
    return codes


def corps(code: str) -> str:
    """Return what a gate sends for one scan."""
    maintenant = timezone.now().isoformat()
    return json.dumps(
        {
            "code": code,
            "scan_id": str(uuid4()),
            "sens": "entree",
            "scanne_a": maintenant,
            "appareil_maintenant": maintenant,
        }
    )


def main() -> None:
    """Fill the database and write what its callers need."""
    nombre, fichier = int(sys.argv[1]), Path(sys.argv[2])
    call_command("migrate", verbosity=0)
    edition = edition_du_jour(jauge=nombre + 1)
    organisateur = Compte.objects.create_user("banc", password="une phrase assez longue")
    edition.comptes.add(organisateur, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    hall = Zone.objects.create(edition=edition, nom="Hall")
    portes = [
        Porte.objects.create(edition=edition, zone=hall, nom=f"Porte {rang + 1}")
        for rang in range(PORTES)
    ]
    appareils = [
        enroler_appareil(porte=portes[rang % PORTES], nom=f"Téléphone {rang + 1}")[1]
        for rang in range(APPAREILS)
    ]
    fichier.write_text(
        json.dumps(
            {
                "organisateur": jeton_organisateur(organisateur),
                "appareils": appareils,
                "corps": [corps(code) for code in inscrire(edition, nombre)],
            }
        )
    )


if __name__ == "__main__":
    main()
