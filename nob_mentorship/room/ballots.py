"""The ballot box of an evaluation: sealing, opening, and the key that is destroyed.

The key of an evaluation is wrapped with the master key and kept in a file of its own
beside the database, in Odoo's data directory, which neither a dump of the database nor
Odoo's own backup holds. Before the box is opened the file is renamed, and seals nothing
any more, whatever the database says then. Once the evaluation is closed the file is
destroyed: from then on no copy of the box opens, not with the master key either.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import time
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from odoo.tools import config

from ..tools import ballot, keyring, seal
from .keys import decoded, encoded, masters

FOLDER = "nob_mentorship"
DAY = 24 * 3600
NAME = re.compile(r"[0-9a-f]{32}")
SEALING, OPENING = ".key", ".opening"
"""What the file of a key ends with: before it may open the box, and from then on."""


class Box:
    """The box of one evaluation, with the key that seals and opens it.

    :param evaluation: ``mentorship.evaluation``, with the server's rights
    :param bool closing: to open it, which a key still does that seals no more
    :raises NoKey: when the master key, or the key of the evaluation, is not here
    :raises SealError: when the one does not open the other
    """

    def __init__(self, evaluation, closing=False):
        file = _file(evaluation.env, evaluation.key_name)
        if closing and not file.exists():
            file = file.with_suffix(OPENING)
        version, wrapped = _read(file)
        self._evaluation = evaluation.id
        # what must not change as long as the box is closed
        self._context = (
            "ballot",
            evaluation.id,
            evaluation.survey_id.id,
            evaluation.min_responses,
        )
        self._ballots, self._tokens = seal.unwrap(
            _masters(), version, wrapped, (evaluation.key_name,), _key_pair
        )

    def seal(self, role, answers, size):
        """Return a ballot as text; all of one form are of the same length."""
        packed = ballot.pack(role, answers, size)
        return encoded(seal.seal(self._ballots, packed, self._context))

    def open(self, sealed):
        """Return (role, answers) of a ballot.

        :raises SealError: when it is none of this box, or what is fixed was changed
        """
        content = seal.open_sealed(self._ballots, decoded(sealed), self._context)
        return ballot.unpack(content)

    def token(self, partner_id):
        """Return the token of the link that was sent to a person, always the same."""
        signed = seal.sign(self._tokens, ("token", self._evaluation, partner_id))
        return urlsafe_b64encode(signed).decode().rstrip("=")


def hashed(token):
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def make_key(env):
    """Make the key of a new evaluation; return its name.

    It is on the disk before this returns. Where nothing comes of the evaluation,
    :func:`destroy_unused` takes it away later.

    :raises NoKey: when there is no master key here
    """
    name = secrets.token_hex(16)
    version, wrapped, _pair = seal.make_key(_masters(), (name,), _key_pair)
    file = _file(env, name)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(file, version, wrapped)
    return name


def shut(env, name):
    """Have a key seal nothing any more, before the box is opened with it.

    Who looks into an open box and puts the database back, by whatever code or hand, has
    a box that takes no more answers.
    """
    file = _file(env, name)
    if file.exists():
        # of two who close at the same moment, one finds it renamed
        with contextlib.suppress(FileNotFoundError):
            file.replace(file.with_suffix(OPENING))
        _sync(file.parent)


def is_shut(env, name):
    """Tell whether a box is about to be opened, or was."""
    return _file(env, name).with_suffix(OPENING).exists()


def destroy_key(env, name):
    """Destroy the key of an evaluation that is closed, once that is committed.

    One whose name was lost is found by :func:`destroy_unused`.
    """
    if not NAME.fullmatch(name or ""):
        return
    for suffix in (SEALING, OPENING):
        file = _file(env, name).with_suffix(suffix)
        if file.exists():
            _destroy(file)


def destroy_unused(env, used):
    """Destroy the keys of this database that no open evaluation needs: a server that
    was killed left them.

    :param used: names of the keys to keep
    :return: how many were destroyed; those of the last day are left, an evaluation may
        be opening right now
    """
    oldest = time.time() - DAY
    unused = [
        file
        for file in _files(env)
        if file.stem not in used and file.stat().st_mtime < oldest
    ]
    for file in unused:
        _destroy(file)
    return len(unused)


def destroy_all(env):
    """Destroy all keys of this database; the addon is gone, and that is committed."""
    for file in _files(env):
        _destroy(file)
    shutil.rmtree(_folder(env), ignore_errors=True)


def rewrap(env, keys):
    """Wrap the keys of this database with the newest master key; return how many.

    :param keys: the `MasterKeys` that open all there are
    """
    done = 0
    for file in _files(env):
        version, wrapped = _read(file)
        if version != keys.newest:
            _write(file, *seal.rewrap(keys, version, wrapped, (file.stem,)))
            done += 1
    return done


def check(env):
    """Look whether the master key opens the keys of this database.

    :raises NoKey: when there is none here, or not the version that wraps one
    :raises SealError: when it is another key
    """
    for file in _files(env):
        version, wrapped = _read(file)
        seal.unwrap(_masters(), version, wrapped, (file.stem,), _key_pair)


def versions(env):
    """Return the versions of the master key that wrap keys of this database."""
    return [_read(file)[0] for file in _files(env)]


def _masters():
    try:
        found = masters()
    except keyring.KeyringError:
        raise seal.NoKey from None
    if not found:
        raise seal.NoKey
    return found


def _key_pair(raw):
    """Return the key that seals ballots and the one that makes tokens."""
    sealing, signing = (
        HKDFExpand(SHA256(), seal.KEY_BYTES, purpose).derive(raw)
        for purpose in (b"ballots", b"tokens")
    )
    return AESGCM(sealing), seal.signer(signing)


def _folder(env):
    return Path(config["data_dir"]) / FOLDER / env.cr.dbname


def _file(env, name):
    if not NAME.fullmatch(name or ""):
        raise seal.NoKey
    return _folder(env) / f"{name}{SEALING}"


def _files(env):
    files = _folder(env).glob("*")
    return sorted(file for file in files if file.suffix in (SEALING, OPENING))


def _read(file):
    """Return (version, wrapped key) of a file.

    :raises NoKey: when it is not there
    :raises SealError: when it is no such file
    """
    try:
        version, _colon, wrapped = file.read_text("ascii").partition(":")
        return int(version), decoded(wrapped.strip())
    except FileNotFoundError:
        raise seal.NoKey from None
    except (OSError, ValueError):
        raise seal.SealError from None


def _write(file, version, wrapped):
    """Write a key whole or not at all, and onto the disk."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{version}:{encoded(wrapped)}\n")
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _sync(file.parent)


def _destroy(file):
    """Overwrite a file and remove it; of two at the same moment, one finds it gone."""
    with contextlib.suppress(FileNotFoundError):
        with file.open("r+b") as out:
            out.write(secrets.token_bytes(os.fstat(out.fileno()).st_size))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()
    _sync(file.parent)


def _sync(folder):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
