"""The master key, which adds a second seal to keys that a five-word phrase opens."""

import os
from base64 import b64decode, b64encode

from odoo.tools import config

from ...tools import conf, keyring, seal

TRIED = 20
"""The number of phrases on which a master key is tried before it is reported as the
wrong one."""


def masters():
    """Return the `MasterKeys` of this installation, empty if there are none.

    :raises KeyringError: if they cannot be read
    """
    return keyring.load(key_file()).masters()


def key_file():
    """Return the path of the key file from Odoo's configuration or the environment, or
    None.
    """
    named = conf.option(config["config"], keyring.OPTION)
    return named or os.environ.get(keyring.VARIABLE)


def encoded(raw):
    """Return bytes as text for a column."""
    return b64encode(raw).decode()


def decoded(text):
    """Return the bytes of a column's text.

    :raises SealError: if the text is invalid
    """
    try:
        return b64decode(text or "", validate=True)
    except ValueError:
        raise seal.SealError from None


def wrap_way(sealed_keys, place):
    """Return (version, text) of keys that were sealed with a phrase, wrapped with the
    newest master key.

    :param str sealed_keys: in base64
    :param place: the recipient key of the keys that it opens, and the salt of the
        phrase
    :raises SealError: if there is no master key here
    """
    try:
        here = masters()
    except keyring.KeyringError:
        raise seal.NoKey from None
    context = ("way", *place)
    sealed = seal.seal(here.key(here.newest), decoded(sealed_keys), context)
    return here.newest, encoded(sealed)


def unwrap_way(way):
    """Unwrap keys that were sealed with a phrase, and return them as text.

    :param way: one wrapped ``mentorship.identity.way``
    :raises SealError: if it was wrapped with a different master key
    """
    try:
        master = masters().key(way.master_version)
    except keyring.KeyringError:
        raise seal.NoKey from None
    opened = seal.open_sealed(master, decoded(way.sealed_keys), _context_of_way(way))
    return encoded(opened)


def _context_of_way(way):
    """Return the context that a wrapped way is bound to: the keys that it opens."""
    return ("way", way.identity_id.recipient, way.salt)


def check_ways(env):
    """Check that the master key is the one that wrapped the phrases' ways.

    :raises NoKey: if there is none here, or not in the version that wrapped them
    :raises SealError: if it is a different key
    """
    # sudo: only whether it opens, not the contents
    ways = env["mentorship.identity.way"].sudo()
    wrapped = [("master_version", "!=", 0)]
    for (version,) in ways._read_group(wrapped, ["master_version"]):
        same = [("master_version", "=", version)]
        # a damaged one proves nothing about the key
        if not any(map(_opens, ways.search(same, order="id desc", limit=TRIED))):
            raise seal.SealError


def _opens(way):
    """Tell whether the master key opens a way.

    :raises NoKey: if its version is missing here
    """
    try:
        return bool(unwrap_way(way))
    except seal.NoKey:
        raise
    except seal.SealError:
        return False


def rewrap_ways(env, masters):
    """Wrap the keys that were sealed with phrases again, with the newest master key;
    return how many there were.

    This commits in small steps: after an interruption it continues where it was, and
    meanwhile both key versions open what they wrapped.

    :param masters: the `MasterKeys` that open all existing rows
    :raises SealError: if they cannot open one
    """
    # sudo: only owners can read ways; the user who rotates the keys reads none
    rows, done = env["mentorship.identity.way"].sudo(), 0
    older = [("master_version", "not in", (0, masters.newest))]
    while batch := rows.search(older, limit=100):
        for row in batch:
            context = _context_of_way(row)
            master = masters.key(row.master_version)
            opened = seal.open_sealed(master, decoded(row.sealed_keys), context)
            sealed = seal.seal(masters.key(masters.newest), opened, context)
            row.write(
                {"master_version": masters.newest, "sealed_keys": encoded(sealed)},
            )
        done += len(batch)
        env.cr.commit()
    return done
