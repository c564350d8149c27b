"""From an empty database to an open edition with nothing but the app: a new coordinator
is led through it, and last year's pairs come from a sheet (P14, P22).

Each step is printed: `make pytest ARGS="-s tests/test_first_programme.py"` shows them.
"""

import csv
import io
import re

import pytest

from dev import postgres

from .harness.browser import Visitor
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

START = "/odoo/action-nob_mentorship.mentorship_day_open"
HEADER = ("Mentor", "Mentee", "Sinds", "Tot en met", "Uitkomst", "Gevoerde gesprekken")
MANAGER = "nob_mentorship.group_mentorship_manager"
COORDINATOR = "nob_mentorship.group_mentorship_coordinator"
PAIRS = "SELECT count(*) FROM mentorship_pairing WHERE state IN ('completed', 'ended')"
MAILS = "SELECT count(*) FROM mail_mail"
EDITION = "SELECT id FROM mentorship_edition WHERE taken_over IS NOT TRUE"


@pytest.fixture(scope="module")
def world(smtp):
    """An association with members and two colleagues, and nothing of mentorship."""
    with running(smtp_port=smtp.port) as server:
        world = World(server)
        for login, name, group in (
            ("eerste", "Eva Eerste", MANAGER),
            ("tweede", "Tom Tweede", COORDINATOR),
        ):
            world.create(
                "res.users",
                login=login,
                name=name,
                email=f"{login}@leden.example",
                password=PASSWORD,
                lang="nl_NL",
                tz="Europe/Amsterdam",
                group_ids=[(6, 0, [world.ref(group)])],
            )
        for login, name, years in (
            ("mia", "Mia Mentor", 20),
            ("max", "Max Mentor", 15),
            ("noa", "Noa Mentee", 2),
            ("nick", "Nick Mentee", 3),
        ):
            world.member(login, name, years)
        gone = world.create("res.partner", name="Ria Weg", email="ria@leden.example")
        world.admin.call("res.partner", "write", [[gone], {"active": False}])
        yield world


class Walk:
    """A coordinator at a screen, who counts the steps."""

    def __init__(self, browser, server, login):
        self.server, self.steps = server, 0
        self.visitor = Visitor(browser, server).login(login, PASSWORD)
        self.page = self.visitor.page

    def step(self, said):
        """Print a step that is done."""
        self.steps += 1
        print(f"{self.steps:2}. {said}")

    def ask(self, query):
        """Return the only value that the database answers."""
        ((value,),) = postgres.query(query, self.server.db)
        return value

    def press(self, name):
        """Press a button of ours, by its method."""
        self.page.locator(f"button[name={name}]:visible").first.click()

    def button(self, name):
        """Return the button of the form with these words."""
        return self.page.locator(".o_form_view").get_by_role("button", name=name)

    def choose(self, field, text):
        """Choose a record in the form that is open."""
        self.page.locator(f".modal [name={field}] input").first.fill(text)
        found = self.page.locator(".o-autocomplete--dropdown-item", has_text=text)
        found.first.click()

    def upload(self, *lines):
        """Give a sheet to the import screen, as Excel writes it."""
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows((HEADER, *lines))
        sheet = {
            "name": "last-year.csv",
            "mimeType": "text/csv",
            "buffer": text.getvalue().encode("utf-8-sig"),
        }
        # of an earlier sheet, the button is there already
        with self.page.expect_response("**/parse_preview*"):
            self.page.locator("input.o_input_file").first.set_input_files(sheet)
        self.page.get_by_role("button", name="Test", exact=True).wait_for()
        self.page.get_by_role("button", name="Test", exact=True).click()


def test_a_new_coordinator_is_led_from_nothing_to_an_open_edition(world, browser):
    walk = Walk(browser, world.server, "eerste")
    page = walk.page

    walk.visitor.go(START)
    link = page.locator(".o_nocontent_help a[name$=mentorship_start_wizard_action]")
    link.wait_for()
    assert "Zet je eerste programma op" in page.inner_text(".o_nocontent_help")
    walk.step("Mentorship opens on: Set up your first programme.")

    link.click()
    page.locator(".modal button[name=action_start]").wait_for()
    walk.choose("programme_id", "NOB-mentorprogramma")
    assert "tweede coördinator" in page.inner_text(".modal")
    walk.choose("coordinator_ids", "Tom Tweede")
    page.locator(".modal .text-warning-emphasis").wait_for(state="hidden")
    page.locator(".modal [name=contact_email] input").fill("mentor@leden.example")
    walk.step("One form: the programme, a second coordinator, the address, the dates.")
    walk.press("action_start")
    walk.button("Aanmelding openen").wait_for()
    ready = page.locator(".o_form_view [name=ready]")
    assert "tweede coördinator" not in ready.inner_text()
    edition = walk.ask(EDITION)
    walk.step("The draft of the edition says what is still to do.")

    walk.press("action_last_year")
    page.locator(".modal button[name=action_import]").wait_for()
    walk.press("action_import")
    page.locator(".o_import_action").wait_for()
    walk.step("The edition before it is named, and the import screen asks for a sheet.")

    before = walk.ask(MAILS)
    walk.upload(
        ("mia@leden.example", "noa@leden.example", "", "", "Afgerond", "6"),
        ("max@leden.example", "Nora Nergens", "", "", "Afgerond", ""),
    )
    page.get_by_text("Het bestand bevat blokkerende fouten").wait_for()
    assert "Nora Nergens" in page.inner_text(".o_import_action")
    assert walk.ask(PAIRS) == "0"
    walk.step("A person who is not there is named; nothing is imported.")

    walk.upload(
        ("mia@leden.example", "noa@leden.example", "", "", "Afgerond", "6"),
        ("max@leden.example", "ria@leden.example", "", "", "Voortijdig beëindigd", "1"),
        ("", "nick@leden.example", "", "", "Niet gekoppeld", ""),
    )
    page.get_by_text("Alle velden lijken geldig.").wait_for()
    page.get_by_role("button", name="Importeren", exact=True).click()
    page.locator("tr.o_data_row", has_text="Ria Weg").wait_for()
    assert walk.ask(PAIRS) == "2"
    assert walk.ask(MAILS) == before
    walk.step("Last year's pairs are there, also of one who left; no one is mailed.")

    walk.visitor.go(f"/odoo/mentorship.edition/{edition}")
    walk.button("Aanmelding openen").wait_for()
    assert "eerdere editie" not in page.inner_text(".o_form_view [name=ready]")
    walk.button("Aanmelding openen").click()
    page.locator(".modal button[name=action_confirm]").wait_for()
    told = page.inner_text(".modal")
    assert re.search(r"Leden die zich .*: 4", told)
    walk.step("Before it opens: the days, how many can take part, who is mailed.")
    page.locator(".modal button[name=action_confirm]").click()
    walk.button("Aanmelding sluiten").wait_for()
    walk.step("The sign-up is open.")

    member = Visitor(browser, world.server).login("nick", PASSWORD)
    page_of_it = f"a[href*='/my/mentorship/edition/{edition}']"
    assert member.page.locator(page_of_it).count()
    walk.step("A member sees it on the portal.")
    assert not walk.visitor.troubles
    assert not member.troubles
