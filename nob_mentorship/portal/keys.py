"""The master key, and what it seals once more: members' keys that five words open."""

import os
from base64 import b64decode, b64encode

from odoo.tools import config

from ..tools import conf, keyring, seal

TRIED = 20
"""How many phrases a master key is tried on before it is said not to fit."""


def masters():
    """Return the `MasterKeys` of this installation, without any where there are none.

    :raises KeyringError: when they cannot be read
    """
    return keyring.load(key_file()).masters()


def key_file():
    """Return the path of the key file that Odoo's configuration names, or the
    environment, or None."""
    named = conf.option(config["config"], keyring.OPTION)
    return named or os.environ.get(keyring.VARIABLE)


def encoded(raw):
    """Return bytes as text for a column."""
    return b64encode(raw).decode()


def decoded(text):
    """Return the bytes of a column's text.

    :raises SealError: when it is no text of ours
    """
    try:
        return b64decode(text or "", validate=True)
    except ValueError:
        raise seal.SealError from None


def wrap_way(sealed_keys, place):
    """Return (version, text) of what a phrase sealed, wrapped with the newest master.

    :param str sealed_keys: in base64
    :param place: recipient of the keys that it opens, and salt of the phrase
    :raises SealError: when there is no master key here
    """
    try:
        here = masters()
    except keyring.KeyringError:
        raise seal.NoKey from None
    context = ("way", *place)
    sealed = seal.seal(here.key(here.newest), decoded(sealed_keys), context)
    return here.newest, encoded(sealed)


def unwrap_way(way):
    """Return what a phrase sealed, as text.

    :param way: one ``mentorship.identity.way`` that was wrapped
    :raises SealError: when the master key is not the one it was wrapped with
    """
    try:
        master = masters().key(way.master_version)
    except keyring.KeyringError:
        raise seal.NoKey from None
    opened = seal.open_sealed(master, decoded(way.sealed_keys), _context_of_way(way))
    return encoded(opened)


def _context_of_way(way):
    """Return what a wrapped way is bound to: the keys that it opens."""
    return ("way", way.identity_id.recipient, way.salt)


def check_ways(env):
    """Look whether the master key is the one that phrases were sealed with.

    :raises NoKey: when there is none here, or not the version that sealed them
    :raises SealError: when it is another key
    """
    # sudo: whether it opens, and nothing of what
    ways = env["mentorship.identity.way"].sudo()
    wrapped = [("master_version", "!=", 0)]
    for (version,) in ways._read_group(wrapped, ["master_version"]):
        same = [("master_version", "=", version)]
        # one that was damaged says nothing of the key
        if not any(map(_opens, ways.search(same, order="id desc", limit=TRIED))):
            raise seal.SealError


def _opens(way):
    """Tell whether the master key opens a way.

    :raises NoKey: when its version is not here
    """
    try:
        return bool(unwrap_way(way))
    except seal.NoKey:
        raise
    except seal.SealError:
        return False


def rewrap_ways(env, masters):
    """Wrap what phrases sealed with the newest master key; return how many there were.

    Committed in small steps: cut off half-way, it goes on where it was, and meanwhile
    both versions open what they wrapped.

    :param masters: the `MasterKeys` that open all rows there are
    :raises SealError: when they do not open one
    """
    # sudo: ways are read by their owner alone; the one who rotates keys reads none
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
