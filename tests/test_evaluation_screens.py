"""An evaluation as people see it: the form, in Dutch, and the screens of staff."""

import os
from pathlib import Path

import pytest

from dev import paths

from .harness.ballots import Audience
from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.polls import Poll
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of the pages, if they are wanted."""


@pytest.fixture(scope="module")
def poll(server, smtp):
    staff = World(server).manager("scherm_staf", "Sanne Staf")
    people = Audience(server, "scherm", ["mentor"] * 3 + ["mentee"] * 6, logins=1)
    return Poll(people, staff, smtp, audience="all")


def seen(visitor, name):
    """See that a screen fits; take a picture, where that is wanted."""
    assert visitor.wider() is None
    if SHOTS:
        width = visitor.page.viewport_size["width"]
        path = Path(SHOTS) / f"{name}_{width}.png"
        visitor.page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_member_fills_in_sends_and_looks_for_the_receipt(browser, poll, size):
    number = 1 if size == PHONE else 2
    visitor = Visitor(browser, poll.server, size)
    page = visitor.page
    visitor.go(poll.links[number])
    page.locator("form[data-ballot-started]").wait_for()
    page.get_by_text("9 mensen gevraagd").wait_for()
    seen(visitor, "form")
    page.get_by_role("button", name="Indienen").click()
    page.locator(".modal-footer .btn-primary").click()
    page.locator(".o_survey_question_error:visible").first.wait_for()
    seen(visitor, "form_forgotten")
    for group in page.locator(".o_survey_form_choice").all():
        group.locator("label").first.click()
    page.get_by_role("button", name="Indienen").click()
    page.locator(".modal-footer .btn-primary").click()
    page.locator(".o_survey_finished").wait_for()
    receipt = page.locator("output").inner_text()
    seen(visitor, "form_sent")
    visitor.go(f"/mentorship/evaluation/{poll.id}/receipt")
    page.locator("#mentorship_receipt").fill(receipt)
    page.get_by_role("button", name="Controleer").click()
    page.get_by_text("Ja, je antwoord zit erbij").wait_for()
    seen(visitor, "receipt")
    visitor.go("/mentorship/evaluation/oude-link-van-eerder")
    page.get_by_text("verouderd").wait_for()
    seen(visitor, "old_link")
    assert visitor.troubles == []


def test_staff_see_in_red_that_a_key_cannot_be_read_and_close_once_it_is_back(
    browser, poll
):
    poll.answer(3, 4, 5)
    server, folder = poll.server, paths.BALLOTS / poll.server.db
    away = folder.with_suffix(".away")
    visitor = Visitor(browser, server, DESKTOP).login("scherm_staf", PASSWORD)
    page = visitor.page
    folder.rename(away)
    try:
        server.run_cron("nob_mentorship.ir_cron_keys")
        visitor.go(f"/odoo/mentorship.evaluation/{poll.id}")
        page.get_by_text("stembusmap van deze server").first.wait_for()
        seen(visitor, "key_lost")
        visitor.go(f"/odoo/mentorship.edition/{poll.people.edition}")
        page.get_by_text(
            "Niet elke open evaluatie kan nu worden gesloten"
        ).first.wait_for()
        seen(visitor, "edition_key_lost")
    finally:
        away.rename(folder)
    server.run_cron("nob_mentorship.ir_cron_keys")
    visitor.go(f"/odoo/mentorship.evaluation/{poll.id}")
    page.get_by_role("button", name="Sluiten en stembus openen").click()
    page.locator(".modal-footer .btn-primary").click()
    page.get_by_role("button", name="Resultaten").first.wait_for()
    seen(visitor, "closed")
    visitor.go(f"/mentorship/results/{poll.id}")
    page.get_by_text("Openingsdocument").first.wait_for()
    seen(visitor, "results")
