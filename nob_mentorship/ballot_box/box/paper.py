"""Opening papers and supplements: written once, signed, and checked verbatim."""

from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import hashes, shape

PAPER_FORMAT = "nob-mentorship/paper/1"
SUPPLEMENT_FORMAT = "nob-mentorship/supplement/1"
TERMS = {
    "evaluation": shape.uuid,
    "form": shape.digest,
    "minimum": shape.whole(shape.LEAST_MINIMUM, shape.MOST_INVITED),
    "audience": shape.one_of(*shape.ROLES, "all"),
    "length": shape.length,
    "closes": shape.day,
}
"""The terms of an evaluation that Odoo sends at its opening, and that the paper
repeats."""
PAPER = {
    **TERMS,
    "format": shape.one_of(PAPER_FORMAT),
    "signer": shape.digest,
    "recipient": shape.recipient,
    "invited": shape.whole(1, shape.MOST_INVITED),
    "invitations": shape.digest,
}
SUPPLEMENT = {
    "format": shape.one_of(SUPPLEMENT_FORMAT),
    "paper": shape.digest,
    "number": shape.whole(1, shape.MOST_SUPPLEMENTS),
    "previous": shape.digest,
    "invited": shape.whole(1, shape.MOST_INVITED),
    "invitations": shape.digest,
}
NUMBERS = shape.several(shape.digest, 1, shape.MOST_INVITED)


class Signed(NamedTuple):
    """A paper or a supplement.

    :param str text: the text that was signed
    :param str signature: in hexadecimal
    :param tuple numbers: the hashes of the invitation numbers it covers
    """

    text: str
    signature: str
    numbers: tuple


def write_paper(seed, terms, recipient, numbers):
    """Return a signed paper.

    :param seed: the Ed25519PrivateKey of the box
    :param dict terms: as in :data:`TERMS`
    :param numbers: hashes of the invitation numbers
    """
    values = {
        **terms,
        "format": PAPER_FORMAT,
        "signer": seed.public_key().public_bytes_raw().hex(),
        "recipient": recipient,
    }
    return _signed(seed, hashes.PAPER, values, numbers)


def write_supplement(seed, paper, number, previous, numbers):
    """Return a signed supplement.

    :param str paper: the hash of the paper
    :param str previous: the hash of the previous supplement, or of the paper
    """
    values = {
        "format": SUPPLEMENT_FORMAT,
        "paper": paper,
        "number": number,
        "previous": previous,
    }
    return _signed(seed, hashes.SUPPLEMENT, values, numbers)


def paper_hash(text):
    """Return the hash of a paper."""
    return hashes.of(hashes.PAPER, text.encode())


def supplement_hash(text):
    """Return the hash of a supplement."""
    return hashes.of(hashes.SUPPLEMENT, text.encode())


def read_paper(signed):
    """Return the contents of a paper.

    :raises ValueError: unless everything is valid, the signature first
    """
    found = shape.parsed(signed.text.encode("ascii"))
    # the signer is in the text: nothing else is used before it is verified
    signer = shape.digest(found.get("signer") if isinstance(found, dict) else None)
    _verify(signer, hashes.PAPER, signed)
    return _agreeing(shape.known(PAPER, found), signed.numbers)


def read_supplement(signed, signer, paper, number, previous):
    """Return the contents of a supplement.

    :raises ValueError: unless it is the next one of this paper
    """
    _verify(signer, hashes.SUPPLEMENT, signed)
    found = shape.known(SUPPLEMENT, shape.parsed(signed.text.encode("ascii")))
    if (found["paper"], found["number"], found["previous"]) != (
        paper,
        number,
        previous,
    ):
        raise ValueError
    return _agreeing(found, signed.numbers)


def most_bytes(length, invited):
    """Return the maximum number of bytes for the ballots of this many people."""
    return invited * (length + 4096)


def _signed(seed, context, values, numbers):
    numbers = sorted(numbers)
    values["invited"] = len(numbers)
    values["invitations"] = hashes.of_list(numbers)
    text = shape.written(values)
    return Signed(text.decode(), seed.sign(context + text).hex(), tuple(numbers))


def _verify(signer, context, signed):
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
    try:
        key.verify(bytes.fromhex(signed.signature), context + signed.text.encode())
    except InvalidSignature:
        raise ValueError from None


def _agreeing(found, numbers):
    """Return what was found, if it covers these invitations."""
    if found["invited"] != len(numbers) or list(numbers) != sorted(set(numbers)):
        raise ValueError
    if found["invitations"] != hashes.of_list(numbers):
        raise ValueError
    return found
