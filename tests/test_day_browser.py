"""A coordinator works their day to empty, at a desk and on a phone (R27, R32, P9)."""

import pytest

from dev import postgres

from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

LATE = """
UPDATE mail_activity SET active = false;
UPDATE mentorship_pairing
   SET date_start = current_date - 60, reached_on = current_date - 40,
       date_end = current_date + 200, paused_until = NULL
 WHERE id = {pairing};
UPDATE mentorship_enrolment SET lapse_noted_on = current_date - 5
 WHERE id = (SELECT min(enrolment_id) FROM mentorship_pairing_member
              WHERE pairing_id = {pairing});
UPDATE res_partner SET phone = '020 123 45 67'
 WHERE id IN (SELECT partner_id FROM mentorship_pairing_member
               WHERE pairing_id = {pairing});
"""
DAY = "/odoo/action-nob_mentorship.mentorship_day_open"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def day(request, stage, browser):
    """The day of a coordinator with two lines, at two sizes."""
    pairing = stage.ids["fresh"]
    postgres.query(
        "DELETE FROM mail_activity; DELETE FROM mentorship_meeting"
        f" WHERE pairing_id = {pairing} AND state = 'planned'",
        stage.server.db,
    )
    postgres.query(LATE.format(pairing=pairing), stage.server.db)
    visitor = Visitor(browser, stage.server, request.param)
    visitor.login(stage.login("staf"), PASSWORD)
    visitor.go(DAY)
    visitor.lines = (
        ".o_kanban_record:not(.o_kanban_ghost)"
        if request.param is PHONE
        else "tr.o_data_row"
    )
    visitor.page.locator(visitor.lines).first.wait_for()
    return visitor


def test_it_is_worked_to_empty(day):
    page = day.page
    lines = page.locator(day.lines)
    assert "Er gebeurt niets" in lines.first.inner_text()
    assert not day.wider()
    count = lines.count()
    assert count >= 2
    numbers = 0
    for left in range(count - 1, -1, -1):
        lines.first.get_by_text("Lid", exact=False).or_(lines.first).first.click()
        dialog = page.locator(".modal")
        dialog.locator("[name=feedback] textarea").fill("Gebeld: ze spreken elkaar.")
        numbers += dialog.locator("a[href='tel:0201234567']").count()
        dialog.get_by_role("button", name="Uitgevoerd").click()
        dialog.wait_for(state="detached")
        page.wait_for_function(
            "([lines, left]) => document.querySelectorAll(lines).length <= left",
            arg=[day.lines, left],
        )
    # the people of each line can be called from it
    assert numbers
    assert "Vandaag heeft niemand je nodig" in page.inner_text("body")
    assert not day.troubles
