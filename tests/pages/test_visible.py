"""Whoever wants to be found says so, and takes it back as easily; names are found without their accents."""

import pytest
from django.utils import timezone

from salon.models import Participant
from salon.rdv.suggestions import chercher
from tests.pages.test_visiter import PAGE, chez_elle, jeton, saisie

__all__ = ["chez_elle", "jeton", "saisie"]


@pytest.mark.parametrize(("case", "visible"), [({}, False), ({"visible": "on"}, True)])
def test_who_registers_is_found_by_others_only_if_they_ticked_the_box(
    client, saisie, case, visible
):
    client.post(PAGE, saisie | case)

    assert Participant.objects.get(courriel="ana@sol.example").visible is visible


@pytest.mark.parametrize(("case", "visible"), [({}, False), ({"visible": "on"}, True)])
def test_who_changes_their_mind_says_so_in_their_space(chez_elle, acheteuse, case, visible):
    Participant.objects.filter(pk=acheteuse.pk).update(visible=not visible)

    chez_elle.post("/moi/modifier/", {"prenom": "Claire", "nom": "Fabre", **case})

    assert Participant.objects.get(pk=acheteuse.pk).visible is visible


@pytest.mark.parametrize("texte", ["Zoe", "ZOË", "helene", "Hélène zoë"])
def test_a_name_is_found_with_or_without_its_accents(acheteuse, edition, texte):
    zoe = Participant.objects.create(
        edition=edition,
        prenom="Hélène",
        nom="Zoë",
        categorie="acheteur",
        visible=True,
        courriel="zoe@ailleurs.example",
        courriel_verifie_le=timezone.now(),
    )

    assert list(chercher(acheteuse, texte)) == [zoe]
