"""Two exhibitors and a buyer on their phones: they find each other, ask, and answer from the e-mail."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import gerer

TELEPHONE = {"width": 390, "height": 844}
DEPASSE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The contacts of two exhibitors and a buyer who have no meeting together, each with a link to their space.
CASTE = """
from salon.acces import lien_participant
from salon.exposants.models import Exposant
from salon.models import Participant
from salon.rdv.models import RendezVous
from salon.rdv.services import annuler_rdv
valides = Exposant.objects.filter(etat="valide", structure__visible=True).order_by("pk")[:2]
entre_eux = RendezVous.objects.filter(etat__in=RendezVous.VIVANTS).order_by("pk")
for rdv in entre_eux.filter(demandeur__exposant__in=list(valides), destinataire__exposant__in=list(valides)):
    annuler_rdv(rdv=rdv)
premiers = [e.equipe.filter(annule_le=None).order_by("-responsable", "pk").first() for e in valides]
libres = Participant.objects.filter(annule_le=None, rdv_demandes=None, rdv_recus=None)
acheteur = libres.filter(exposant=None).order_by("pk").first()
Participant.objects.filter(pk=acheteur.pk).update(visible=True, categorie="acheteur")
for personne in (*premiers, acheteur):
    print(lien_participant(personne), personne.exposant or personne.nom_complet(), sep="|")
"""
# The e-mail that announces the latest request, as a worker writes it ten minutes later.
LETTRE = """
from datetime import timedelta
from salon.effets.rdv import prevenir_destinataire
from salon.journal.models import Courriel
from salon.rdv.models import RendezVous
rdv = RendezVous.objects.latest("pk")
RendezVous.objects.filter(pk=rdv.pk).update(demande_le=rdv.demande_le - timedelta(minutes=10))
prevenir_destinataire.fonction(rdv_id=rdv.pk)
print(Courriel.objects.filter(cle__startswith="demandes:").latest("pk").texte)
"""


@pytest.fixture(scope="module")
def gens(site) -> list[tuple[str, str]]:
    """The link and the name of two exhibitors and of a buyer; each link is spent once."""
    lignes = gerer(site.environnement, "shell", "-c", CASTE).split("\n")
    return [tuple(ligne.split("|")) for ligne in lignes if ligne.startswith("http")]


@pytest.fixture(scope="module")
def chez(gens, browser: Browser, browser_context_args):
    """The phone of each of them, in their own space."""
    pages: dict[int, Page] = {}

    def ouvrir(rang: int) -> Page:
        if rang not in pages:
            pages[rang] = browser.new_context(**browser_context_args, viewport=TELEPHONE).new_page()
            pages[rang].goto(gens[rang][0])
            pages[rang].get_by_role("button", name="Ouvrir").click()
            expect(pages[rang].get_by_role("heading", name="Mes rencontres")).to_be_visible()
        return pages[rang]

    yield ouvrir
    for page in pages.values():
        page.context.close()


def controler(page: Page) -> None:
    """The page fits a phone and has no accessibility fault, by day and by night."""
    for teinte in ("light", "dark"):
        page.emulate_media(color_scheme=teinte)
        assert page.evaluate(DEPASSE) == 0
        violations = Axe().run(page).response["violations"]
        assert [(faute["id"], [n["target"] for n in faute["nodes"]]) for faute in violations] == []


def demander(page: Page, nom: str, message: str) -> None:
    page.goto("/moi/rencontres/")
    controler(page)
    page.get_by_label("Que cherchez-vous ?").fill(nom)
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=f"Demander un rendez-vous à {nom}").first.click()
    page.get_by_label("Votre message").fill(message)
    page.get_by_label("Importance pour vous").select_option("haute")
    controler(page)
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("La réponse arrive par e-mail et s’affiche ici.")).to_be_visible()
    controler(page)


@pytest.fixture
def ouvrir_la_lettre(site, browser, browser_context_args):
    """Open the link that stands after a message, in the phone of somebody who is signed in nowhere."""
    contexte = browser.new_context(**browser_context_args, viewport=TELEPHONE)

    def ouvrir(message: str) -> Page:
        lettre = gerer(site.environnement, "shell", "-c", LETTRE)
        page = contexte.new_page()
        page.goto(re.findall(rf"« {re.escape(message)} » — répondre : (\S+)", lettre)[0])
        return page

    yield ouvrir
    contexte.close()


def test_an_exhibitor_asks_another_who_answers_from_the_email(chez, gens, ouvrir_la_lettre):
    demander(chez(0), gens[1][1], "Nos pains sur vos tables ?")

    lettre = ouvrir_la_lettre("Nos pains sur vos tables ?")
    expect(lettre.get_by_text("Nos pains sur vos tables ?")).to_be_visible()
    controler(lettre)
    lettre.get_by_role("group", name="Accepter à ce moment").get_by_role("button").first.click()

    expect(lettre.get_by_text(re.compile("Vous rencontrez .* le "))).to_be_visible()
    controler(lettre)
    lettre.goto(lettre.url)
    expect(lettre.get_by_role("heading", name="n’attend plus de réponse")).to_be_visible()
    controler(lettre)


def test_a_buyer_asks_an_exhibitor_who_refuses_from_the_email(chez, gens, ouvrir_la_lettre):
    demander(chez(2), gens[0][1], "Du pain pour 180 lits ?")

    lettre = ouvrir_la_lettre("Du pain pour 180 lits ?")
    lettre.get_by_role("button", name="Refuser").click()
    expect(lettre.get_by_text("Vous avez refusé la demande")).to_be_visible()

    chez(2).goto("/moi/demandes/?vue=historique")
    expect(chez(2).get_by_text("refusé", exact=True)).to_be_visible()


def test_an_exhibitor_asks_the_buyer_who_answers_in_their_space(chez, gens):
    demander(chez(1), gens[2][1], "Vos besoins de l’été ?")
    page = chez(2)
    page.goto("/moi/demandes/")
    controler(page)

    page.get_by_role("link", name="Répondre").click()
    controler(page)
    page.get_by_role("button", name="Accepter, à l’heure que l’organisateur choisira").click()

    expect(page.get_by_text("accepté", exact=True)).to_be_visible()
    page.get_by_text("Annuler ce rendez-vous").click()
    controler(page)


def test_the_other_pages_are_sound(chez):
    for adresse in ("/moi/disponibilites/", "/moi/blocages/", "/moi/equipe/", "/moi/"):
        chez(0).goto(adresse)
        controler(chez(0))


def test_the_team_opens_direct_booking_and_the_buyer_books_with_one_tap(chez, gens):
    chez(0).goto("/moi/equipe/")
    chez(0).get_by_role("button", name="Ouvrir la réservation directe").click()
    expect(chez(0).get_by_text("Fermer la réservation directe")).to_be_visible()
    page = chez(2)
    page.goto("/moi/rencontres/")
    page.get_by_role("link", name=f"Réserver un créneau de {gens[0][1]}").click()
    controler(page)

    page.locator("form.carte button").first.click()

    expect(page.get_by_text("planifié", exact=True)).to_be_visible()


def test_the_organiser_s_table_is_sound_on_a_phone(page, connecter):
    page.set_viewport_size(TELEPHONE)
    connecter(page, "/bureau/coventis/rencontres/")
    expect(page.get_by_role("heading", name="Qui peut demander qui")).to_be_visible()
    controler(page)

    page.get_by_label("Presse → Acheteur", exact=True).uncheck()
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_text("Table enregistrée")).to_be_visible()
    expect(page.get_by_label("Presse → Acheteur", exact=True)).not_to_be_checked()
