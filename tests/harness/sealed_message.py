"""Messages to the coordinators of the stage's programme, on the sealed page."""

from dev import postgres

from .browser import DESKTOP, PHONE
from .sealed_page import Device
from .world import PASSWORD

COORDINATOR = "nob_mentorship.group_mentorship_coordinator"
MANAGER = "nob_mentorship.group_mentorship_manager"
STAFF = {
    "cora": ("Cora Coördinator", COORDINATOR),
    "dirk": ("Dirk Dijk", COORDINATOR),
    "eef": ("Eef zonder Sleutel", COORDINATOR),
    "past": ("Mona Manager", MANAGER),
}


class Desk:
    """The stage's members, and the coordinators of their programme.

    :param stage: `harness.stage.Stage`
    :param visit: function that puts a new visitor before a screen
    """

    def __init__(self, stage):
        self.stage, self.visit = stage, None
        self.programme = stage.ids["programme"]
        self.users = {}
        for name, (full, group) in STAFF.items():
            login = stage.login(name)
            self.users[name], stage.partners[name] = stage.world.user(
                login, full, group
            )
        self.coordinate("cora", "dirk", "eef")
        stage.call(
            "programme",
            "write",
            [self.programme],
            {
                "appeal_user_id": self.users["past"],
            },
        )

    def coordinate(self, *names):
        """Make these the only coordinators of the programme."""
        ids = [self.users[name] for name in names]
        values = {"coordinator_ids": [(6, 0, ids)]}
        self.stage.call("programme", "write", [self.programme], values)

    def sql(self, query):
        """Return the rows of a query, as a thief with the database asks it."""
        return postgres.query(query, self.stage.server.db)

    def clear(self):
        """Begin without keys and messages."""
        for table in ("message", "identity"):
            self.sql(f"DELETE FROM mentorship_{table}")

    def device(self, name, to, size=PHONE):
        """Put a person before a screen of the sealed page, on a device of their own."""
        device = Device(self.visit(size)).login(self.stage.login(name), PASSWORD)
        device.place = to
        return device.enter(to)

    def reader(self, name, size=DESKTOP):
        """Return a reader with keys, before an empty list."""
        device = self.device(name, "messages", size)
        device.title("Klaarmaken voor berichten")
        device.press("Klaarmaken")
        device.take_code()
        device.title("Berichten aan jou")
        return device

    def member(self, name="mentee", past=False):
        """Return a member with keys, before the form."""
        to = f"speak/{self.programme}{'/past' if past else ''}"
        device = self.device(name, to)
        device.title("Klaarmaken voor berichten")
        device.press("Klaarmaken")
        device.take_code()
        device.page.locator("textarea").first.wait_for()
        return device

    def again(self, device):
        """Come to the same place again, and open it."""
        device.enter(device.place)
        device.title("Open je teksten")
        device.press("Openen")
        device.page.get_by_role("heading", level=1, name="Open je teksten").wait_for(
            state="detached"
        )

    def newest(self):
        """Return the id of the newest conversation."""
        return self.sql("SELECT max(id) FROM mentorship_message")[0][0]

    def read(self, device, message=None):
        """Open a conversation as its reader."""
        device.place = f"messages/{message or self.newest()}"
        self.again(device)
        device.page.locator("article").first.wait_for()


def send(device, text):
    """Write a message to all that are ticked."""
    area = device.page.locator("textarea").last
    area.fill(text)
    device.page.locator("form", has=area).locator("button[type=submit]").click()
