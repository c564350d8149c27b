"""Stores the master keys in a file; plain Python.

A keyring consists of lines ``version:key``, each key as 44 characters of URL-safe
base64. The highest version wraps new keys; older ones still open what they wrapped. The
file is named in Odoo's configuration or, for containers, in an environment variable.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from pathlib import Path

from .seal import Keyring, new_key

HELD = "NOB_MENTORSHIP_KEY"
"""In earlier versions, this variable held the keys themselves."""
VARIABLE = "NOB_MENTORSHIP_KEY_FILE"
OPTION = "key_file"
"""The option that names the file in our section of Odoo's configuration."""


class KeyringError(Exception):
    """The keyring cannot be read; the message says why, without revealing keys."""


def load(file=None):
    """Return the keyring in the file, or an empty one.

    :param file: path of the file, or None
    :raises KeyringError: if the file exists but cannot be read
    """
    if os.environ.get(HELD):
        raise KeyringError(
            f"the environment variable {HELD} holds keys, which other programs can "
            f"read; put them into a file, and name it with {OPTION} in odoo.conf or "
            f"with the "
            f"variable {VARIABLE}"
        )
    return parse(_read(file))


def _read(file):
    try:
        return Path(file).read_text("ascii") if file else ""
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise KeyringError(f"the key file {file} cannot be read") from error


def parse(text):
    """Parse a text, and return its keyring.

    :raises KeyringError: if a line is not ``version:key``
    """
    keys = {}
    for number, line in enumerate(text.replace(",", "\n").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        version, _colon, key = line.partition(":")
        try:
            keys[int(version)] = urlsafe_b64decode(key.strip())
        except (ValueError, Base64Error) as error:
            raise KeyringError(f"line {number} is not version:key") from error
    try:
        return Keyring(keys)
    except ValueError as error:
        raise KeyringError(str(error)) from error


def written(ring):
    """Return the text of a keyring, in the format of :func:`parse`."""
    lines = [
        f"{version}:{urlsafe_b64encode(ring.key(version)).decode()}"
        for version in ring.versions
    ]
    return "\n".join(lines) + "\n"


def grown(ring):
    """Return the keyring with a new version added."""
    keys = {version: ring.key(version) for version in ring.versions}
    return Keyring({**keys, max(keys, default=0) + 1: new_key()})


def newest_only(ring):
    """Return the keyring with only its newest version."""
    newest = max(ring.versions)
    return Keyring({newest: ring.key(newest)})


def save(ring, file):
    """Write the keyring to a file readable only by its owner, completely or not at
    all."""
    path = Path(file)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(written(ring))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
