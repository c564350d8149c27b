"""A bulk action as staff see it: its progress, its result, and where it stays."""

import os
from pathlib import Path

import pytest

from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.office import EDITION, SIGN_UP, Office
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

COUNT = 20
"""The number of mentors, and of mentees."""
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of the pages, if they are wanted."""
LIST = "/odoo/action-nob_mentorship.mentorship_job_action"


@pytest.fixture(scope="module")
def office(server, smtp):
    return Office(server, smtp, COUNT)


def seen(visitor, name):
    """Take a picture, where that is wanted."""
    if SHOTS:
        width = visitor.page.viewport_size["width"]
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}_{width}.png")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_bulk_action_shows_how_far_it_is_and_can_be_left_alone(office, browser, size):
    width = size["width"]
    everybody = office.members(f"scherm{width}")
    edition = office.world.edition(office.staff, name=f"20{width}", intake=True)
    office.call(EDITION, "action_open_enrolment", [edition])
    sign_ups = office.sign_up(edition, everybody)

    # one was refused by a colleague, after the list was opened
    office.call(SIGN_UP, "action_refuse", sign_ups[:1], "Vol.")
    with office.slow():
        shown = office.staff.call(
            SIGN_UP, "action_bulk_accept", [sign_ups], {"context": {"lang": "nl_NL"}}
        )
    visitor = Visitor(browser, office.server, size).login("job_staf", PASSWORD)
    page = visitor.page
    visitor.go(f"/odoo/mentorship.job/{shown['res_id']}")
    bar = page.get_by_role("progressbar")
    bar.wait_for()
    assert 0 < int(bar.get_attribute("aria-valuenow")) < 2 * COUNT
    seen(visitor, "job_running")

    office.work()
    outcome = f"{2 * COUNT - 1} van {2 * COUNT} gedaan, 1 niet gelukt"
    page.get_by_text(outcome).first.wait_for()
    page.locator(".o_field_x2many").get_by_text(f"scherm{width} 0").first.wait_for()
    seen(visitor, "job_done")

    visitor.go(LIST)
    page.get_by_text("Aanmeldingen toelaten").first.wait_for()
    seen(visitor, "job_list")
    assert visitor.troubles == []
