"""The steps of the registration of an exhibitor without a script; the rest is `test_de_bout_en_bout.py`."""

import pytest
from playwright.sync_api import expect


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_steps_need_no_script(page):
    page.goto("/editions/coventis/exposer/")
    page.get_by_role("button", name="Enregistrer et continuer").click()

    expect(page.locator("#id_siret_error")).to_have_text("Indiquez le SIRET de la structure.")
    expect(page.get_by_label("SIRET")).to_have_attribute("aria-invalid", "true")
