"""The edition at the desk: settings, the words of the e-mails, the next edition."""

from datetime import time, timedelta

import pytest

from salon.gabarits.textes import GABARITS
from salon.journal.models import Ecriture
from salon.models import Edition, Participant
from salon.services import a_imprimer, emettre_badge, nouveau_badge

REGLAGES = "/bureau/coventis/reglages/"
TEXTES = "/bureau/coventis/textes/"
COPIE = "/bureau/coventis/copie/"


def types() -> list[str]:
    return list(Ecriture.objects.order_by("pk").values_list("type", flat=True))


@pytest.fixture
def saisie(connecte, edition) -> dict[str, object]:
    """What the form of the settings sends when nothing is touched."""
    formulaire = connecte.get(REGLAGES).context["formulaire"]
    champs = {nom: formulaire[nom].value() for nom in formulaire.fields}
    vides = {nom: "" if valeur is None else valeur for nom, valeur in champs.items()}
    return {nom: valeur for nom, valeur in vides.items() if valeur is not False}


def test_sending_the_form_unchanged_ten_times_changes_nothing(connecte, edition, saisie):
    avant = Edition.objects.filter(pk=edition.pk).values().get()

    reponses = [connecte.post(REGLAGES, saisie) for _ in range(10)]

    assert {reponse.url for reponse in reponses} == {f"{REGLAGES}?fait=1"}
    assert Edition.objects.filter(pk=edition.pk).values().get() == avant
    assert types() == []


def test_hours_are_those_of_the_zone_of_the_edition(connecte, edition, saisie):
    Edition.objects.update(fuseau="America/Martinique")

    connecte.post(REGLAGES, saisie | {"fuseau": "America/Martinique", "ouvre_a": "08:30"})

    edition.refresh_from_db()
    assert edition.ouvre_a == time(8, 30)
    assert connecte.get(REGLAGES).context["formulaire"]["ouvre_a"].value() == time(8, 30)


def test_a_text_of_several_lines_comes_back_as_it_was(connecte, edition, saisie):
    connecte.post(REGLAGES, saisie | {"presentation": "Deux jours\r\n\r\npour se voir"})
    relue = connecte.get(REGLAGES).context["formulaire"]["presentation"].value()
    connecte.post(REGLAGES, saisie | {"presentation": relue})

    edition.refresh_from_db()
    assert edition.presentation == "Deux jours\n\npour se voir"
    assert types() == ["EditionReglee"]


def test_registrations_are_closed(connecte, edition, saisie):
    del saisie["inscriptions_ouvertes"]

    connecte.post(REGLAGES, saisie)

    edition.refresh_from_db()
    assert edition.inscriptions_ouvertes is False


def test_the_next_badges_have_the_colours_of_the_edition(connecte, edition, saisie, acheteuse):
    connecte.post(REGLAGES, saisie | {"couleur_acheteur": "#00AA11"})

    edition.refresh_from_db()
    assert edition.couleurs == {"acheteur": "#00aa11"}
    assert a_imprimer(nouveau_badge(Participant.objects.get(pk=acheteuse.pk))).couleur == "#00aa11"


def test_a_colour_that_is_none_is_refused(connecte, edition, saisie):
    reponse = connecte.post(REGLAGES, saisie | {"couleur_acheteur": "rouge"})

    edition.refresh_from_db()
    assert (reponse.status_code, edition.couleurs) == (422, {})
    assert "Choisissez une couleur" in reponse.content.decode()


def test_a_new_notice_gets_a_new_version(connecte, edition, saisie):
    connecte.post(REGLAGES, saisie | {"notice": "Vos données servent au salon."})

    edition.refresh_from_db()
    assert edition.notice_version == 2


@pytest.mark.parametrize(
    ("faute", "message"),
    [
        ({"debut": "2027-02-30"}, "Date invalide."),
        ({"debut": "31/11/2027"}, "Date invalide."),
        ({"debut": ""}, "Indiquez un jour."),
        ({"debut": "1800000000"}, "Date invalide."),
        ({"debut": "0001-01-01"}, "Date hors limites."),
        ({"fin": "9999-01-01"}, "Date hors limites."),
        ({"fin": "2001-01-01"}, "Le dernier jour vient avant le premier."),
        ({"ouvre_a": "24:00"}, "Heure invalide."),
        ({"ferme_a": "08:00"}, "L’heure de fermeture vient avant l’ouverture."),
        ({"ferme_a": "09:00"}, "L’heure de fermeture vient avant l’ouverture."),
        ({"fuseau": "Europe/Sète"}, "Fuseau horaire inconnu\xa0: Europe/Sète."),
        ({"jauge": "0"}, "Nombre entre 1 et 1000000 attendu."),
        ({"jauge": str(2**64)}, "Nombre entre 1 et 1000000 attendu."),
        ({"nom": "  "}, "Indiquez un nom."),
        ({"nom": "a\0b"}, "Le caractère nul n’est pas autorisé."),
        ({"lieu": "x" * 201}, "au plus 200"),
    ],
)
def test_a_wrong_setting_is_told_beside_its_field(connecte, edition, saisie, faute, message):
    avant = Edition.objects.filter(pk=edition.pk).values().get()

    reponse = connecte.post(REGLAGES, saisie | faute)

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert message.replace("’", "'") in page.replace("&#x27;", "'").replace("’", "'")
    assert f'id="id_{min(faute)}_error"' in page
    assert Edition.objects.filter(pk=edition.pk).values().get() == avant


def test_a_change_over_meetings_lists_them_and_stores_nothing(
    connecte, edition, saisie, demande, accepter
):
    accepter(demande)

    reponse = connecte.post(REGLAGES, saisie | {"ouvre_a": "11:00"})

    [consequence] = reponse.context["consequences"]
    assert (reponse.status_code, consequence.code) == (409, "creneaux:1:1")
    assert "Confirmer et enregistrer" in reponse.content.decode()
    edition.refresh_from_db()
    assert edition.ouvre_a == time(9)


def test_a_confirmed_change_is_stored(connecte, edition, saisie, dix_heures):
    reponse = connecte.post(REGLAGES, saisie | {"ouvre_a": "11:00", "acceptees": ["creneaux:1:0"]})

    edition.refresh_from_db()
    assert (reponse.status_code, edition.ouvre_a) == (302, time(11))


def test_the_settings_ask_as_much_for_three_slots_as_for_one(
    connecte, edition, dix_heures, saisie, django_assert_num_queries
):
    with django_assert_num_queries(10):
        connecte.post(REGLAGES, saisie | {"ouvre_a": "11:00"})
    for heures in (1, 2):
        dix_heures.pk = None
        dix_heures.debut += timedelta(hours=heures)
        dix_heures.fin += timedelta(hours=heures)
        dix_heures.save()

    with django_assert_num_queries(10):
        connecte.post(REGLAGES, saisie | {"ouvre_a": "17:00"})


def test_every_email_is_shown_with_invented_values(connecte, edition):
    textes = connecte.get(TEXTES).context["textes"]

    assert [texte.code for texte in textes] == list(GABARITS)
    assert [t.code for t in textes if "{" in t.exemple.texte + t.exemple.sujet] == []


def test_the_texts_ask_as_much_with_three_of_ones_own_as_with_one(
    connecte, edition, django_assert_num_queries
):
    edition.textes.create(code="badge", sujet="Badge", corps="Bonjour")
    connecte.get(TEXTES)
    with django_assert_num_queries(5):
        connecte.get(TEXTES)
    for code in ("lien", "refus"):
        edition.textes.create(code=code, sujet="Sujet", corps="Bonjour")

    with django_assert_num_queries(5):
        connecte.get(TEXTES)


def test_an_email_leaves_in_the_organisers_words(
    connecte, edition, nouveau_participant, ouvriers, mailoutbox
):
    mots = {
        "sujet": "Badge de {prenom}",
        "corps": "À {lieu} !\r\n\r\nCode {code}",
        "geste": "ecrire",
    }
    connecte.post(f"{TEXTES}badge/", mots)
    emettre_badge(nouveau_participant(prenom="{nom}", nom="Fabre"))

    ouvriers()

    [courriel] = mailoutbox
    assert courriel.subject == "Badge de {nom}"
    assert "À Montpellier !\n\nCode " in courriel.body


@pytest.mark.parametrize(
    ("corps", "message"),
    [
        ("Bonjour {prix}", "Marqueur inconnu\xa0: {prix} (ligne 1, caractère 9)."),
        ("Bonjour\r\n{{7*7}}", "Accolade sans sa moitié (ligne 2, caractère 1)."),
        ("x" * 1_000_000, "4000"),
        ("", "Écrivez quelque chose."),
    ],
)
@pytest.mark.parametrize("geste", ["ecrire", "apercu"])
def test_a_wrong_text_is_told_with_its_place(connecte, edition, corps, message, geste):
    reponse = connecte.post(f"{TEXTES}badge/", {"sujet": "Badge", "corps": corps, "geste": geste})

    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    assert 'aria-describedby="id_corps_helptext id_corps_error"' in reponse.content.decode()
    assert edition.textes.count() == 0


def test_a_subject_stands_on_one_line(connecte, edition):
    donnees = {"sujet": "Badge\r\nBcc: tous@village.example", "corps": "Bonjour", "geste": "ecrire"}

    assert connecte.post(f"{TEXTES}badge/", donnees).status_code == 422


def test_a_preview_stores_nothing(connecte, edition):
    donnees = {"sujet": "Pour {prenom}", "corps": "Stand à {lieu}", "geste": "apercu"}

    reponse = connecte.post(f"{TEXTES}badge/", donnees)

    assert reponse.context["exemple"].sujet == "Pour Camille"
    assert (edition.textes.count(), types()) == (0, [])


def test_our_own_words_come_back_at_the_desk(connecte, edition):
    edition.textes.create(code="badge", sujet="Badge", corps="Bonjour")

    connecte.post(f"{TEXTES}badge/", {"geste": "reprendre"})

    assert edition.textes.count() == 0


def test_an_unknown_kind_of_email_is_not_found(connecte, edition):
    assert connecte.get(f"{TEXTES}inconnu/").status_code == 404


def copie(edition: Edition, **champs: object) -> dict[str, object]:
    demain = edition.debut + timedelta(days=365)
    return {
        "nom": "Coventis, la suite",
        "slug": "coventis-suite",
        "lieu": "Sète",
        "debut": demain.isoformat(),
        "fin": demain.isoformat(),
        "ouvre_a": "10:00",
        "ferme_a": "17:00",
        "jauge": "500",
        "volets": ["zones", "tables"],
    } | champs


def test_the_next_edition_is_made_from_this_one(connecte, edition, porte, table):
    reponse = connecte.post(COPIE, copie(edition))

    suite = Edition.objects.get(slug="coventis-suite")
    assert reponse.url == "/bureau/coventis-suite/reglages/"
    assert (suite.ouvre_a, suite.portes.count(), suite.tables.count()) == (time(10), 1, 1)
    assert connecte.get(reponse.url).status_code == 200


@pytest.mark.parametrize(
    ("champ", "valeur", "statut"),
    [
        ("slug", "coventis", 409),
        ("slug", "à côté", 422),
        ("fin", "2001-01-01", 422),
        ("volets", ["participants"], 422),
    ],
)
def test_a_copy_that_cannot_be_is_told_beside_its_field(connecte, edition, champ, valeur, statut):
    reponse = connecte.post(COPIE, copie(edition, **{champ: valeur}))

    assert (reponse.status_code, Edition.objects.count()) == (statut, 1)
    assert f'id="id_{champ}_error"' in reponse.content.decode()
