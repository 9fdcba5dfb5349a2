"""What each page shows to whom: home, live numbers, sign in, errors."""

import re

import pytest
from django.test import Client

from salon.pages.templatetags.coventis import version
from salon.pages.textes import REFUS, TROUBLE_INCONNU, libelle_refus, trouble
from salon.pointage.regles import Raison

DIRECT = "/direct/coventis/"


def nombres(reponse) -> dict[str, str]:
    """Return the numbers that a page shows, by name."""
    morceaux = reponse.content.decode().split('data-nombre="')[1:]
    return {m.split('"')[0]: m.split(">", 1)[1].split("<")[0] for m in morceaux}


def test_the_home_page_is_friendly_before_the_first_edition(client, db):
    reponse = client.get("/")

    assert reponse.status_code == 200
    assert "Aucune édition pour l’instant" in reponse.content.decode()


def test_the_home_page_counts_who_comes(client, edition, traiteur, demande, accepter):
    accepter(demande)

    [presentee] = client.get("/").context["editions"]

    assert (presentee.exposants_valides, presentee.inscrits, presentee.rdv_prevus) == (0, 2, 1)


def test_the_home_page_asks_as_much_for_three_editions_as_for_one(
    client, edition, django_assert_num_queries
):
    with django_assert_num_queries(1):
        client.get("/")
    for rang in range(2):
        edition.pk, edition.slug = None, f"copie-{rang}"
        edition.save()

    with django_assert_num_queries(1):
        client.get("/")


def test_every_page_keeps_its_promise_to_the_browser(client, edition):
    reponse = client.get("/")

    regles = reponse["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(regles)
    assert "style=" not in reponse.content.decode()


def test_nobody_unknown_watches_the_numbers(client, edition):
    reponse = client.get(DIRECT)

    assert (reponse.status_code, reponse.url) == (302, f"/connexion/?next={DIRECT}")


def test_the_organiser_of_another_edition_does_not_watch_the_numbers(etranger, edition):
    reponse = etranger.get(DIRECT)

    assert reponse.status_code == 403
    assert "réservée aux organisateurs" in reponse.content.decode()


def test_an_unknown_edition_is_not_found(connecte):
    reponse = connecte.get("/direct/inconnue/")

    assert reponse.status_code == 404
    assert "Page introuvable" in reponse.content.decode()


def test_the_address_works_without_its_last_slash(connecte):
    reponse = connecte.get("/direct/coventis", follow=True)

    assert (reponse.status_code, reponse.request["PATH_INFO"]) == (200, DIRECT)


def test_the_numbers_are_there_without_javascript(connecte, code, scanner):
    scanner(code)
    scanner(code)
    scanner("Code inventé")

    reponse = connecte.get(DIRECT)

    vus = nombres(reponse)
    assert (vus["visiteurs_distincts"], vus["presents"], vus["entrees"]) == ("1", "1", "1")
    assert "refus&nbsp;: Déjà entré" in reponse.content.decode()
    assert "QR inconnu" in reponse.content.decode()


def test_the_live_page_names_nobody(connecte, acheteuse, code, scanner):
    scanner(code)

    page = connecte.get(DIRECT).content.decode()

    assert [mot for mot in ("Fabre", "Garrigues", code) if mot in page] == []


def test_the_big_screen_has_nothing_to_click(connecte):
    page = connecte.get(DIRECT, {"ecran": 1}).content.decode()

    assert ("<header" in page, "<footer" in page, "?ecran=1" in page) == (False, False, False)


def test_private_pages_are_kept_nowhere(connecte):
    entetes = {connecte.get(page)["Cache-Control"] for page in (DIRECT, "/courriels/")}

    assert entetes == {"max-age=0, no-cache, no-store, must-revalidate, private"}


def test_only_a_post_signs_out(connecte):
    statuts = (connecte.get("/deconnexion/").status_code, connecte.get(DIRECT).status_code)
    connecte.post("/deconnexion/")

    assert statuts == (405, 200)
    assert connecte.get(DIRECT).status_code == 302


def test_a_form_from_another_site_is_refused_in_french(db):
    reponse = Client(enforce_csrf_checks=True).post("/connexion/", {"identifiant": "organisation"})

    assert reponse.status_code == 403
    assert "Formulaire expiré" in reponse.content.decode()


def test_a_breakdown_is_told_in_french(client, db, monkeypatch):
    monkeypatch.setattr("salon.pages.queries.editions_presentees", lambda: 1 / 0)
    client.raise_request_exception = False

    reponse = client.get("/")

    assert reponse.status_code == 500
    assert "Panne de notre côté" in reponse.content.decode()


def test_every_reason_of_a_gate_has_a_short_label():
    assert set(REFUS) == set(Raison)
    assert libelle_refus("raison_future") == "raison_future"


@pytest.mark.parametrize(
    ("erreur", "phrase"),
    [
        ("", ""),
        ("TimeoutError : timed out", "Le serveur d’envoi met trop de temps à répondre."),
        ("ValueError : ?", TROUBLE_INCONNU),
    ],
)
def test_the_trouble_of_an_email_is_told_in_french(erreur, phrase):
    assert trouble(erreur) == phrase


def test_the_footer_tells_the_version_where_it_is_known(client, db, settings, tmp_path):
    version.cache_clear()
    connue = client.get("/").content.decode()
    version.cache_clear()
    settings.BASE_DIR = tmp_path

    inconnue = client.get("/").content.decode()

    version.cache_clear()
    assert re.search(r"Coventis \d+\.\d+\.\d+ — logiciel libre", connue)
    assert "Coventis  — logiciel libre" in inconnue


@pytest.mark.parametrize("annonce", ["52428801", "beaucoup"])
def test_a_form_that_is_too_long_is_refused_before_it_is_read(client, edition, annonce):
    reponse = client.post("/editions/coventis/visiter/", {}, CONTENT_LENGTH=annonce)

    assert reponse.status_code == 413
    assert "Envoi trop volumineux" in reponse.content.decode()
