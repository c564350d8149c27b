"""Sealing a message to the coordinators, and opening it for those it is for."""

import json

from ..tools import seal
from . import logins
from .keys import decoded, encoded

UNREADABLE = None
"""Stands for texts that cannot be opened: tampered with, or sealed with another key."""


def write(keys, item, texts, readers):
    """Seal the texts of an item of a room, as written by its author now.

    :param item: a record of a sealed model, of the author's pairing
    :param dict texts: {name: str or `Secret`}
    :param readers: partners who may read it; the author always may
    """
    partners = readers | item.author_id
    users = logins.users_of(partners)
    every = item.env["res.users"].concat(*users.values())
    trusted = logins.trust(keys, item.pairing_id, every)
    listed = [
        [partner.id, user.id if user.id in trusted else 0]
        for partner, user in sorted(
            ((p, users[p.id]) for p in partners), key=lambda pair: pair[0].id
        )
    ]
    values = {
        "readers": json.dumps(listed),
        "revision": item.revision + 1,
        "written_on": item.env.cr.now().replace(microsecond=0),
    }
    item.write(values)
    key = keys.of(item.pairing_id, item.author_id, make=True)
    sealed = seal.seal_texts(key, texts, _context(item))
    item.write({"sealed": encoded(sealed)})


def read(keys, reader, items):
    """Return {item: {name: `Secret`}} of those that a partner may read.

    Left out is what is not theirs to read; `UNREADABLE` stands for what cannot be
    opened.

    :param reader: a ``res.partner`` whose session was checked by `door`
    :param items: records of a sealed model
    """
    keys.learn(items.pairing_id)
    found = {}
    for item in items:
        if item.sealed and item._is_read_by(reader):
            try:
                key = keys.of(item.pairing_id, item.author_id)
                found[item] = seal.open_texts(key, decoded(item.sealed), _context(item))
            except (seal.SealError, ValueError):
                found[item] = UNREADABLE
    return found


def were_for(pairing, user):
    """Tell whether anything in a pairing was sealed for this user as they were."""
    wanted = [user.partner_id.id, 0]
    for name in pairing.env["mentorship.sealed"]._sealed_models():
        for item in pairing.env[name].search([("pairing_id", "=", pairing.id)]):
            for reader in item._reader_list():
                if reader[0] == wanted[0] and reader[1] != wanted[1]:
                    return True
    return False


def _context(item):
    """Return what a sealed text is bound to: record, pairing, author, readers."""
    return (
        item._name,
        item.id,
        item.pairing_id.id,
        item.author_id.id,
        item.readers,
        item.revision,
    )
