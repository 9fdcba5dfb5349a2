"""The rules of a time zone, as calendars want them (VTIMEZONE of RFC 5545)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

JOUR = timedelta(days=1)
SECONDE = timedelta(seconds=1)


@lru_cache(maxsize=32)
def regles(zone: ZoneInfo, annees: tuple[int, int]) -> Timezone:
    """Return the rules of a zone from the year before the first one to the year after the last one.

    Made here: `Timezone.from_tzinfo` (icalendar 7.3) starts summer an hour late, because RFC 5545
    wants each change in the time that was used before it.
    """
    fuseau = Timezone()
    fuseau.add("tzid", zone.key)
    debut = datetime(annees[0] - 1, 1, 1, tzinfo=UTC)
    for instant in (debut, *_changements(zone, debut, datetime(annees[1] + 2, 1, 1, tzinfo=UTC))):
        fuseau.add_component(_regle(zone, instant))
    return fuseau


def _regle(zone: ZoneInfo, instant: datetime) -> TimezoneDaylight | TimezoneStandard:
    """Return what holds from an instant (UTC) on."""
    avant, apres = (instant - SECONDE).astimezone(zone), instant.astimezone(zone)
    regle = TimezoneDaylight() if apres.dst() else TimezoneStandard()
    regle.add("dtstart", (avant + SECONDE).replace(tzinfo=None))
    regle.add("tzname", apres.tzname() or zone.key)
    regle.add("tzoffsetfrom", avant.utcoffset())
    regle.add("tzoffsetto", apres.utcoffset())
    return regle


def _changements(zone: ZoneInfo, debut: datetime, fin: datetime) -> list[datetime]:
    """Return the instants (UTC) at which the clocks of a zone change."""
    trouves, jour = [], debut
    while jour < fin:
        if _decalage(zone, jour) != _decalage(zone, jour + JOUR):
            trouves.append(_cerner(zone, jour, jour + JOUR))
        jour += JOUR
    return trouves


def _cerner(zone: ZoneInfo, avant: datetime, apres: datetime) -> datetime:
    """Return the first second of a day that has another offset, by halves."""
    ancien = _decalage(zone, avant)
    while apres - avant > SECONDE:
        milieu = avant + timedelta(seconds=(apres - avant) // SECONDE // 2)
        if _decalage(zone, milieu) == ancien:
            avant = milieu
        else:
            apres = milieu
    return apres


def _decalage(zone: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()
