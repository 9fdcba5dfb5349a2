"""The demonstration: complete, the same for the same seed, and true to every promise of the system."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from stdnum.fr import siret

from salon.acces import lire_jeton
from salon.annuaire.models import Dispositif, Structure
from salon.exposants.models import Exposant
from salon.journal.models import Courriel, Ecriture
from salon.models import Badge, Compte, Edition, Participant
from salon.pointage.postes import poste_de
from salon.rdv.models import RendezVous, Reservation
from salon.rdv.services import RdvDejaEnCours, demander_rdv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def demo(**options: object) -> str:
    petite = {"visiteurs": 60, "exposants": 12, "rdv": 20}
    sortie = StringIO()
    call_command("demo", **(petite | options), stdout=sortie, skip_checks=True)
    return sortie.getvalue()


def noms(edition: str) -> list[tuple[str, ...]]:
    return list(
        Participant.objects.filter(edition__slug=edition).values_list(
            "prenom", "nom", "courriel", "organisation", "fonction", "categorie"
        )
    )


def test_the_demonstration_holds_what_was_asked(var):
    demo()

    edition = Edition.objects.get()
    assert (edition.zones.count(), edition.portes.count(), edition.tables.count()) == (2, 5, 60)
    assert edition.creneaux.count() == 38
    assert edition.exposants.count() == 12
    assert edition.participants.exclude(categorie="exposant").count() == 60
    assert Badge.objects.count() == edition.participants.count()
    assert Dispositif.objects.count() == 4
    assert RendezVous.objects.filter(etat="planifie").count() == 15
    assert Reservation.objects.count() == 45
    assert RendezVous.objects.filter(etat="demande").count() == 5


def test_the_demonstration_begins_today():
    demo()

    edition = Edition.objects.get()
    assert edition.debut == edition.aujourdhui()
    assert edition.fin == edition.debut + timedelta(days=1)
    passes = RendezVous.objects.filter(etat="planifie", creneau__debut__lte=timezone.now())
    assert passes.count() == 0


def test_a_file_that_waits_for_the_organiser_has_no_badge():
    demo(exposants=28)

    attend = Exposant.objects.get(etat="soumis")
    assert Badge.objects.filter(participant__exposant=attend).count() == 0


def test_the_same_seed_gives_the_same_people():
    demo(slug="un", graine=7)
    demo(slug="deux", graine=7)
    demo(slug="trois", graine=8)

    assert noms("un") == noms("deux")
    assert noms("un") != noms("trois")
    assert Structure.objects.count() == 12


def test_every_number_is_valid_and_every_address_invented():
    demo(exposants=60)

    assert all(siret.is_valid(structure.siret) for structure in Structure.objects.all())
    adresses = Participant.objects.values_list("courriel", flat=True)
    assert [adresse for adresse in adresses if not adresse.endswith(".example")] == []


def test_the_access_file_opens_the_gates_and_the_organisation(var, client):
    demo()

    acces = json.loads((var / "demo.json").read_text(encoding="utf-8"))
    edition = Edition.objects.get()
    postes = [poste_de(appareil["jeton"]) for appareil in acces["appareils"]]
    assert [(poste.porte.nom, poste.appareil.superviseur) for poste in postes] == [
        (appareil["porte"], appareil["superviseur"]) for appareil in acces["appareils"]
    ]
    assert {poste.porte for poste in postes} == set(edition.portes.all())
    assert lire_jeton(acces["jeton_organisateur"]).est_organisateur(edition)
    compte = acces["organisateur"]
    assert client.login(username=compte["identifiant"], password=compte["mot_de_passe"])


def test_only_their_owner_may_read_the_access_files(var):
    demo()

    modes = {fichier.name: oct(fichier.stat().st_mode)[-3:] for fichier in var.iterdir()}
    assert modes == {"demo.json": "600", "demo.txt": "600"}


def test_few_events_are_published_and_no_mail_is_written():
    demo()

    types = list(Ecriture.objects.values_list("type", flat=True))
    assert {nom: types.count(nom) for nom in set(types)} == {
        "BadgeEmis": 25,
        "RdvPlanifie": 10,
        "RdvDemande": 5,
        "AgendaChange": 16,  # the people of these meetings, each once
    }
    assert Courriel.objects.count() == 0


def test_exhibitors_and_visitors_are_among_the_announced_badges():
    demo()

    ids = [ligne.ids["badge_id"] for ligne in Ecriture.objects.filter(type="BadgeEmis")]
    annonces = Badge.objects.filter(pk__in=ids)
    assert annonces.filter(participant__categorie="exposant").count() == 12
    assert annonces.count() == 25


def test_a_meeting_of_the_demonstration_stands_in_the_way_of_a_second_one():
    demo()

    rdv = RendezVous.objects.filter(etat="demande").first()
    with pytest.raises(RdvDejaEnCours):
        demander_rdv(demandeur=rdv.destinataire, destinataire=rdv.demandeur)


def test_the_demonstration_keeps_every_promise():
    demo()
    sortie = StringIO()

    call_command("verifier", stdout=sortie, skip_checks=True)

    assert [ligne[0] for ligne in sortie.getvalue().splitlines()] == ["✓"] * 7


def test_a_database_in_use_is_left_alone():
    demo()

    sortie = demo(slug="autre", si_vide=True)

    assert sortie == "Une édition existe déjà : rien à faire.\n"
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "L’édition « coventis » existe déjà : choisissez un autre --slug."),
        ({"slug": "deux", "rdv": -1}, "Nombres attendus : 0 ou plus, 10000 exposants au plus."),
        (
            {"slug": "à deux"},
            "Le --slug ne contient que des lettres sans accent, chiffres et tirets.",
        ),
    ],
)
def test_an_impossible_demonstration_is_refused_in_one_sentence(options, message):
    demo()

    with pytest.raises(CommandError) as erreur:
        demo(**options)

    assert str(erreur.value) == message


def test_the_password_of_a_real_account_is_not_touched():
    compte = Compte.objects.create_user("organisation", "vraie@region.example", "secret")

    with pytest.raises(CommandError, match="n’est pas celui d’une démonstration"):
        demo()

    compte.refresh_from_db()
    assert compte.check_password("secret")


@pytest.mark.parametrize("vide", ["visiteurs", "exposants", "rdv"])
def test_a_demonstration_may_lack_people(vide):
    demo(**{vide: 0})

    assert Edition.objects.count() == Compte.objects.count() == 1


def test_the_number_of_statements_does_not_grow_with_the_number_of_people():
    def requetes(**options: object) -> int:
        with CaptureQueriesContext(connection) as requetes:
            demo(**options)
        return len(requetes)

    demo(slug="premiere")  # creates the account that the others find

    petite = requetes(slug="petite")
    grande = requetes(slug="grande", visiteurs=300, exposants=40, rdv=60)

    assert grande == petite
