"""Sealing texts with AES-256-GCM: plain Python, bytes in, bytes out.

A *data key* seals the texts of one author in one pairing; a *master key*, which lives
outside the database, wraps the data keys. What a ciphertext belongs to (its
*context*: record, pairing, author, readers) is authenticated with it, so that a
ciphertext that is moved, or whose context is changed, can no longer be opened.

    ring = Keyring({1: new_key()})
    key = new_key()
    version, wrapped = wrap(ring, key, ("key", 7, 12))
    sealed = seal(key, b"a text", ("note", 31, 7, 12))
    same_key = unwrap(ring, version, wrapped, ("key", 7, 12))
    open_sealed(same_key, sealed, ("note", 31, 7, 12))
"""

import hashlib
import hmac
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"
BLOCK = 256
"""Texts are filled up to a multiple of this, so that their length tells little."""


class SealError(Exception):
    """A sealed value cannot be opened; it never says more than that."""


class NoKey(SealError):
    """There is no master key here, or not the version that is asked for."""


class Keyring:
    """The master keys of an installation, by version.

    :param dict keys: {version, from 1: 32 bytes}; the highest one wraps
    :raises ValueError: for a key that is not 32 bytes, or a version below 1
    """

    def __init__(self, keys=None):
        self._keys = dict(keys or {})
        for version, key in self._keys.items():
            if version < 1 or len(key) != KEY_BYTES:
                raise ValueError("a master key is a version from 1 and 32 bytes")

    def __bool__(self):
        return bool(self._keys)

    def __repr__(self):
        return f"Keyring({self.versions})"

    @property
    def versions(self):
        """Return the versions there are, oldest first."""
        return sorted(self._keys)

    @property
    def newest(self):
        """Return the version that wraps.

        :raises NoKey: when there is none
        """
        if not self._keys:
            raise NoKey
        return max(self._keys)

    def key(self, version):
        """Return a master key.

        :raises NoKey: when this version is not here
        """
        try:
            return self._keys[version]
        except KeyError:
            raise NoKey from None


def new_key():
    """Return a random key, 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(ring, key, context):
    """Return (version, wrapped) of a data key under the newest master key.

    :param context: what the key belongs to, as for :func:`seal`
    """
    return ring.newest, seal(ring.key(ring.newest), key, ("wrap", *context))


def unwrap(ring, version, wrapped, context):
    """Return the data key, 32 bytes.

    :raises NoKey: when that version of the master key is not here
    :raises SealError: when it is another key, or the wrapped one belongs elsewhere
    """
    return open_sealed(ring.key(version), wrapped, ("wrap", *context))


def seal(key, content, context):
    """Return `content` sealed: a byte for the format, a nonce, the ciphertext.

    :param bytes key: 32 bytes
    :param bytes content: any length
    :param context: tuple of numbers and strings that has to be the same to open it
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _binding(context))


def open_sealed(key, sealed, context):
    """Return the content that was sealed with this key and context.

    :raises SealError: for anything else: tampered, truncated, moved, another key
    """
    nonce = sealed[1 : 1 + NONCE_BYTES]
    if sealed[:1] != FORMAT or len(nonce) < NONCE_BYTES:
        raise SealError
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], _binding(context))
    except InvalidTag:
        raise SealError from None


def seal_texts(key, texts, context):
    """Return a dict of texts sealed; its length is rounded up to hide the texts'."""
    content = json.dumps(texts, ensure_ascii=False).encode()
    return seal(key, content.ljust(-len(content) // BLOCK * -BLOCK), context)


def open_texts(key, sealed, context):
    """Return the dict of texts that :func:`seal_texts` sealed.

    :raises SealError: as :func:`open_sealed`
    """
    return json.loads(open_sealed(key, sealed, context))


def sign(key, context):
    """Return a signature, 32 bytes, of a tuple of numbers and strings."""
    return hmac.digest(key, _binding(("sign", *context)), hashlib.sha256)


def is_signed(key, signature, context):
    """Tell whether `signature` is that of this context under this key."""
    return hmac.compare_digest(sign(key, context), signature or b"")


def _binding(context):
    return json.dumps(context, separators=(",", ":")).encode()
