"""The permitted contents of a request, a paper and a ballot; each check raises
ValueError.
"""

import json
import re
from datetime import date

ROLES = ("mentor", "mentee", "peer")
LEAST_MINIMUM = 3
MOST_INVITED = 10_000
MOST_SUPPLEMENTS = 999
LENGTH_STEP, LEAST_LENGTH, MOST_LENGTH = 256, 1024, 131_072
MOST_BYTES = 256 * 1024 * 1024
"""The maximum total size of the ballots of one paper, in bytes."""
MOST_BALLOTS = 2 * MOST_INVITED
"""The maximum number of ballots to open, so that opening ends within the time limit."""

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
HEX = re.compile(r"(?:[0-9a-f]{2})*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def uuid(value):
    """Check a lower-case uuid; a file name may be made from it."""
    return _matching(UUID, value)


def recipient(value):
    """Check an age recipient, X25519."""
    return _matching(RECIPIENT, value)


def hexadecimal(size):
    """Return the check for this number of bytes in hexadecimal."""

    def check(value):
        if len(_matching(HEX, value)) != 2 * size:
            raise ValueError
        return value

    return check


digest = hexadecimal(32)
number = hexadecimal(16)
signature = hexadecimal(64)


def day(value):
    """Check a date, as text."""
    date.fromisoformat(_matching(DAY, value))
    return value


def whole(least, most):
    """Return the check for a whole number between two bounds."""

    def check(value):
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return check


def one_of(*values):
    """Return the check for one of several texts."""

    def check(value):
        if not isinstance(value, str) or value not in values:
            raise ValueError
        return value

    return check


def true(value):
    """Check that a value is true."""
    if value is not True:
        raise ValueError
    return value


def length(value):
    """Check the inner length of a ballot."""
    if whole(LEAST_LENGTH, MOST_LENGTH)(value) % LENGTH_STEP:
        raise ValueError
    return value


def text(least, most):
    """Return the check for a text of up to this many characters, without control
    characters.
    """

    def check(value):
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise ValueError
        if not value.isprintable():
            raise ValueError
        return value

    return check


def several(check, least, most):
    """Return the check for a list of distinct values."""

    def checks(value):
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise ValueError
        if len(set(map(check, value))) != len(value):
            raise ValueError
        return value

    return checks


def known(names, value, optional=()):
    """Return an object that has exactly these names, each value checked.

    :param dict names: {name: check}
    :param optional: names that may be missing
    """
    if not isinstance(value, dict) or value.keys() - names.keys():
        raise ValueError
    if names.keys() - value.keys() - set(optional):
        raise ValueError
    for name, item in value.items():
        names[name](item)
    return value


def parsed(content):
    """Return the parsed JSON; objects must not repeat a name, nor numbers have a
    fraction.

    :param bytes content: UTF-8
    """
    try:
        return json.loads(
            content.decode(),
            object_pairs_hook=_once,
            parse_float=_none,
            parse_constant=_none,
            parse_int=_integer,
        )
    except RecursionError:
        raise ValueError from None


def written(value, ascii_only=True):
    """Return canonical JSON: equal values give equal bytes."""
    return json.dumps(
        value, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":")
    ).encode()


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _none(_literal):
    raise ValueError


def _integer(literal):
    if len(literal) > 17:
        raise ValueError
    return int(literal)


def _matching(pattern, value):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value
