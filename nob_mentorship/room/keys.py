"""The data keys of a database, unwrapped with the master key."""

from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.tools import config

from ..tools import conf, keyring, seal

_of_variable = keyring.take_variable()


def masters():
    """Return the `MasterKeys` of this installation, without any where there are none.

    :raises KeyringError: when they cannot be read
    """
    return _of_variable or keyring.load(key_file()).masters()


def key_file():
    """Return the path of the key file that Odoo's configuration names, or None."""
    return conf.option(config["config"], keyring.OPTION)


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


class Keys:
    """The keys of one database, for as long as one request.

    :param env: an environment; what is read here is read with the server's rights
    :param pairing: the ``mentorship.pairing`` whose keys are wanted, to fetch at once
    :raises NoKey: when there is no master key here
    :raises SealError: when it is not the one this database was sealed with
    """

    def __init__(self, env, pairing=None):
        # sudo: wrapped keys are read by nobody; whoever asks for `Keys` is code
        self._rows = env["mentorship.room.key"].sudo()
        try:
            self._masters = masters()
        except keyring.KeyringError:
            raise seal.NoKey from None
        if not self._masters:
            raise seal.NoKey
        self._data, self._known = {}, set()
        self._fetch([False, *(pairing.ids if pairing else ())])
        self._signing = self._signing_key()

    def _fetch(self, pairing_ids):
        """Fetch the rows of pairings, unwrapped once they are needed."""
        for row in self._rows.search_fetch(
            [("pairing_id", "in", pairing_ids)],
            ["pairing_id", "author_id", "version", "wrapped"],
        ):
            self._data[row.pairing_id.id, row.author_id.id] = row
        self._known.update(pairing_ids)

    def _signing_key(self):
        if row := self._data.get((False, False)):
            return self._unwrap(row, seal.signer)
        if self._rows.search_count([], limit=1):
            raise seal.SealError
        return self._create(None, None, seal.signer)

    def sign(self, *context):
        """Return a signature, as text, of numbers and strings."""
        return encoded(seal.sign(self._signing, context))

    def signed(self, signature, *context):
        """Tell whether a signature is that of these numbers and strings."""
        try:
            return seal.is_signed(self._signing, decoded(signature), context)
        except seal.SealError:
            return False

    def learn(self, pairings):
        """Fetch the data keys of pairings in one query, unless they are known."""
        if missing := [p.id for p in pairings if p.id not in self._known]:
            self._fetch(missing)

    def of(self, pairing, author, make=False):
        """Return the data key of an author in a pairing.

        :param make: make one where there is none
        :raises SealError: when it is not there, or cannot be unwrapped
        """
        place = (pairing.id, author.id)
        self.learn(pairing)
        found = self._data.get(place)
        if found is None:
            if not make:
                raise seal.SealError
            found = self._data[place] = self._create(*place)
        if not isinstance(found, AESGCM):
            found = self._data[place] = self._unwrap(found)
        return found

    def _create(self, pairing_id, author_id, kind=AESGCM):
        context = (pairing_id, author_id)
        version, wrapped, key = seal.make_key(self._masters, context, kind)
        self._rows.create(
            {
                "pairing_id": pairing_id,
                "author_id": author_id,
                "version": version,
                "wrapped": encoded(wrapped),
            }
        )
        return key

    def _unwrap(self, row, kind=AESGCM):
        wrapped = decoded(row.wrapped)
        return seal.unwrap(self._masters, row.version, wrapped, _context(row), kind)


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


def rewrap_ways(env, masters):
    """Wrap what phrases sealed with the newest master key; see :func:`rewrap`."""
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


def rewrap(env, masters):
    """Wrap the rows with the newest master key; return how many there were.

    Committed in small steps: cut off half-way, it goes on where it was, and meanwhile
    both versions open what they wrapped.

    :param masters: the `MasterKeys` that open all rows there are
    :raises SealError: when they do not open one
    """
    rows, done = env["mentorship.room.key"].sudo(), 0
    while batch := rows.search([("version", "!=", masters.newest)], limit=100):
        for row in batch:
            version, wrapped = seal.rewrap(
                masters, row.version, decoded(row.wrapped), _context(row)
            )
            row.write({"version": version, "wrapped": encoded(wrapped)})
        done += len(batch)
        env.cr.commit()
    return done


def _context(row):
    """Return what a wrapped key is bound to."""
    return (row.pairing_id.id or None, row.author_id.id or None)
