"""Seals with AES-256-GCM; plain Python, bytes in, bytes out.

A *master key*, stored outside the database, wraps what a phrase of five words sealed.
The *context* of a ciphertext, which says what it belongs to, is authenticated with it:
a ciphertext that was moved, or whose context was changed, cannot be opened.

    masters = Keyring({1: new_key()}).masters()
    key = masters.key(masters.newest)
    sealed = seal(key, b"a member's keys", ("way", "age1…"))
    open_sealed(key, sealed, ("way", "age1…"))

Keys in use are objects of `cryptography`, which do not expose their bytes: code that
reads attributes by name during a request, as a format string can, finds no key.
"""

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"


class SealError(Exception):
    """A sealed value cannot be opened; the error never says more than that."""


class NoKey(SealError):
    """There is no master key here, or not in the requested version."""


class Keyring:
    """The master keys of an installation, by version, as bytes to store.

    :param dict keys: {version, from 1: 32 bytes}; the highest one wraps
    :raises ValueError: for a key that is not 32 bytes, or a version below 1
    """

    def __init__(self, keys=None):
        self._keys = dict(keys or {})
        for version, key in self._keys.items():
            if version < 1 or len(key) != KEY_BYTES:
                raise ValueError("a master key is a version from 1 and 32 bytes")

    def __repr__(self):
        return f"Keyring({self.versions})"

    @property
    def versions(self):
        """Return the versions there are, oldest first."""
        return sorted(self._keys)

    def key(self, version):
        """Return a master key, 32 bytes."""
        return self._keys[version]

    def masters(self):
        """Return the keys for use, as `MasterKeys`."""
        return MasterKeys({v: AESGCM(key) for v, key in self._keys.items()})


class MasterKeys:
    """The master keys in use: they wrap and unwrap, and do not expose their bytes.

    :param dict keys: {version: AESGCM}
    """

    def __init__(self, keys):
        self._keys = keys

    def __bool__(self):
        return bool(self._keys)

    @property
    def versions(self):
        """Return the versions there are, oldest first."""
        return sorted(self._keys)

    @property
    def newest(self):
        """Return the version that wraps new values.

        :raises NoKey: if there is none
        """
        if not self._keys:
            raise NoKey
        return max(self._keys)

    def key(self, version):
        """Return the master key of a version, as AESGCM.

        :raises NoKey: if this version is missing
        """
        try:
            return self._keys[version]
        except KeyError:
            raise NoKey from None


def new_key():
    """Return a random key, 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key, content, context):
    """Return `content` sealed: a byte for the format, a nonce, the ciphertext.

    :param key: AESGCM
    :param bytes content: any length
    :param context: tuple of numbers and strings; must be the same to open it
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + key.encrypt(nonce, content, _binding(context))


def open_sealed(key, sealed, context):
    """Open and return content that was sealed with this key and context.

    :raises SealError: for anything else: tampered, truncated, moved, another key
    """
    nonce = sealed[1 : 1 + NONCE_BYTES]
    if sealed[:1] != FORMAT or len(nonce) < NONCE_BYTES:
        raise SealError
    try:
        return key.decrypt(nonce, sealed[1 + NONCE_BYTES :], _binding(context))
    except InvalidTag:
        raise SealError from None


def _binding(context):
    return json.dumps(context, separators=(",", ":")).encode()
