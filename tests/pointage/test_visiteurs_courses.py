"""Races of registrations: an address asked for by many at once holds one place, and nobody is told."""

from collections import Counter

import pytest

from salon.models import Badge, Participant
from salon.pointage.visiteurs import (
    DejaAnnulee,
    annuler_inscription,
    ceder_inscription,
    demander_inscription,
)
from tests.mesures import ensemble

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_asked_for_ten_times_at_once_holds_one_place(edition):
    def demander(rang):
        personne = Participant(categorie="visiteur", nom=f"N{rang}", courriel="ana@sol.example")
        demander_inscription(edition=edition, participant=personne)

    ensemble(demander, 10)

    assert (Participant.objects.count(), Badge.objects.count()) == (1, 1)


def test_a_place_that_is_called_off_and_handed_over_at_once_ends_once(acheteuse):
    def finir(rang):
        moi = Participant.objects.get(pk=acheteuse.pk)
        collegue = Participant(nom="Oliva", courriel=f"marc{rang}@village.example")
        try:
            if rang % 2:
                annuler_inscription(participant=moi)
            else:
                ceder_inscription(participant=moi, repreneur=collegue)
        except DejaAnnulee:
            return "trop tard"
        return "fait"

    assert Counter(ensemble(finir, 6)) == {"fait": 1, "trop tard": 5}
    assert Badge.objects.filter(revoque_le=None).count() <= 1
