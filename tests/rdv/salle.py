"""A convention of any size, made of rows: people, slots, tables, accepted meetings."""

from datetime import datetime, time, timedelta
from itertools import product

from django.utils import timezone

from salon.journal.evenements.rdv import HorairePublie
from salon.journal.services import publier
from salon.models import Creneau, Edition, Participant, Table
from salon.rdv.models import Planification, Publication, RendezVous
from salon.rdv.rencontres import paire

DUREE = timedelta(minutes=10)


def ouvrir(edition: Edition, *, creneaux: int = 6, tables: int = 4) -> list[Creneau]:
    """Store slots of tomorrow from nine o'clock on, half before lunch and half after, and tables."""
    debut = datetime.combine(edition.fin, time(9), tzinfo=edition.zone_horaire())
    matin = (creneaux + 1) // 2
    pas = [debut + DUREE * rang for rang in range(matin)]
    pas += [debut + DUREE * rang + timedelta(hours=1) for rang in range(matin, creneaux)]
    Table.objects.bulk_create(Table(edition=edition, nom=f"{rang:03}") for rang in range(tables))
    return Creneau.objects.bulk_create(
        Creneau(edition=edition, debut=instant, fin=instant + DUREE) for instant in pas
    )


def peupler(edition: Edition, *, hotes: int, visiteurs: int) -> list[list[Participant]]:
    """Store two crowds: those who are asked, and those who ask."""
    foules = [("exposant", hotes, "Hôte"), ("acheteur", visiteurs, "Acheteur")]
    return [
        Participant.objects.bulk_create(
            Participant(
                edition=edition,
                categorie=categorie,
                nom=f"{nom} {rang}",
                courriel=f"{categorie}{rang}@foire.example",
            )
            for rang in range(nombre)
        )
        for categorie, nombre, nom in foules
    ]


def accepter_tous(
    edition: Edition, hotes: list[Participant], visiteurs: list[Participant]
) -> list[RendezVous]:
    """Store an accepted meeting of every host with every visitor."""
    return RendezVous.objects.bulk_create(
        RendezVous(
            edition=edition,
            demandeur=visiteur,
            destinataire=hote,
            paire=paire(visiteur, hote),
            etat=RendezVous.Etat.ACCEPTE,
            version=1,
            expire_le=visiteur.inscrit_le + timedelta(days=3),
        )
        for hote, visiteur in product(hotes, visiteurs)
    )


def convention(
    edition: Edition, *, hotes: int = 2, visiteurs: int = 2, creneaux: int = 6, tables: int = 4
) -> list[RendezVous]:
    """Store all of it, and return the accepted meetings."""
    ouvrir(edition, creneaux=creneaux, tables=tables)
    return accepter_tous(edition, *peupler(edition, hotes=hotes, visiteurs=visiteurs))


def publier_en_tete_a_tete(edition: Edition, nombre: int) -> Publication:
    """Store so many pairs of people, each with one planned meeting, and publish them this minute."""
    [creneau] = ouvrir(edition, creneaux=1, tables=nombre)
    hotes, visiteurs = peupler(edition, hotes=nombre, visiteurs=nombre)
    publication = Publication.objects.create(
        edition=edition,
        planification=Planification.objects.create(edition=edition, etat="finie"),
        envoi_le=timezone.now(),
    )
    RendezVous.objects.bulk_create(
        RendezVous(
            edition=edition,
            demandeur=visiteur,
            destinataire=hote,
            paire=paire(visiteur, hote),
            etat=RendezVous.Etat.PLANIFIE,
            creneau=creneau,
            table=table,
            publication=publication,
            version=1,
            expire_le=visiteur.inscrit_le + timedelta(days=3),
        )
        for hote, visiteur, table in zip(hotes, visiteurs, edition.tables.all(), strict=True)
    )
    publier(HorairePublie(publication_id=publication.pk))
    return publication
