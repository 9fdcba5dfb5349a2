"""Tables of a timetable: stands first, then little walking."""

from salon.rdv.planification.kempe import reproduire
from salon.rdv.planification.tables import Salle, attribuer, marche_totale

from .outils import salon_de


def test_an_exhibitor_meets_at_its_stand_and_nobody_else_does():
    instance = salon_de(capacity=20)
    horaire = reproduire(instance, iterations=20_000, graine=1).horaire

    tables = attribuer(instance, horaire, Salle(zones=(0,) * 20, stands={3: 9}))

    assert {n for n, table in enumerate(tables) if table == 9} == set(instance.rdv_de[3])


def test_no_table_serves_two_meetings_at_once():
    instance = salon_de()
    horaire = reproduire(instance, iterations=20_000, graine=1).horaire

    tables = attribuer(instance, horaire)

    assert len(set(zip(horaire, tables, strict=True))) == len(horaire)
    assert max(tables) < 10


def test_people_walk_less_than_when_tables_are_numbered_in_turn():
    instance = salon_de()
    horaire = reproduire(instance, iterations=20_000, graine=1).horaire
    salle = Salle(zones=(0, 0, 0, 0, 0, 1, 1, 1, 1, 1), distances={(0, 1): 5})

    tables = attribuer(instance, horaire, salle)

    en_ordre = attribuer(instance, horaire)
    assert marche_totale(instance, horaire, tables, salle) < marche_totale(
        instance, horaire, en_ordre, salle
    )
