"""Webhooks: who is told what, signed and with ids only; what fails is tried again and delays nobody."""

import base64
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from salon.exposants.services import valider_exposant
from salon.journal.models import Abonnement, Effet, Livraison
from salon.journal.webhooks import ECHECS_MAX, EVENEMENTS, signer
from salon.models import Participant
from salon.pointage.visiteurs import inscrire_visiteur
from salon.rdv.services import annuler_rdv
from salon.tasks import REACTIONS
from tests.webhooks.conftest import dire


@pytest.fixture
def visiteuse(edition):
    """Register a visitor."""
    personne = Participant(categorie="visiteur", nom="Canari", courriel="canari@sol.example")
    return lambda: inscrire_visiteur(edition=edition, participant=personne)


def lire(recue):
    """Return the headers, by lower-case name, and the body of a request."""
    tete, _, corps = recue.partition(b"\r\n\r\n")
    lignes = [ligne.split(": ", 1) for ligne in tete.decode().split("\r\n")[1:]]
    return {nom.lower(): valeur for nom, valeur in lignes}, corps


def effet_de(livraison):
    return Effet.objects.get(
        nom="salon.livrer_aux_abonnes", ecriture__ids={"livraison_id": livraison.pk}
    )


def attendre(secondes):
    """Let the waits of the journal and of the subscriptions be over."""
    passe = timezone.now() - timedelta(seconds=secondes)
    Effet.objects.filter(etat=Effet.Etat.A_FAIRE).update(pas_avant=passe)
    Abonnement.objects.update(pas_avant=passe)


def test_a_subscriber_is_told_with_ids_only(ecoute, abonner_a, visiteuse, ouvriers):
    abonner_a("visiteur.inscrit")
    participant = visiteuse()
    ouvriers()

    [recue] = ecoute.recues
    livraison = Livraison.objects.get()
    assert json.loads(lire(recue)[1]) == {
        "id": f"liv_{livraison.pk}",
        "evenement": "visiteur.inscrit",
        "le": livraison.ecriture.le.isoformat(),
        "edition": "coventis",
        "ids": {"participant_id": participant.pk},
    }
    assert (livraison.etat, livraison.statut) == ("livree", 200)
    assert b"anari" not in recue


def test_a_delivery_is_signed_by_the_secret_of_its_subscription(
    ecoute, abonner_a, visiteuse, ouvriers
):
    abonnement = abonner_a()
    visiteuse()
    ouvriers()

    entetes, corps = lire(ecoute.recues[0])
    instant = int(entetes["webhook-timestamp"])
    signe = f"{entetes['webhook-id']}.{instant}.".encode() + corps
    cle = base64.b64decode(abonnement.secret.removeprefix("whsec_"))
    attendue = base64.b64encode(hmac.digest(cle, signe, "sha256")).decode()
    assert entetes["webhook-signature"] == f"v1,{attendue}"
    assert abs(instant - time.time()) < 60


def test_the_signature_is_that_of_the_published_convention():
    signature = signer(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture
def tout_se_passe(exposant, visiteuse, demande, accepter):
    """Have every event happen that somebody may listen to."""

    def faire():
        valider_exposant(exposant=exposant)
        visiteuse()
        accepter(demande)
        annuler_rdv(rdv=demande)

    return faire


def test_each_event_has_its_name(ecoute, abonner_a, tout_se_passe, ouvriers):
    abonner_a()
    tout_se_passe()
    ouvriers()
    while Livraison.objects.filter(etat="a_faire").exists():
        attendre(0)
        ouvriers()

    recus = [json.loads(lire(recue)[1])["evenement"] for recue in ecoute.recues]
    assert sorted(recus) == sorted(EVENEMENTS.values())


def test_nobody_is_told_what_they_did_not_ask_for(ecoute, abonner_a, visiteuse, ouvriers):
    abonner_a("rdv.planifie")
    visiteuse()
    ouvriers()

    assert (ecoute.lignes, Livraison.objects.count()) == ([], 0)


def test_the_subscriber_of_another_edition_is_told_nothing(
    ecoute, edition, abonner_a, visiteuse, ouvriers
):
    abonnement = abonner_a()
    edition.pk, edition.slug = None, "ailleurs"
    edition.save()
    Abonnement.objects.filter(pk=abonnement.pk).update(edition=edition)
    visiteuse_ici = Participant.objects.filter(edition__slug="coventis")
    visiteuse_ici.update(edition=edition)
    ouvriers()

    assert ecoute.lignes == []


def test_a_line_of_the_journal_is_delivered_once_to_each(ecoute, abonner_a, visiteuse, ouvriers):
    abonner_a()
    abonner_a(url="https://abonne.example/autre")
    visiteuse()
    ouvriers()
    Effet.objects.filter(etat="fait").update(etat="a_faire", tentatives=0)
    ouvriers()

    chemins = sorted(recue.split(b" ")[1] for recue in ecoute.recues)
    assert chemins == [b"/autre", b"/coventis"]


def test_what_fails_is_tried_again_with_the_same_name(ecoute, abonner_a, visiteuse, ouvriers):
    abonner_a()
    ecoute.repondre = dire("503 Service Unavailable", b"secret du serveur")
    visiteuse()
    ouvriers()
    essai = effet_de(Livraison.objects.get())

    ecoute.repondre = dire("204 No Content")
    attendre(0)
    ouvriers()

    noms = {lire(recue)[0]["webhook-id"] for recue in ecoute.recues}
    assert (essai.etat, essai.tentatives, essai.erreur) == (
        "a_faire",
        1,
        "LivraisonRefusee : réponse 503",
    )
    assert (len(noms), len(ecoute.recues), Livraison.objects.get().etat) == (1, 2, "livree")


def test_after_five_attempts_a_delivery_is_dead_and_may_be_replayed(
    ecoute, abonner_a, visiteuse, ouvriers
):
    abonner_a()
    ecoute.repondre = dire("500 Oups")
    visiteuse()
    for _ in range(7):
        ouvriers()
        attendre(0)

    assert len(ecoute.recues) == 5
    assert effet_de(Livraison.objects.get()).etat == "mort"


def test_an_address_that_is_gone_is_told_nothing_more(ecoute, abonner_a, visiteuse, ouvriers):
    abonnement = abonner_a()
    ecoute.repondre = dire("410 Gone")
    visiteuse()
    ouvriers()

    abonnement.refresh_from_db()
    assert (abonnement.actif, abonnement.arret) == (False, "L’adresse a répondu 410.")
    assert Livraison.objects.get().etat == "abandonnee"
    assert effet_de(Livraison.objects.get()).etat == "fait"


def test_an_address_that_never_answers_is_stopped(ecoute, abonner_a, visiteuse, ouvriers):
    abonnement = abonner_a()
    Abonnement.objects.update(echecs=ECHECS_MAX - 1)
    ecoute.repondre = dire("500 Oups")
    visiteuse()
    ouvriers()

    abonnement.refresh_from_db()
    assert (abonnement.actif, abonnement.arret) == (False, "20 échecs de suite : réponse 500.")


def test_a_name_that_leads_to_a_private_address_is_not_tried_again(
    abonne, abonner_a, visiteuse, ouvriers, monkeypatch
):
    monkeypatch.setattr("salon.journal.webhooks.SORTIE", abonne.sortie("169.254.169.254"))
    abonner_a()
    visiteuse()
    ouvriers()

    effet = effet_de(Livraison.objects.get())
    assert (effet.etat, effet.erreur[:21], abonne.lignes) == ("mort", "Adresse non autorisée", [])


def test_a_receiver_has_one_delivery_on_its_way_and_the_others_wait_without_an_attempt(
    ecoute, abonner_a, visiteuse, ouvriers
):
    abonner_a()
    Abonnement.objects.update(occupe_jusqua=timezone.now() + timedelta(seconds=10))
    visiteuse()
    ouvriers()

    effet = effet_de(Livraison.objects.get())
    assert (effet.etat, effet.tentatives, ecoute.lignes) == ("a_faire", 0, [])
    assert effet.pas_avant > timezone.now()


def test_a_dead_receiver_rests_while_the_others_are_told(ecoute, abonner_a, exposant, ouvriers):
    mort, vivant = abonner_a(), abonner_a(url="https://abonne.example/vivant")

    def repondre(liaison):
        dire("200 OK" if b"/vivant" in ecoute.recues[-1] else "500 Oups")(liaison)

    ecoute.repondre = repondre
    valider_exposant(exposant=exposant)  # two events: registered, then accepted
    ouvriers()

    essais = [recue.split(b" ")[1] for recue in ecoute.recues]
    assert essais.count(b"/coventis") == 1
    assert set(vivant.livraisons.values_list("etat", flat=True)) == {"livree"}
    assert set(mort.livraisons.values_list("etat", flat=True)) == {"a_faire"}


def test_webhooks_have_a_queue_of_their_own():
    files = {suite.queue for suites in REACTIONS.values() for suite in suites}
    externes = {
        suite.nom for suites in REACTIONS.values() for suite in suites if suite.queue == "externe"
    }
    assert externes == {"salon.livrer_aux_abonnes"}
    assert len(files) > 1
