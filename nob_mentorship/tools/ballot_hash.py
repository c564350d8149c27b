"""The hashes of the format of ballots: see `docs/ballot-format.md`. Plain Python."""

import hashlib
import re
import secrets

TOKEN_BYTES = 16
NUMBER = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT = 12
"""Letters of a receipt, five bits each."""


def of(what, content):
    """Return a hash, 64 hexadecimal digits.

    :param str what: what the bytes are, such as ``paper``
    :param bytes content: bytes
    """
    context = f"nob-mentorship/{what}/1".encode()
    return hashlib.sha256(context + b"\0" + content).hexdigest()


def of_row(sent):
    """Return the value stored in a token's row for the hash that its browser sends:
    reading rows is not enough to send that hash.

    :param str sent: hash of a token
    """
    return of("row", bytes.fromhex(sent))


def of_list(what, hashes):
    """Return the hash of hashes, whatever their order, each counted once."""
    return of(what, b"".join(map(bytes.fromhex, sorted(set(hashes)))))


def is_number(value):
    """Tell whether a value is a number as :func:`new_number` draws it."""
    return isinstance(value, str) and bool(NUMBER.fullmatch(value))


def is_hash(value):
    """Tell whether a value is a hash as it is written."""
    return isinstance(value, str) and bool(HASH.fullmatch(value))


def new_number():
    """Return 16 random bytes, in hexadecimal: a token, or an invitation's number."""
    return secrets.token_hex(TOKEN_BYTES)


def receipt(ballot):
    """Return the receipt of a ballot's hash, 12 letters."""
    number = int(ballot, 16) >> (256 - 5 * RECEIPT)
    shifts = range(5 * (RECEIPT - 1), -1, -5)
    return "".join(LETTERS[number >> shift & 31] for shift in shifts)
