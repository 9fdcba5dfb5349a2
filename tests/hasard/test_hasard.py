"""Thousands of requests made at random: never a fault of ours, and the API has one shape of refusal."""

import pytest

from tests.hasard.envoi import EnvoiNatif
from tests.hasard.epreuve import LIGNES, REQUETES, eprouver, groupes, nombre
from tests.matrice import NATIVES

GROUPES = groupes()


@pytest.mark.parametrize("groupe", GROUPES)
def test_no_request_makes_the_site_fail(dresser, envoi, record_property, groupe):
    routes = GROUPES[groupe]
    scene = dresser(routes)

    fautes = [faute for route in routes if (faute := eprouver(envoi, scene, route))]

    record_property("statuts", dict(envoi.statuts))
    assert not fautes, "\n".join(fautes)
    assert envoi.statuts.total() >= sum(nombre(route) for route in routes)


def test_no_request_makes_the_doors_without_django_fail(natif, dresser, envoi, record_property):
    scene, envoi_natif = dresser([]), EnvoiNatif(envoi, natif)

    fautes = [faute for route in NATIVES if (faute := eprouver(envoi_natif, scene, route))]

    record_property("statuts", dict(envoi.statuts))
    assert not fautes, "\n".join(fautes)
    assert envoi.statuts.total() >= sum(nombre(route) for route in NATIVES)


def test_the_requests_are_as_many_as_were_asked_for():
    assert sum(nombre(route) for route in LIGNES) >= REQUETES
