"""Age files as the browser writes them: with one stanza, so that all have the same
length.

`pyrage` adds a stanza of random length.
"""

import hmac
import secrets
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHUNK = 65_536


def seal(content, recipient):
    """Return an age file.

    :param bytes content: any length
    :param str recipient: ``age1…``
    """
    key = secrets.token_bytes(16)
    public = _public(recipient)
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    wrapping = _hkdf(shared, share + public, b"age-encryption.org/v1/X25519")
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), key, None)
    header = b"age-encryption.org/v1\n-> X25519 %b\n%b\n---" % (
        _base64(share),
        _base64(wrapped),
    )
    mac = hmac.digest(_hkdf(key, b"", b"header"), header, "sha256")
    nonce = secrets.token_bytes(16)
    stream = ChaCha20Poly1305(_hkdf(key, nonce, b"payload"))
    chunks = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)] or [b""]
    sealed = [
        stream.encrypt(
            number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, None
        )
        for number, chunk in enumerate(chunks)
    ]
    return header + b" " + _base64(mac) + b"\n" + nonce + b"".join(sealed)


def _hkdf(secret, salt, info):
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _base64(content):
    return b64encode(content).rstrip(b"=")


def _public(recipient):
    """Return the 32 bytes of a recipient; its checksum is not checked."""
    bits = 0
    letters = recipient.removeprefix("age1")[:-6]
    for letter in letters:
        bits = bits << 5 | BECH32.index(letter)
    return (bits >> (5 * len(letters) - 256)).to_bytes(32, "big")
