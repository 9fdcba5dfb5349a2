"""The public pages: what they show of an edition, a structure, its needs, and what they keep quiet."""

import json
import re
from datetime import timedelta

from django.utils import timezone

from salon.annuaire.models import Besoin, Offre, Structure
from salon.exposants.models import Exposant, Stand
from salon.journal.models import Fichier
from salon.models import Participant
from salon.pages.templatetags.public import adresse_structure

EDITION = "/editions/coventis/"
CANARI = "canari@secret.example"
TELEPHONE = "06 12 34 56 78"


def texte(client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def donnees(page: str) -> dict[str, object]:
    """Return what a page tells search engines."""
    [bloc] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(bloc)


def test_an_edition_counts_what_is_on_show(client, fournil):
    reponse = client.get(EDITION)

    chiffres = reponse.context["chiffres"]
    assert (chiffres.exposants, chiffres.offres, chiffres.besoins) == (1, 1, 0)


def test_an_edition_counts_only_validated_exhibitors_of_the_directory(client, fournil):
    Structure.objects.update(visible=False)

    chiffres = client.get(EDITION).context["chiffres"]

    assert (chiffres.exposants, chiffres.offres, chiffres.besoins) == (0, 0, 0)


def test_an_open_edition_calls_to_visit_and_to_exhibit(client, edition):
    page = texte(client, EDITION)

    assert f'href="{EDITION}visiter/"' in page
    assert f'href="{EDITION}exposer/"' in page


def test_a_closed_edition_calls_to_nothing(client, edition):
    edition.inscriptions_ouvertes = False
    edition.save()

    page = texte(client, EDITION)

    assert ("visiter/" in page, "exposer/" in page) == (False, False)
    assert "Les inscriptions ne sont pas ouvertes" in page


def test_an_edition_that_is_over_says_so(client, edition):
    edition.debut = edition.fin = edition.debut - timedelta(days=30)
    edition.save()

    assert "Cette édition est terminée" in texte(client, EDITION)


def test_an_unknown_edition_has_no_page(client, db):
    assert client.get("/editions/inconnue/").status_code == 404


def test_an_edition_tells_search_engines_when_and_where(client, edition):
    faits = donnees(texte(client, EDITION))

    assert (faits["@type"], faits["name"]) == ("BusinessEvent", "Coventis")
    assert (faits["startDate"], faits["endDate"]) == (str(edition.debut), str(edition.fin))


def test_a_structure_shows_what_it_offers_and_needs(client, adresse, fournil):
    Besoin.objects.create(structure=fournil.structure, intitule="Farine de meule")

    page = texte(client, adresse)

    assert re.findall(r"<h3>(.*?)</h3>", page) == ["Pain au levain", "Farine de meule"]
    assert "Du pain au levain, pétri à Lodève." in page


def test_a_structure_shows_its_stand(client, adresse, fournil):
    stand = Stand.objects.create(edition=fournil.edition, numero="B12")
    Exposant.objects.filter(pk=fournil.pk).update(stand=stand, place=1)

    assert "<span>Stand</span> B12" in texte(client, adresse)


def test_people_are_named_only_if_they_agreed(client, adresse, fournil):
    discrete = texte(client, adresse)
    fournil.equipe.update(visible=True)

    nommee = texte(client, adresse)

    assert ("Anna" in discrete, "Vidal" in discrete) == (False, False)
    assert "Anna Vidal" in nommee


def test_people_who_cancelled_are_named_no_more(client, adresse, fournil):
    fournil.equipe.update(visible=True, annule_le=timezone.now())

    assert "Vidal" not in texte(client, adresse)


def test_a_file_that_is_not_validated_does_not_show(client, adresse, fournil):
    fournil.equipe.update(visible=True)
    Exposant.objects.filter(pk=fournil.pk).update(etat=Exposant.Etat.SOUMIS)

    page = texte(client, adresse)

    assert ("Vidal" in page, "Nous rencontrer" in page) == (False, False)


def test_a_wrong_name_in_the_address_leads_to_the_right_one(client, adresse, fournil):
    reponse = client.get(f"/annuaire/{fournil.structure_id}-autre-nom/")

    assert (reponse.status_code, reponse.url) == (301, adresse)
    assert adresse == f"/annuaire/{fournil.structure_id}-le-fournil-solidaire/"


def test_a_name_that_no_address_can_hold_has_a_page_too(client, db):
    structure = Structure.objects.create(siret="99900000300015", nom="★")

    assert client.get(adresse_structure(structure)).status_code == 200


def test_a_hidden_structure_has_no_page(client, adresse):
    Structure.objects.update(visible=False)

    assert client.get(adresse).status_code == 404


def test_a_number_that_no_database_holds_is_unknown(client, db):
    assert client.get(f"/annuaire/{'9' * 30}-x/").status_code == 404


def test_a_text_does_not_break_out_of_the_data_block(client, adresse, fournil):
    Structure.objects.update(nom="</script><script>alert(1)</script>", enseigne="A & B <!--")

    page = client.get(adresse, follow=True).content.decode()

    assert donnees(page)["name"] == "A & B <!--"
    assert "<script>alert" not in page


def test_a_structure_is_an_organisation_for_search_engines(client, adresse, fournil):
    faits = donnees(texte(client, adresse))

    assert faits["@type"] == "Organization"
    assert faits["identifier"]["value"] == "99900000200017"
    assert faits["makesOffer"] == [{"@type": "Offer", "name": "Pain au levain"}]


def test_a_page_that_is_shared_has_a_title_a_text_and_a_picture(client, adresse):
    balises = dict(
        re.findall(r'<meta property="(og:\w+)" content="(.*?)">', texte(client, adresse))
    )

    assert balises["og:title"] == "Le Fournil Solidaire"
    assert balises["og:description"] == "Du pain au levain, pétri à Lodève."
    assert balises["og:url"] == f"http://127.0.0.1:8000{adresse}"
    assert balises["og:image"].endswith("/static/pages/partage.png")


def test_the_logo_of_a_structure_stands_beside_its_name(client, adresse):
    image = Fichier.objects.create(cle="l", nom="l", type_mime="image/webp", contenu=b"RIFF")
    Structure.objects.update(logo=image)

    assert f'src="/logos/{image.pk}.webp" alt=""' in texte(client, adresse)


def test_a_structure_asks_as_much_of_the_database_for_three_offers_as_for_one(
    client, adresse, fournil, django_assert_num_queries
):
    Besoin.objects.create(structure=fournil.structure, intitule="Farine")
    with django_assert_num_queries(9):
        client.get(adresse)
    for _ in range(2):
        Offre.objects.create(structure=fournil.structure, intitule="Brioche")
        Besoin.objects.create(structure=fournil.structure, intitule="Farine")
        Participant.objects.create(
            edition=fournil.edition, nom="A", visible=True, exposant=fournil, categorie="exposant"
        )

    with django_assert_num_queries(9):
        client.get(adresse)
