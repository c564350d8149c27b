"""A ballot as a file of age, of the one length that a browser writes; plain Python.

The browser seals what members answer. This is the same in Python, for the
demonstration, for tests and for whoever writes another client: age with one stanza, no
more.
"""

import hmac
import json
import os
from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 65_536
LONGEST = 131_072
"""Bytes that a ballot has inside at most."""
HEAD = 168 + 16
"""The header of one stanza of X25519, and the nonce."""
TAG = 16
VERSION = b"age-encryption.org/v1"
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECK = 6
"""Characters of a recipient that check the others."""


def sealed_length(length):
    """Return how many bytes a ballot has.

    :param int length: of its content
    """
    return HEAD + length + TAG * max(1, -(-length // CHUNK))


def content(paper_hash, token, role, answers, length):
    """Return what is sealed: JSON, and spaces.

    :raises ValueError: for more than there is room for
    """
    said = {"paper": paper_hash, "token": token, "role": role, "answers": answers}
    packed = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(packed) > length:
        raise ValueError("more than a ballot has room for")
    return packed.ljust(length)


def sealed(recipient, plain):
    """Return bytes sealed to a recipient of age.

    :param str recipient: ``age1…``
    """
    theirs = _public(recipient)
    ephemeral, file_key = X25519PrivateKey.generate(), os.urandom(16)
    share = ephemeral.public_key().public_bytes_raw()
    secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(theirs))
    wrap = _derived(secret, share + theirs, VERSION + b"/X25519")
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    head = b"%s\n-> X25519 %s\n%s\n---" % (VERSION, _text(share), _text(body))
    mac = hmac.digest(_derived(file_key, b"", b"header"), head, sha256)
    nonce = os.urandom(16)
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    parts = [plain[at : at + CHUNK] for at in range(0, max(len(plain), 1), CHUNK)]
    chunks = [
        payload.encrypt(
            at.to_bytes(11, "big") + bytes([at == len(parts) - 1]), part, None
        )
        for at, part in enumerate(parts)
    ]
    return b"".join((head, b" ", _text(mac), b"\n", nonce, *chunks))


def _derived(secret, salt, info):
    return HKDF(SHA256(), 32, salt or None, info).derive(secret)


def _text(raw):
    return b64encode(raw).rstrip(b"=")


def _public(recipient):
    """Return the 32 bytes of a recipient, which was checked by who wrote it."""
    number = 0
    for letter in recipient.removeprefix("age1")[:-CHECK]:
        number = number << 5 | CHARSET.index(letter)
    # 52 letters hold 260 bits, of which the last four are none
    return (number >> 4).to_bytes(32, "big")
