"""A database with members who open their texts with five words, on servers with
different master keys."""

import base64
import secrets

from odoo.addons.nob_mentorship.tools import sealed_ways

from dev import paths, postgres

from . import programs
from .sealed_room import SealedRoom

PAIR = ("mentor", "mentee")
WORDS = bytes(32)
"""The result of scrypt over five words, as in a browser."""
KEYS = (
    "SELECT id, master_version, sealed_keys FROM mentorship_identity_way"
    " WHERE master_version <> 0 ORDER BY id"
)


def five_words(room, who):
    """Give a member five words as one more way to open their keys.

    :param room: `SealedRoom`
    :return: the response
    """
    keys = room.key(who)
    sealed = sealed_ways.seal_keys(keys, sealed_ways.key_of_way("phrase", WORDS))
    way = {
        "kind": "phrase",
        "label": "Vijf woorden",
        "salt": base64.b64encode(secrets.token_bytes(16)).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }
    return asked(room, who, "way/add", **{"as": keys.recipient, "way": way})


def asked(room, who, name, **sent):
    """Return the response to a request of the sealed page, including an error."""
    server = room.stage.server
    return room.stage.client(who).session.post(
        f"{server.url}/mentorship/room/api/{name}",
        json=sent,
        headers={"Origin": server.url},
        timeout=120,
    )


class House:
    """A server on a copy of a database in which each of a pair has five words.

    :param stage: the people who have them, `Stage`
    :param file: the key file of the server, or None
    """

    def __init__(self, stage, server, file):
        self.server, self.file, self.stage = server, file, stage.on(server)
        self.room = SealedRoom(self.stage, stage.ids["active"])

    def query(self, statement):
        """Return the rows of a statement on this server's database."""
        return postgres.query(statement, self.server.db)

    def setting(self):
        """Return the settings page's line on the key: (whether all is well, the
        sentence)."""
        settings = self.stage.world.create("res.config.settings")
        names = ["mentorship_key_ok", "mentorship_key"]
        (row,) = self.stage.world.admin.call(
            "res.config.settings", "read", [[settings], names]
        )
        return tuple(row[name] for name in names)

    def way(self, who):
        """Return the id of a member's five words."""
        ways = self.room.ask(who, "me")["identity"]["ways"]
        (way,) = [way["id"] for way in ways if way["kind"] == "phrase"]
        return way

    def try_words(self, who):
        """Return the response to a member who types their five words."""
        return asked(self.room, who, "way/open", id=self.way(who))

    def opens(self, who):
        """Tell whether a member's five words open their keys."""
        answer = self.try_words(who)
        if answer.status_code != 200:
            return False
        sealed = base64.b64decode(answer.json()["sealed"])
        key = sealed_ways.key_of_way("phrase", WORDS)
        try:
            return sealed_ways.open_keys(sealed, key) == self.room.keys[who]
        except sealed_ways.SealError:
            return False

    def all_open(self):
        """Tell whether everyone's five words open their keys."""
        return all(self.opens(who) for who in PAIR)

    def command(self, action):
        """Run the command that looks after the key; return its output."""
        conf = paths.CONF / f"{self.server.db}.conf"
        return programs.run(conf, action, command="mentorship_key")


def new_key(folder, version=1):
    """Return a new key file."""
    file = folder / f"{secrets.token_hex(4)}.key"
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    file.write_text(f"{version}:{key}\n")
    return file
