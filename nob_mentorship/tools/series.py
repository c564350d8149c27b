"""The days and moments of a series of meetings; plain Python, dates in, moments out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def days(first, weeks, until, holidays=()):
    """Return the days of a series: every so many weeks from the first one on (P24).

    :param date first: the day of the first meeting
    :param int weeks: the number of weeks from one to the next, at least 1
    :param date until: the last day that can be one of them
    :param holidays: (first day, last day) of each holiday, both included
    :return: (the days on which to meet, the days left out because of a holiday), two
        lists of dates in order
    """
    step, kept, left_out = timedelta(weeks=weeks), [], []
    day = first
    while day <= until:
        free = any(begin <= day <= end for begin, end in holidays)
        (left_out if free else kept).append(day)
        day += step
    return kept, left_out


def moments(days, clock, timezone):
    """Return the moments at which a wall clock shows a time on some days.

    A time that the clock skips on one of them becomes as much later as the clock jumps;
    of a time that it shows twice, the first one counts (RFC 5545, 3.3.5).

    :param days: dates
    :param time clock: the local time, the same on each day
    :param str timezone: IANA name of the zone of that clock
    :return: a list of naive datetimes in UTC
    """
    zone = ZoneInfo(timezone)
    return [
        datetime.combine(day, clock, zone).astimezone(UTC).replace(tzinfo=None)
        for day in days
    ]
