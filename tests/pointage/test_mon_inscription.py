"""One's own registration: correct the badge, call it off, hand the place to a colleague."""

from datetime import timedelta

import pytest

from salon.acces import jeton_participant
from salon.exposants.models import Exposant
from salon.journal.models import Courriel, Ecriture, Fichier
from salon.models import Badge, Participant
from salon.pointage.visiteurs import DejaAnnulee, annuler_inscription
from salon.rdv.models import RendezVous, Reservation
from salon.services import emettre_badge
from tests.appels import EDITION, Appels, en_erreur
from tests.test_parcours import lire_qr

MOI = "/api/v1/moi"


@pytest.fixture
def a_elle(comme, acheteuse):
    """The buyer, with her badge, who calls the API."""
    emettre_badge(acheteuse)
    return comme(acheteuse)


def envoyes(sujet):
    return Courriel.objects.filter(sujet__contains=sujet).values_list("a", flat=True)


def test_a_corrected_name_is_drawn_again_under_the_same_code(a_elle, acheteuse, ouvriers):
    ouvriers()
    avant = Fichier.objects.get(cle__startswith="badge:").contenu
    code = Badge.objects.get().code
    corps = {"prenom": "Clara", "nom": "Fabre", "organisation": "Village", "fonction": "Achats"}
    lue = a_elle.poster(f"{MOI}/modifier", corps).json()
    ouvriers()

    assert (lue["nom"], lue["structure"], lue["fonction"]) == ("Clara Fabre", "Village", "Achats")
    assert (Badge.objects.get().code, Badge.objects.get().revoque_le) == (code, None)
    apres = Fichier.objects.get(cle__startswith="badge:").contenu
    assert bytes(apres) != bytes(avant)
    assert lire_qr(bytes(apres)) == [code]


def test_a_correction_that_changes_nothing_draws_nothing(a_elle, acheteuse):
    identite = {"prenom": "Claire", "nom": "Fabre", "organisation": "Village des Garrigues"}
    a_elle.poster(f"{MOI}/modifier", identite)

    assert Ecriture.objects.filter(type="BadgeCorrige").count() == 0


def test_the_name_of_a_structure_is_not_changed_by_one_of_its_people(comme, exposant):
    membre = exposant.equipe.get()
    lue = comme(membre).poster(f"{MOI}/modifier", {"nom": "Vidal", "organisation": "Autre"}).json()

    assert lue["structure"] == "Le Fournil Solidaire"


@pytest.fixture
def rencontre(demande, accepter):
    """A meeting of the buyer with the caterer, tomorrow at ten."""
    accepter(demande)
    return demande


def test_who_calls_off_is_refused_at_the_gate_and_has_no_meetings(
    horloge, a_elle, rencontre, scanner, ouvriers
):
    horloge.shift(timedelta(minutes=10))
    ouvriers()
    Courriel.objects.all().delete()
    reponse = a_elle.poster(f"{MOI}/annuler")
    ouvriers()
    horloge.shift(timedelta(minutes=10))
    ouvriers()

    verdict = scanner(Badge.objects.get().code).json()
    rencontre.refresh_from_db()
    assert (reponse.status_code, verdict["verdict"], verdict["code"]) == (204, "refuse", "annule")
    assert (rencontre.etat, Reservation.objects.count()) == ("annule", 0)
    assert sorted(envoyes("votre agenda change")) == [
        "achats@village.example",
        "chef@table.example",
    ]
    assert list(envoyes("votre inscription est annulée")) == ["achats@village.example"]


def test_who_called_off_has_no_access_any_more(a_elle, acheteuse):
    a_elle.poster(f"{MOI}/annuler")

    assert a_elle.lire(MOI).status_code == 401


def test_who_called_off_may_register_again(a_elle, anonyme, acheteuse, ouvriers):
    a_elle.poster(f"{MOI}/annuler")
    anonyme.poster(f"{EDITION}/visiteurs", {"nom": "Sol", "courriel": acheteuse.courriel})
    ouvriers()

    nouvelle = Participant.objects.get(annule_le=None)
    assert (nouvelle.courriel, nouvelle.nom) == ("achats@village.example", "Sol")
    assert nouvelle.badges.count() == 1


COLLEGUE = {"prenom": "Marc", "nom": "Oliva", "courriel": "marc@village.example"}


def test_a_place_goes_to_a_colleague_with_its_meetings_and_a_new_badge(
    a_elle, acheteuse, rencontre, scanner, ouvriers
):
    ancien = Badge.objects.get(participant=acheteuse)
    reponse = a_elle.poster(f"{MOI}/ceder", COLLEGUE)
    ouvriers()

    marc = Participant.objects.get(courriel="marc@village.example")
    verdicts = [scanner(code).json()["verdict"] for code in (ancien.code, marc.badges.get().code)]
    rdv = RendezVous.objects.get()
    assert (reponse.status_code, verdicts) == (204, ["refuse", "admis"])
    assert (rdv.demandeur, rdv.etat, rdv.version) == (marc, "planifie", 2)
    assert marc.reservations.get().creneau == rdv.creneau
    assert (marc.organisation, marc.categorie) == ("Village des Garrigues", "acheteur")


def test_all_sides_of_a_transfer_are_written_to(horloge, a_elle, rencontre, ouvriers):
    horloge.shift(timedelta(minutes=10))
    ouvriers()
    Courriel.objects.all().delete()
    a_elle.poster(f"{MOI}/ceder", COLLEGUE)
    horloge.shift(timedelta(minutes=10))
    ouvriers()

    lettres = Courriel.objects.order_by("a", "sujet").values_list("a", "sujet", "agenda_methode")
    assert list(lettres) == [
        ("achats@village.example", "Coventis : votre agenda change", "CANCEL"),
        ("achats@village.example", "Coventis : votre place est transmise", ""),
        ("chef@table.example", "Coventis : votre agenda change", "REQUEST"),
        ("marc@village.example", "Coventis : une place vous est transmise", ""),
        ("marc@village.example", "Coventis : votre agenda change", "REQUEST"),
        ("marc@village.example", "Coventis : votre badge", ""),
    ]


def test_the_old_token_opens_nothing_after_a_transfer(a_elle, acheteuse):
    a_elle.poster(f"{MOI}/ceder", COLLEGUE)

    assert Appels(jeton_participant(acheteuse)).lire(MOI).status_code == 401


@pytest.mark.parametrize(
    ("courriel", "refus"),
    [
        ("chef@table.example", (409, "deja_inscrit")),
        ("ACHATS@village.example", (422, "invalide")),
    ],
)
def test_a_place_goes_to_nobody_who_has_one(a_elle, acheteuse, traiteur, courriel, refus):
    reponse = a_elle.poster(f"{MOI}/ceder", COLLEGUE | {"courriel": courriel})

    acheteuse.refresh_from_db()
    assert (en_erreur(reponse), acheteuse.annule_le) == (refus, None)
    assert Badge.objects.get(participant=acheteuse).revoque_le is None


@pytest.mark.parametrize("geste", ["annuler", "ceder"])
def test_the_place_of_an_exhibitor_is_for_its_team_to_end(comme, exposant, geste):
    appels = comme(exposant.equipe.get())
    reponse = appels.poster(f"{MOI}/{geste}", COLLEGUE if geste == "ceder" else None)

    assert en_erreur(reponse) == (409, "gere_par_equipe")
    assert Exposant.objects.get().equipe.get().annule_le is None


def test_a_registration_is_called_off_once(acheteuse):
    annuler_inscription(participant=acheteuse)
    with pytest.raises(DejaAnnulee):
        annuler_inscription(participant=acheteuse)


@pytest.mark.parametrize("geste", ["", "/modifier", "/annuler", "/ceder"])
def test_nobody_else_has_a_registration_of_their_own(anonyme, comme_organisateur, edition, geste):
    corps = {"": None, "/annuler": None}.get(geste, COLLEGUE)
    if geste == "/modifier":
        corps = {"nom": "X"}
    statuts = [
        (appels.poster(f"{MOI}{geste}", corps) if geste else appels.lire(MOI)).status_code
        for appels in (anonyme, comme_organisateur)
    ]
    assert statuts == [401, 403]


def test_one_reads_what_the_edition_knows(a_elle, acheteuse):
    lue = a_elle.lire(MOI).json()

    assert lue == {
        "id": acheteuse.pk,
        "nom": "Claire Fabre",
        "fonction": "",
        "structure": "Village des Garrigues",
        "categorie": "acheteur",
        "exposant_id": None,
        "prenom": "Claire",
        "nom_de_famille": "Fabre",
        "courriel": "achats@village.example",
        "code_court": Badge.objects.get().code_court,
    }
