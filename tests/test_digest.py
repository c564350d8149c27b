"""The weekly overview reaches each coordinator by mail, once and in their language
(P22)."""

import re
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from .harness import clock
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ADDON = "nob_mentorship"
DIGEST = "digest.digest"
SUBJECT = "Mentorschap: weekoverzicht"
FIRST, SECOND, HEAD, PLAIN = "week_een", "week_twee", "week_hoofd", "week_rest"
DATE = re.compile(
    r"\b\d{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|oktober"
    r"|november|december) \d{4}\b"
)
ACTION = re.compile(r"/odoo/action-([\w.]+)\?menu_id=\d+$")


class Week:
    """Two coordinators, each with a programme, a manager, and an employee."""

    def __init__(self, server, smtp):
        self.server, self.smtp, self.world = server, smtp, World(server)
        self.manager = self.world.manager(HEAD, "Hella Hoofd")
        group = f"{ADDON}.group_mentorship_coordinator"
        self.first, _partner = self.world.user(FIRST, "Eva Een", group)
        self.second, _partner = self.world.user(SECOND, "Tim Twee", group)
        self.world.user(PLAIN, "Rik Rest", "base.group_user")
        self.overview = self.world.ref(f"{ADDON}.digest_overview")
        self.coordinates("programme_nob", self.first)
        self.coordinates("programme_women", self.second)

    def coordinates(self, programme, *users):
        """Save a programme, with its coordinators."""
        number = self.world.ref(f"{ADDON}.{programme}")
        values = {"coordinator_ids": [(6, 0, list(users))], "summary": "Kort."}
        self.manager.call("mentorship.programme", "write", [[number], values])

    def mailed(self):
        """Let the day of the overview come; return {login: its new mails}."""
        due = {"next_run_date": str(clock.of_server())}
        self.world.admin.call(DIGEST, "write", [[self.overview], due])
        return self.run()

    def run(self):
        """Run Odoo's own job, and send the queue; return {login: new mails}."""
        before = len(self.smtp.messages)
        self.server.run_cron("digest.ir_cron_digest_scheduler_action")
        self.server.send_mails()
        new = self.smtp.messages[before:]
        return {
            login: [
                mail
                for mail in new
                if f"{login}@leden.example" in mail.recipients
                and SUBJECT in mail["subject"]
            ]
            for login in (FIRST, SECOND, HEAD, PLAIN)
        }


@pytest.fixture(scope="module")
def week(smtp):
    with running(smtp_port=smtp.port) as server:
        yield Week(server, smtp)


def counts(mails):
    """Return how many mails each person got, as {login: count}."""
    return {login: len(found) for login, found in mails.items()}


def test_each_of_the_staff_gets_one_in_dutch(week):
    plain = week.server.client(PLAIN, PASSWORD)
    plain.call(DIGEST, "action_subscribe", [[week.overview]])
    mails = week.mailed()
    assert counts(mails) == {FIRST: 1, SECOND: 1, HEAD: 1, PLAIN: 0}
    assert counts(week.run()) == {FIRST: 0, SECOND: 0, HEAD: 0, PLAIN: 0}
    page = mails[FIRST][0].get_body(("html",)).get_content()
    text = " ".join(html.fromstring(page).text_content().split())
    assert DATE.search(text), text
    for words in (
        "Mijn dag: wie heeft iemand nodig",
        "Nieuwe aanmeldingen",
        "Laatste 7 dagen",
        "Afmelden",
    ):
        assert words in text
    assert "Tip:" not in text
    assert "Traceback" not in week.server.log.read_text()


def test_a_click_leads_to_the_screen(week):
    (mail,) = week.mailed()[FIRST]
    page = html.fromstring(mail.get_body(("html",)).get_content())
    links = page.xpath("//table[@data-field]//a/@href")
    names = [ACTION.search(link)[1] for link in links]
    assert len(names) == 6
    client = week.server.client(FIRST, PASSWORD)
    for name in names:
        action = client.json("/web/action/load", {"action_id": name})
        if action["type"] == "ir.actions.server":
            action = client.json("/web/action/run", {"action_id": action["id"]})
        assert action["type"] == "ir.actions.act_window", name


def test_who_unsubscribed_in_the_mail_stays_away(week):
    (mail,) = week.mailed()[FIRST]
    link = urlsplit("".join(mail["List-Unsubscribe"].split()).strip("<>"))
    answer = requests.post(
        f"{week.server.url}{link.path}?{link.query}",
        data={"List-Unsubscribe": "One-Click"},
        timeout=120,
    )
    assert answer.status_code == 200
    week.coordinates("programme_nob", week.first)
    week.coordinates("programme_women", week.first, week.second)
    week.server.run_cron(f"{ADDON}.ir_cron_daily")
    assert counts(week.mailed()) == {FIRST: 0, SECOND: 1, HEAD: 1, PLAIN: 0}
    # no longer named, and named anew
    week.coordinates("programme_nob", week.second)
    week.coordinates("programme_women", week.second)
    week.coordinates("programme_nob", week.first)
    assert counts(week.mailed()) == {FIRST: 1, SECOND: 1, HEAD: 1, PLAIN: 0}


def test_whose_account_ended_gets_none(week):
    week.world.admin.call("res.users", "write", [[week.second], {"active": False}])
    try:
        assert counts(week.mailed())[SECOND] == 0
    finally:
        back = {"active": True}
        week.world.admin.call("res.users", "write", [[week.second], back])
