"""Every screen of the sealed page: no violation of WCAG 2.2 AA, nothing too wide."""

import pytest

from dev import postgres

from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

SIZES = pytest.mark.parametrize(
    "size", [PHONE, DESKTOP], ids=lambda size: str(size["width"])
)
LONG = "Aantekeningen" * 12


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def nothing_is_written(server):
    clean = "DELETE FROM mentorship_note; DELETE FROM mentorship_identity"
    postgres.query(clean, server.db)


class Looker:
    """Looks at each screen that a member comes to."""

    def __init__(self, device):
        self.device, self.troubles = device, {}

    def __call__(self, name):
        page = self.device.page
        page.evaluate(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        )
        page.wait_for_timeout(800)
        found = {**violations(page)}
        if wide := self.device.visitor.wider():
            found["wider"] = wide
        if found:
            self.troubles[name] = found


@SIZES
def test_no_screen_has_a_violation(stage, visit, server, size):
    room = f"room/{stage.ids['active']}"
    mentor = Device(visit(size)).login(stage.login("mentor"), PASSWORD).enter(room)
    look = Looker(mentor)
    look("to make")
    mentor.press("Liever met vijf woorden")
    mentor.title("Je vijf woorden")
    look("five words")
    mentor.press("Ik heb ze bewaard")
    mentor.title("Bewaar je herstelcode")
    look("recovery code")
    mentor.press("Opslaan")
    mentor.sees("De code staat bij je downloads.")
    mentor.press("Verder")
    mentor.title("Jullie ruimte")
    look("room without the other")
    mentor.press("Toegang")
    mentor.press("Dit apparaat toevoegen")
    mentor.sees("Toegevoegd.")
    look("ways")
    mentee = Device(visit(size)).login(stage.login("mentee"), PASSWORD).enter(room)
    mentee.set_up()
    mentee.title("Jullie ruimte")
    mentor.enter(room)
    mentor.title("Open je teksten")
    look("to open")
    mentor.press("Openen")
    mentor.title("Jullie ruimte")
    mentor.page.locator("#text").fill(LONG)
    mentor.press("Bewaar voor Kees Klop en jou")
    mentor.sees("Bewaard.")
    look("room with a note")
    mentor.press("Wijzigen")
    mentor.page.locator("#text").fill(" ")
    mentor.press("Bewaar voor Kees Klop en jou")
    mentor.sees("Schrijf eerst iets.")
    look("room with an empty note")
    postgres.query(
        "UPDATE mentorship_identity SET signer = reverse(signer) WHERE partner_id ="
        f" {stage.partners['mentee']}",
        server.db,
    )
    mentor.enter(room)
    mentor.press("Openen")
    mentor.sees("Is dit Kees Klop nog?")
    look("room with a question")
    postgres.query("DELETE FROM mentorship_trust", server.db)
    mentor.enter(room)
    mentor.press("Openen")
    mentor.sees("is van de website verdwenen")
    look("room without a list")
    assert not look.troubles
