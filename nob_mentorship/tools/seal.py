"""Sealing with AES-256-GCM: plain Python, bytes in, bytes out.

A *master key*, which lives outside the database, wraps what five words have sealed.
What a ciphertext belongs to (its *context*) is authenticated with it, so that one that
is moved, or whose context is changed, can no longer be opened.

    masters = Keyring({1: new_key()}).masters()
    key = masters.key(masters.newest)
    sealed = seal(key, b"a member's keys", ("way", "age1…"))
    open_sealed(key, sealed, ("way", "age1…"))

Keys that are at work are objects of `cryptography`, which nothing can look into: code
that reads the memory of a request by the names of things (a format string can) finds
none.
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
    """The master keys of an installation as they are kept, by version.

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
        """Return the `MasterKeys` to work with."""
        return MasterKeys({v: AESGCM(key) for v, key in self._keys.items()})


class MasterKeys:
    """The master keys at work: they wrap and unwrap, and cannot be looked into.

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
        """Return the version that wraps.

        :raises NoKey: when there is none
        """
        if not self._keys:
            raise NoKey
        return max(self._keys)

    def key(self, version):
        """Return a master key, an AESGCM.

        :raises NoKey: when this version is not here
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
    :param context: tuple of numbers and strings that has to be the same to open it
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + key.encrypt(nonce, content, _binding(context))


def open_sealed(key, sealed, context):
    """Return the content that was sealed with this key and context.

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
