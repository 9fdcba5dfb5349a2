"""Subscriptions to webhooks: who makes them, to which addresses, and how an organiser looks after them."""

import base64

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from salon.journal.models import Abonnement, Ecriture, Livraison
from salon.journal.webhooks import ABONNEMENTS_MAX
from tests.appels import EDITION, en_erreur
from tests.webhooks.conftest import URL
from tests.webhooks.test_sortie import REFUSEES

WEBHOOKS = f"{EDITION}/webhooks"


def test_an_organiser_subscribes_and_sees_the_secret_once(comme_organisateur, edition):
    corps = {"url": URL, "evenements": ["visiteur.inscrit"]}
    cree = comme_organisateur.poster(WEBHOOKS, corps)
    liste = comme_organisateur.lire(WEBHOOKS).json()

    secret = cree.json().pop("secret")
    assert (cree.status_code, len(base64.b64decode(secret.removeprefix("whsec_")))) == (201, 32)
    assert liste == [{cle: v for cle, v in cree.json().items() if cle != "secret"}]


@pytest.mark.parametrize("url", [url for url in REFUSEES if url == url.strip() != ""])
def test_an_address_that_is_not_public_is_refused(comme_organisateur, edition, url):
    reponse = comme_organisateur.poster(WEBHOOKS, {"url": url, "evenements": ["visiteur.inscrit"]})

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "url")
    assert Abonnement.objects.count() == 0


@pytest.mark.parametrize("evenements", [[], ["visiteur.supprime"], "visiteur.inscrit", None])
def test_an_event_that_nobody_is_told_of_is_refused(comme_organisateur, edition, evenements):
    reponse = comme_organisateur.poster(WEBHOOKS, {"url": URL, "evenements": evenements})

    assert en_erreur(reponse) == (422, "invalide")


def test_the_same_address_subscribes_once(comme_organisateur, abonner_a):
    abonner_a()
    reponse = comme_organisateur.poster(WEBHOOKS, {"url": URL, "evenements": ["rdv.annule"]})

    assert en_erreur(reponse) == (409, "abonnement_existe")


def test_an_edition_has_so_many_subscriptions(comme_organisateur, abonner_a):
    for rang in range(ABONNEMENTS_MAX):
        abonner_a(url=f"{URL}/{rang}")
    reponse = comme_organisateur.poster(WEBHOOKS, {"url": URL, "evenements": ["rdv.annule"]})

    assert en_erreur(reponse) == (409, "trop_d_abonnements")


def test_an_organiser_stops_wakes_and_forgets(comme_organisateur, abonner_a):
    adresse = f"{WEBHOOKS}/{abonner_a().pk}"
    arrete = comme_organisateur.poster(f"{adresse}/suspendre").json()
    Abonnement.objects.update(echecs=7)
    eveille = comme_organisateur.poster(f"{adresse}/activer").json()
    oublie = comme_organisateur.client.delete(adresse)

    assert (arrete["actif"], arrete["arret"]) == (False, "Suspendu par l’organisateur.")
    assert (eveille["actif"], eveille["arret"], eveille["echecs"]) == (True, "", 0)
    assert (oublie.status_code, Abonnement.objects.count()) == (204, 0)


@pytest.mark.parametrize("qui", ["anonyme", "comme_porte", "participante"])
def test_only_an_organiser_manages_webhooks(request, comme, acheteuse, abonner_a, qui):
    appels = comme(acheteuse) if qui == "participante" else request.getfixturevalue(qui)
    adresse = f"{WEBHOOKS}/{abonner_a().pk}"
    reponses = [
        appels.lire(WEBHOOKS),
        appels.poster(WEBHOOKS, {"url": URL, "evenements": ["rdv.annule"]}),
        appels.poster(f"{adresse}/suspendre"),
        appels.poster(f"{adresse}/activer"),
        appels.lire(f"{adresse}/livraisons"),
        appels.client.delete(adresse),
    ]

    assert {reponse.status_code for reponse in reponses} == {403 if qui == "participante" else 401}
    assert Abonnement.objects.get().actif


def test_deliveries_are_listed_in_as_many_statements_for_one_as_for_three(
    comme_organisateur, abonner_a
):
    abonnement = abonner_a()
    nombres = []
    for total in (1, 3):
        while abonnement.livraisons.count() < total:
            ligne = Ecriture.objects.create(type="VisiteurInscrit", ids={}, repartie=True)
            Livraison.objects.create(abonnement=abonnement, ecriture=ligne, evenement="x")
        with CaptureQueriesContext(connection) as requetes:
            lues = comme_organisateur.lire(f"{WEBHOOKS}/{abonnement.pk}/livraisons").json()
        nombres.append((len(lues["elements"]) == total, len(requetes)))

    assert nombres[0] == nombres[1]


def test_the_command_adds_lists_and_stops(abonner_a, edition, capsys):
    call_command("webhooks", "coventis", "--ajouter", URL, "--evenements", "rdv.annule")
    ajout = capsys.readouterr().out
    numero = Abonnement.objects.get().pk
    call_command("webhooks", "coventis", "--suspendre", str(numero))

    assert "Secret, montré cette seule fois : whsec_" in ajout
    assert capsys.readouterr().out == (
        f"{numero}  {URL}  rdv.annule  Suspendu par l’organisateur.\n1 webhook(s)\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("ailleurs",),
        ("coventis", "--ajouter", "https://127.0.0.1/"),
        ("coventis", "--activer", "999"),
    ],
)
def test_the_command_says_what_is_wrong(edition, arguments):
    with pytest.raises(CommandError):
        call_command("webhooks", *arguments)
