"""A database whose rooms hold texts, on servers with this or that key."""

import secrets
from base64 import urlsafe_b64encode
from html import unescape

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
    """A server on a copy of a database whose rooms hold texts.

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
        ids, room = self.stage.ids, self.room.path
        pair = (
            "Ik ben net begonnen.",
            "Alles blijft hier.",
            "Zes keer.",
            "Acht keer.",
            "Beter luisteren.",
            "Zelf een gesprek leiden.",
            "Voor advies.",
        )
        notes = ("Ik twijfel over mijn werk.", "Vertel er eens over.", "verslag.txt")
        return {
            ("mentee", room): pair,
            ("mentor", room): pair,
            ("mentee", f"{room}/notes"): (*notes, "Alleen voor mij."),
            ("mentor", f"{room}/notes"): notes,
            ("mentor", f"{ROOT}/meeting/{ids['met']}"): ("Bij een afspraak: outcome",),
            ("stranger", f"{ROOT}/consent/{ids['consent']}"): (
                "Ik twijfel over mijn werk.",
                "Voor advies.",
                "verslag.txt",
            ),
            ("staf", f"{ROOT}/message/{ids['message']}"): ("Bel me alsjeblieft.",),
        }

    def every_word(self):
        """Return all that was written, each text once."""
        return sorted({word for words in self.words().values() for word in words})

    def missing(self):
        """Return what somebody should read, and does not."""
        missing = []
        for (who, path), words in self.words().items():
            page = self.room.page(who, path)
            text = unescape(page.text)
            missing += [(who, path, word) for word in words if word not in text]
        (file,) = self.query(
            f"SELECT min(id) FROM mentorship_note_file"
            f" WHERE pairing_id = {self.room.pairing}"
        )[0]
        if self.room.page("mentor", f"{ROOT}/file/{file}").content != b"Een verslag.":
            missing.append("file")
        return missing

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
