"""Ask an exhibitor for a meeting from its page: who may, and what is said to the others."""

import pytest
from django.conf import settings

from salon.acces import lien_participant
from salon.exposants.models import Exposant
from salon.models import Participant
from salon.rdv.models import RendezVous

EDITION = "/editions/coventis/"


@pytest.fixture
def visiteuse(client, acheteuse, fournil):
    """The browser of a buyer, in her own space."""
    return chez(client, acheteuse)


def chez(client, participant: Participant):
    """Open a participant's session in a browser."""
    client.post(lien_participant(participant).removeprefix(settings.BASE_URL))
    return client


def chemin_rdv(exposant: Exposant) -> str:
    return f"{EDITION}exposants/{exposant.pk}/rendez-vous/"


def test_somebody_unknown_is_told_to_register_before_asking_for_a_meeting(client, fournil):
    page = client.get(chemin_rdv(fournil)).content.decode()

    assert f'href="{EDITION}visiter/"' in page
    assert "<textarea" not in page


def test_a_participant_asks_for_a_meeting(visiteuse, fournil, acheteuse):
    reponse = visiteuse.post(chemin_rdv(fournil), {"message": "Du pain pour 180 lits ?"})

    rdv = RendezVous.objects.get()
    assert reponse.status_code == 200
    assert (rdv.demandeur, rdv.destinataire) == (acheteuse, fournil.equipe.get())
    assert rdv.message == "Du pain pour 180 lits ?"


def test_a_second_request_is_refused_in_words(visiteuse, fournil):
    visiteuse.post(chemin_rdv(fournil), {"message": "Un"})

    reponse = visiteuse.post(chemin_rdv(fournil), {"message": "Deux"})

    assert reponse.status_code == 409
    assert "existe déjà entre ces deux structures" in reponse.content.decode()
    assert RendezVous.objects.count() == 1


def test_a_message_that_is_too_long_is_refused_beside_its_field(visiteuse, fournil):
    reponse = visiteuse.post(chemin_rdv(fournil), {"message": "a" * 2001})

    page = reponse.content.decode()
    assert (reponse.status_code, RendezVous.objects.count()) == (422, 0)
    assert 'aria-invalid="true"' in page
    assert 'id="id_message_error"' in page


def test_somebody_unknown_who_posts_asks_for_nothing(client, fournil):
    client.post(chemin_rdv(fournil), {"message": "Bonjour"})

    assert RendezVous.objects.count() == 0


def test_a_participant_of_another_edition_is_unknown_here(client, fournil, autre_edition):
    ailleurs = Participant.objects.create(edition=autre_edition, nom="Loin", categorie="visiteur")

    chez(client, ailleurs).post(chemin_rdv(fournil), {"message": "Bonjour"})

    assert RendezVous.objects.count() == 0


def test_the_contact_of_the_exhibitor_is_asked_first(visiteuse, fournil):
    fournil.equipe.update(responsable=False)
    contact = Participant.objects.create(
        edition=fournil.edition,
        nom="Responsable",
        categorie="exposant",
        exposant=fournil,
        responsable=True,
    )

    visiteuse.post(chemin_rdv(fournil), {"message": ""})

    assert RendezVous.objects.get().destinataire == contact


@pytest.mark.parametrize("etat", ["brouillon", "soumis", "refuse", "retire", "attente"])
def test_nobody_asks_an_exhibitor_that_is_not_validated(visiteuse, fournil, etat):
    motif = "Hors sujet" if etat == "refuse" else ""
    Exposant.objects.filter(pk=fournil.pk).update(etat=etat, motif_refus=motif)

    assert visiteuse.get(chemin_rdv(fournil)).status_code == 404
