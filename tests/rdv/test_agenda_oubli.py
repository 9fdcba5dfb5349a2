"""Printed agendas are forgotten a month after the last day of their edition."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salon.journal.models import Fichier
from salon.models import Edition
from salon.rdv.documents import oublier_agendas, ranger_agenda


@pytest.mark.parametrize(("jours", "restent"), [(30, 1), (31, 0)])
def test_an_agenda_is_kept_for_a_month_after_the_last_day(edition, acheteuse, jours, restent):
    fin = timezone.localdate() - timedelta(days=jours)
    Edition.objects.filter(pk=edition.pk).update(debut=fin, fin=fin)
    ranger_agenda(acheteuse, [], "Agenda")

    oublier_agendas()

    assert Fichier.objects.count() == restent


def test_an_agenda_of_somebody_unknown_goes_and_other_documents_stay(acheteuse):
    ranger_agenda(acheteuse, [], "Agenda")
    for cle in ("agenda:999999:a:b", "journee:999999:2027-05-20:a", "badge:999999"):
        Fichier.objects.create(cle=cle, nom="a.pdf", type_mime="application/pdf", contenu=b"")

    oublier_agendas()

    assert sorted(cle.split(":")[0] for cle in Fichier.objects.values_list("cle", flat=True)) == [
        "agenda",
        "badge",
    ]
