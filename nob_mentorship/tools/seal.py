"""Sealing with AES-256-GCM: plain Python, bytes in, bytes out.

A *data key* seals the ballots of one evaluation; a *master key*, which lives outside
the database, wraps the data keys. What a ciphertext belongs to (its *context*: the
evaluation, and what must not change of it) is authenticated with it, so that a
ciphertext that is moved, or whose context is changed, can no longer be opened.

    masters = Keyring({1: new_key()}).masters()
    version, wrapped, key = make_key(masters, ("name",))
    sealed = seal(key, b"a ballot", ("ballot", 31, 5))
    same_key = unwrap(masters, version, wrapped, ("name",))
    open_sealed(same_key, sealed, ("ballot", 31, 5))

Keys that are at work are objects of `cryptography`, which nothing can look into; what
was sent and waits is a :class:`Secret`. So code that reads the memory of a request by
the names of things (a format string can) finds neither.
"""

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
FORMAT = b"\x01"


class SealError(Exception):
    """A sealed value cannot be opened; it never says more than that."""


class NoKey(SealError):
    """There is no master key here, or not the version that is asked for."""


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


class Secret:
    """A text or a file that is held in memory, sealed until it is opened.

    :param content: str or bytes
    """

    __slots__ = ("_sealed",)
    _key = AESGCM(secrets.token_bytes(KEY_BYTES))

    def __init__(self, content):
        content = content.encode() if isinstance(content, str) else content
        self._sealed = seal(self._key, content, ())

    def __len__(self):
        return len(self._sealed) - len(FORMAT) - NONCE_BYTES - TAG_BYTES

    def __repr__(self):
        return "Secret()"

    def open(self):
        """Return the content as bytes; for functions that call nothing else."""
        return open_sealed(self._key, self._sealed, ())

    def text(self):
        """Return the content as str; for functions that call nothing else."""
        return self.open().decode()


def new_key():
    """Return a random key, 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def make_key(masters, context, kind=AESGCM):
    """Return (version, wrapped, key) of a new data key.

    :param context: what the key belongs to, as for :func:`seal`
    :param kind: AESGCM, or :func:`signer` for a key that signs
    """
    raw = new_key()
    version = masters.newest
    wrapped = seal(masters.key(version), raw, ("wrap", *context))
    return version, wrapped, kind(raw)


def unwrap(masters, version, wrapped, context, kind=AESGCM):
    """Return a data key.

    :raises NoKey: when that version of the master key is not here
    :raises SealError: when it is another key, or the wrapped one belongs elsewhere
    """
    return kind(open_sealed(masters.key(version), wrapped, ("wrap", *context)))


def rewrap(masters, version, wrapped, context):
    """Return (version, wrapped) of the same data key under the newest master key."""
    raw = open_sealed(masters.key(version), wrapped, ("wrap", *context))
    newest = masters.newest
    return newest, seal(masters.key(newest), raw, ("wrap", *context))


def signer(raw):
    """Return the key that signs, of 32 bytes."""
    return HMAC(raw, SHA256())


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


def sign(key, context):
    """Return a signature, 32 bytes, of a tuple of numbers and strings.

    :param key: of :func:`signer`
    """
    signing = key.copy()
    signing.update(_binding(("sign", *context)))
    return signing.finalize()


def _binding(context):
    return json.dumps(context, separators=(",", ":")).encode()
