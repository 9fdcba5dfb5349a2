"""The clocks of the gates: no scan is refused for one, and three times are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from salon.models import Edition
from salon.pointage.models import Passage
from tests.conftest import DIX_HEURES

DIX_MINUTES = timedelta(minutes=10)

# Device time of the scan, device time when it is sent, corrected time, worth a word to the gate.
HORLOGES = {
    "no clock": (None, None, DIX_HEURES, False),
    "right": ("2027-05-20T09:59:00+02:00", None, DIX_HEURES, False),
    "right, sent later": (
        "2027-05-20T07:50:00Z",
        "2027-05-20T08:00:00Z",
        DIX_HEURES - DIX_MINUTES,
        False,
    ),
    "two hours ahead": (
        "2027-05-20T09:50:00Z",
        "2027-05-20T10:00:00Z",
        DIX_HEURES - DIX_MINUTES,
        True,
    ),
    "two hours late": (
        "2027-05-20T05:50:00Z",
        "2027-05-20T06:00:00Z",
        DIX_HEURES - DIX_MINUTES,
        True,
    ),
    "reset to 1970": ("1970-01-01T00:00:00Z", None, DIX_HEURES, True),
    "in 2099": ("2099-12-31T23:59:59Z", None, DIX_HEURES, True),
    "set right after the scan": (
        "1970-01-01T00:00:00Z",
        "2027-05-20T08:00:00Z",
        DIX_HEURES - timedelta(days=1),
        True,
    ),
    "set back after the scan": (
        "2099-01-01T00:00:00Z",
        "2027-05-20T08:00:00Z",
        DIX_HEURES,
        True,
    ),
}


@pytest.mark.parametrize("horloges", HORLOGES.values(), ids=HORLOGES)
def test_a_scan_is_never_refused_for_its_clock(horloge, scanner, code, edition, horloges):
    scanne_a, maintenant, corrige, decalee = horloges
    Edition.objects.update(debut=edition.debut - timedelta(days=1))

    reponse = scanner(code, scanne_a=scanne_a, appareil_maintenant=maintenant)

    corps = reponse.json()
    assert (reponse.status_code, corps["verdict"], corps["horloge_decalee"]) == (
        200,
        "admis",
        decalee,
    )
    assert Passage.objects.values_list("scanne_a", "corrige_a", "recu_a").get() == (
        datetime.fromisoformat(scanne_a) if scanne_a else None,
        corrige,
        DIX_HEURES,
    )


@pytest.mark.parametrize(
    ("arrivee", "jour"),
    [
        (datetime(2027, 5, 20, 21, 59, tzinfo=UTC), "2027-05-20"),
        (datetime(2027, 5, 20, 22, 1, tzinfo=UTC), "2027-05-21"),
    ],
)
def test_a_day_ends_at_midnight_where_the_edition_takes_place(
    horloge, scanner, code, arrivee, jour
):
    horloge.move_to(arrivee)

    scanner(code)

    assert f"{Passage.objects.get().jour}" == jour
