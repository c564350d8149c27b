"""The keys in the ballot folders: the box key, and the key of each evaluation."""

from contextlib import suppress

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import paper, shape
from .folder import BOX
from .refused import Refused

BOX_FORMAT = "nob-mentorship/box/1"
EVALUATION_FORMAT = "nob-mentorship/evaluation/1"
ADDED_FORMAT = "nob-mentorship/added/1"
SET_FORMAT = "nob-mentorship/closing/1"
UNUSED_FORMAT = "nob-mentorship/unused/1"
KEY, SET, MARK, ADDED = ".key", ".set", ".closed", ".supplement"
UNUSED = ".unused"
"""The endings of the files of an evaluation."""

WRAPPED = {"version": shape.whole(1, 10**9), "wrapped": shape.text(40, 400)}
BOX_NAMES = {"format": shape.one_of(BOX_FORMAT), "signer": shape.digest, **WRAPPED}
KEY_NAMES = {
    "format": shape.one_of(EVALUATION_FORMAT),
    "paper": shape.text(1, 4096),
    "signature": shape.signature,
    "numbers": paper.NUMBERS,
    **WRAPPED,
}
ADDED_NAMES = {
    "format": shape.one_of(ADDED_FORMAT),
    "supplement": shape.text(1, 4096),
    "signature": shape.signature,
    "numbers": paper.NUMBERS,
}
SET_NAMES = {"format": shape.one_of(SET_FORMAT), "set": shape.digest}
UNUSED_NAMES = {"format": shape.one_of(UNUSED_FORMAT), "since": shape.day}
MARK_NAMES = {
    "format": shape.one_of(SET_FORMAT),
    "set": lambda value: value if value == "" else shape.digest(value),
}


def read_all(folders, name, names):
    """Return {folder: contents of its file} for the folders that have it."""
    found = {folder: folder.read_json(name, names) for folder in folders}
    return {folder: value for folder, value in found.items() if value is not None}


def box_key(folders, masters, make=False):
    """Return the box key, writing it to each folder if `make` is true.

    :return: an Ed25519PrivateKey, or None if there is none
    :raises Refused: ``no_box`` instead of creating a second one
    """
    found = read_all(folders, BOX, BOX_NAMES)
    if not found:
        if not make:
            return None
        if any(name.endswith((KEY, MARK)) for f in folders for name in f.names()):
            raise Refused("no_box")
        records = [_new_box(masters)]
    else:
        records = list(found.values())
        if len({record["signer"] for record in records}) > 1:
            raise Refused("conflict")
    record = records[0]
    seed = _unwrapped(masters, records, "box", record["signer"])
    key = Ed25519PrivateKey.from_private_bytes(seed)
    if key.public_key().public_bytes_raw().hex() != record["signer"]:
        raise Refused("damaged")
    for folder in folders if make else ():
        if folder not in found:
            folder.write(BOX, record)
    return key


def _new_box(masters):
    key = Ed25519PrivateKey.generate()
    signer = key.public_key().public_bytes_raw().hex()
    wrapped = masters.wrap(key.private_bytes_raw(), "box", signer)
    return {"format": BOX_FORMAT, "signer": signer, **wrapped}


def _unwrapped(masters, records, kind, owner):
    """Return the secret from one of several wrapped records of the same key.

    The records differ if re-wrapping was interrupted.
    """
    for record in records[:-1]:
        with suppress(Refused):
            return masters.unwrap(record["version"], record["wrapped"], kind, owner)
    return masters.unwrap(records[-1]["version"], records[-1]["wrapped"], kind, owner)


class Evaluation:
    """The key of an evaluation, with its paper and its supplements, from the folders.

    :param dict found: {folder that has it: contents of the key file}
    """

    def __init__(self, uuid, found, signed, terms):
        self.uuid, self.folders = uuid, list(found)
        self._records = list(found.values())
        self.signed, self.terms = signed, terms
        self.paper = paper.paper_hash(signed.text)
        self.supplements = []

    @property
    def record(self):
        """Return the contents of the key file."""
        return self._records[0]

    @property
    def head(self):
        """Return the hash that the next supplement must name."""
        if not self.supplements:
            return self.paper
        return paper.supplement_hash(self.supplements[-1].text)

    @property
    def numbers(self):
        """Return the hashes of the numbers of all invitations."""
        return {
            n for signed in (self.signed, *self.supplements) for n in signed.numbers
        }

    def secret(self, masters):
        """Return the secret key, both for pyrage and as bytes.

        :raises Refused: ``key_other``, ``damaged``
        """
        secret = _unwrapped(masters, self._records, "evaluation", self.paper)
        try:
            identity = pyrage.x25519.Identity.from_str(secret.decode())
        except (ValueError, pyrage.IdentityError):
            raise Refused("damaged") from None
        if str(identity.to_public()) != self.terms["recipient"]:
            raise Refused("damaged")
        return identity, secret


def new_evaluation(masters, box, terms, numbers):
    """Return the record of a new key, with its paper."""
    identity = pyrage.x25519.Identity.generate()
    signed = paper.write_paper(box, terms, str(identity.to_public()), numbers)
    secret = str(identity).encode()
    wrapped = masters.wrap(secret, "evaluation", paper.paper_hash(signed.text))
    return {
        "format": EVALUATION_FORMAT,
        "paper": signed.text,
        "signature": signed.signature,
        "numbers": list(signed.numbers),
        **wrapped,
    }


def evaluation(folders, uuid):
    """Return an `Evaluation`, or None if no folder has its key.

    :raises Refused: ``conflict`` if folders have different ones, ``damaged``
    """
    found = read_all(folders, uuid + KEY, KEY_NAMES)
    if not found:
        return None
    if len({record["paper"] for record in found.values()}) > 1:
        raise Refused("conflict")
    record = next(iter(found.values()))
    signed = paper.Signed(record["paper"], record["signature"], (*record["numbers"],))
    try:
        terms = paper.read_paper(signed)
        if terms["evaluation"] != uuid:
            raise ValueError
    except ValueError:
        raise Refused("damaged") from None
    read = Evaluation(uuid, found, signed, terms)
    for number in range(1, shape.MOST_SUPPLEMENTS + 1):
        signed = _supplement(folders, read, number)
        if signed is None:
            break
        read.supplements.append(signed)
    return read


def held_by_all(folders, uuid):
    """Return an `Evaluation` whose key is in every folder.

    :raises Refused: ``no_evaluation``, ``folder_empty``, and as :func:`evaluation`
    """
    found = evaluation(folders, uuid)
    if not found:
        raise Refused("no_evaluation")
    for folder in folders:
        if folder not in found.folders:
            raise Refused("folder_empty", folder=folder.at)
    return found


def added_name(uuid, number):
    """Return the name of a supplement's file."""
    return f"{uuid}.{number:03d}{ADDED}"


def added_record(signed):
    """Return the contents of a supplement file."""
    return {
        "format": ADDED_FORMAT,
        "supplement": signed.text,
        "signature": signed.signature,
        "numbers": list(signed.numbers),
    }


def _supplement(folders, read, number):
    found = read_all(folders, added_name(read.uuid, number), ADDED_NAMES)
    if not found:
        return None
    if len({record["supplement"] for record in found.values()}) > 1:
        raise Refused("conflict")
    record = next(iter(found.values()))
    signed = paper.Signed(
        record["supplement"], record["signature"], (*record["numbers"],)
    )
    try:
        paper.read_supplement(
            signed, read.terms["signer"], read.paper, number, read.head
        )
    except ValueError:
        raise Refused("damaged") from None
    return signed


def ended(folders, uuid):
    """Return (set, whether it is destroyed) as recorded in any folder; ("", False) if
    none.

    :raises Refused: ``conflict`` if folders record different sets
    """
    sets = read_all(folders, uuid + SET, SET_NAMES)
    marks = read_all(folders, uuid + MARK, MARK_NAMES)
    known = {r["set"] for r in (*sets.values(), *marks.values()) if r["set"]}
    if len(known) > 1:
        raise Refused("conflict")
    return next(iter(known), ""), bool(marks)
