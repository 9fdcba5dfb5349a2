"""Nobody who asked is left with nothing while others could give way."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from salon.rdv.planification.echange import instance_de
from salon.rdv.planification.kempe import COMPILEE, ORDINAIRE, reproduire
from salon.rdv.planification.modele import Horaire, Instance

from .outils import contenus, fautes, salon_de


def sans_rien(instance: Instance, horaire: Horaire) -> list[int]:
    """Return the people who asked for meetings and have none."""
    return [
        personne
        for personne, siens in enumerate(instance.rdv_de)
        if siens and all(horaire[numero] is None for numero in siens)
    ]


def tous_servis(contenu: dict, instance: Instance) -> bool:
    """Tell, by trying everything, whether everybody can have a meeting."""
    poses: list[int | None] = [None] * len(instance.rdv)

    def servir() -> bool:
        manquants = sans_rien(instance, poses)
        if not manquants:
            return True
        for numero in instance.rdv_de[manquants[0]]:
            for creneau in instance.domaines[numero]:
                poses[numero] = creneau
                if not fautes(contenu, poses) and servir():
                    return True
                poses[numero] = None
        return False

    return servir()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(contenus(), st.integers(0, 1_000))
def test_everybody_has_a_meeting_where_that_is_possible(contenu, graine):
    contenu |= {"fairness": 99, "precedences": [], "fixed": {}}
    instance = instance_de(contenu)

    horaire = reproduire(instance, iterations=1_000, graine=graine).horaire

    assert fautes(contenu, horaire) == []
    assert not (sans_rien(instance, horaire) and tous_servis(contenu, instance))


def test_a_hall_that_is_too_small_leaves_out_as_many_and_nobody_with_nothing():
    # Two visitors in three ask little, and matter little: their meetings are the first to be left out.
    instance = salon_de(capacity=4, bonus=[50 if n % 3 else 0 for n in range(30)] * 3)

    resultat = reproduire(instance, iterations=100_000, graine=1)

    assert (resultat.ecartes, sans_rien(instance, resultat.horaire)) == (50, [])


def test_sharing_is_the_same_compiled_or_not():
    instance = replace(salon_de(capacity=3), bonus=tuple(range(90)))

    compilee = reproduire(instance, iterations=5_000, graine=3, moteur=COMPILEE)

    assert reproduire(instance, iterations=5_000, graine=3, moteur=ORDINAIRE) == compilee
