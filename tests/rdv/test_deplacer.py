"""A planned meeting that staff moves, and one that is called off so that its slot is nobody's."""

from datetime import timedelta

import pytest

from salon.rdv.models import RendezVous
from salon.rdv.services import ANNULATIONS_PAR_PERSONNE, demander_rdv
from tests.appels import EDITION


@pytest.fixture
def autre_creneau(edition, dix_heures):
    """A slot an hour later."""
    return edition.creneaux.create(
        debut=dix_heures.debut + timedelta(hours=1), fin=dix_heures.fin + timedelta(hours=1)
    )


def test_staff_moves_a_meeting_that_they_look_at(
    comme_organisateur, demande, accepter, autre_creneau, table
):
    version = accepter(demande).json()["version"]
    corps = {"creneau_id": autre_creneau.pk, "table_id": table.pk, "version": version}

    reponse = comme_organisateur.poster(f"{EDITION}/rdv/{demande.pk}/deplacer", corps)

    assert reponse.status_code == 200
    assert (reponse.json()["creneau"]["id"], reponse.json()["version"]) == (
        autre_creneau.pk,
        version + 1,
    )


def test_a_move_of_a_meeting_that_changed_meanwhile_is_refused(
    comme_organisateur, demande, accepter, autre_creneau, table
):
    version = accepter(demande).json()["version"]
    corps = {"creneau_id": autre_creneau.pk, "table_id": table.pk, "version": version - 1}

    reponse = comme_organisateur.poster(f"{EDITION}/rdv/{demande.pk}/deplacer", corps)

    assert (reponse.status_code, reponse.json()["code"]) == (409, "modifie_entre_temps")
    assert RendezVous.objects.get().creneau != autre_creneau


def test_slots_taken_and_given_back_again_and_again_are_refused_at_the_eleventh(
    comme, accepter, traiteur, nouveau_participant
):
    codes = []
    for _ in range(ANNULATIONS_PAR_PERSONNE.nombre + 1):
        rdv = demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur)
        accepter(rdv)
        codes.append(comme(traiteur).poster(f"{EDITION}/rdv/{rdv.pk}/annuler").status_code)

    assert codes == [200] * 10 + [429]
    assert RendezVous.objects.get(pk=rdv.pk).etat == RendezVous.Etat.PLANIFIE
