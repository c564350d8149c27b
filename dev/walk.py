"""Walk through a copy of the demonstration on a phone: from the mail of an offer to the
first note that the other member reads. Prints taps and seconds of each step.

The seconds are those of a machine that taps at once: the time a member has to wait. A
field counts as one tap, and typing into it as none.
"""

import contextlib
import re
import sys
import time

from tests.harness.browser import PHONE, Visitor, chrome
from tests.harness.rpc import RpcError
from tests.harness.sealed_page import Device
from tests.harness.server import running
from tests.harness.smtp import Catcher

from . import demo, demo_texts, postgres, walk_messages
from .console import say

OFFER = "demo_pairing_6"
MENTOR, MENTEE = "mentor", "mentee2"
MAILS = {MENTOR: "lid1@leden.example", MENTEE: "lid4@leden.example"}
ROOM = "Jullie pagina"
NOTE = "Dag Anouk, leuk dat je ja zei! Zullen we volgende week een keer bellen?"


class Walker:
    """A member with a phone, whose taps are counted.

    :param steps: [member, step, taps, seconds], of all walkers together
    """

    def __init__(self, name, login, browser, server, steps):
        self.name, self.login, self.steps = name, login, steps
        self.visitor = Visitor(browser, server, PHONE)
        self.device = Device(self.visitor)
        self.page, self.taps = self.device.page, 0

    @contextlib.contextmanager
    def step(self, title):
        """Count what happens inside this block."""
        self.taps, begin = 0, time.monotonic()
        yield
        seconds = time.monotonic() - begin
        self.steps.append((self.name, title, self.taps, seconds))

    def tap(self, name, role="button"):
        """Tap the element with this name."""
        self._tap(self.page.get_by_role(role, name=name, exact=True).first)

    def _tap(self, place):
        place.click()
        self.taps += 1

    def type(self, field, text):
        """Type into a field: one tap."""
        self._tap(self.page.locator(field))
        self.page.locator(field).fill(text)

    def follow(self, mail):
        """Tap the button in a mail."""
        html = mail.get_body(("html",)).get_content()
        link = re.search(r'href="([^"]+/my/mentorship/[^"]+)"', html)[1]
        self.visitor.go(link)
        self.taps += 1

    def log_in(self):
        """Fill in the login page that a link leads to."""
        self.type("input[name=login]", self.login)
        self.type("input[name=password]", demo.PASSWORD)
        self._tap(self.page.locator(".oe_login_form button[type=submit]"))
        self.page.locator("h1").first.wait_for()

    def sign_up(self):
        """Choose a password, on the page that the first link of a member leads to."""
        self.type("input[name=password]", demo.PASSWORD)
        self.type("input[name=confirm_password]", demo.PASSWORD)
        self._tap(self.page.locator(".oe_signup_form button[type=submit]"))
        self.page.locator("h1").first.wait_for()

    def answer(self):
        """Say yes to the offer."""
        self.tap("Ja, graag")
        self.page.wait_for_load_state()

    def open(self):
        """Open the texts with the five words."""
        self.title("Open je teksten")
        self.type("#words", demo_texts.WORDS[self.login])
        self._tap(
            self.page.locator("form", has=self.page.locator("#words")).get_by_role(
                "button"
            )
        )
        self.page.locator("#words").wait_for(state="detached")

    def title(self, text):
        """Wait for a screen, by its title."""
        self.device.title(text)

    def see(self, text):
        """Wait until the page says something."""
        self.page.get_by_text(text).first.wait_for()


def main():
    """Walk, and print the table."""
    steps = []
    with (
        Catcher() as mails,
        running(demo.DATABASE, smtp_port=mails.port) as server,
        chrome() as browser,
    ):
        server.url = server.url.replace("127.0.0.1", "localhost")
        _offer(server)
        mentor = Walker("mentor", MENTOR, browser, server, steps)
        mentee = Walker("mentee", MENTEE, browser, server, steps)
        _walk(server, mails, mentor, mentee)
        troubles = mentor.visitor.troubles + mentee.visitor.troubles
    _print(steps)
    for trouble in troubles:
        say(f"trouble: {trouble}")
    return 1 if troubles else 0


def _offer(server):
    """Let the coordinator offer the pairing again, so that its mails are caught.

    :raises SystemExit: when the offer was answered in the demonstration itself
    """
    admin = server.client()
    for name, value in {
        "web.base.url": server.url,
        "web.base.url.freeze": "True",
    }.items():
        admin.call("ir.config_parameter", "set_param", [name, value])
    ((number,),) = postgres.query(
        f"SELECT res_id FROM ir_model_data WHERE name = '{OFFER}'", server.db
    )
    coordinator = server.client("coordinator", demo.PASSWORD)
    try:
        for action in ("action_retract", "action_offer"):
            coordinator.call("mentorship.pairing", action, [[int(number)]])
    except RpcError as error:
        raise SystemExit(f"the demonstration's offer is answered: {error}") from error
    server.send_mails()


def _walk(server, mails, mentor, mentee):
    """Take all steps, from the mail of the offer to the note that is read."""
    _know(mentor)
    _answer(mails, mentor, "logs in", mentor.log_in)
    _answer(mails, mentee, "chooses a password", mentee.sign_up)
    with mentee.step("makes keys, by a touch"):
        mentee.tap("Klaarmaken")
        mentee.title("Bewaar je herstelcode")
    with mentee.step("saves the recovery code, and is in the room"):
        mentee.tap("Opslaan")
        mentee.tap("Verder")
        mentee.title("Jullie pagina")
    with mentee.step("writes the first note"):
        mentee.type("#text", NOTE)
        mentee.tap("Opslaan voor Anouk de Wit en jou")
        mentee.see("Je notitie is opgeslagen.")
    server.send_mails()
    mail = mails.wait_for(MAILS[MENTOR], "Iets nieuws in je mentorschap")
    with mentor.step("the mail of the news leads to the mentorship"):
        mentor.follow(mail)
        mentor.see(ROOM)
    with mentor.step("opens the texts, with five words"):
        mentor.tap(ROOM, "link")
        mentor.open()
    with mentor.step("says who is in the new room"):
        mentor.tap("Het klopt")
    with mentor.step("reads the note"):
        mentor.see(NOTE)


def _answer(mails, walker, title, come_in):
    """Say yes to the offer, starting from its mail."""
    mail = mails.wait_for(MAILS[walker.login], "mentorschap met")
    with walker.step("taps the button in the offer's mail"):
        walker.follow(mail)
    with walker.step(f"{title}, and sees the offer"):
        come_in()
    with walker.step("says yes"):
        walker.answer()


def _know(mentor):
    """Open the texts once beforehand: it is the phone that the mentor always has."""
    mentor.device.login(MENTOR, demo.PASSWORD).enter("ways")
    mentor.open()
    mentor.visitor.context.clear_cookies()


def _print(steps):
    """Print the table."""
    rows = [
        (who, title, str(taps), f"{spent:.1f}") for who, title, taps, spent in steps
    ]
    rows.append(
        (
            "",
            "together",
            str(sum(taps for _who, _title, taps, _spent in steps)),
            f"{sum(spent for _who, _title, _taps, spent in steps):.1f}",
        )
    )
    say(f"\n{'':8}{'step':56}{'taps':>5}{'seconds':>9}")
    for who, title, taps, seconds in rows:
        say(f"{who:8}{title:56}{taps:>5}{seconds:>9}")


if __name__ == "__main__":
    sys.exit(walk_messages.main() if "messages" in sys.argv else main())
