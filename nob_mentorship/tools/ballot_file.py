"""Seals a ballot as an age file of the same length as the browser's; plain Python.

In use, browsers seal the answers. This does the same in Python, for the demonstration,
for tests, and as an example for other clients: an age file with one stanza.
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
"""The maximum number of bytes inside a ballot."""
HEAD = 168 + 16
"""The length of a header with one X25519 stanza, and of the nonce."""
TAG = 16
VERSION = b"age-encryption.org/v1"
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECK = 6
"""The number of characters at the end of a recipient that form its checksum."""


def sealed_length(length):
    """Return the number of bytes of a ballot.

    :param int length: the number of bytes of its contents
    """
    return HEAD + length + TAG * max(1, -(-length // CHUNK))


def content(paper_hash, token, role, answers, length):
    """Return the contents to seal: JSON, padded with spaces.

    :raises ValueError: if the contents do not fit
    """
    said = {"paper": paper_hash, "token": token, "role": role, "answers": answers}
    packed = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(packed) > length:
        raise ValueError("more than a ballot has room for")
    return packed.ljust(length)


def sealed(recipient, plain):
    """Return bytes, sealed to an age recipient.

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
    """Return the 32 bytes of a recipient; its checksum is not checked."""
    number = 0
    for letter in recipient.removeprefix("age1")[:-CHECK]:
        number = number << 5 | CHARSET.index(letter)
    # 52 characters hold 260 bits; the last four are padding
    return (number >> 4).to_bytes(32, "big")
