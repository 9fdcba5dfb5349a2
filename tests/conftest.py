"""The cast and the stage: an edition about to open, a caterer, a holiday village, gates and workers."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.utils import timezone

from salon.acces import enroler_appareil, jeton_organisateur, jeton_participant
from salon.annuaire.vocabulaires import installer
from salon.exposants.models import Exposant
from salon.exposants.services import inscrire_exposant
from salon.journal.effets import executer
from salon.journal.models import Effet
from salon.management.commands.relais import nouveau_relais
from salon.models import Compte, Creneau, Edition, Mandat, Participant, Porte, Table, Zone
from salon.pointage import postes
from salon.rdv.models import RendezVous
from salon.rdv.services import Demande, demander_rdv
from salon.services import emettre_badge
from salon.tasks import REACTIONS
from tests.appels import EDITION, PASSAGES, Appels, Natif

MOT_DE_PASSE = "une phrase assez longue"
DIX_HEURES = datetime(2027, 5, 20, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the browser's tests last: its loop, which lives as long as the process, forbids another."""
    items.sort(key=lambda item: "page" in item.fixturenames or "browser" in item.fixturenames)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """Test on a file where the database is SQLite: each thread of a race has its own connection."""
    if connection.vendor == "sqlite":
        fichier = tmp_path_factory.mktemp("base") / "essai.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(fichier)
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def _rien_en_memoire():
    postes.oublier()


@pytest.fixture(autouse=True)
def _mots_de_passe_rapides(monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)


@pytest.fixture
def horloge() -> Iterator[Any]:
    """A stopped clock, at ten o'clock of a day in May; name it first, so that all happens then."""
    with time_machine.travel(DIX_HEURES, tick=False) as voyage:
        yield voyage


@pytest.fixture
def edition(db) -> Edition:
    """An edition whose first day is today."""
    aujourdhui = timezone.localdate()
    return Edition.objects.create(
        slug="coventis",
        nom="Coventis",
        lieu="Montpellier",
        debut=aujourdhui,
        fin=aujourdhui + timedelta(days=1),
        ouvre_a=time(9),
        ferme_a=time(18),
        jauge=100,
    )


@pytest.fixture
def organisateur(edition) -> Compte:
    compte = Compte.objects.create_user("organisation", password=MOT_DE_PASSE)
    edition.comptes.add(compte, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    return compte


@pytest.fixture
def hall(edition) -> Zone:
    return Zone.objects.create(edition=edition, nom="Hall")


@pytest.fixture
def porte(edition, hall) -> Porte:
    return Porte.objects.create(edition=edition, zone=hall, nom="Porte A")


@pytest.fixture
def dix_heures(edition) -> Creneau:
    """A slot of tomorrow at ten, in the time of the edition."""
    debut = datetime.combine(edition.fin, time(10), tzinfo=edition.zone_horaire())
    return Creneau.objects.create(edition=edition, debut=debut, fin=debut + timedelta(minutes=20))


@pytest.fixture
def table(edition) -> Table:
    return Table.objects.create(edition=edition, nom="7")


@pytest.fixture
def nouveau_participant(edition) -> Callable[..., Participant]:
    """Store a participant of the edition; anything not said is invented."""
    numeros = count(1)

    def creer(**champs: Any) -> Participant:
        numero = next(numeros)
        valeurs = {
            "edition": edition,
            "categorie": "visiteur",
            "nom": f"Personne {numero}",
            "courriel": f"personne{numero}@village.example",
            "courriel_verifie_le": timezone.now(),
        }
        return Participant.objects.create(**(valeurs | champs))

    return creer


@pytest.fixture
def traiteur(nouveau_participant) -> Participant:
    return nouveau_participant(
        categorie="exposant",
        prenom="Nour",
        nom="Haddad",
        organisation="La Table du Marché",
        courriel="chef@table.example",
    )


@pytest.fixture
def acheteuse(nouveau_participant) -> Participant:
    return nouveau_participant(
        categorie="acheteur",
        prenom="Claire",
        nom="Fabre",
        organisation="Village des Garrigues",
        courriel="achats@village.example",
    )


@pytest.fixture
def exposant(edition) -> Exposant:
    """The file of a bakery, which waits for an answer."""
    return inscrire_exposant(
        edition=edition,
        siret="99900000200017",
        fiche={"nom": "Le Fournil Solidaire", "famille_id": "cooperative", "commune": "Lodève"},
        equipe=[Participant(nom="Vidal", courriel="fournil@pain.example")],
    )


@pytest.fixture
def demande(traiteur, acheteuse):
    """The holiday village asks the caterer for a meeting."""
    return demander_rdv(
        demandeur=acheteuse, destinataire=traiteur, demande=Demande("Produits locaux ?")
    )


@pytest.fixture
def anonyme() -> Appels:
    return Appels()


@pytest.fixture
def comme_organisateur(organisateur) -> Appels:
    return Appels(jeton_organisateur(organisateur))


@pytest.fixture
def comme() -> Callable[[Participant], Appels]:
    """Call the API as a participant."""
    return lambda participant: Appels(jeton_participant(participant))


@pytest.fixture
def accepter(comme, dix_heures, table) -> Callable[..., Any]:
    """Accept a request at ten o'clock at table 7, as the person who was asked."""

    def repondre(rdv: RendezVous) -> Any:
        return comme(rdv.destinataire).poster(
            f"{EDITION}/rdv/{rdv.pk}/accepter",
            {"creneau_id": dix_heures.pk, "table_id": table.pk},
        )

    return repondre


@pytest.fixture
def jeton_porte(porte) -> str:
    """The token of a device at the gate."""
    return enroler_appareil(porte=porte, nom="Téléphone 1")[1]


@pytest.fixture
def comme_porte(jeton_porte) -> Appels:
    return Appels(jeton_porte)


@pytest.fixture
def appareil_a() -> Callable[..., Appels]:
    """Call the API as a new device at a gate."""

    def placer(porte: Porte, **champs: Any) -> Appels:
        return Appels(enroler_appareil(porte=porte, nom="Téléphone", **champs)[1])

    return placer


@pytest.fixture
def scanner(comme_porte) -> Callable[..., Any]:
    """Scan a code at the gate; each scan has an id of its own unless told otherwise."""

    def pointer(
        code: str, scan_id: UUID | None = None, appels: Appels = comme_porte, **champs: Any
    ) -> Any:
        return appels.poster(PASSAGES, {"code": code, "scan_id": str(scan_id or uuid4()), **champs})

    return pointer


@pytest.fixture
def code(acheteuse) -> str:
    """The code of the badge of the holiday village's buyer."""
    return emettre_badge(acheteuse).code


@pytest.fixture
def natif(transactional_db) -> Iterator[Natif]:
    """Call the gates' own door."""
    natif = Natif()
    yield natif
    natif.fermer()


@pytest.fixture
def ouvriers(transactional_db_ou_db) -> Callable[[], None]:
    """Do the workers' job here and now: relay the journal and run what follows, until nothing is left."""
    fonctions = {suite.nom: suite.fonction for suites in REACTIONS.values() for suite in suites}

    def travailler() -> None:
        relais = nouveau_relais()
        while relais.repartir() or _executer_tout(fonctions):
            pass

    return travailler


@pytest.fixture
def transactional_db_ou_db(request):
    """Whichever database fixture the test asked for; the plain one by default."""
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")


def _executer_tout(fonctions: dict[str, Any]) -> int:
    effets = list(
        Effet.objects.filter(
            etat=Effet.Etat.A_FAIRE, pas_avant__lte=timezone.now(), nom__in=fonctions
        ).order_by("pk")
    )
    for effet in effets:
        executer(effet.pk, fonctions[effet.nom])
    return len(effets)


@pytest.fixture(autouse=True)
def _vocabulaires(request):
    """Put back the words of the directory, which a test with real transactions sweeps away."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue(
            "transactional_db" if "transactional_db" in request.fixturenames else "db"
        )
        installer(partial(apps.get_model, "annuaire"))
