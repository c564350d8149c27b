"""Which of the reminders that are due go out now (R63).

Plain Python; knows no Odoo.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A reminder that is due.

    :param int line: the id of its line of the timetable
    :param str about: the record that it is about, as ``model,id``
    :param int reader: the id of the contact who gets it
    :param day: the day it is due
    :param int urgency: lower ones go first
    :param until: the last day on which it still makes sense
    :param tuple quiet: (first quiet hour, first hour that is not quiet)
    :param int most: the maximum number that its reader gets in a week
    """

    line: int
    about: str
    reader: int
    day: date
    urgency: int
    until: date
    quiet: tuple = (20, 8)
    most: int = 3

    @property
    def key(self):
        """What makes it the same reminder, however often it is found."""
        return self.line, self.about, self.reader, self.day

    @property
    def rank(self):
        """The order in which reminders go out: those of a reader stand together."""
        return self.reader, self.urgency, self.day, self.key


def is_quiet(hour, begin, end):
    """Tell whether an hour of the day lies in the quiet hours.

    :param int hour: 0 to 23, in the reader's time zone
    :param int begin: the first quiet hour
    :param int end: the first hour that is not quiet; equal to `begin`, there are none
    """
    if begin <= end:
        return begin <= hour < end
    return hour >= begin or hour < end


def chosen(found, moments, sent):
    """Return the reminders that go out now, the most urgent first.

    The others wait for the next run, as long as they make sense.

    :param found: an iterable of `Due`
    :param moments: {reader: now, in their time zone, a `datetime`}
    :param sent: {reader: the number of reminders in the past week}
    """
    counts, going = Counter(sent), []
    for due in sorted(found, key=lambda due: due.rank):
        now = moments[due.reader]
        if not due.day <= now.date() <= due.until:
            continue
        if is_quiet(now.hour, *due.quiet) or counts[due.reader] >= due.most:
            continue
        counts[due.reader] += 1
        going.append(due)
    return going


def message_id(due, domain, secret):
    """Return the Message-ID of a reminder, the same one for each attempt.

    :param str domain: the right-hand side
    :param str secret: of this database, so that nobody can guess the ids of others
    """
    told = "|".join(map(str, (secret, *due.key)))
    return f"<mentorship-{sha256(told.encode()).hexdigest()[:32]}@{domain}>"
