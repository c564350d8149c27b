"""Walks through a copy of the demonstration as a new coordinator, following the guide:
from the line about the missing key to the answer that a member reads. Prints the
steps."""

from tests.harness.browser import DESKTOP, PHONE, Visitor, chrome
from tests.harness.sealed_page import Device
from tests.harness.server import running

from . import demo, demo_texts, postgres
from .console import say

COORDINATOR, MEMBER = "coordinator-vn", "mentee"
MESSAGE = "Ik wil graag iemand spreken over mijn mentorschap."
ANSWER = "Ik bel je morgen om tien uur."
RECORD = (
    "SELECT res_id FROM ir_model_data WHERE module = 'nob_mentorship' AND name = '{}'"
)


def main():
    """Walk, and print each step."""
    with running(demo.DATABASE) as server, chrome() as browser:
        server.url = server.url.replace("127.0.0.1", "localhost")
        desk = Visitor(browser, server, DESKTOP)
        phone = Visitor(browser, server, PHONE)
        _walk(server, Device(desk), Device(phone))
        troubles = desk.troubles + phone.troubles
    for trouble in troubles:
        say(f"trouble: {trouble}")
    return 1 if troubles else 0


def _number(server, name):
    return int(postgres.query(RECORD.format(name), server.db)[0][0])


def _walk(server, desk, phone):
    programme = _number(server, "programme_nob")
    user = _number(server, "demo_user_coordinator_women")
    values = {"coordinator_ids": [(4, user)]}
    manager = server.client("manager", demo.PASSWORD)
    manager.call("mentorship.programme", "write", [[programme], values])
    say("1. The manager makes them a coordinator of the programme.")
    desk.login(COORDINATOR, demo.PASSWORD)
    desk.visitor.go(f"/odoo/mentorship.programme/{programme}")
    make = desk.page.get_by_role("button", name="Maak hem nu")
    make.first.click()
    say("2. The programme says they have no key; Make it now leads to the page.")
    desk.title("Klaarmaken voor berichten")
    desk.press("Klaarmaken")
    desk.take_code()
    desk.title("Berichten aan jou")
    say("3. One touch makes the key; they keep the recovery code.")
    phone.login(MEMBER, demo.PASSWORD).enter(f"speak/{programme}")
    phone.page.locator("#words").fill(demo_texts.WORDS[MEMBER])
    phone.page.locator("form", has=phone.page.locator("#words")).get_by_role(
        "button"
    ).click()
    phone.title("Schrijf aan de coördinatoren")
    say("4. A member sees the readers, and writes.")
    # they wrote earlier, in the demonstration
    phone.unfold("Een nieuw bericht")
    area = phone.page.locator("textarea").last
    area.fill(MESSAGE)
    # on a new device, a reader with a first key has to be ticked by hand
    for box in phone.page.locator("form").last.get_by_role("checkbox").all():
        box.check()
    _send(phone)
    phone.sees("Verstuurd.")
    newest = postgres.query("SELECT max(id) FROM mentorship_message", server.db)
    desk.visitor.go("/odoo/action-nob_mentorship.mentorship_sealed_message_action")
    desk.page.get_by_role("button", name="Lezen").first.click()
    say(f"5. Messages lists it (number {newest[0][0]}); Read leads to the page.")
    desk.title("Open je teksten")
    desk.press("Openen")
    desk.sees(MESSAGE)
    area = desk.page.locator("textarea").last
    area.fill(ANSWER)
    _send(desk)
    desk.sees("Beantwoord")
    say("6. They read, and answer.")
    phone.enter(f"speak/{programme}")
    phone.page.locator("#words").fill(demo_texts.WORDS[MEMBER])
    phone.page.locator("form", has=phone.page.locator("#words")).get_by_role(
        "button"
    ).click()
    phone.sees(ANSWER)
    say("7. The member reads the answer, on the page and nowhere else.")


def _send(device):
    """Send the last form on a screen."""
    forms = device.page.locator("form", has=device.page.locator("textarea"))
    forms.last.locator("button[type=submit]").click()
