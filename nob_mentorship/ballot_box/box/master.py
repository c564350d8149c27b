"""The master key: read from its file, it wraps the keys in the ballot folders."""

import binascii
import os
import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import shape
from .refused import Refused

MOST_FILE = 65_536
KEY, NONCE = 32, 12
CONTEXT = "nob-mentorship/ballot-box/1"
KINDS = ("box", "evaluation")


class Masters:
    """The master keys of a file, by version; the highest one wraps.

    :param str path: the path of the file, with lines ``version:key``
    :raises Refused: ``key_missing`` or ``key_unreadable``
    """

    def __init__(self, path):
        self._keys = {
            version: AESGCM(key) for version, key in _keys(_content(path)).items()
        }
        if not self._keys:
            raise Refused("key_missing")

    @property
    def newest(self):
        """Return the version that wraps new values."""
        return max(self._keys)

    def wrap(self, secret, kind, owner):
        """Return {"version", "wrapped"} of a secret.

        :param str kind: one of `KINDS`
        :param str owner: what the secret belongs to; it can only be unwrapped for that
        """
        nonce = secrets.token_bytes(NONCE)
        sealed = self._keys[self.newest].encrypt(nonce, secret, _binding(kind, owner))
        return {"version": self.newest, "wrapped": b64encode(nonce + sealed).decode()}

    def unwrap(self, version, wrapped, kind, owner):
        """Return a secret.

        :raises Refused: ``key_other`` if the version is missing, or does not open it
        """
        try:
            sealed = b64decode(wrapped, validate=True)
            return self._keys[version].decrypt(
                sealed[:NONCE], sealed[NONCE:], _binding(kind, owner)
            )
        except (KeyError, ValueError, InvalidTag):
            raise Refused("key_other") from None


def _binding(kind, owner):
    return shape.written([CONTEXT, kind, owner])


def _content(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(MOST_FILE + 1)
    except FileNotFoundError:
        raise Refused("key_missing") from None
    except (OSError, TypeError):
        raise Refused("key_unreadable") from None
    if len(content) > MOST_FILE:
        raise Refused("key_unreadable")
    return content


def _keys(content):
    keys = {}
    for line in content.replace(b",", b"\n").splitlines():
        line = line.strip()
        if not line or line.startswith(b"#"):
            continue
        version, _colon, key = line.partition(b":")
        try:
            keys[int(version)] = urlsafe_b64decode(key.strip())
        except (ValueError, binascii.Error):
            raise Refused("key_unreadable") from None
    if any(version < 1 or len(key) != KEY for version, key in keys.items()):
        raise Refused("key_unreadable")
    return keys
