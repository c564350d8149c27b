"""Writes time zones for calendars (RFC 5545); plain Python, a name in, a component
out."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS = 5
"""A rule counts as one if it holds for this many years."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@lru_cache(maxsize=64)
def component(name, year):
    """Return the VTIMEZONE of a zone, with rules that every calendar program reads.

    :param str name: IANA name
    :param int year: of the event
    :return: the component, not to be changed; None for UTC, which needs none, and for a
        zone without a yearly rule
    """
    changes = [_changes(ZoneInfo(name), each) for each in range(year - 1, year + YEARS)]
    if name == "UTC" or len({len(each) for each in changes}) > 1:
        return None
    zone = Timezone()
    zone.add("tzid", name)
    if not any(changes):
        begin = datetime(1970, 1, 1)
        offset = begin.replace(year=year, tzinfo=ZoneInfo(name)).utcoffset()
        zone.add_component(_observance(begin, offset, offset))
        return zone
    for same in zip(*changes, strict=True):
        rule = _rule([onset for onset, *_offsets in same])
        if not rule or len({(at.time(), *offsets) for at, *offsets in same}) > 1:
            return None
        observance = _observance(*same[0])
        observance.add("rrule", rule)
        zone.add_component(observance)
    return zone


def _changes(zone, year):
    """Return the clock changes of a zone in a year, each as (local time before the
    change, offset before, offset after)."""
    found = []
    day, moment = timedelta(days=1), datetime(year, 1, 1, tzinfo=UTC)
    before = moment.astimezone(zone).utcoffset()
    while moment.year == year:
        moment += day
        after = moment.astimezone(zone).utcoffset()
        if after != before:
            onset = moment
            while (onset - timedelta(minutes=1)).astimezone(zone).utcoffset() == after:
                onset -= timedelta(minutes=1)
            found.append((onset.replace(tzinfo=None) + before, before, after))
        before = after
    return found


def _rule(onsets):
    """Return the yearly rule that the clock changes of consecutive years follow, or
    None."""
    first = onsets[0]
    if len({(at.month, at.weekday()) for at in onsets}) > 1:
        return None
    if all(at.day + 7 > monthrange(at.year, at.month)[1] for at in onsets):
        which = -1
    elif len({(at.day - 1) // 7 for at in onsets}) == 1:
        which = (first.day - 1) // 7 + 1
    else:
        return None
    byday = f"{which}{DAYS[first.weekday()]}"
    return {"freq": "yearly", "bymonth": first.month, "byday": byday}


def _observance(onset, before, after):
    observance = TimezoneDaylight() if after > before else TimezoneStandard()
    observance.add("dtstart", onset)
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", after)
    return observance
