"""Parses form input; plain Python, strings in, values out."""

import re
from datetime import date, datetime, time, timedelta
from unicodedata import category
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

TEXT_LIMIT = 5000
LINE_LIMIT = 200
LARGEST_ID = 2**31 - 1
"""The largest id that the database can give to a record."""
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.ASCII)
UTC, MINUTE = ZoneInfo("UTC"), timedelta(minutes=1)
ADDRESS_LIMIT = 2000
"""Some mail programs rewrite a meeting link into one of about 1,500 characters."""
BLANKS = " \t\r\n\f\v\u00a0\u200b\u2060\ufeff"
"""Visible and invisible characters that a paste can add around a link."""
NOT_IN_LINKS = frozenset(BLANKS + '<>"')
UNSEEN = ("Cc", "Cs")
"""Unicode categories of characters that are not text."""


class FormError(ValueError):
    """The value of a form field is invalid.

    :param str code: what is wrong: ``too_long``, ``not_a_date``, ``not_a_time``,
        ``no_such_time``, ``not_a_number``, ``not_offered``, ``not_a_web_address``,
        ``has_a_login``, ``too_many``, ``not_agreed``, ``terms_changed``
    :param str values: the named values for the error message
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.values = code, values


def read_text(raw, limit=TEXT_LIMIT):
    """Return the text without surrounding white space and without control characters.

    Characters that join emoji, and non-breaking spaces, are kept.

    :raises FormError: ``too_long`` past `limit` characters
    """
    text = "".join(
        char for char in (raw or "") if char in "\n\t" or category(char) not in UNSEEN
    ).strip()
    if len(text) > limit:
        raise FormError("too_long")
    return text


def read_date(raw):
    """Return a `date`, or None for an empty field.

    :raises FormError: ``not_a_date``, also for an implausible year
    """
    raw = (raw or "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError as error:
        raise FormError("not_a_date") from error
    if not 1940 <= day.year <= 2100:
        raise FormError("not_a_date")
    return day


def read_clock(raw):
    """Return the `time`, to the minute, of a text such as ``14:30``, ``14.30``,
    ``14:30:00``.

    :raises FormError: ``not_a_time``
    """
    typed = CLOCK.fullmatch((raw or "").strip())
    try:
        return time(*(int(part or 0) for part in typed.groups())).replace(second=0)
    except (AttributeError, ValueError) as error:
        raise FormError("not_a_time") from error


def read_moment(raw_date, raw_time, timezone):
    """Return the UTC moment (naive `datetime`) of a local date and time.

    :param str timezone: IANA name of the time zone in which it was typed
    :raises FormError: ``missing``, ``not_a_date``, ``not_a_time``, or ``no_such_time``
        for a time that the clock skips that day, with the nearest valid ones as
        `before` and `after`
    """
    day = read_date(raw_date)
    if not day:
        raise FormError("missing")
    zone = ZoneInfo(timezone)
    local = datetime.combine(day, read_clock(raw_time))
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    shown = moment.astimezone(zone)
    if shown.replace(tzinfo=None) == local:
        return moment.replace(tzinfo=None)
    jump = moment
    while (jump - MINUTE).astimezone(zone).utcoffset() == shown.utcoffset():
        jump -= MINUTE
    before, after = (each.astimezone(zone) for each in (jump - MINUTE, jump))
    raise FormError("no_such_time", before=f"{before:%H:%M}", after=f"{after:%H:%M}")


def read_number(raw, least, most):
    """Return a whole number between `least` and `most`.

    :raises FormError: ``not_a_number``, with the bounds `least` and `most`
    """
    try:
        number = int((raw or "").strip())
    except ValueError as error:
        raise FormError("not_a_number", least=least, most=most) from error
    if not least <= number <= most:
        raise FormError("not_a_number", least=least, most=most)
    return number


def read_web_address(raw, limit=ADDRESS_LIMIT):
    """Return an http(s) address without surrounding white space and angle brackets.

    :raises FormError: ``too_long`` past `limit` characters; ``not_a_web_address``, also
        for white space inside; ``has_a_login`` with a user name or password in it
    """
    address = (raw or "").strip(BLANKS)
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1].strip(BLANKS)
    if len(address) > limit:
        raise FormError("too_long")
    if address and not is_web_address(address):
        raise FormError("not_a_web_address")
    if "@" in urlsplit(address).netloc:
        raise FormError("has_a_login")
    return address


def is_web_address(text):
    """Tell whether `text` is an http(s) address with a host, safe to link to."""
    if any(c.isspace() or c in NOT_IN_LINKS or category(c) in UNSEEN for c in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
