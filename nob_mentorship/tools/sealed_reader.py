"""Reads a room with a recovery code, from the data that the server sends to the sealed
page.

The formats are in `docs/sealed-format.md`; plain Python, no ORM.
"""

from base64 import b64decode

from . import sealed_ways
from .sealed_text import Keys, SealError, open_text
from .sealed_trust import authors_of, open_trust


def read(me, way, room, code):
    """Return the texts of a room, in the server's order.

    :param dict me: response to ``me``
    :param dict way: response to ``way/open`` for the recovery code
    :param dict room: response to ``room``
    :param str code: the recovery code, as the member wrote it down
    :return: list of dicts with ``kind`` and ``written``; and either ``author``,
        ``doubt`` (whether the author's keys may have been another person's) and
        ``text``, or ``error`` for a text that does not open or is older than the one
        seen before
    :raises SealError: ``mistyped`` or ``not-for-me`` for a wrong code; for the list of
        people, as in :func:`open_trust`
    """
    secret = sealed_ways.read_code(code)
    key = sealed_ways.key_of_way("recovery", secret)
    keys = sealed_ways.open_keys(b64decode(way["sealed"]), key)
    listed = me["trust"] and b64decode(me["trust"]["sealed"])
    trust = open_trust(listed, me["member"]["uuid"], keys)
    return [_read(text, keys, trust, room["uuid"]) for text in room["texts"]]


def _read(text, keys, trust, room):
    told = {"kind": text["kind"], "written": text["written"]}
    try:
        body = _open(text, keys, trust, room)
        if body["revision"] < trust["texts"].get(text["uuid"], [0])[0]:
            raise SealError("outdated")
    except SealError as error:
        return {**told, "error": error.code}
    author, is_sure = _author(trust, body["author"])
    return {**told, "author": author, "doubt": not is_sure, "text": body["text"]}


def _open(text, keys, trust, room):
    """Return the body of a text: from the original, or from a copy passed on by others.

    :raises SealError: with the reason of the last attempt
    """
    expected = {"uuid": text["uuid"], "room": room, "kind": text["kind"]}
    every = [keys, *(Keys(age, keys.seed) for age in trust["former"])]
    error = SealError("not-for-me")
    for coded in (text["sealed"], *text["copies"]):
        for each in every:
            try:
                return _opened(coded, each, trust, expected)
            except SealError as caught:
                error = caught
            if error.code != "not-for-me":
                break
    raise error


def _opened(coded, keys, trust, expected):
    try:
        sealed = b64decode(coded, validate=True)
    except ValueError:
        raise SealError("damaged") from None
    return open_text(sealed, keys, authors_of(trust), expected)[0]


def _author(trust, fingerprint):
    """Return (name of the person in a list with these keys, now or earlier; whether
    that is certain).
    """
    for person in trust["people"].values():
        if fingerprint == person["print"]:
            return person["name"], True
        for _signer, earlier, *tie in person["old"]:
            if earlier == fingerprint:
                return person["name"], tie != ["unsure"]
    return "", False
