"""Members on a phone answer “did you meet?” from the mail; staff see what goes out."""

import re
from datetime import timedelta
from html import unescape

import pytest

from dev import postgres

from .harness import clock
from .harness.browser import PHONE, Visitor
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

YESTERDAY = """
UPDATE mentorship_meeting
   SET start = date_trunc('day', now()) - interval '9 hours',
       stop = date_trunc('day', now()) - interval '8 hours'
 WHERE id = {meeting};
UPDATE mentorship_reminder SET since = current_date - 30;
UPDATE mentorship_edition SET quiet_from = 0, quiet_until = 0;
"""
JOB = "nob_mentorship.ir_cron_timetable"


class Asked:
    """A meeting of yesterday that nobody marked, and the mails about it."""

    def __init__(self, stage, smtp, browser):
        self.stage, self.smtp, self.browser = stage, smtp, browser
        self.server = stage.server
        self.meeting = stage.meet(stage.ids["active"], 4)
        postgres.query(YESTERDAY.format(meeting=self.meeting), self.server.db)
        self.server.run_cron(JOB)
        self.server.send_mails()

    def link(self, name):
        """Return the link in the mail to a person of the stage."""
        mail = self.smtp.wait_for(f"{self.stage.login(name)}@leden.example", "Heb je")
        html = mail.get_body(("html",)).get_content()
        pattern = rf'href="([^"]*/my/mentorship/meeting/{self.meeting}\b[^"]*)"'
        return unescape(re.search(pattern, html)[1])

    def phone(self, name):
        visitor = Visitor(self.browser, self.server, PHONE)
        return visitor.login(self.stage.login(name), PASSWORD)

    @property
    def state(self):
        query = f"SELECT state FROM mentorship_meeting WHERE id = {self.meeting}"
        ((state,),) = postgres.query(query, self.server.db)
        return state


@pytest.fixture
def asked(stage, smtp, browser):
    return Asked(stage, smtp, browser)


def test_did_you_meet_is_answered_in_two_taps_from_the_mail(asked):
    phone = asked.phone("mentee")
    # the first tap only shows a page, however often a link checker opens it
    for _again in range(2):
        phone.go(asked.link("mentee"))
    assert asked.state == "planned"
    assert "Hebben jullie elkaar gesproken?" in phone.text()
    phone.press("Ja, we hebben elkaar gesproken")
    assert asked.state == "held"
    assert not phone.troubles
    # the other one sees that it is answered
    other = asked.phone("mentor")
    other.go(asked.link("mentor"))
    assert "Hebben jullie elkaar gesproken?" not in other.text()


def test_not_yet_and_moved_are_answers_too(asked):
    phone = asked.phone("mentor")
    phone.go(asked.link("mentor"))
    phone.page.get_by_text("We hebben het verzet").click()
    phone.page.fill("#date", str(clock.today() + timedelta(days=9)))
    phone.press("Wijzig en laat het weten")
    assert asked.state == "planned"
    postgres.query(YESTERDAY.format(meeting=asked.meeting), asked.server.db)
    asked.server.send_mails()
    phone.go(asked.link("mentor"))
    before = len(asked.smtp.messages)
    phone.press("Nog niet")
    assert asked.state == "cancelled"
    asked.server.send_mails()
    # nobody is mailed about a meeting that is past
    assert not asked.smtp.messages[before:]


def test_a_meeting_that_nobody_planned_is_noted(asked):
    phone = asked.phone("mentee")
    pairing = asked.stage.ids["active"]
    phone.go(f"/my/mentorship/pairing/{pairing}/met")
    phone.page.fill("#date", str(clock.today() - timedelta(days=3)))
    phone.page.fill("#time", "10:00")
    phone.press("Noteer ons gesprek")
    query = (
        "SELECT count(*) FROM mentorship_meeting WHERE state = 'held'"
        f" AND pairing_id = {pairing} AND start::date = '{clock.today()}'::date - 3"
    )
    assert postgres.query(query, asked.server.db) == [["1"]]


AHEAD = ".o_field_widget[name=reminders_ahead]"


def test_staff_see_what_a_changed_timetable_would_send(stage, browser):
    edition = stage.read("pairing", stage.ids["fresh"], "edition_id")[0][0]
    desk = Visitor(browser, stage.server).login(stage.login("staf"), PASSWORD)
    page = desk.page
    desk.go(f"/odoo/action-nob_mentorship.mentorship_edition_action/{edition}")
    page.get_by_role("tab", name="Tijdschema").click()
    page.locator(AHEAD).wait_for()
    before = page.locator(AHEAD).inner_text()
    assert "Kees Klop" in before
    line = page.locator(".o_field_widget[name=reminder_ids] tr.o_data_row").filter(
        has_text="geen contact"
    )
    line.first.locator("td[name=days]").click()
    days = page.locator("tr.o_selected_row td[name=days] input")
    days.fill("9")
    days.press("Tab")
    page.wait_for_function(
        "([place, before]) => document.querySelector(place).innerText !== before",
        arg=[AHEAD, before],
    )
    assert not desk.troubles
