"""The hashes of the ballot format, see `docs/ballot-format.md`; plain Python."""

import hashlib
import re
import secrets

TOKEN_BYTES = 16
NUMBER = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT = 12
"""The number of letters of a receipt, five bits each."""


def of(what, content):
    """Return a hash, 64 hexadecimal digits.

    :param str what: the kind of contents, such as ``paper``
    :param bytes content: bytes
    """
    context = f"nob-mentorship/{what}/1".encode()
    return hashlib.sha256(context + b"\0" + content).hexdigest()


def of_row(sent):
    """Return the value stored in a token's row: a hash of the hash that the browser
    sends, so that reading the row is not enough to answer.

    :param str sent: the hash of a token, as the browser sends it
    """
    return of("row", bytes.fromhex(sent))


def of_list(what, hashes):
    """Return one hash for a set of hashes, whatever their order."""
    return of(what, b"".join(map(bytes.fromhex, sorted(set(hashes)))))


def is_number(value):
    """Tell whether a value has the form of :func:`new_number`."""
    return isinstance(value, str) and bool(NUMBER.fullmatch(value))


def is_hash(value):
    """Tell whether a value is written as a hash."""
    return isinstance(value, str) and bool(HASH.fullmatch(value))


def new_number():
    """Return 16 random bytes, in hexadecimal: a token, or an invitation's number."""
    return secrets.token_hex(TOKEN_BYTES)


def receipt(ballot):
    """Return the receipt of a ballot's hash, 12 letters."""
    number = int(ballot, 16) >> (256 - 5 * RECEIPT)
    shifts = range(5 * (RECEIPT - 1), -1, -5)
    return "".join(LETTERS[number >> shift & 31] for shift in shifts)
