"""The rule of the gate, over its whole decision table: each combination obeys each property."""

from itertools import product

import pytest

from salon.pointage.regles import SANS_BADGE, Etat, Raison, Scan, Sens, Verdict, decider

ICI, AILLEURS = 1, 2
OBSTACLES = (
    None,
    Raison.INCONNU,
    Raison.INVALIDE,
    Raison.AUTRE_EDITION,
    Raison.ANNULE,
    Raison.REVOQUE,
    Raison.NON_VALIDE_AUJOURDHUI,
    Raison.ZONE_INTERDITE,
)
OUI_NON = (True, False)
ETATS = [
    Etat(*valeurs)
    for valeurs in product(OBSTACLES, OUI_NON, (None, ICI, AILLEURS), OUI_NON, OUI_NON, OUI_NON)
]
SCANS = [Scan(*valeurs) for valeurs in product(Sens, (ICI,), OUI_NON, OUI_NON)]
TABLE = [(etat, scan, decider(etat, scan)) for etat, scan in product(ETATS, SCANS)]

ENTREE, SORTIE = Scan(Sens.ENTREE, ICI), Scan(Sens.SORTIE, ICI)


def cas(*conditions):
    """Return the lines of the table for which all conditions hold."""
    return [ligne for ligne in TABLE if all(condition(*ligne) for condition in conditions)]


def sans_badge(etat, scan, verdict):
    return etat.obstacle in SANS_BADGE


def avec_badge(etat, scan, verdict):
    return etat.obstacle not in SANS_BADGE


def entree(etat, scan, verdict):
    return scan.sens == Sens.ENTREE


def sortie(etat, scan, verdict):
    return scan.sens == Sens.SORTIE


def admis(etat, scan, verdict):
    return verdict.admis


def refuse(etat, scan, verdict):
    return not verdict.admis


def ordinaire(etat, scan, verdict):
    return not scan.observe and not scan.force


def test_the_table_holds_every_combination():
    assert len(TABLE) == 8 * 2 * 3 * 2 * 2 * 2 * 2 * 2 * 2


def test_a_code_that_is_no_badge_here_is_refused_whoever_insists():
    verdicts = {(etat.obstacle, verdict) for etat, _, verdict in cas(sans_badge)}

    assert verdicts == {(raison, Verdict(False, raison)) for raison in SANS_BADGE}


def test_what_already_happened_is_never_refused():
    assert cas(avec_badge, refuse, lambda etat, scan, verdict: scan.observe) == []


def test_a_supervisor_is_never_refused():
    assert cas(avec_badge, refuse, lambda etat, scan, verdict: scan.force) == []


def test_every_refusal_says_why():
    assert cas(refuse, lambda etat, scan, verdict: verdict.raison is None) == []


def test_a_refusal_moves_nobody():
    mouvements = {(v.compte, v.zone_quittee, v.force_utile) for _, _, v in cas(refuse)}

    assert mouvements == {(False, None, False)}


def test_nobody_is_kept_inside():
    assert cas(avec_badge, sortie, refuse, lambda etat, scan, verdict: etat.zone) == []


def test_only_a_second_exit_is_refused():
    refus = {
        (etat.zone, etat.deja_venu, verdict.raison)
        for etat, _, verdict in cas(avec_badge, sortie, refuse)
    }

    assert refus == {(None, True, Raison.DEJA_SORTI)}


def test_an_entry_counts_exactly_when_the_person_was_not_in_that_zone():
    faux = cas(admis, entree, lambda etat, scan, verdict: verdict.compte != (etat.zone != ICI))

    assert faux == []


def test_an_exit_counts_exactly_when_the_person_was_inside():
    faux = cas(admis, sortie, lambda etat, scan, v: v.compte != (etat.zone is not None))

    assert faux == []


def test_whoever_moves_leaves_the_zone_where_they_were_and_no_other():
    faux = cas(admis, lambda etat, scan, v: v.zone_quittee != (etat.zone if v.compte else None))

    assert faux == []


def test_forcing_was_needed_exactly_when_the_same_scan_would_be_refused_without_it():
    faux = [
        (etat, scan)
        for etat, scan, verdict in TABLE
        if verdict.force_utile
        != (
            scan.force
            and not scan.observe
            and verdict.admis
            and not decider(etat, Scan(scan.sens, scan.zone)).admis
        )
    ]

    assert faux == []


def test_insisting_or_observing_changes_neither_the_count_nor_the_zone_of_an_admission():
    faux = [
        (etat, scan)
        for etat, scan, verdict in cas(admis)
        if (simple := decider(etat, Scan(scan.sens, scan.zone))).admis
        and (simple.compte, simple.zone_quittee, simple.raison)
        != (verdict.compte, verdict.zone_quittee, verdict.raison)
    ]

    assert faux == []


def test_an_admission_against_the_rules_keeps_the_reason_that_stood_against_it():
    faux = [
        (etat, scan)
        for etat, scan, verdict in cas(admis)
        if not (simple := decider(etat, Scan(scan.sens, scan.zone))).admis
        and simple.raison != verdict.raison
    ]

    assert faux == []


def test_a_full_site_refuses_nobody_unless_the_edition_says_so():
    faux = cas(
        ordinaire,
        refuse,
        lambda etat, scan, v: v.raison == Raison.JAUGE_ATTEINTE,
        lambda etat, scan, v: not (etat.jauge_bloquante and etat.jauge_atteinte),
    )

    assert faux == []


def test_a_full_site_never_stops_somebody_who_is_already_inside():
    raisons = {v.raison for _, _, v in cas(entree, lambda etat, scan, v: etat.zone == AILLEURS)}

    assert Raison.JAUGE_ATTEINTE not in raisons


@pytest.mark.parametrize(
    ("etat", "scan", "attendu"),
    [
        (Etat(), ENTREE, Verdict(True, None, compte=True)),
        (Etat(zone=ICI, deja_venu=True), ENTREE, Verdict(False, Raison.DEJA_ENTRE)),
        (
            Etat(zone=AILLEURS, deja_venu=True),
            ENTREE,
            Verdict(True, None, compte=True, zone_quittee=AILLEURS),
        ),
        (
            Etat(zone=ICI, deja_venu=True),
            SORTIE,
            Verdict(True, None, compte=True, zone_quittee=ICI),
        ),
        (Etat(deja_venu=True), SORTIE, Verdict(False, Raison.DEJA_SORTI)),
        (Etat(), SORTIE, Verdict(True, Raison.SORTIE_SANS_ENTREE)),
        (Etat(porte_ouverte=False), ENTREE, Verdict(False, Raison.PORTE_FERMEE)),
        (
            Etat(Raison.REVOQUE, porte_ouverte=False),
            ENTREE,
            Verdict(False, Raison.REVOQUE),
        ),
        (
            Etat(jauge_atteinte=True),
            ENTREE,
            Verdict(True, Raison.JAUGE_ATTEINTE, compte=True),
        ),
        (
            Etat(jauge_atteinte=True, jauge_bloquante=True),
            ENTREE,
            Verdict(False, Raison.JAUGE_ATTEINTE),
        ),
        (
            Etat(zone=ICI, deja_venu=True),
            Scan(Sens.ENTREE, ICI, observe=True),
            Verdict(True, Raison.DEJA_ENTRE),
        ),
        (
            Etat(Raison.ANNULE),
            Scan(Sens.ENTREE, ICI, force=True),
            Verdict(True, Raison.ANNULE, compte=True, force_utile=True),
        ),
        (Etat(), Scan(Sens.ENTREE, ICI, force=True), Verdict(True, None, compte=True)),
    ],
)
def test_the_lines_that_a_gate_meets_every_day(etat, scan, attendu):
    verdict = decider(etat, scan)

    assert verdict == attendu
