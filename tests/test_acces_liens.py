"""Links to one's own space: ten minutes, one use, asked for at one press, and not too often."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from salon.acces import (
    jeton_organisateur,
    jeton_participant,
    lien_espace,
    lien_participant,
    lire_jeton,
)
from salon.exposants.services import valider_exposant
from salon.journal.models import Courriel, Ecriture
from salon.models import Participant
from salon.rdv.echeances import rappeler_demandes
from salon.rdv.models import RendezVous
from salon.rdv.services import demander_rdv, refuser_rdv
from tests.appels import EDITION, Appels, en_erreur
from tests.mesures import ordres

CORPS = {"courriel": "achats@village.example"}
FORMULAIRE = {"edition": "coventis", **CORPS}


@pytest.fixture
def adresse(acheteuse, settings) -> str:
    """The address in the buyer's e-mails, which has a link sent to her."""
    settings.BASE_URL = ""
    return lien_espace(acheteuse)


@pytest.fixture
def lien(acheteuse, settings) -> str:
    settings.BASE_URL = ""
    return lien_participant(acheteuse)


@pytest.mark.parametrize(("minutes", "statut"), [(9, 302), (11, 410)])
def test_a_link_is_good_for_ten_minutes(client, lien, minutes, statut):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert client.post(lien).status_code == statut


def test_a_link_with_one_letter_changed_is_worth_nothing(client, lien):
    fautes = [
        lien[:rang] + ("B" if lien[rang] == "A" else "A") + lien[rang + 1 :] for rang in (8, -9)
    ]

    assert [client.post(faux).status_code for faux in fautes] == [410, 410]


def test_a_spent_link_offers_another_one_at_one_press(client, lien, ouvriers, mailoutbox):
    client.post(lien)

    page = Client().post(lien)
    Client().post(page.context["envoi"])
    ouvriers()

    assert (page.status_code, page.context["adresse"]) == (410, "a…@village.example")
    assert [courriel.to for courriel in mailoutbox] == [["achats@village.example"]]


# Where the links of each e-mail lead, by what begins its key. `/acces/` opens a space to whoever has it;
# `/repondre/` answers one request and does nothing else; `/lien/` has an e-mail sent to who is registered.
LIENS_DES_COURRIELS = {
    "badge": {"lien"},
    "changement": {"lien"},
    "demandes": {"lien", "repondre"},
    "inscription": {"lien"},
    "lien": {"acces"},
    "rappel": {"repondre"},
    "refus-rdv": set(),
    "validation": {"lien"},
}


@pytest.fixture
def rappelee(traiteur, nouveau_participant) -> RendezVous:
    """A request that will expire soon."""
    rappelee = demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur)
    RendezVous.objects.filter(pk=rappelee.pk).update(expire_le=timezone.now() + timedelta(hours=1))
    return rappelee


@pytest.fixture
def dix_minutes_passent(horloge, ouvriers) -> Callable[[], None]:
    """Have the workers do what waited for the end of ten minutes."""

    def passer() -> None:
        horloge.shift(timedelta(minutes=10))
        ouvriers()

    return passer


def test_no_email_but_those_said_holds_a_way_in(
    dix_minutes_passent, exposant, demande, rappelee, accepter
):
    valider_exposant(exposant=exposant)
    rappeler_demandes()
    dix_minutes_passent()
    accepter(demande)
    refuser_rdv(rdv=rappelee)
    Client().post("/acces/", FORMULAIRE)
    dix_minutes_passent()

    assert _liens_par_courriel() == LIENS_DES_COURRIELS


def _liens_par_courriel() -> dict[str, set[str]]:
    """Return the first word of each address of this site, by what begins the key of the e-mail."""
    liens: defaultdict[str, set[str]] = defaultdict(set)
    for courriel in Courriel.objects.all():
        tout = courriel.texte + courriel.html + courriel.agenda
        mots = re.findall(rf"{re.escape(settings.BASE_URL)}/(\w+)", tout)
        liens[courriel.cle.partition(":")[0]] |= set(mots)
    return dict(liens)


def test_the_address_in_an_email_opens_nothing_and_has_a_link_sent(
    client, adresse, ouvriers, mailoutbox
):
    page = client.get(adresse)
    avant = Ecriture.objects.count()

    client.post(adresse)
    ouvriers()

    assert (page.status_code, page.context["adresse"], avant) == (200, "a…@village.example", 0)
    assert client.get("/moi/").status_code == 403
    assert "/acces/" in mailoutbox[0].body


@pytest.mark.parametrize("fin", ["MQ:1xVjvE:abc", "x"])
def test_an_invented_address_has_nothing_sent(client, edition, fin):
    reponse = client.post(f"/lien/{fin}")

    assert (reponse.status_code, Ecriture.objects.count()) == (404, 0)


def test_somebody_whose_registration_ended_is_sent_nothing(client, adresse):
    Participant.objects.update(annule_le=timezone.now())

    assert (client.post(adresse).status_code, Ecriture.objects.count()) == (404, 0)


def test_one_address_is_sent_three_links_an_hour_from_wherever_they_are_asked(
    acheteuse, ouvriers, mailoutbox, horloge
):
    statuts = []
    for rang in range(20):
        horloge.shift(timedelta(minutes=1))
        client = Client(REMOTE_ADDR=f"192.0.2.{rang}")
        statuts.append(client.post("/acces/", FORMULAIRE).status_code)
    ouvriers()

    assert statuts == [200] * 3 + [429] * 17
    assert len(mailoutbox) == 3


def test_one_network_asks_for_thirty_links_an_hour(client, edition):
    statuts = [
        client.post("/acces/", FORMULAIRE | {"courriel": f"p{rang}@x.example"}).status_code
        for rang in range(32)
    ]

    assert statuts == [200] * 30 + [429] * 2


@pytest.mark.parametrize("courriel", ["achats@village.example", "inconnue@village.example"])
def test_both_doors_share_the_limit_and_say_when_to_come_back(acheteuse, anonyme, courriel):
    client = Client()
    for _ in range(3):
        client.post("/acces/", FORMULAIRE | {"courriel": courriel})

    page = client.post("/acces/", FORMULAIRE | {"courriel": courriel.upper()})
    reponse = anonyme.poster(f"{EDITION}/lien", {"courriel": courriel})

    assert (page.status_code, en_erreur(reponse)) == (429, (429, "trop_de_demandes"))
    assert 3590 <= int(reponse["Retry-After"]) <= 3600


def test_a_known_address_costs_what_an_unknown_one_costs(acheteuse, anonyme):
    comptes = []
    for courriel in ("achats@village.example", "inconnue@village.example"):
        with ordres() as lus:
            anonyme.poster(f"{EDITION}/lien", {"courriel": courriel})
        comptes.append([" ".join(ordre.split()[:3]) for ordre in lus])

    assert comptes[0] == comptes[1]


def test_a_forged_host_never_ends_up_in_a_link(acheteuse, ouvriers, mailoutbox):
    reponses = [
        Client(headers={entete: "evil.example"}).post("/acces/", FORMULAIRE).status_code
        for entete in ("Host", "X-Forwarded-Host")
    ]
    ouvriers()

    assert reponses == [400, 200]
    assert "http://127.0.0.1:8000/acces/" in mailoutbox[0].body


def test_each_kind_of_token_opens_its_own_door_only(
    lien, adresse, acheteuse, organisateur, jeton_porte
):
    jetons = {
        "lien": lien.rpartition("/")[2],
        "espace": adresse.rpartition("/")[2],
        "participant": jeton_participant(acheteuse),
        "organisateur": jeton_organisateur(organisateur),
        "porte": jeton_porte,
    }

    porteurs = [nom for nom, jeton in jetons.items() if lire_jeton(jeton)]
    pages = [
        nom for nom, jeton in jetons.items() if Client().get(f"/lien/{jeton}").status_code == 200
    ]
    depenses = [
        nom for nom, jeton in jetons.items() if Client().post(f"/acces/{jeton}").status_code == 302
    ]

    assert (porteurs, pages, depenses) == (["participant", "organisateur"], ["espace"], ["lien"])


def test_a_session_opened_by_a_link_ends_after_a_day(client, lien):
    client.post(lien)
    client.session.save()

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client.get("/moi/").status_code == 403


def test_a_token_of_the_staff_is_made_by_command(organisateur, edition):
    sortie = StringIO()

    call_command("jeton", "organisation", stdout=sortie, stderr=StringIO())

    assert Appels(sortie.getvalue().strip()).lire(f"{EDITION}/compteurs").status_code == 200


def test_no_token_is_made_for_a_closed_account(organisateur):
    organisateur.is_active = False
    organisateur.save()

    with pytest.raises(CommandError, match="Aucun compte actif « organisation »"):
        call_command("jeton", "organisation")
