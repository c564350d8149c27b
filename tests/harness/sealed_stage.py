"""A pair before its sealed room, on the stage's server."""

from dev import postgres

from .browser import PHONE
from .sealed_page import Device
from .world import PASSWORD

WRITTEN = ("note_file", "note", "goal", "plan", "lookback", "agreement", "identity")


class SealedStage:
    """The room of the stage's active pair, with nothing in it.

    :param stage: `harness.stage.Stage`
    :param visit: function that puts a new visitor before a screen
    """

    def __init__(self, stage, visit):
        self.stage, self.visit = stage, visit
        self.pairing = stage.ids["active"]
        self.room = f"room/{self.pairing}"
        for table in WRITTEN:
            self.sql(f"DELETE FROM mentorship_{table}")

    def sql(self, query):
        """Return the rows of a query, as a thief with the database asks it."""
        return postgres.query(query, self.stage.server.db)

    def device(self, name):
        """Put a person of the stage before the room, on a phone of their own."""
        phone = Device(self.visit(PHONE)).login(self.stage.login(name), PASSWORD)
        return phone.enter(self.room)

    def pair(self):
        """Return mentor and mentee, each in the room with keys of their own."""
        phones = [self.device(name) for name in ("mentor", "mentee")]
        for phone in phones:
            phone.set_up()
            phone.title("Jullie pagina")
        return phones

    def look(self, phone, to=None):
        """Come to the room again, and open it."""
        phone.look(to or self.room)
