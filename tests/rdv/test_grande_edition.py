"""Fifteen hundred meetings go through the worker, the pages, the publication and the e-mails."""

from collections import Counter

import pytest
from django.utils import timezone

from salon.effets.agendas import envoyer_agenda, publier_agendas
from salon.journal.evenements.rdv import AgendaPublie
from salon.journal.models import Ecriture
from salon.models import Edition, Mandat
from salon.rdv.execution import executer_planification
from salon.rdv.horaires import Options, demander_planification
from salon.rdv.models import Placement, Planification, Publication, RendezVous, Reservation
from salon.rdv.publication import LOT, annuler_publication, publier_horaire
from tests.appels import navigateur_de
from tests.mesures import ordres

from .salle import convention

HOTES, VISITEURS = 30, 50
PAGES = ("", "?partie=1", "imprimer/tables/", "imprimer/personnes/")


def planifier(edition, *, hotes=HOTES, visiteurs=VISITEURS) -> Planification:
    """Store a convention and its draft, in which every meeting has its place."""
    convention(edition, hotes=hotes, visiteurs=visiteurs, creneaux=56, tables=32)
    run = demander_planification(edition=edition, compte=None, options=Options(secondes=1))
    executer_planification(planification_id=run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def brouillon(edition) -> Planification:
    return planifier(edition)


@pytest.fixture
def petit_brouillon(edition, organisateur) -> Planification:
    """The draft of another edition of the same organiser, with a fifth of the meetings."""
    champs = Edition.objects.values("lieu", "debut", "fin", "ouvre_a", "ferme_a", "jauge").get()
    petite = Edition.objects.create(slug="petite", nom="Petite", **champs)
    petite.comptes.add(organisateur, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    return planifier(petite, hotes=10, visiteurs=31)  # too many for a proof


def compter(client, page) -> int:
    with ordres() as lus:
        assert client.get(page).status_code == 200
    return len(lus)


def lots(nombre: int) -> int:
    """Return in how many pieces so many rows are written."""
    return -(-nombre // LOT)


def partir_agendas(publication: Publication) -> Counter[str]:
    """Count the statements of what follows a publication: for all, then for the first person."""
    Publication.objects.filter(pk=publication.pk).update(envoi_le=timezone.now())
    with ordres() as pour_tous:
        publier_agendas.fonction(publication_id=publication.pk)
    premier = Ecriture.objects.filter(type=AgendaPublie.__name__).latest("pk")
    with ordres() as pour_un:
        envoyer_agenda.fonction(**premier.ids)
    return Counter({"pour tous": len(pour_tous), "pour un": len(pour_un)})


def test_a_large_draft_is_complete_published_and_undone(brouillon):
    complet = brouillon.placements.filter(creneau__isnull=False).count()
    with ordres() as publication:
        publiee = publier_horaire(planification=brouillon, compte=None)
    with ordres() as annulation:
        annuler_publication(publication=publiee.publication)

    assert (complet, publiee.nombre) == (1500, 1500)
    assert len(publication) <= 10 + lots(3 * 1500) + lots(1500)
    assert len(annulation) <= 8
    assert (Reservation.objects.count(), Placement.objects.count()) == (0, 1500)


def test_five_times_the_meetings_ask_no_more_of_the_database(
    brouillon, petit_brouillon, organisateur
):
    client, comptes = navigateur_de(organisateur), []
    for run, nombre in ((petit_brouillon, 310), (brouillon, 1500)):
        horaires = f"/bureau/{run.edition.slug}/horaires/"
        pages = [compter(client, f"{horaires}{run.pk}/{suite}") for suite in PAGES]
        pages += [compter(client, f"{horaires}comparer/?a={run.pk}&b={run.pk}")]
        pages += [compter(client, horaires)]
        with ordres() as publication:
            publiee = publier_horaire(planification=run, compte=None)
        hors_lots = len(publication) - lots(3 * nombre) - lots(nombre)
        comptes.append(
            (publiee.nombre // nombre, pages, hors_lots, partir_agendas(publiee.publication))
        )

    petit, grand = comptes
    assert petit == grand


def test_the_pages_of_a_large_draft_ask_as_little_as_those_of_a_few_meetings(
    brouillon, organisateur
):
    client = navigateur_de(organisateur)
    pages = [f"/bureau/coventis/horaires/{brouillon.pk}/{suite}" for suite in PAGES]
    grand = [compter(client, page) for page in pages]
    garde = brouillon.placements.values_list("rdv", flat=True)[:3]
    RendezVous.objects.exclude(pk__in=list(garde)).delete()

    assert [compter(client, page) for page in pages] == grand


def test_everybody_at_a_large_edition_gets_their_agenda_once(brouillon, ouvriers, mailoutbox):
    publier_horaire(planification=brouillon, compte=None)
    Publication.objects.update(envoi_le=timezone.now())

    ouvriers()

    recus = Counter((courriel.to[0], courriel.subject) for courriel in mailoutbox)
    attendus = {(f"exposant{rang}@foire.example", VISITEURS) for rang in range(HOTES)}
    attendus |= {(f"acheteur{rang}@foire.example", HOTES) for rang in range(VISITEURS)}
    assert recus == {
        (a, f"Coventis : votre agenda ({nombre} rendez-vous)"): 1 for a, nombre in attendus
    }
