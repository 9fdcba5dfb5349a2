"""The stage of `bench.agendas`: an edition whose timetable was published a moment ago."""

from datetime import date, datetime, time, timedelta

from django.core.management import call_command
from django.utils import timezone

from salon.journal.evenements.rdv import HorairePublie
from salon.journal.services import publier
from salon.models import Creneau, Edition, Participant, Table
from salon.rdv.models import Planification, Publication, RendezVous

JOUR = date(2027, 5, 20)
PRENOMS = ("Nour", "Zoë", "Éloïse", "Mehdi", "Jean-François", "Łukasz", "Aïcha", "Inès")
LOT = 2_000


def monter(nombre: int, creneaux: int) -> Edition:
    """Store so many people, each of whom meets another one in each slot, and publish it."""
    call_command("migrate", verbosity=0)
    edition = Edition.objects.create(
        slug="coventis", nom="Coventis", lieu="Montpellier", debut=JOUR, fin=JOUR,
        ouvre_a=time(9), ferme_a=time(18), jauge=nombre,
    )  # fmt: skip
    gens = Participant.objects.bulk_create(
        [
            Participant(
                edition=edition, categorie="exposant", prenom=PRENOMS[rang % len(PRENOMS)],
                nom=f"Personne {rang}", organisation=f"Coopérative n° {rang // 2}",
                courriel=f"p{rang}@foule.example",
            )
            for rang in range(nombre)
        ],
        LOT,
    )  # fmt: skip
    planification = Planification.objects.create(edition=edition, etat="finie")
    publication = Publication.objects.create(
        edition=edition, planification=planification, envoi_le=timezone.now()
    )
    RendezVous.objects.bulk_create(_rendez_vous(publication, gens, creneaux), LOT)
    publier(HorairePublie(publication_id=publication.pk))
    return edition


def _rendez_vous(
    publication: Publication, gens: list[Participant], creneaux: int
) -> list[RendezVous]:
    """Pair everybody with another one in each slot, never the same two twice."""
    edition, moitie = publication.edition, len(gens) // 2
    tables = Table.objects.bulk_create(
        [Table(edition=edition, nom=str(rang + 1)) for rang in range(moitie)]
    )
    debut = datetime.combine(JOUR, time(10), tzinfo=edition.zone_horaire())
    heures = [debut + rang * timedelta(minutes=20) for rang in range(creneaux)]
    places = Creneau.objects.bulk_create(
        [Creneau(edition=edition, debut=h, fin=h + timedelta(minutes=20)) for h in heures]
    )
    return [
        RendezVous(
            edition=edition, demandeur=gens[rang], destinataire=autre,
            paire=f"p{gens[rang].pk}-p{autre.pk}", etat="planifie", creneau=creneau,
            table=tables[rang], publication=publication, version=1, expire_le=timezone.now(),
        )
        for decalage, creneau in enumerate(places)
        for rang in range(moitie)
        for autre in [gens[moitie + (rang + decalage) % moitie]]
    ]  # fmt: skip
