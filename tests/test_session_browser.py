"""A briefing from both sides, in Dutch: a coordinator plans it, moves it and marks who
was there at a desk; members sign up, confirm and ask for more on a phone (R51, R62)."""

from datetime import timedelta

import pytest

from dev import postgres

from .harness import clock
from .harness.browser import DESKTOP, PHONE
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

HOME, SESSIONS = "/my/mentorship", "/my/mentorship/sessions"
PLAN = "/odoo/action-nob_mentorship.mentorship_session_action/new"
TITLE = "Briefing: wat je wilt bereiken"
TOPIC = "Een lastige klant aanspreken"
BEGIN = """
UPDATE mentorship_session SET
       start = (now() AT TIME ZONE 'UTC') - interval '5 minutes',
       stop = (now() AT TIME ZONE 'UTC') + interval '55 minutes'
 WHERE id = {0}
"""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


def edition_name(stage):
    (name,) = stage.read("edition", stage.ids["sessions"], "name")
    return name


def mailed(stage, smtp, person, subject):
    """Send what waits; return the newest mail to a member with this subject."""
    stage.server.send_mails()
    return smtp.wait_for(f"{stage.login(person)}@leden.example", subject)


def plan(staff, stage, title, days, **values):
    """Plan a session in the form, as far as saving it; return its id."""
    page = staff.page
    staff.go(PLAN)
    form = page.locator(".o_form_view")
    form.locator(".o_field_widget[name=name] input, [name=name] textarea").first.fill(
        title
    )
    edition = form.locator(".o_field_widget[name=edition_id] input")
    name = edition_name(stage)
    edition.fill(name)
    page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
    day = clock.today() + timedelta(days=days)
    values = {"day": f"{day:%d-%m-%Y}", "clock": "19:30", **values}
    for name, text in values.items():
        field = form.locator(f".o_field_widget[name={name}] input").first
        field.fill(text)
        field.press("Tab")
    page.locator(".o_form_button_save:visible").first.click()
    page.locator("button[name=action_ask]:visible").first.wait_for()
    found = stage.call("session", "search", [("name", "=", title)])
    return found[-1]


def confirm(page, number=0):
    """Press a button that asks, and say yes."""
    page.locator("button[name=action_ask]:visible").nth(number).click()
    page.locator(".modal button[name=action_confirm]").click()
    page.locator(".modal").wait_for(state="detached")


def test_a_briefing_from_the_plan_to_who_was_there(stage, smtp, visit):
    staff = visit(DESKTOP).login(stage.login("staf"), PASSWORD)
    session = plan(staff, stage, TITLE, 20, places="1", location="Brugstraat 12")
    start, length = stage.read("session", session, "start", "minutes")
    assert length == 60
    assert start.endswith(("17:30:00", "18:30:00"))
    confirm(staff.page)
    staff.page.locator(".o_field_widget[name=shown_code]").wait_for()

    # two taps: the session, the place
    kees = visit(PHONE).login(stage.login("mentee"), PASSWORD)
    kees.go(HOME)
    kees.press(TITLE)
    assert "19:30" in kees.text() and "Brugstraat 12" in kees.text()
    assert not kees.wider()
    kees.press("Meld je aan")
    assert "Je hebt een plek" in kees.text()
    assert mailed(stage, smtp, "mentee", "Je plek")

    # the next one waits
    vera = visit(PHONE).login(stage.login("mentor"), PASSWORD)
    vera.go(f"{HOME}/session/{session}")
    assert "1 ander komt" in vera.text() and "Kees" not in vera.text()
    vera.press("Zet mij op de wachtlijst")
    assert "wachtlijst" in vera.text()
    assert not vera.wider()

    # looking changes nothing
    for _twice in range(2):
        vera.go(f"{HOME}/session/{session}")
    assert stage.read("session", session, "going_count", "waiting_count") == (1, 1)

    # who signs off makes room, in two taps as well
    kees.go(HOME)
    kees.press(TITLE)
    kees.press("Meld je af")
    assert "afgemeld" in kees.text()
    assert stage.read("session", session, "going_count", "waiting_count") == (1, 0)
    vera.go(f"{HOME}/session/{session}")
    assert "Je hebt een plek" in vera.text()
    assert mailed(stage, smtp, "mentor", "Er is plek voor je")

    # moved at the desk: the calendar follows
    staff.go(f"/odoo/mentorship.session/{session}")
    field = staff.page.locator(".o_field_widget[name=clock] input")
    field.fill("20:00")
    field.press("Tab")
    staff.page.locator(".o_form_button_save:visible").first.click()
    assert mailed(stage, smtp, "mentor", "Gewijzigd")
    # one for who signed off, one for the move
    assert stage.read("session", session, "sequence") == (2,)

    # in the room: a wrong code, then the right one, as people type it
    postgres.query(BEGIN.format(session), stage.server.db)
    (code,) = stage.read("session", session, "shown_code")
    vera.go(f"{HOME}/session/{session}")
    vera.page.fill("#code", "fout")
    vera.press("Ik ben er")
    assert "Deze code klopt niet" in vera.text()
    assert vera.page.input_value("#code") == "fout"
    vera.page.fill("#code", f" {code.lower()} ")
    vera.press("Ik ben er")
    assert "Je was erbij" in vera.text()
    assert not vera.wider()

    # at the desk: who was there
    staff.go(f"/odoo/mentorship.session/{session}")
    staff.page.locator("button[name=action_view_attendees]:visible").first.click()
    rows = staff.page.locator("tr.o_data_row")
    rows.first.wait_for()
    assert "Vera Vis" in rows.first.inner_text()
    assert "Was er" in rows.first.inner_text()
    rows.first.locator("input[type=checkbox]").check()
    staff.page.locator("button[name=action_absent]:visible").first.click()
    rows.first.get_by_text("Was er niet").wait_for()


def test_members_ask_for_a_workshop_and_get_it(stage, smtp, visit):
    kees = visit(PHONE).login(stage.login("mentee"), PASSWORD)
    vera = visit(PHONE).login(stage.login("mentor"), PASSWORD)
    kees.go(f"{HOME}/edition/{stage.ids['sessions']}/topic")
    kees.page.fill("#topic", TOPIC)
    assert not kees.wider()
    kees.press("Stuur naar de coördinatoren")
    assert TOPIC in kees.text() and "leest dit eerst" in kees.text()
    vera.go(SESSIONS)
    assert TOPIC not in vera.text()

    staff = visit(DESKTOP).login(stage.login("staf"), PASSWORD)
    (topic,) = stage.call("session.request", "search", [("name", "=", TOPIC)])
    staff.go(f"/odoo/mentorship.session.request/{topic}")
    staff.page.locator("button[name=action_approve]:visible").first.click()
    staff.page.locator("button[name=action_approve]:visible").wait_for(state="detached")

    vera.go(SESSIONS)
    line = vera.page.locator("li", has_text=TOPIC)
    assert "Kees" not in line.inner_text()
    with vera.page.expect_navigation():
        line.get_by_role("button", name="Ik ook").click()
    line = vera.page.locator("li", has_text=TOPIC)
    assert "2 leden willen dit graag" in line.inner_text()
    assert not vera.wider()

    staff.go(f"/odoo/mentorship.session.request/{topic}")
    staff.page.locator("button[name=action_plan]:visible").first.click()
    form = staff.page.locator(".o_form_view")
    day = clock.today() + timedelta(days=30)
    for name, text in (("day", f"{day:%d-%m-%Y}"), ("clock", "19:30")):
        field = form.locator(f".o_field_widget[name={name}] input").first
        field.fill(text)
        field.press("Tab")
    staff.page.locator(".o_form_button_save:visible").first.click()
    staff.page.locator("button[name=action_ask]:visible").first.wait_for()
    confirm(staff.page)
    for person in ("mentor", "mentee"):
        assert mailed(stage, smtp, person, "De bijeenkomst waar je om vroeg")
    assert stage.read("session.request", topic, "state") == ("planned",)
    vera.go(HOME)
    vera.press(TOPIC)
    vera.press("Meld je aan")
    assert "Je hebt een plek" in vera.text()
