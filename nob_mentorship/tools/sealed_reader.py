"""Reads a room with a recovery code, from what the sealed page gets of the server.

Plain Python, no ORM; `docs/sealed-format.md` has the formats.
"""

from base64 import b64decode

from . import sealed_ways
from .sealed_text import SealError, open_text
from .sealed_trust import authors_of, open_trust


def read(me, way, room, code):
    """Return the texts of a room, in the server's order.

    :param dict me: answer of ``me``
    :param dict way: answer of ``way/open`` for the recovery code
    :param dict room: answer of ``room``
    :param str code: the recovery code, as it was written down
    :return: list of dicts: ``kind`` and ``written``, and ``author`` and ``text``, or
        ``error`` for what does not open
    :raises SealError: ``mistyped`` or ``not-for-me`` for another code; as of
        :func:`open_trust` for the list of people
    """
    secret = sealed_ways.read_code(code)
    key = sealed_ways.key_of_way("recovery", secret)
    keys = sealed_ways.open_keys(b64decode(way["sealed"]), key)
    listed = me["trust"] and b64decode(me["trust"]["sealed"])
    trust = open_trust(listed, me["member"]["uuid"], keys)
    return [_read(text, keys, trust, room["uuid"]) for text in room["texts"]]


def _read(text, keys, trust, room):
    told = {"kind": text["kind"], "written": text["written"]}
    expected = {"uuid": text["uuid"], "room": room, "kind": text["kind"]}
    error = "not-for-me"
    for sealed in (text["sealed"], *text["copies"]):
        for each in (keys, *(keys._replace(age=age) for age in trust["former"])):
            try:
                body, _hash = open_text(
                    b64decode(sealed), each, authors_of(trust), expected
                )
            except SealError as caught:
                error = caught.code
            else:
                author = _author(trust, body["author"])
                return {**told, "author": author, "text": body["text"]}
    return {**told, "error": error}


def _author(trust, fingerprint):
    """Return the name of the person in a list whose keys these are, or were."""
    for person in trust["people"].values():
        if fingerprint in (person["print"], *(old[1] for old in person["old"])):
            return person["name"]
    return ""
