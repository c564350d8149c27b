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
    for table in ("note_file", "note", "goal", "plan", "agreement", "identity"):
        postgres.query(f"DELETE FROM mentorship_{table}", server.db)


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
    mentor.title("Jullie pagina")
    look("room without the other")
    mentor.press("Toegang")
    mentor.press("Dit apparaat toevoegen")
    mentor.sees("Toegevoegd.")
    look("ways")
    mentee = Device(visit(size)).login(stage.login("mentee"), PASSWORD).enter(room)
    mentee.set_up()
    mentee.title("Jullie pagina")
    mentor.enter(room)
    mentor.title("Open je teksten")
    look("to open")
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    mentor.page.locator("#text").fill(LONG)
    file = {"name": f"{LONG}.pdf", "mimeType": "", "buffer": b"x" * 3_000_000}
    mentor.page.locator("#files").set_input_files(file)
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je notitie is opgeslagen.")
    look("room with a note")
    mentor.press("Wijzigen")
    look("form of a note with a file")
    mentor.page.get_by_role("button", name="Weglaten").first.click()
    mentor.page.locator("#text").fill(" ")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Schrijf eerst iets.")
    look("room with an empty note")
    mentor.press("Annuleren")
    mentor.press("Stel een doel")
    mentor.title("Doel")
    look("form of a goal")
    mentor.page.locator("#specific").fill(LONG)
    mentor.page.locator("#due").fill("2030-02-28")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je doel is opgeslagen.")
    mentor.press("Schrijf de spelregels op")
    mentor.title("Onze spelregels")
    look("form of the agreement")
    mentor.page.locator("#privacy").fill(LONG)
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("wacht op Kees Klop")
    mentee.enter(room)
    mentee.press("Openen")
    mentee.title("Jullie pagina")
    mentee.press("Schrijf mijn plan")
    mentee.title("Ontwikkelplan")
    looks_too = Looker(mentee)
    looks_too("form of the plan")
    mentee.page.locator("#now").fill(LONG)
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")
    looks_too("room with everything")
    mentee.page.get_by_role("link", name="Download je teksten").click()
    mentee.title("Download je teksten")
    looks_too("to take along")
    mentee.press("Verzegeld opslaan")
    mentee.title("Je zeven woorden")
    looks_too("seven words")
    assert not looks_too.troubles
    postgres.query(
        "UPDATE mentorship_identity SET signer = reverse(signer) WHERE partner_id ="
        f" {stage.partners['mentee']}",
        server.db,
    )
    mentor.enter(room)
    mentor.press("Openen")
    mentor.sees("Is dit nog steeds Kees Klop?")
    look("room with a question")
    postgres.query("DELETE FROM mentorship_trust", server.db)
    mentor.enter(room)
    mentor.press("Openen")
    mentor.sees("is van de website verdwenen")
    look("room without a list")
    assert not look.troubles


@SIZES
def test_no_screen_of_a_talk_has_a_violation(stage, visit, server, size):
    """The questions and messages when something is new, late, over or missing."""
    pairing = stage.ids["active"]
    room = f"room/{pairing}"
    mentor = Device(visit(size)).login(stage.login("mentor"), PASSWORD)
    mentor.enter(f"welcome/{pairing}")
    look = Looker(mentor)
    look("the step after a yes")
    mentor.enter("home").set_up()
    mentor.title("Je teksten zijn open")
    look("home")
    mentor.look(room)
    mentor.write("Voor jou")
    mentor.enter("room/999999999")
    mentor.press("Openen")
    mentor.page.locator("#told.bad").wait_for()
    look("no room")
    mentee = Device(visit(size)).login(stage.login("mentee"), PASSWORD).enter(room)
    mentee.set_up()
    mentee.sees("Deze tekst is niet voor jou opgeslagen.")
    mentor.look(room)
    mentor.sees("Kees Klop kan nu meelezen")
    look("late reader")
    laptop = Device(visit(size), passkeys=False)
    laptop.login(stage.login("mentor"), PASSWORD).enter(room)
    looks_too = Looker(laptop)
    looks_too("a browser without passkeys")
    postgres.query("DELETE FROM mentorship_identity", server.db)
    mentor.enter(room)
    mentor.sees("In deze browser had je al toegang")
    look("keys that are gone")
    mentor.set_up()
    mentor.press("Het klopt")
    mentor.title("Jullie pagina")
    look("closed text")
    mentor.visitor.context.clear_cookies()
    mentor.page.reload()
    mentor.title("Log eerst in")
    look("login")
    assert not {**look.troubles, **looks_too.troubles}
    for device in (mentor, laptop):
        device.visitor.troubles.clear()
