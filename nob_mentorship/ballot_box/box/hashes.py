"""The hashes of the format: SHA-256 over a context, a zero byte and bytes."""

import hashlib

PAPER = b"nob-mentorship/paper/1\0"
SUPPLEMENT = b"nob-mentorship/supplement/1\0"
INVITATION = b"nob-mentorship/invitation/1\0"
INVITATIONS = b"nob-mentorship/invitations/1\0"
TOKEN = b"nob-mentorship/token/1\0"
ROW = b"nob-mentorship/row/1\0"
BALLOT = b"nob-mentorship/ballot/1\0"
SET = b"nob-mentorship/set/1\0"

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT = 12
"""The number of letters of a receipt, five bits each."""


def of(context, content):
    """Return a hash, 64 hexadecimal digits.

    :param bytes context: one of the above
    """
    return hashlib.sha256(context + content).hexdigest()


def of_list(numbers):
    """Return the hash of a list of hashes of invitation numbers, in order."""
    return of(INVITATIONS, b"".join(map(bytes.fromhex, numbers)))


def of_set(evaluation, ballots, rows):
    """Return the hash of what a box is opened with: changing a ballot or a row gives
    another set.

    :param str evaluation: the uuid
    :param ballots: hashes, in any order
    :param rows: pairs of a token hash and an invitation number, in any order
    """
    parts = [evaluation.encode()]
    for items in (set(ballots), {token + number for token, number in rows}):
        parts.append(len(items).to_bytes(8, "big"))
        parts.extend(bytes.fromhex(item) for item in sorted(items))
    return of(SET, b"".join(parts))


def receipt(ballot):
    """Return the receipt for a ballot's hash, 12 letters."""
    number = int(ballot, 16) >> (256 - 5 * RECEIPT)
    shifts = range(5 * (RECEIPT - 1), -1, -5)
    return "".join(LETTERS[number >> shift & 31] for shift in shifts)
