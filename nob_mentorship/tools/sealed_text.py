"""Sealed texts in Python, compatible with `client/src/seal.js` in the browser.

For the demonstration, the tests, and the reader on the command line. The server itself
never opens a text: it has no member's keys. The format is `docs/sealed-format.md`;
plain Python, no ORM.
"""

import hashlib
import json
import re
from typing import NamedTuple

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

CONTEXT = b"nob-mentorship/text/1\0"
NUMBER_SALT = b"nob-mentorship/number/1"
PUBLIC_KEY, SIGNATURE = 32, 64
HEAD = PUBLIC_KEY + SIGNATURE
LEAST = 256
COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""The cost parameters for a control number and a phrase."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")


class SealError(Exception):
    """A sealed text that cannot be shown; `code` as in `client/src/errors.js`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Keys(NamedTuple):
    """The secret keys of a person, for reading and for signing.

    :param str age: ``AGE-SECRET-KEY-1…``
    :param bytes seed: the seed of the signing key, 32 bytes
    """

    age: str
    seed: bytes

    @classmethod
    def make(cls):
        """Return new keys."""
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(str(pyrage.x25519.Identity.generate()), seed)

    @property
    def recipient(self):
        """``age1…``"""
        return str(pyrage.x25519.Identity.from_str(self.age).to_public())

    @property
    def signer(self):
        """The public signing key, 32 bytes."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return key.public_key().public_bytes_raw()

    @property
    def fingerprint(self):
        """64 hexadecimal digits."""
        return fingerprint(self.recipient, self.signer)


def fingerprint(recipient, signer):
    """Return the identifier of a person: the SHA-256 of both public keys, 64 digits.

    :param str recipient: ``age1…``
    :param bytes signer: 32 bytes
    """
    return hashlib.sha256(recipient.encode() + signer).hexdigest()


def control_number(recipient, signer):
    """Return the number that two people compare when they meet, 16 digits."""
    both = recipient.encode() + signer
    found = hashlib.scrypt(both, salt=NUMBER_SALT, dklen=16, **COST)
    return f"{int.from_bytes(found, 'big') % 10**16:016d}"


def seal(body, keys, recipients):
    """Seal a text.

    :param dict body: as in `client/src/seal.js`, without `author`; for a file, also its
        `bytes`
    :param Keys keys: the author's
    :param recipients: the recipient keys of the readers, strings
    :return: the age file, and the hash that the next revision names
    :raises SealError: ``unreadable`` if the body is not a valid text
    """
    written = _write({**body, "author": keys.fingerprint})
    signature = Ed25519PrivateKey.from_private_bytes(keys.seed).sign(CONTEXT + written)
    sealed = pyrage.encrypt(
        keys.signer + signature + written,
        [pyrage.x25519.Recipient.from_str(each) for each in dict.fromkeys(recipients)],
    )
    return sealed, _hash(written)


def open_text(sealed, keys, author_of, expected):
    """Open a text.

    :param bytes sealed: an age file
    :param Keys keys: the reader's
    :param author_of: a function that returns the fingerprint of the owner of a public
        signing key, or None, according to the reader's own trust list
    :param dict expected: ``uuid``, ``room`` and ``kind``, as the reader expects them
    :return: the body, and its hash
    :raises SealError: why it is not shown
    """
    try:
        whole = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(keys.age)])
    except pyrage.DecryptError as error:
        other = "No matching keys" in str(error)
        raise SealError("not-for-me" if other else "damaged") from error
    if len(whole) < HEAD:
        raise SealError("unreadable")
    signer, written = whole[:PUBLIC_KEY], whole[HEAD:]
    author = author_of(signer)
    if not author:
        raise SealError("unknown-author")
    try:
        key = Ed25519PublicKey.from_public_bytes(signer)
        key.verify(whole[PUBLIC_KEY:HEAD], CONTEXT + written)
    except InvalidSignature as error:
        raise SealError("forged") from error
    body = _read(written)
    if any(
        body[name] != value for name, value in {"author": author, **expected}.items()
    ):
        raise SealError("misplaced")
    return body, _hash(written)


def pass_on(sealed, keys, recipient):
    """Seal a received text for one more reader, unchanged and with its signature.

    :param bytes sealed: an age file
    :param Keys keys: those of the reader who passes it on
    :param str recipient: the recipient key of the new reader
    :return: the file of age
    """
    whole = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(keys.age)])
    return pyrage.encrypt(whole, [pyrage.x25519.Recipient.from_str(recipient)])


def _hash(written):
    return hashlib.sha256(CONTEXT + written).hexdigest()


def _write(body):
    """Return a body in the form in which it is signed."""
    body = dict(body)
    content = body.pop("bytes", None)
    _check(body)
    if content is None:
        return _padded(_json(body), b" ")
    return _padded(_json({**body, "size": len(content)}) + b"\0" + content, b"\0")


def _json(body):
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _read(written):
    """Return the contents of a signed body."""
    head, zero, rest = written.partition(b"\0")
    try:
        body = json.loads(head.decode())
    except ValueError as error:
        raise SealError("unreadable") from error
    _check(body)
    if zero:
        size = body.pop("size", None)
        if type(size) is not int or not 0 <= size <= len(rest):
            raise SealError("unreadable")
        body["bytes"] = rest[:size]
    return body


def _check(body):
    """Raise unless a body has every part of a text, each in its valid form."""
    if not isinstance(body, dict):
        raise SealError("unreadable")
    for name, holds in FORM.items():
        if name not in body or not holds(body[name]):
            raise SealError("unreadable")


def _padded(content, filler):
    """Return bytes, padded to 256 or to the next power of two."""
    size = max(LEAST, 1 << (len(content) - 1).bit_length())
    return content.ljust(size, filler)


def _is_uuid(value):
    return isinstance(value, str) and bool(UUID.fullmatch(value))


def _is_digest(value):
    return isinstance(value, str) and bool(DIGEST.fullmatch(value))


def _is_count(value):
    return type(value) is int and 0 < value < 2**53


def _is_reader(value):
    pair = isinstance(value, list) and len(value) == 2
    return pair and _is_uuid(value[0]) and (value[1] == "" or _is_digest(value[1]))


FORM = {
    "uuid": _is_uuid,
    "room": _is_uuid,
    "kind": lambda value: isinstance(value, str),
    "author": _is_digest,
    "readers": lambda value: isinstance(value, list) and all(map(_is_reader, value)),
    "revision": _is_count,
    "previous": lambda value: value == "" or _is_digest(value),
    "trust": _is_count,
    "text": lambda value: isinstance(value, dict),
}
"""The required parts of a body, and how a valid value is recognised."""
