"""A mentee's yes: it opens one thing, as it was then, for one recipient (R16)."""

import hashlib

from . import logins


def give(keys, consent):
    """Sign a yes in the mentee's own session; the recipient's login is trusted now."""
    users = logins.users_of(consent.recipient_id)
    logins.trust(keys, consent.pairing_id, users[consent.recipient_id.id])
    consent.given = keys.sign(*_context(consent))


def stands(keys, consent):
    """Tell whether a yes stands, for the thing as it still is."""
    return consent.state == "granted" and keys.signed(consent.given, *_context(consent))


def _context(consent):
    item = consent._shared_item()
    texts = [item.sealed or ""]
    if item._name == "mentorship.note":
        texts += [file.sealed or "" for file in item.file_ids]
    return (
        "consent",
        consent.id,
        consent.pairing_id.id,
        consent.giver_id.id,
        consent.recipient_id.id,
        consent.item,
        hashlib.sha256("|".join(texts).encode()).hexdigest(),
    )
