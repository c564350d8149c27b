"""The data keys of a database, unwrapped with the master key."""

from base64 import b64decode, b64encode
from configparser import Error as ConfigError
from configparser import RawConfigParser

from odoo.tools import config

from ..tools import keyring, seal


def ring():
    """Return the keyring of this installation, empty where there is none.

    :raises KeyringError: when it cannot be read
    """
    return keyring.load(key_file())


def key_file():
    """Return the path of the key file that Odoo's configuration names, or None."""
    parser = RawConfigParser()
    try:
        parser.read([config["config"]])
    except (ConfigError, TypeError):
        return None
    return parser.get(keyring.SECTION, keyring.OPTION, fallback=None)


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
            self._ring = ring()
        except keyring.KeyringError:
            raise seal.NoKey from None
        if not self._ring:
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
            return self._unwrap(row)
        if self._rows.search_count([], limit=1):
            raise seal.SealError
        return self._create(None, None)

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
        if not isinstance(found, bytes):
            found = self._data[place] = self._unwrap(found)
        return found

    def _create(self, pairing_id, author_id):
        key = seal.new_key()
        version, wrapped = seal.wrap(self._ring, key, (pairing_id, author_id))
        self._rows.create(
            {
                "pairing_id": pairing_id,
                "author_id": author_id,
                "version": version,
                "wrapped": encoded(wrapped),
            }
        )
        return key

    def _unwrap(self, row):
        context = (row.pairing_id.id or None, row.author_id.id or None)
        return seal.unwrap(self._ring, row.version, decoded(row.wrapped), context)


def rewrap(env, ring):
    """Wrap the rows with the newest master key; return how many there were.

    Committed in small steps: cut off half-way, it goes on where it was, and meanwhile
    both versions open what they wrapped.

    :param ring: the keyring that opens all rows there are, and whose newest wraps
    :raises SealError: when it does not open one
    """
    rows, done = env["mentorship.room.key"].sudo(), 0
    while batch := rows.search([("version", "!=", ring.newest)], limit=100):
        for row in batch:
            context = (row.pairing_id.id or None, row.author_id.id or None)
            key = seal.unwrap(ring, row.version, decoded(row.wrapped), context)
            version, wrapped = seal.wrap(ring, key, context)
            row.write({"version": version, "wrapped": encoded(wrapped)})
        done += len(batch)
        env.cr.commit()
    return done
