"""The desk in a real browser, without a script."""

import pytest
from playwright.sync_api import Page, expect

BUREAU = "/bureau/coventis/"


@pytest.fixture
def sans_script(new_context, biscuits) -> Page:
    contexte = new_context(java_script_enabled=False)
    contexte.add_cookies(biscuits)
    return contexte.new_page()


def test_a_note_is_written_without_a_script(sans_script):
    sans_script.goto(BUREAU)
    sans_script.locator(".dossiers tbody th a").first.click()

    sans_script.get_by_label("Nouvelle note").fill("Rappeler lundi")
    sans_script.get_by_role("button", name="Ajouter la note").click()

    expect(sans_script.get_by_role("status")).to_have_text("Note ajoutée.")
    expect(sans_script.get_by_text("Rappeler lundi")).to_be_visible()


def test_many_files_are_reminded_without_a_script(sans_script):
    sans_script.goto(BUREAU)
    for case in sans_script.locator(".coche input").all():
        case.check()

    sans_script.get_by_role("button", name="Relancer", exact=True).click()

    expect(sans_script.get_by_role("heading", name="Ce qui a été fait")).to_be_visible()


def test_a_list_is_looked_at_and_stored_without_a_script(sans_script):
    sans_script.goto(f"{BUREAU}listes/")
    carte = sans_script.locator("section", has_text="Apporter une liste")
    carte.get_by_label("Liste").select_option("visiteurs")
    texte = b"Nom;E-mail\nSol;ana.sol@essaim.example\n"
    liste = {"name": "liste.csv", "mimeType": "text/csv", "buffer": texte}
    carte.get_by_label("Fichier").set_input_files([liste])
    carte.get_by_role("button", name="Examiner le fichier").click()

    sans_script.get_by_role("button", name="Enregistrer 1 ligne").click()

    expect(sans_script.get_by_role("status")).to_contain_text("1 ligne enregistrée")
