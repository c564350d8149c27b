"""One ballot: an age file, checked from outside, opened, and read."""

import pyrage

from . import hashes, shape

INTRO = b"age-encryption.org/v1\n"
STANZA, MAC = b"-> ", b"--- "
MOST_HEADER, MOST_STANZAS = 2048, 3
NONCE = TAG = 16
CHUNK = 65_536
MOST_DEPTH = 5
LARGEST = 2**53
BODY = {
    "paper": shape.digest,
    "token": shape.number,
    "role": shape.one_of(*shape.ROLES),
    "answers": lambda value: plain(value, MOST_DEPTH, dict),
}
VALUES = (dict, list, str, int, type(None))


class Dropped(Exception):
    """A ballot that does not count; the code says why, but reveals nothing of its
    contents.
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def has_size(file, length):
    """Tell whether a file can be a ballot of this length, and is cheap to open.

    :param bytes file: an age file
    :param int length: the length stated in its paper
    """
    if not file.startswith(INTRO):
        return False
    header = file[:MOST_HEADER]
    mac = header.find(b"\n" + MAC)
    end = header.find(b"\n", mac + 1)
    if mac < 0 or end < 0 or header.count(b"\n" + STANZA, 0, end) > MOST_STANZAS:
        return False
    return len(file) - (end + 1) == NONCE + length + TAG * -(-length // CHUNK)


def read(file, identity, terms, paper):
    """Return the contents of a ballot.

    :param identity: the evaluation's pyrage identity
    :param dict terms: the terms of the paper
    :param str paper: the hash of the paper
    :raises Dropped: ``damaged``, ``unreadable`` or ``another_paper``
    """
    try:
        content = pyrage.decrypt(file, [identity])
    except pyrage.DecryptError:
        raise Dropped("damaged") from None
    try:
        if len(content) != terms["length"]:
            raise ValueError
        body = shape.known(BODY, shape.parsed(content.rstrip(b" ")))
    except ValueError:
        raise Dropped("unreadable") from None
    if body["paper"] != paper:
        raise Dropped("another_paper")
    if terms["audience"] not in ("all", body["role"]):
        raise Dropped("unreadable")
    return body


def row_hash(body):
    """Return the value stored in the row of this ballot's token: a hash of what the
    browser sends, so that reading rows is not enough to send a ballot.
    """
    sent = hashes.of(hashes.TOKEN, bytes.fromhex(body["token"]))
    return hashes.of(hashes.ROW, bytes.fromhex(sent))


def plain(value, depth, kinds=VALUES):
    """Raise unless a value is one that a form can produce."""
    if not isinstance(value, kinds) or not depth:
        raise ValueError
    if isinstance(value, dict):
        for name, item in value.items():
            plain(name, depth, str)
            plain(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            plain(item, depth - 1)
    elif isinstance(value, str):
        if "\0" in value:
            raise ValueError
        # a lone surrogate is not a character
        value.encode()
    elif value is not None and not -LARGEST < value < LARGEST:
        raise ValueError
