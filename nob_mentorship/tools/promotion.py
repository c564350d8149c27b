"""What a page about a programme may show: its address, numbers, and how a voice is
named; plain Python.
"""

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from .groups import LEAST
from .names import greeted

ROOT = "/mentorship"
RESERVED = frozenset(
    {
        *("calendar", "certificate", "evaluation", "form", "link", "opened"),
        *("results", "room", "stop", "to"),
    }
)
"""What follows `ROOT` in the addresses of other pages."""
LONGEST = 100
"""The number of characters of the longest code that can be part of an address; web
servers refuse a long redirection to one."""
LEAST_PAIRINGS = 2
"""With fewer pairings, every voice of a programme would be of one pair or group."""


class Crowd(NamedTuple):
    """The people among whom a voice is one.

    :param int people: how many people completed a mentorship in the programme
    :param int pairings: how many pairings they completed
    :param dict roles: {role: how many people completed one in that role}
    """

    people: int
    pairings: int
    roles: dict


def path(code):
    """Return the path of the page of a programme, or "" if its code cannot be part of
    an address.

    :param str code: of the programme
    """
    odd = not code.strip(". ") or "/" in code or not code.isprintable()
    if odd or len(code) > LONGEST or code.lower() in RESERVED:
        return ""
    return f"{ROOT}/{quote(code, safe='')}"


def crowd(rows):
    """Return the `Crowd` of these places in completed pairings.

    :param rows: (person, role, pairing) of each
    """
    rows, roles = list(rows), {}
    for person, role, _pairing in rows:
        roles.setdefault(role, set()).add(person)
    return Crowd(
        len({person for person, _role, _pairing in rows}),
        len({pairing for _person, _role, pairing in rows}),
        {role: len(people) for role, people in roles.items()},
    )


def named(named_as, name, role, among):
    """Return the name and the role to show with a voice, each "" if it is not shown;
    None if the voice is not shown at all. Where a first name cannot be told from the
    rest, as in "A. de Wit", no name is shown to who chose the first name.

    :param str named_as: ``name``, ``first`` or ``role``, as the member chose
    :param among: a :class:`Crowd`
    """
    if among.people < LEAST or among.pairings < LEAST_PAIRINGS:
        return None
    first, whole = greeted(name), " ".join(name.split())
    first = "" if " " in first else first
    shown = {"name": whole, "first": first}.get(named_as, "")
    # one role that is left out would be known by the others
    clear = role in among.roles and min(among.roles.values()) >= LEAST
    return shown, role if clear else ""


def told(number, whole=None):
    """Return a number if it may be told, or None: neither it nor the rest of the whole
    may be few people.

    :param whole: a number of people that is told as well, or None
    """
    if number < LEAST or (whole is not None and 0 < whole - number < LEAST):
        return None
    return number


def mailbox(address):
    """Return the mailbox of an email address: what follows a plus sign in it is a label
    of its reader's own.

    :param str address: normalized
    """
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def message_id(domain, secret, *key):
    """Return the Message-ID of a mail, the same one for each attempt.

    :param str domain: the right-hand side
    :param str secret: of this database, so that nobody can guess the ids of others
    :param key: what tells this mail apart from all others
    """
    words = "|".join(map(str, (secret, *key)))
    return f"<mentorship-{sha256(words.encode()).hexdigest()[:32]}@{domain}>"
