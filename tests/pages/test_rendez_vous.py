"""The pages of meetings: people to meet, requests, answers from the e-mail, absences, teams."""

from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from salon.acces import lien_participant
from salon.annuaire.indexation import indexer
from salon.annuaire.models import Besoin, Structure
from salon.exposants.models import Exposant
from salon.models import Creneau, Participant, Table
from salon.pages.templatetags.coventis import insecable
from salon.rdv.blocages import bloquer
from salon.rdv.models import Blocage, Indisponibilite, RencontreExclue, RendezVous
from salon.rdv.reponses import lien_reponse
from salon.rdv.reservations import Place
from salon.rdv.services import Demande, accepter_rdv, demander_rdv
from tests.mesures import ordres

MOI = "/moi/"


def chez(participant: Participant) -> Client:
    """Open a participant's space in a browser of their own."""
    client = Client()
    participant.refresh_from_db()  # a link that was spent makes the earlier ones worthless
    client.post(lien_participant(participant).removeprefix(settings.BASE_URL))
    return client


def lire(client: Client, chemin: str) -> str:
    reponse = client.get(chemin)
    assert reponse.status_code == 200, reponse
    return reponse.content.decode()


@pytest.fixture
def creneaux(edition) -> list[Creneau]:
    """Two slots of tomorrow before lunch, two after it, and a table."""
    Table.objects.create(edition=edition, nom="1")
    debuts = [
        datetime.combine(edition.fin, time(*heure), tzinfo=edition.zone_horaire())
        for heure in ((10, 0), (10, 20), (14, 0), (14, 20))
    ]
    return [
        Creneau.objects.create(edition=edition, debut=debut, fin=debut + timedelta(minutes=20))
        for debut in debuts
    ]


@pytest.fixture
def contact(fournil) -> Participant:
    """The baker, who answers for the bakery."""
    fournil.equipe.update(responsable=True, courriel_verifie_le=timezone.now())
    return fournil.equipe.get()


@pytest.fixture
def village(acheteuse) -> Participant:
    """The holiday village, which is in the directory and needs bread."""
    structure = Structure.objects.create(siret="99900000300015", nom="Village des Garrigues")
    Besoin.objects.create(structure=structure, intitule="Pains pour 180 lits")
    acheteuse.structure, acheteuse.visible = structure, True
    acheteuse.save()
    return acheteuse


# To find people


def test_an_offer_that_answers_my_need_comes_first_with_its_reason(contact, village):
    indexer(Structure.objects.values_list("pk", flat=True))

    page = lire(chez(village), "/moi/rencontres/")

    phrase = "Son offre « Pain au levain » répond à votre besoin « Pains pour 180 lits »."
    assert insecable(phrase) in page
    assert f'href="/moi/rencontres/{contact.pk}/"' in page


def test_a_need_that_my_offer_answers_comes_first_too(contact, village):
    indexer(Structure.objects.values_list("pk", flat=True))

    page = lire(chez(contact), "/moi/rencontres/")

    phrase = "Votre offre « Pain au levain » répond à son besoin « Pains pour 180 lits »."
    assert insecable(phrase) in page


@pytest.mark.parametrize(
    ("mots", "trouve"), [("levain", True), ("fournil pain", True), ("levain fromage", False)]
)
def test_people_are_found_by_the_words_of_their_structure(contact, village, mots, trouve):
    indexer(Structure.objects.values_list("pk", flat=True))

    page = lire(chez(village), f"/moi/rencontres/?q={mots}")

    assert ("Le Fournil Solidaire" in page) is trouve


def test_somebody_who_did_not_agree_to_be_named_is_not_found(contact, acheteuse):
    page = lire(chez(contact), "/moi/rencontres/")

    assert "Claire Fabre" not in page
    assert chez(contact).get(f"/moi/rencontres/{acheteuse.pk}/").status_code == 404


def test_whom_one_blocks_and_whom_the_table_excludes_are_not_found(contact, village, edition):
    autre = Participant.objects.create(
        edition=edition, nom="Presse", categorie="presse", visible=True
    )
    RencontreExclue.objects.create(
        edition=edition, de="categorie:acheteur", vers="categorie:presse"
    )
    bloquer(participant=village, autre=contact)

    page = lire(chez(village), "/moi/rencontres/")

    assert (autre.nom_complet() in page, "Le Fournil Solidaire" in page) == (False, False)


def test_who_blocks_is_still_found_so_that_nobody_learns_it(contact, village):
    bloquer(participant=contact, autre=village)

    page = lire(chez(village), "/moi/rencontres/")

    assert "Le Fournil Solidaire" in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_finding_people_costs_the_same_for_one_and_for_three(
    contact, village, nouveau_participant, nombre
):
    for _ in range(nombre):
        nouveau_participant(visible=True)
    indexer(Structure.objects.values_list("pk", flat=True))
    client = chez(village)

    with ordres() as lus:
        page = lire(client, "/moi/rencontres/")

    assert page.count("Demander un rendez-vous") == nombre + 2
    assert len(lus) == 19


# To ask


def test_a_request_carries_its_importance_and_its_slots(contact, village, creneaux):
    client = chez(village)

    reponse = client.post(
        f"/moi/rencontres/{contact.pk}/",
        {
            "message": "Du pain ?",
            "priorite": "1",
            "souhait1": creneaux[2].pk,
            "souhait3": creneaux[0].pk,
        },
    )

    rdv = RendezVous.objects.get()
    assert reponse.url == f"/moi/demandes/{rdv.pk}/"
    assert (rdv.message, rdv.priorite) == ("Du pain ?", 1)
    assert [souhait.creneau for souhait in rdv.souhaits.all()] == [creneaux[2], creneaux[0]]


@pytest.mark.parametrize(
    ("donnees", "dit"),
    [
        ({"priorite": "9"}, "Sélectionnez un choix valide"),
        ({"souhait1": "999"}, "n’est plus libre pour vous"),
        ({"message": "a" * 2001}, "2000"),
    ],
)
def test_a_wrong_request_is_refused_in_words(contact, village, creneaux, donnees, dit):
    reponse = chez(village).post(f"/moi/rencontres/{contact.pk}/", donnees)

    assert (reponse.status_code, RendezVous.objects.count()) == (422, 0)
    assert dit in reponse.content.decode()


def test_the_same_slot_twice_is_refused_by_the_rule(contact, village, creneaux):
    deux = {"souhait1": creneaux[0].pk, "souhait2": creneaux[0].pk}

    reponse = chez(village).post(f"/moi/rencontres/{contact.pk}/", deux)

    assert reponse.status_code == 422
    assert "Choisissez trois créneaux différents au plus." in reponse.content.decode()


# My requests


@pytest.fixture
def recue(contact, village, creneaux) -> RendezVous:
    """The village asks the baker, and would like two o'clock."""
    return demander_rdv(
        demandeur=village,
        destinataire=contact,
        demande=Demande("Du pain ?", souhaits=[creneaux[2]]),
    )


def test_a_request_is_answered_in_the_slot_that_was_wished(recue, contact, creneaux):
    client, adresse = chez(contact), f"/moi/demandes/{recue.pk}/"
    page = lire(client, adresse)

    client.post(adresse, {"geste": "accepter", "creneau": creneaux[2].pk})

    assert page.count('name="creneau"') == 1
    assert RendezVous.objects.get().creneau == creneaux[2]
    assert "planifié" in lire(client, adresse)


@pytest.mark.parametrize(
    ("geste", "etat"),
    [("plus_tard", "accepte"), ("refuser", "refuse"), ("bloquer", "refuse"), ("annuler", "annule")],
)
def test_each_answer_has_its_button(recue, contact, geste, etat):
    reponse = chez(contact).post(f"/moi/demandes/{recue.pk}/", {"geste": geste})

    assert (reponse.status_code, RendezVous.objects.get().etat) == (302, etat)
    assert Blocage.objects.exists() is (geste == "bloquer")


@pytest.mark.parametrize("geste", ["accepter", "plus_tard", "equipe", "refuser", "bloquer", "rien"])
def test_who_asked_does_not_answer(recue, village, creneaux, geste):
    donnees = {"geste": geste, "creneau": creneaux[0].pk}

    reponse = chez(village).post(f"/moi/demandes/{recue.pk}/", donnees)

    assert (reponse.status_code, RendezVous.objects.get().etat) == (404, "demande")


def test_who_asked_takes_the_request_back(recue, village, contact):
    adresse = f"/moi/demandes/{recue.pk}/"

    refuse = chez(contact).post(adresse, {"geste": "retirer"})
    chez(village).post(adresse, {"geste": "retirer"})

    assert (refuse.status_code, RendezVous.objects.get().etat) == (404, "retire")


def test_a_slot_that_was_taken_meanwhile_is_said_with_others(
    recue, contact, creneaux, nouveau_participant
):
    client = chez(contact)
    autre = demander_rdv(demandeur=nouveau_participant(), destinataire=contact)
    accepter_rdv(rdv=autre, place=Place(creneaux[2], table=Table.objects.get()))

    reponse = client.post(
        f"/moi/demandes/{recue.pk}/", {"geste": "accepter", "creneau": creneaux[2].pk}
    )

    page = reponse.content.decode()
    assert (reponse.status_code, page.count('name="creneau"')) == (409, 3)
    assert "Ce créneau vient d’être pris." in page


@pytest.mark.parametrize(
    ("vue", "nombre"), [("recues", 2), ("envoyees", 1), ("acceptees", 1), ("historique", 1)]
)
def test_each_filter_shows_its_own(recue, contact, nouveau_participant, vue, nombre):
    demander_rdv(demandeur=contact, destinataire=nouveau_participant())
    acceptee, refusee, _ = (
        demander_rdv(demandeur=nouveau_participant(), destinataire=contact) for _ in range(3)
    )
    accepter_rdv(rdv=acceptee)
    RendezVous.objects.filter(pk=refusee.pk).update(etat="refuse")

    page = lire(chez(contact), f"/moi/demandes/?vue={vue}")

    assert page.count('<li class="carte">') == nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_my_requests_cost_the_same_for_one_and_for_three(contact, nouveau_participant, nombre):
    for _ in range(nombre):
        demander_rdv(demandeur=nouveau_participant(), destinataire=contact)
    client = chez(contact)

    with ordres() as lus:
        page = lire(client, "/moi/demandes/")

    assert page.count("Répondre") == nombre
    assert len(lus) == 5


def test_somebody_else_s_request_is_nowhere(recue, traiteur):
    assert chez(traiteur).get(f"/moi/demandes/{recue.pk}/").status_code == 404


# To answer from the e-mail


def adresse_de(rdv: RendezVous) -> str:
    return lien_reponse(rdv).removeprefix(settings.BASE_URL)


def test_opening_the_link_answers_nothing(client, recue):
    reponse = client.get(adresse_de(recue))

    page = reponse.content.decode()
    assert (reponse.status_code, RendezVous.objects.get().etat) == (200, "demande")
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert "Claire Fabre souhaite vous rencontrer" in page


@pytest.mark.parametrize(
    ("geste", "resultat"),
    [
        ("accepter", ("planifie", "Vous rencontrez Claire Fabre le ")),
        ("plus_tard", ("accepte", "L’organisateur fixe l’heure")),
        ("refuser", ("refuse", "Vous avez refusé la demande de Claire Fabre")),
    ],
)
def test_one_button_answers_without_signing_in(client, recue, creneaux, geste, resultat):
    etat, dit = resultat

    reponse = client.post(adresse_de(recue), {"geste": geste, "creneau": creneaux[2].pk})

    assert (reponse.status_code, RendezVous.objects.get().etat) == (200, etat)
    assert dit in reponse.content.decode()


@pytest.mark.parametrize("methode", ["get", "post"])
def test_an_answered_request_says_nothing_of_anybody(client, recue, methode):
    client.post(adresse_de(recue), {"geste": "refuser"})

    page = getattr(client, methode)(adresse_de(recue), {"geste": "plus_tard"}).content.decode()

    assert "Cette demande n’attend plus de réponse" in page
    assert ("Claire" in page, RendezVous.objects.get().etat) == (False, "refuse")


def test_a_link_handed_to_a_colleague_dies_with_the_request(client, recue, nouveau_participant):
    adresse = adresse_de(recue)
    RendezVous.objects.update(destinataire=nouveau_participant())

    assert "n’attend plus" in client.post(adresse, {"geste": "refuser"}).content.decode()
    assert RendezVous.objects.get().etat == "demande"


@pytest.mark.parametrize("geste", ["confier", "annuler", "retirer", "bloquer", ""])
def test_the_link_does_nothing_else(client, recue, geste):
    reponse = client.post(adresse_de(recue), {"geste": geste})

    assert (reponse.status_code, RendezVous.objects.get().etat) == (404, "demande")


def test_an_invented_link_is_unknown(client, db):
    assert client.get("/repondre/WzEsMl0:abc:def").status_code == 404


def test_the_page_of_the_link_refuses_a_post_from_elsewhere(recue):
    strict = Client(enforce_csrf_checks=True)

    reponse = strict.post(adresse_de(recue), {"geste": "refuser"})

    assert (reponse.status_code, RendezVous.objects.get().etat) == (403, "demande")


# Absences, blocks, teams


def test_a_half_day_is_ticked_by_one_button_and_freed_by_another(acheteuse, creneaux):
    client = chez(acheteuse)

    client.post("/moi/disponibilites/", {"absent": creneaux[3].pk, "absent_toute": "0"})
    absents = set(Indisponibilite.objects.values_list("creneau", flat=True))
    client.post("/moi/disponibilites/", {"absent": list(absents), "present_toute": "0"})

    assert absents == {creneaux[0].pk, creneaux[1].pk, creneaux[3].pk}
    assert Indisponibilite.objects.get().creneau == creneaux[3]


def test_being_away_from_a_meeting_is_refused_in_words(recue, contact, creneaux):
    accepter_rdv(rdv=recue, place=Place(creneaux[2], table=Table.objects.get()))

    reponse = chez(contact).post("/moi/disponibilites/", {"absent": creneaux[2].pk})

    assert reponse.status_code == 409
    assert "Vous avez un rendez-vous sur un de ces créneaux" in reponse.content.decode()


def test_a_block_is_shown_and_taken_back(recue, contact, village):
    bloquer(participant=contact, autre=village)
    client = chez(contact)
    page = lire(client, "/moi/blocages/")

    client.post("/moi/blocages/", {"blocage": Blocage.objects.get().pk})

    assert "Village des Garrigues" in page
    assert Blocage.objects.count() == 0


@pytest.fixture
def collegue(fournil, nouveau_participant) -> Participant:
    return nouveau_participant(
        prenom="Ali", nom="Roc", categorie="exposant", exposant=fournil, structure=fournil.structure
    )


def test_a_colleague_takes_a_request_over_with_one_button(recue, contact, collegue):
    client = chez(collegue)
    page = lire(client, "/moi/equipe/")

    client.post("/moi/equipe/", {"geste": "confier", "rdv": recue.pk, "collegue": collegue.pk})

    assert "J’y vais" in page
    assert RendezVous.objects.get().destinataire == collegue
    assert "C’est vous qui y allez." in lire(client, "/moi/equipe/")


def test_a_request_is_handed_on_from_its_own_page(recue, contact, collegue):
    reponse = chez(contact).post(
        f"/moi/demandes/{recue.pk}/", {"geste": "confier", "collegue": collegue.pk}
    )

    assert (reponse.url, RendezVous.objects.get().destinataire) == ("/moi/equipe/", collegue)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_of_a_team_costs_the_same_for_one_and_for_three(
    contact, collegue, nouveau_participant, nombre
):
    for _ in range(nombre):
        demander_rdv(demandeur=nouveau_participant(), destinataire=contact)
    client = chez(contact)

    with ordres() as lus:
        page = lire(client, "/moi/equipe/")

    assert page.count("Ali Roc y va") == nombre
    assert len(lus) == 5


def test_the_team_opens_direct_booking_and_a_visitor_books(contact, village, creneaux):
    reserver = f"/editions/coventis/exposants/{contact.exposant_id}/reserver/"
    ferme = chez(village).get(reserver).status_code
    chez(contact).post("/moi/equipe/", {"geste": "ouvrir"})

    page = lire(chez(village), reserver)
    chez(village).post(reserver, {"creneau": creneaux[1].pk})

    rdv = RendezVous.objects.get()
    assert (ferme, page.count('name="creneau"')) == (404, 4)
    assert (rdv.etat, rdv.creneau, rdv.destinataire) == ("planifie", creneaux[1], contact)
    chez(contact).post("/moi/equipe/", {"geste": "fermer"})
    assert Exposant.objects.get().reservation_directe is False


# The organiser's table


def test_the_organiser_unticks_a_cell(connecte, edition):
    page = lire(connecte, "/bureau/coventis/rencontres/")
    cases = [morceau.split('"')[0] for morceau in page.split('name="permise" value="')[1:]]
    cases.remove("categorie:presse famille:mutuelle")

    connecte.post("/bureau/coventis/rencontres/", {"permise": cases})

    assert [(r.de, r.vers) for r in RencontreExclue.objects.all()] == [
        ("categorie:presse", "famille:mutuelle")
    ]
    assert lire(connecte, "/bureau/coventis/rencontres/").count(" checked") == len(cases)


def test_somebody_without_a_space_is_led_to_the_sign_in(client, edition):
    for chemin in ("rencontres", "demandes", "disponibilites", "blocages", "equipe"):
        assert client.get(f"{MOI}{chemin}/").status_code == 302
