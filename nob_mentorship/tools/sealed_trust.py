"""A member's trust list in Python, in step with `client/src/trust.js`.

For the demonstration, the tests and the command `mentorship_read`; the server never
opens a list. A list is a plain value in the format of `docs/sealed-format.md`, with its
`revision` and the hash of the previous one. Each function returns a new list. Plain
Python, no ORM.
"""

from .sealed_text import UUID, SealError, open_text, seal


def public_halves(keys):
    """Return the public keys of a person and their fingerprint, in the form used in a
    list.

    :param Keys keys:
    """
    return {
        "recipient": keys.recipient,
        "signer": keys.signer.hex(),
        "print": keys.fingerprint,
    }


def new_trust(owner, name, keys):
    """Return the first list of a new identity, which contains only its owner.

    :param str owner: uuid
    :param str name: name of the owner
    :param Keys keys: the owner's
    """
    own = {"name": name, **public_halves(keys), "state": "compared", "old": []}
    return {
        "revision": 1,
        "previous": "",
        "people": {owner: own},
        "rooms": {},
        "texts": {},
        "former": [],
        "careful": False,
    }


def pin_room(trust, room, people):
    """Add the people of a room to the list, without accepting any keys yet.

    :param str room: uuid
    :param dict people: {uuid: name}
    :raises SealError: ``unreadable`` for an invalid uuid
    """
    if not all(UUID.fullmatch(uuid) for uuid in [room, *people]):
        raise SealError("unreadable")
    empty = {"recipient": "", "signer": "", "print": "", "state": "none", "old": []}
    added = {uuid: {"name": name, **empty} for uuid, name in people.items()}
    members = dict.fromkeys([*trust["rooms"].get(room, ()), *people])
    return {
        **trust,
        "people": {**added, **trust["people"]},
        "rooms": {**trust["rooms"], room: list(members)},
    }


def take_keys(trust, uuid, halves, state):
    """Accept the first keys of a person in the list.

    :param str uuid: uuid of a person who is in the list without keys
    :param dict halves: see :func:`public_halves`
    :param str state: ``first``, ``compared`` or ``accepted``
    :raises SealError: ``not-trusted`` for a person who is not in the list, or for the
        keys of another person
    """
    people = trust["people"]
    known = {(each["recipient"], each["signer"]) for each in people.values()}
    taken = {value for pair in known for value in pair if value}
    if uuid not in people or people[uuid]["print"]:
        raise SealError("not-trusted")
    if taken & {halves["recipient"], halves["signer"]}:
        raise SealError("not-trusted")
    person = {**people[uuid], **halves, "state": state}
    return {**trust, "people": {**people, uuid: person}}


def among_consents(trust):
    """Return a copy of the list with the consents in the place of the rooms."""
    return {**trust, "rooms": trust.get("consents", {})}


def readers_of(trust, room, uuids):
    """Return (recipients, readers) of a text: the people in the room whose keys the
    owner accepted.

    :param uuids: the uuids of the intended readers
    :return: the keys to seal it to, and [uuid, fingerprint] of each reader, with "" for
        a reader without a key
    :raises SealError: ``not-trusted`` for a person who is not in the room's list
    """
    if not set(uuids) <= set(trust["rooms"].get(room, ())):
        raise SealError("not-trusted")
    people = [(uuid, trust["people"][uuid]) for uuid in uuids]
    recipients = [each["recipient"] for _uuid, each in people if each["recipient"]]
    return recipients, [[uuid, each["print"]] for uuid, each in people]


def authors_of(trust):
    """Return the `author_of` function that :func:`open_text` needs."""
    prints = {}
    for person in trust["people"].values():
        for signer, fingerprint, *_tie in [
            *person["old"],
            [person["signer"], person["print"]],
        ]:
            if signer:
                prints[bytes.fromhex(signer)] = fingerprint
    return prints.get


def note_seen(trust, body, digest):
    """Note the version of a text that was read or written.

    :param dict body: with ``uuid`` and ``revision``
    :param str digest: the hash of the text
    :raises SealError: ``outdated`` if a newer version was seen, or a different text
        with this revision
    """
    revision = body["revision"]
    newest, known = trust["texts"].get(body["uuid"], (0, ""))
    if revision < newest or (revision == newest and digest != known):
        raise SealError("outdated")
    return {**trust, "texts": {**trust["texts"], body["uuid"]: [revision, digest]}}


def seal_trust(trust, owner, keys):
    """Seal a list for its owner alone, to be stored.

    :param str owner: uuid
    :param Keys keys: the owner's
    :return: the age file, and the list with the revision to store next
    """
    head = ("revision", "previous")
    text = {name: value for name, value in trust.items() if name not in head}
    body = {
        "uuid": owner,
        "room": owner,
        "kind": "trust",
        "readers": [],
        "revision": trust["revision"],
        "previous": trust["previous"],
        "trust": trust["revision"],
        "text": text,
    }
    sealed, digest = seal(body, keys, [keys.recipient])
    return sealed, {**trust, "revision": trust["revision"] + 1, "previous": digest}


def open_trust(sealed, owner, keys, least=0):
    """Open the owner's list.

    :param bytes sealed: the list as the server has it, or None
    :param str owner: uuid
    :param Keys keys: the owner's
    :param int least: the newest known revision
    :return: the list, with the revision to store next
    :raises SealError: ``list-missing``, ``list-outdated``, or any error of a text
    """
    if not sealed:
        raise SealError("list-missing")
    own = {keys.signer: keys.fingerprint}.get
    expected = {"uuid": owner, "room": owner, "kind": "trust"}
    body, digest = open_text(sealed, keys, own, expected)
    if body["revision"] < least:
        raise SealError("list-outdated")
    return {**body["text"], "revision": body["revision"] + 1, "previous": digest}
