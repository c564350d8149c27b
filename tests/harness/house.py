"""A database with messages to coordinators, on servers with this or that key."""

import secrets
from base64 import urlsafe_b64encode

from lxml import html

from dev import paths, postgres

from . import programs
from .room import ROOT, Room

TABLES = ("note", "note_file", "goal", "plan", "agreement", "consent", "room_key")
COUNTS = " UNION ALL ".join(
    f"SELECT '{table}', count(*) FROM mentorship_{table}" for table in TABLES
)
KEYS = "SELECT id, version, wrapped FROM mentorship_room_key ORDER BY id"


class House:
    """A server on a copy of a database in which messages are.

    :param stage: the people who wrote them, `Stage`
    :param file: the key file of the server, or None
    """

    def __init__(self, stage, server, file):
        self.server, self.file, self.stage = server, file, stage.on(server)
        self.room = Room(self.stage, stage.ids["room"])

    def query(self, statement):
        """Return the rows of a statement on this server's database."""
        return postgres.query(statement, self.server.db)

    def counts(self):
        """Return how many records of each kind there are."""
        return dict(self.query(COUNTS))

    def setting(self):
        """Return what the settings page says of the key: (is it well, the sentence)."""
        settings = self.stage.world.create("res.config.settings")
        names = ["mentorship_key_ok", "mentorship_key"]
        (row,) = self.stage.world.admin.call(
            "res.config.settings", "read", [[settings], names]
        )
        return tuple(row[name] for name in names)

    def words(self):
        """Return {(who, path): what they read there} of all that was written."""
        message = f"{ROOT}/message/{self.stage.ids['message']}"
        return {("staf", message): ("Bel me alsjeblieft.",)}

    def every_word(self):
        """Return all that was written, each text once."""
        return sorted({word for words in self.words().values() for word in words})

    def missing(self):
        """Return what somebody should read, and does not."""
        return [
            (who, path, word)
            for (who, path), words in self.words().items()
            for word in words
            if word not in self.room.text(who, path)
        ]

    def command(self, action):
        """Run the command that looks after the key; return what it printed."""
        conf = paths.CONF / f"{self.server.db}.conf"
        return programs.run(conf, action, command="mentorship_key")


def notice(page):
    """Return what a page says on a room that is closed, empty when it is open."""
    found = html.fromstring(page.text).xpath(
        "//div[@role='status'][contains(@class, 'alert-warning')]/p"
    )
    return found[0].text_content().strip() if found else ""


def new_key(folder, version=1):
    """Return a new key file."""
    file = folder / f"{secrets.token_hex(4)}.key"
    key = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    file.write_text(f"{version}:{key}\n")
    return file
