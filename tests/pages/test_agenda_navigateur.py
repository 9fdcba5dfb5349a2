"""One's agenda and the team's in a real browser, on a phone, in the light and in the dark, and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import gerer

DEPASSE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LIEN = (
    "from salon.acces import lien_participant as lien;"
    "from salon.rdv.models import RendezVous as R;"
    "rdvs = R.objects.filter(etat='planifie', destinataire__exposant__isnull=False);"
    "print(lien(rdvs.first().destinataire))"
)


@pytest.fixture(params=["light", "dark"])
def chez_moi(page, request, site) -> Page:
    """The phone of a member of a team who has a meeting, signed in by their link."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=request.param)
    lien = gerer(site.environnement, "shell", "--verbosity=0", f"--command={LIEN}").split()[-1]
    page.goto(lien)
    page.locator("main form button").first.click()
    return page


@pytest.mark.parametrize("adresse", ["/moi/agenda/", "/moi/exposant/agenda/"])
def test_the_pages_fit_a_phone_and_have_no_accessibility_fault(chez_moi, adresse):
    chez_moi.goto(adresse)

    expect(chez_moi.get_by_role("heading", level=1)).to_contain_text("Agenda de")
    assert chez_moi.evaluate(DEPASSE) == 0
    assert Axe().run(chez_moi).response["violations"] == []


def test_the_printed_page_is_the_agenda_and_nothing_else(chez_moi):
    chez_moi.goto("/moi/agenda/")
    chez_moi.emulate_media(media="print")

    expect(chez_moi.get_by_role("heading", name="Dans mon calendrier")).to_be_hidden()
    expect(chez_moi.locator(".agenda li").first).to_be_visible()


def test_a_new_secret_address_replaces_the_old_one(chez_moi):
    chez_moi.goto("/moi/agenda/")
    ancienne = chez_moi.get_by_label("copiez cette adresse").input_value()
    chez_moi.get_by_role("button", name="Changer l’adresse secrète").click()

    nouvelle = chez_moi.get_by_label("copiez cette adresse").input_value()

    statuts = [chez_moi.request.get(adresse).status for adresse in (ancienne, nouvelle)]
    assert statuts == [404, 200]
