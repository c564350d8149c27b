"""A programme with two coordinators, and members who are asked, paired and free again,
by RPC; each test has people of its own."""

import itertools
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import expect

from dev import postgres

from .browser import PHONE
from .world import PASSWORD, World

COORDINATOR = "nob_mentorship.group_mentorship_coordinator"
COORDINATORS = {"anna": "Anna Appel", "bert": "Bert Boom"}
NAMES = {"mentor": "Vera Vos", "mentee": "Kees Klop"}
EXPERIENCE = {"mentor": 12, "mentee": 2}
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of the pages, if they are wanted."""
MOMENT = "%Y-%m-%d %H:%M:%S"


def seen(visitor, name, fits=True):
    """Take a picture of a page, where that is wanted.

    :param bool fits: whether the page must be no wider than the screen; that of Odoo's
        own forms is not up to us
    """
    assert not (fits and visitor.wider())
    if SHOTS:
        width = visitor.page.viewport_size["width"]
        path = Path(SHOTS) / f"{name}_{width}.png"
        visitor.page.screenshot(path=path, full_page=True)


class Person(NamedTuple):
    """A member with a login."""

    login: str
    name: str
    partner: int

    @property
    def address(self):
        return f"{self.login}@leden.example"


class Pair(NamedTuple):
    """A pairing of a mentor and a mentee."""

    id: int
    edition: int
    mentor: Person
    mentee: Person

    @property
    def path(self):
        return f"/my/mentorship/pairing/{self.id}"


class Pairs:
    """Makes people and pairings in one programme, whose coordinators are Anna and Bert.

    :param server: a running server
    :param smtp: `Catcher` of its mails
    :param str prefix: begins every login
    """

    def __init__(self, server, smtp, prefix):
        self.server, self.smtp, self.prefix = server, smtp, prefix
        self.world = World(server)
        self.manager = self.world.manager(self.login("staf"), "Sanne Staf")
        self._numbers = itertools.count(1)
        self._clients = {}
        self._read = len(smtp.messages)
        users = [
            self.world.user(self.login(name), full, COORDINATOR)[0]
            for name, full in COORDINATORS.items()
        ]
        self.programme = self.call(
            "programme",
            "create",
            {
                "name": f"Programma {prefix}",
                "code": prefix.upper(),
                "contact_email": f"{prefix}@leden.example",
                "coordinator_ids": [(6, 0, users)],
            },
        )

    def login(self, name):
        """Return the login of a member of staff."""
        return f"{self.prefix}_{name}"

    def call(self, model, method, *args):
        """Call a method of ours as a manager."""
        return self.manager.call(f"mentorship.{model}", method, args)

    def read(self, model, record_id, name):
        """Return a value of a record, as a manager reads it."""
        (row,) = self.call(model, "read", [record_id], [name])
        return row[name]

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        return postgres.query(statement, self.server.db)

    # --- people and pairings ----------------------------------------------------------

    def person(self, role):
        """Return a new member, with a name that no one else has."""
        number = f"{next(self._numbers):03}"
        login, name = self.login(f"{role}_{number}"), f"{NAMES[role]} {number}"
        return Person(login, name, self.world.member(login, name, EXPERIENCE[role]))

    def edition(self, **values):
        """Return the id of an edition whose sign-up is open."""
        name = f"Ronde {next(self._numbers):03}"
        values = {"name": name, "programme_id": self.programme, **values}
        edition = self.world.edition(self.manager, **values)
        self.call("edition", "action_open_enrolment", [edition])
        return edition

    def close_sign_up(self, edition):
        """Close the sign-up for good, so that who is free waits for staff."""
        self.call("edition", "action_close_enrolment", [edition])
        self.call("edition", "write", [edition], {"late_enrolment": False})

    def sign_up(self, edition, person, role, **values):
        """Return the id of a sign-up that was sent."""
        values |= {"edition_id": edition, "partner_id": person.partner, "role": role}
        if role == "mentee":
            values["question"] = "Hoe kies ik een specialisme?"
        enrolment = self.call("enrolment", "create", values)
        self.call("enrolment", "action_submit", [enrolment])
        return enrolment

    def offer(self, edition=None):
        """Return a new mentor and mentee who were asked."""
        edition = edition or self.edition()
        mentor, mentee = self.person("mentor"), self.person("mentee")
        pairing = self.call(
            "pairing",
            "create",
            {
                "edition_id": edition,
                "mentor_enrolment_id": self.sign_up(edition, mentor, "mentor"),
                "mentee_enrolment_ids": [
                    (6, 0, [self.sign_up(edition, mentee, "mentee")])
                ],
            },
        )
        self.call("pairing", "action_offer", [pairing])
        return Pair(pairing, edition, mentor, mentee)

    def pair(self, edition=None):
        """Return a new mentor and mentee who both said yes."""
        pair = self.offer(edition)
        for member in self.call(
            "pairing.member", "search", [("pairing_id", "=", pair.id)]
        ):
            arguments = (member, "accepted", "telephone")
            self.call("pairing.member", "action_note_answer", *arguments)
        return pair

    def state(self, pair):
        return self.read("pairing", pair.id, "state")

    # --- what they do without a browser ---------------------------------------------

    def client(self, login):
        """Return the web session of a person."""
        if login not in self._clients:
            self._clients[login] = self.server.client(login, PASSWORD)
        return self._clients[login]

    def post(self, person, path, **form):
        """Return the answer to a form that a member sends."""
        return self.client(person.login).post(path, **form)

    def out_of_office(self, name, days):
        """Have a coordinator say on their own preferences that they are away for some
        days, or back again.

        :param int days: 0 for back
        """
        now = datetime.now(UTC)
        first, last = now - timedelta(hours=1), now + timedelta(days=days)
        values = {
            "out_of_office_from": days > 0 and first.strftime(MOMENT),
            "out_of_office_to": days > 0 and last.strftime(MOMENT),
        }
        client = self.client(self.login(name))
        client.call("res.users", "write", [[client.uid], values])

    def mails(self):
        """Send what waits; return the mails since the last time, as {address:
        list of messages}."""
        self.server.send_mails()
        new = self.smtp.messages[self._read :]
        self._read = len(self.smtp.messages)
        found = {}
        for message in new:
            for address in message.recipients:
                found.setdefault(address, []).append(message)
        return found


class Desk:
    """A coordinator at a screen.

    :param visitor: `Visitor`, logged in nowhere yet
    :param str name: of the coordinator
    """

    LINES = {
        "desk": "tr.o_data_row",
        "phone": ".o_kanban_record:not(.o_kanban_ghost)",
    }
    DAY = "/odoo/action-nob_mentorship.mentorship_day_open"

    def __init__(self, visitor, pairs, name="anna"):
        self.page = visitor.page
        self.on_phone = self.page.viewport_size["width"] == PHONE["width"]
        self.visitor = visitor.login(pairs.login(name), PASSWORD)

    def day(self):
        """Open the day, and return this desk."""
        # Odoo shows the lines of the last time until it has read those of now
        with self.page.expect_response(
            lambda answer: answer.url.endswith("/mail.activity/web_search_read")
        ):
            self.visitor.go(self.DAY)
        self.page.locator(".o_content .o_renderer").first.wait_for()
        return self

    def has(self, number, text):
        """Wait until the day has a number of lines that hold a text."""
        expect(self.lines(text)).to_have_count(number, timeout=30_000)

    def lines(self, text):
        """Return the lines of the day that hold a text."""
        lines = self.LINES["phone" if self.on_phone else "desk"]
        return self.page.locator(lines).filter(has_text=text)

    def open(self, text):
        """Open the line that holds a text; return its window."""
        line = self.lines(text).first
        # not in the middle of a card, where the telephone numbers are
        place = line if self.on_phone else line.locator("td[name=res_name]")
        place.click(position={"x": 16, "y": 16})
        window = self.page.locator(".modal")
        window.locator("[name=activity_type_id]").wait_for()
        return window

    def whose(self, text):
        """Return the name of the user whom a line is for."""
        return self.open(text).locator("[name=user_id] input").first.input_value()

    def press(self, name, inside=None):
        """Press the button of a method."""
        (inside or self.page).locator(f"button[name={name}]").first.click()

    def confirm(self, words):
        """Press a button that asks first, and wait for the answer of its action."""
        bar = self.page.locator(".o_form_statusbar")
        bar.get_by_role("button", name=words).first.click()
        answered = self.page.expect_response(
            lambda answer: answer.url.endswith("/action_confirm")
        )
        with answered:
            self.page.locator(".modal button[name=action_confirm]").click()

    def choose(self, field, name):
        """Choose a record by its name, from a list or, on a phone, from cards."""
        box = self.page.locator(f"[name={field}] input").first
        if self.on_phone:
            box.click()
            cards = self.page.locator(f".modal {self.LINES['phone']}")
            cards.filter(has_text=name).first.click(position={"x": 16, "y": 16})
            self.page.locator(".modal").wait_for(state="detached")
        else:
            box.fill(name)
            options = self.page.locator(".o-autocomplete--dropdown-item")
            options.filter(has_text=name).first.click()
