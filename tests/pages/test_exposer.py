"""Register as an exhibitor in four steps: each is stored, refused beside its field, and come back to."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from salon.acces import lien_participant
from salon.annuaire.models import Structure
from salon.exposants.models import DemandeEquipe, Exposant
from salon.exposants.services import inscrire_exposant, valider_exposant
from salon.journal.models import Courriel, Ecriture
from salon.models import Participant
from salon.pages.champs import SEL_OUVERTURE
from tests.mesures import lignes_en_base

EXPOSER = "/editions/coventis/exposer/"
SIRET = "99900000300015"
VIDES = {"offres-TOTAL_FORMS": "0", "offres-INITIAL_FORMS": "0"} | {
    "besoins-TOTAL_FORMS": "0",
    "besoins-INITIAL_FORMS": "0",
}


def ouvert(age: timedelta = timedelta(minutes=1)) -> str:
    return signing.dumps((timezone.now() - age).timestamp(), salt=SEL_OUVERTURE)


def saisie(**champs: str) -> dict[str, str]:
    """A good first step; anything else is said by the test."""
    return {
        "siret": "999 000 003 00015",
        "nom_structure": "La Table du Marché",
        "famille": "cooperative",
        "code_postal": "34200",
        "commune": "Sète",
        "site": "www.table.example",
        "prenom": "Nour",
        "nom": "Haddad",
        "fonction": "Gérante",
        "courriel": "chef@table.example",
        "ouvert": ouvert(),
        **champs,
    }


@pytest.fixture
def exposant(edition) -> Exposant:
    """The file of a bakery, which waits for an answer."""
    return inscrire_exposant(
        edition=edition,
        siret="99900001100018",
        fiche={"nom": "Le Fournil Solidaire", "commune": "Lodève"},
        equipe=[Participant(nom="Vidal", courriel="fournil@pain.example")],
    )


@pytest.fixture
def chez_le_traiteur(client, edition) -> Client:
    """The browser of a caterer who has done the first step."""
    client.post(EXPOSER, saisie())
    return client


@pytest.fixture
def pret_a_envoyer(chez_le_traiteur) -> Client:
    """The same browser, before the last step."""
    chez_le_traiteur.post(f"{EXPOSER}2/", {"action": "continuer"})
    chez_le_traiteur.post(f"{EXPOSER}3/", VIDES)
    return chez_le_traiteur


def test_the_first_step_stores_a_draft_with_its_contact(client, edition):
    reponse = client.post(EXPOSER, saisie())

    exposant = Exposant.objects.get()
    contact = exposant.equipe.get()
    assert (reponse.status_code, reponse.url) == (302, f"{EXPOSER}2/")
    assert (exposant.etat, exposant.etape, exposant.structure.siret) == ("brouillon", 1, SIRET)
    assert (exposant.structure.site, exposant.structure.visible) == (
        "https://www.table.example",
        False,
    )
    assert (contact.nom, contact.responsable, contact.categorie) == ("Haddad", True, "exposant")


def test_the_contact_of_a_draft_is_sent_a_link_that_opens_the_next_step(
    chez_le_traiteur, ouvriers, settings
):
    settings.BASE_URL = ""
    ouvriers()
    ailleurs = Client()

    ailleurs.post(lien_participant(Participant.objects.get()))

    assert Courriel.objects.get().sujet == "Coventis : continuez le dossier de La Table du Marché"
    assert ailleurs.get(EXPOSER).url == f"{EXPOSER}2/"


def test_a_structure_of_the_directory_is_left_as_it_is(client, edition):
    Structure.objects.create(siret=SIRET, nom="La Table", commune="Frontignan")

    client.post(EXPOSER, saisie())

    structure = Structure.objects.get()
    assert (structure.nom, structure.commune, structure.visible) == ("La Table", "Frontignan", True)


def test_somebody_else_does_not_see_a_draft(chez_le_traiteur):
    reponse = Client().get(f"{EXPOSER}2/")

    assert (reponse.status_code, reponse.url) == (302, EXPOSER)


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("siret", "99900000300014", "SIRET invalide (14 chiffres)."),
        ("siret", "9990000030001", "SIRET invalide (14 chiffres)."),
        ("siret", "", "Indiquez le SIRET de la structure."),
        ("nom_structure", " \u200b ", "Ce champ est vide."),
        ("nom", "   ", "Indiquez votre nom."),
        ("nom", "\u202e\u200b", "Ce champ est vide."),
        ("nom", "x" * 10_000, "Assurez-vous que cette valeur comporte au plus 100 caractères"),
        ("nom", "a" + "\u0301" * 90, "Ce champ contient trop d’accents combinés."),
        ("nom", "a\x00b", "Le caractère nul"),
        ("nom", "Ana\x1b[31m", "Ce champ contient un caractère interdit."),
        ("nom", "Ana\nSol", "Ce champ tient sur une seule ligne."),
        ("courriel", "a@b", "Adresse e-mail invalide"),
        ("courriel", "a b@c.fr", "Adresse e-mail invalide"),
        ("courriel", "a@b@c.fr", "Adresse e-mail invalide"),
        ("courriel", "a@localhost", "Adresse e-mail invalide"),
        ("courriel", "a@[127.0.0.1]", "Adresse e-mail invalide"),
        ("courriel", '"a b"@c.fr', "Adresse e-mail invalide"),
        ("courriel", "a@c.fr\r\nBcc: b@c.fr", "Adresse e-mail invalide"),
        ("courriel", "a@c.fr,b@c.fr", "Adresse e-mail invalide"),
        ("code_postal", "ABCDE", "Code postal invalide (5 chiffres)."),
        ("famille", "inconnue", "Sélectionnez un choix valide"),
        ("site", "javascript:alert(1)", "Lien public attendu"),
        ("site", "data:text/html,x", "Lien public attendu"),
        ("site", "//evil.example", "Lien public attendu"),
        ("site", "http://127.0.0.1/", "Lien public attendu"),
        ("site", "http://localhost/", "Lien public attendu"),
        ("site", "https://moi:secret@structure.example/", "Lien public attendu"),
        ("site", "https://structure.example:6379/", "Lien public attendu"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field_and_the_others_are_kept(
    client, edition, champ, valeur, message
):
    avant = lignes_en_base()

    reponse = client.post(EXPOSER, saisie(**{champ: valeur}))

    formulaire = reponse.context["formulaire"]
    assert (reponse.status_code, list(formulaire.errors)) == (422, [champ])
    assert message in formulaire.errors[champ][0]
    assert f'id="id_{champ}_error"' in reponse.content.decode()
    temoin = "commune" if champ != "commune" else "nom"
    assert f'value="{saisie()[temoin]}"' in reponse.content.decode()
    assert lignes_en_base() == avant


@pytest.mark.parametrize(
    "nom", ["<b>Gras</b>", "=HYPERLINK(1)", "{{7*7}}", "${jndi:x}", "Đặng", "李小龙", "N'Guessan"]
)
def test_a_strange_name_is_kept_and_shown_as_it_is(client, edition, nom):
    client.post(EXPOSER, saisie(nom=nom))

    page = client.get(f"{EXPOSER}2/")

    assert Participant.objects.get().nom == nom
    assert nom in [ligne.membre.nom for ligne in page.context["equipe"].lignes()]
    assert "<b>Gras" not in page.content.decode()


@pytest.mark.parametrize(
    "piege",
    [
        lambda: {"adresse_bis": "ici"},
        lambda: {"ouvert": ouvert(timedelta(0))},
        lambda: {"ouvert": ouvert(timedelta(hours=25))},
        lambda: {"ouvert": "inventé"},
        lambda: {"ouvert": ""},
    ],
)
def test_a_robot_is_answered_kindly_and_nothing_is_stored(client, edition, piege):
    avant = lignes_en_base()

    reponse = client.post(EXPOSER, saisie(**piege()))

    assert (reponse.status_code, "Demande reçue" in reponse.content.decode()) == (200, True)
    assert lignes_en_base() == avant


def test_an_address_that_is_registered_is_answered_like_a_new_one_and_its_owner_is_asked(
    client, acheteuse, ouvriers
):
    reponse = client.post(EXPOSER, saisie(courriel="ACHATS@village.example"))
    page = client.get(f"{EXPOSER}2/").content.decode()
    ouvriers()

    assert (reponse.status_code, reponse.url) == (302, f"{EXPOSER}2/")
    assert ("adresse à confirmer" in page, "village.example" in page) == (True, False)
    assert [(c.a, c.sujet) for c in Courriel.objects.all()] == [
        ("achats@village.example", "Coventis : La Table du Marché vous compte dans son équipe")
    ]


def test_the_owner_of_the_address_takes_the_draft_over(client, acheteuse, settings):
    settings.BASE_URL = ""
    client.post(EXPOSER, saisie(courriel=acheteuse.courriel))
    chez_elle = Client()
    chez_elle.post(lien_participant(acheteuse))
    assert "vous compte dans son équipe" in chez_elle.get("/moi/").content.decode()

    demande = DemandeEquipe.objects.get()
    chez_elle.post(f"/moi/exposant/invitations/{demande.pk}/", {"action": "accepter"})

    acheteuse.refresh_from_db()
    [contact] = Participant.objects.filter(exposant__isnull=False, annule_le=None)
    assert (contact, contact.responsable, contact.categorie) == (acheteuse, True, "exposant")
    assert chez_elle.get(EXPOSER).url == f"{EXPOSER}2/"


def test_an_invitation_is_answered_by_the_owner_of_the_address_only(
    client, acheteuse, traiteur, settings
):
    settings.BASE_URL = ""
    client.post(EXPOSER, saisie(courriel=acheteuse.courriel))
    ailleurs = Client()
    ailleurs.post(lien_participant(traiteur))

    adresse = f"/moi/exposant/invitations/{DemandeEquipe.objects.get().pk}/"
    reponse = ailleurs.post(adresse, {"action": "accepter"})

    assert (reponse.status_code, DemandeEquipe.objects.get().repondue_le) == (404, None)


def test_a_structure_that_is_registered_is_offered_to_join_its_team(client, exposant):
    reponse = client.post(EXPOSER, saisie(siret="99900001100018", nom="Petit"))

    assert reponse.status_code == 409
    assert "déjà inscrite" in reponse.content.decode()
    assert reponse.context["formulaire"]["nom"].value() == "Petit"
    assert Exposant.objects.count() == 1


def test_another_establishment_of_the_same_enterprise_is_the_same_exhibitor(client, exposant):
    reponse = client.post(EXPOSER, saisie(siret="99900001100026"))

    assert (reponse.status_code, Exposant.objects.count()) == (409, 1)


def test_the_contact_lets_somebody_in_who_then_has_a_badge_if_the_exhibitor_is_accepted(
    client, exposant, settings, ouvriers
):
    settings.BASE_URL = ""
    valider_exposant(exposant=exposant)
    ouvriers()
    personne = {"siret": "99900001100018", "nom": "Petit", "courriel": "petit@pain.example"}
    client.post(f"{EXPOSER}rejoindre/", {**personne, "ouvert": ouvert()})
    chef = Client()
    chef.post(lien_participant(exposant.equipe.get()))

    numero = DemandeEquipe.objects.get().pk
    chef.post(f"/moi/exposant/demandes/{numero}/", {"action": "accepter"})
    ouvriers()

    nouveau = exposant.equipe.get(nom="Petit")
    assert nouveau.badges.filter(revoque_le=None).count() == 1
    assert {c.sujet for c in Courriel.objects.filter(a="petit@pain.example")} == {
        "Coventis : vous êtes dans l’équipe de Le Fournil Solidaire",
        "Coventis : votre badge",
    }


def test_asking_to_join_says_nothing_about_what_became_of_it(client, exposant):
    pages = [
        client.post(
            f"{EXPOSER}rejoindre/",
            {"siret": siret, "nom": "Petit", "courriel": courriel, "ouvert": ouvert()},
        ).content
        for siret, courriel in (
            ("99900001100018", "petit@pain.example"),
            ("99900001100018", "petit@pain.example"),
            ("99900001100018", "fournil@pain.example"),
            (SIRET, "petit@pain.example"),
        )
    ]

    assert len({page.split(b"<main")[1] for page in pages}) == 1
    assert DemandeEquipe.objects.count() == 1


def test_a_colleague_is_added_corrected_and_taken_out(chez_le_traiteur):
    deux = f"{EXPOSER}2/"
    chez_le_traiteur.post(
        deux,
        {"action": "ajouter", "ajout-nom": "Roux", "ajout-courriel": "roux@table.example"},
    )
    membre = Participant.objects.get(nom="Roux")
    corrige = {f"membre-{membre.pk}-nom": "Le Roux", f"membre-{membre.pk}-visible": "on"}
    chez_le_traiteur.post(deux, {"action": "corriger", "membre": membre.pk, **corrige})
    membre.refresh_from_db()
    assert (membre.nom, membre.visible, membre.exposant.etat) == ("Le Roux", True, "brouillon")

    chez_le_traiteur.post(deux, {"action": "retirer", "membre": membre.pk})

    membre.refresh_from_db()
    assert (membre.annule_le is None, membre.courriel) == (False, "")
    assert len(chez_le_traiteur.get(deux).context["equipe"].lignes()) == 1


def test_a_wrong_colleague_is_refused_beside_the_field(chez_le_traiteur):
    reponse = chez_le_traiteur.post(
        f"{EXPOSER}2/", {"action": "ajouter", "ajout-nom": "Roux", "ajout-courriel": "roux"}
    )

    assert reponse.status_code == 422
    assert 'id="id_ajout-courriel_error"' in reponse.content.decode()
    assert 'value="Roux"' in reponse.content.decode()
    assert Participant.objects.count() == 1


def test_a_colleague_of_another_team_cannot_be_touched(chez_le_traiteur, exposant):
    etranger = exposant.equipe.get()

    reponses = [
        chez_le_traiteur.post(f"{EXPOSER}2/", {"action": "retirer", "membre": numero})
        for numero in (etranger.pk, 2**63, "1;drop", "-1", "")
    ]

    etranger.refresh_from_db()
    assert ({r.status_code for r in reponses}, etranger.annule_le) == ({404}, None)


def test_offers_and_needs_wait_with_the_file_for_the_organiser(pret_a_envoyer):
    page = {
        **VIDES,
        "description": "Des repas de saison.",
        "filieres": ["restauration"],
        "offres-TOTAL_FORMS": "2",
        "offres-0-intitule": "Plateaux-repas",
        "offres-0-saison": "toute l’année",
        "besoins-TOTAL_FORMS": "1",
        "besoins-0-intitule": "Légumes bio",
        "besoins-0-nature": "acheter",
    }

    reponse = pret_a_envoyer.post(f"{EXPOSER}3/", page)

    exposant = Exposant.objects.get()
    assert reponse.url == f"{EXPOSER}4/"
    assert [offre["intitule"] for offre in exposant.page["offres"]] == ["Plateaux-repas"]
    assert [besoin["nature"] for besoin in exposant.page["besoins"]] == ["acheter"]
    assert exposant.structure.offres.count() == 0


def test_one_more_line_keeps_what_was_typed_and_stores_nothing(pret_a_envoyer):
    page = {**VIDES, "offres-TOTAL_FORMS": "1", "offres-0-intitule": "Pain", "ajouter": "offres"}

    reponse = pret_a_envoyer.post(f"{EXPOSER}3/", page)

    formulaires = reponse.context["page"].offres.forms
    assert (reponse.status_code, len(formulaires)) == (200, 2)
    assert formulaires[0]["intitule"].value() == "Pain"
    assert Exposant.objects.get().page["offres"] == []


@pytest.mark.parametrize(
    ("champs", "erreur"),
    [
        ({"description": "x" * 2001}, "id_description_error"),
        ({"site": "javascript:alert(1)"}, "id_site_error"),
        ({"filieres": ["inconnue"]}, "id_filieres_error"),
        ({"offres-TOTAL_FORMS": "1", "offres-0-intitule": "a\x1bb"}, "id_offres-0-intitule_error"),
        (
            {"offres-TOTAL_FORMS": "1", "offres-0-volume": "12 t"},
            "id_offres-0-intitule_error",
        ),
        (
            {"besoins-TOTAL_FORMS": "1", "besoins-0-intitule": "x", "besoins-0-nature": "inconnue"},
            "id_besoins-0-nature_error",
        ),
    ],
)
def test_a_wrong_line_is_refused_beside_its_field(pret_a_envoyer, champs, erreur):
    avant = Exposant.objects.get().page

    reponse = pret_a_envoyer.post(f"{EXPOSER}3/", {**VIDES, **champs})

    assert reponse.status_code == 422
    assert f'id="{erreur}"' in reponse.content.decode()
    assert Exposant.objects.get().page == avant


def test_the_last_step_sends_the_file_with_the_consent(pret_a_envoyer, ouvriers):
    reponse = pret_a_envoyer.post(
        f"{EXPOSER}4/", {"souhaits": "Près d’une prise", "consentement": "on", "notice": "1"}
    )
    ouvriers()

    exposant = Exposant.objects.get()
    assert reponse.url == "/moi/exposant/"
    assert (exposant.etat, exposant.etape, exposant.souhaits) == ("soumis", 4, "Près d’une prise")
    assert (exposant.consenti_version, exposant.consenti_le is None) == (1, False)
    assert "Coventis : votre dossier d’exposant est bien arrivé" in set(
        Courriel.objects.values_list("sujet", flat=True)
    )


def test_the_box_of_the_consent_is_not_ticked_in_advance(pret_a_envoyer):
    page = pret_a_envoyer.get(f"{EXPOSER}4/").content.decode()

    assert ('name="consentement"' in page, " checked" in page) == (True, False)


def test_a_file_is_not_sent_without_consent(pret_a_envoyer):
    reponse = pret_a_envoyer.post(f"{EXPOSER}4/", {"souhaits": "Une prise", "notice": "1"})

    assert (reponse.status_code, Exposant.objects.get().etat) == (422, "brouillon")
    assert 'id="id_consentement_error"' in reponse.content.decode()
    assert "Une prise" in reponse.content.decode()


def test_a_notice_that_changed_is_to_be_read_again(pret_a_envoyer, edition):
    edition.notice_version = 2
    edition.save()

    reponse = pret_a_envoyer.post(
        f"{EXPOSER}4/", {"souhaits": "Une prise", "consentement": "on", "notice": "1"}
    )

    assert (reponse.status_code, Exposant.objects.get().etat) == (409, "brouillon")
    assert "a changé" in reponse.content.decode()
    assert ('value="2"' in reponse.content.decode(), "Une prise" in reponse.content.decode()) == (
        True,
        True,
    )


def test_a_step_is_not_skipped(chez_le_traiteur):
    reponse = chez_le_traiteur.get(f"{EXPOSER}4/")

    assert (reponse.status_code, reponse.url) == (302, f"{EXPOSER}2/")


def test_a_sent_file_no_longer_goes_through_the_steps(pret_a_envoyer):
    pret_a_envoyer.post(f"{EXPOSER}4/", {"consentement": "on", "notice": "1"})

    pages = [pret_a_envoyer.get(EXPOSER + fin).url for fin in ("", "2/", "4/")]

    assert pages == ["/moi/exposant/"] * 3


def test_closed_registrations_are_told(client, edition):
    edition.inscriptions_ouvertes = False
    edition.save()

    reponses = [client.get(EXPOSER), client.post(EXPOSER, saisie())]

    assert [reponse.status_code for reponse in reponses] == [409, 409]
    assert Exposant.objects.count() == 0


def test_a_draft_is_given_up_without_a_trace(chez_le_traiteur):
    chez_le_traiteur.post(f"{EXPOSER}abandon/")

    assert (Exposant.objects.count(), Participant.objects.count()) == (0, 0)
    assert chez_le_traiteur.get(EXPOSER).status_code == 200


def test_a_stolen_form_is_refused(edition):
    client = Client(enforce_csrf_checks=True)

    reponse = client.post(EXPOSER, saisie())

    assert (reponse.status_code, Exposant.objects.count()) == (403, 0)


def test_the_journal_of_a_draft_names_nobody(chez_le_traiteur):
    [ecriture] = Ecriture.objects.all()

    assert (ecriture.type, ecriture.ids) == (
        "ExposantCommence",
        {"exposant_id": Exposant.objects.get().pk},
    )
