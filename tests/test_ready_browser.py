"""Getting ready, in Dutch, at a desk and on a phone: one thing at a time in two taps, a
pair that waits and is introduced by itself, and a coordinator who sees who is ready
(R21, R38, R51)."""

from datetime import timedelta

import pytest

from .harness import clock
from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.pairs import Desk, Pairs, seen
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

HOME = "/my/mentorship"
READY = "Je bent klaar om te beginnen."
WAITS = "We brengen jullie met elkaar in contact zodra alles rond is"


@pytest.fixture(scope="module")
def pairs(server, smtp):
    return Pairs(server, smtp, "gereed")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def size(request):
    return request.param


@pytest.fixture
def asking(pairs):
    """An edition that asks for a text of each role, the self-check and a briefing, and
    whose introductions wait: (edition, people, sign-ups, briefing)."""
    edition = pairs.edition(ready_waits=True, ready_self_check=True)
    texts = {
        role: pairs.call(
            "resource",
            "create",
            {"programme_id": pairs.programme, "name": text(role, edition)},
        )
        for role in ("mentor", "mentee")
    }
    day = clock.today() + timedelta(days=6)
    briefing = pairs.call(
        "session",
        "create",
        {
            "edition_id": edition,
            "name": f"Briefing {edition}",
            "audience": "mentee",
            "start": f"{day} 16:00:00",
            "stop": f"{day} 17:00:00",
        },
    )
    pairs.call("session", "action_publish", [briefing])
    asked = {
        "ready_mentor_resource_ids": [(6, 0, [texts["mentor"]])],
        "ready_mentee_resource_ids": [(6, 0, [texts["mentee"]])],
        "ready_briefing": "mentee",
    }
    pairs.call("edition", "write", [edition], asked)
    return edition, briefing


def text(role, edition):
    """Return the title of what a role is asked to read."""
    return f"Lezen voor {role} {edition}"


def sign_ups(pairs, pair):
    """Return {role: the sign-up} of a pair."""
    rows = [("pairing_id", "=", pair.id)]
    found = pairs.call("pairing.member", "search_read", rows, ["role", "enrolment_id"])
    return {row["role"]: row["enrolment_id"][0] for row in found}


def checked(visitor, name):
    """Take a picture of a page, which fits and has no violation."""
    seen(visitor, name)
    assert not violations(visitor.page)


def test_members_get_ready_and_are_introduced_by_themselves(pairs, asking, visit, size):
    edition, briefing = asking
    pair = pairs.offer(edition)
    pairs.mails()
    vera, kees = (
        visit(size).login(one.login, PASSWORD) for one in (pair.mentor, pair.mentee)
    )
    for visitor in (vera, kees):
        visitor.go(pair.path)
        checked(visitor, "ready_offer")
        visitor.say_yes()
    for visitor in (vera, kees):
        visitor.go(pair.path)
        assert WAITS in visitor.text()
        checked(visitor, "ready_waits")
    assert pairs.state(pair) == "offered"
    mails = pairs.mails()
    for person in (pair.mentor, pair.mentee):
        (mail,) = mails[person.address]
        assert mail["subject"].endswith("gaat door")

    # the mentor: two taps for each
    vera.go(HOME)
    assert "Kees" not in vera.page.locator(".o_mentorship_ready").inner_text()
    checked(vera, "ready_home")
    vera.press(f"Lees ‘{text('mentor', edition)}’")
    assert "verder niets van wat je leest" in vera.text()
    checked(vera, "ready_read")
    vera.press("Ik heb dit gelezen")
    assert vera.page.url.split("?")[0].endswith(HOME)
    vera.press("Doe de zelftest")
    assert "je antwoorden worden niet verstuurd" in vera.text()
    first = vera.page.locator(".o_mentorship_self_check fieldset").first
    first.get_by_label("Ja", exact=True).check()
    checked(vera, "ready_self_check")
    sent = []
    vera.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    vera.press("Ik heb de zelftest gedaan")
    posted = "".join(sent)
    assert "csrf_token" in posted and "ambition" not in posted
    assert READY in vera.text()
    checked(vera, "ready_ready")

    # what the mentor reads does not say that the mentee is not ready
    vera.go(pair.path)
    assert WAITS in vera.text()
    assert text("mentee", edition) not in vera.text()
    assert pairs.state(pair) == "offered"

    # the mentee: a text, and a briefing at which staff mark them
    kees.go(HOME)
    kees.press(f"Lees ‘{text('mentee', edition)}’")
    kees.press("Ik heb dit gelezen")
    kees.press("Kom naar een briefing")
    kees.press("Meld je aan")
    kees.go(HOME)
    assert "Je hebt een plek" in kees.text()
    checked(kees, "ready_place")
    own = sign_ups(pairs, pair)["mentee"]
    pairs.query(
        "UPDATE mentorship_enrolment SET submitted_on = submitted_on"
        f" - interval '9 days' WHERE id = {own}"
    )
    day = clock.today() - timedelta(days=1)
    pairs.query(
        f"UPDATE mentorship_session SET start = '{day} 16:00:00',"
        f" stop = '{day} 17:00:00' WHERE id = {briefing}"
    )
    lines = pairs.call("session.attendee", "search", [("session_id", "=", briefing)])
    pairs.mails()
    pairs.call("session.attendee", "action_attended", lines)

    assert pairs.state(pair) == "active"
    mails = pairs.mails()
    for person in (pair.mentor, pair.mentee):
        assert len(mails[person.address]) == 1
    for visitor in (vera, kees):
        visitor.go(HOME)
        assert not visitor.page.locator(".o_mentorship_ready").count()


def test_a_coordinator_sees_who_is_ready_and_notes_ready_anyway(
    pairs, asking, visit, size
):
    pair = pairs.pair(asking[0])
    assert pairs.state(pair) == "offered"
    staff = visit(size).login(pairs.login("anna"), PASSWORD)
    page = staff.page
    staff.go(f"/odoo/mentorship.pairing/{pair.id}")
    page.get_by_text("zodra iedereen klaar is").first.wait_for()
    seen(staff, "ready_pairing", fits=False)
    for role, sign_up in sign_ups(pairs, pair).items():
        staff.go(f"/odoo/mentorship.enrolment/{sign_up}")
        missing = page.locator(".o_field_widget[name=ready_missing]").first
        missing.wait_for()
        assert text(role, asking[0]) in missing.inner_text()
        seen(staff, f"ready_sign_up_{role}", fits=False)
        button = page.get_by_role("button", name="Toch klaar", exact=True)
        if not button.first.is_visible():
            page.locator(".o_statusbar_buttons .dropdown-toggle").first.click()
        button.first.click()
        modal = page.locator(".modal")
        modal.locator("[name=reason] input").fill("Deed vorig jaar ook mee")
        modal.locator("button[name=action_note]").click()
        modal.wait_for(state="detached")
        assert pairs.read("enrolment", sign_up, "ready_reason")
    assert pairs.state(pair) == "active"


def test_a_coordinator_introduces_a_pair_from_the_day(pairs, asking, visit, size):
    pair = pairs.pair(asking[0])
    pairs.query(
        "UPDATE mentorship_pairing SET ready_waits_since = current_date - 8"
        f" WHERE id = {pair.id}"
    )
    desk = Desk(visit(size), pairs).day()
    window = desk.open(pair.mentee.name)
    desk.press("action_mentorship_introduce", window)
    asked = desk.page.locator(".modal", has_text=text("mentee", asking[0]))
    asked.locator("button[name=action_confirm]").click()
    asked.wait_for(state="detached")
    assert pairs.state(pair) == "active"


def test_a_warning_where_no_briefing_is_planned(pairs, visit, size):
    edition = pairs.edition(ready_briefing="everyone")
    staff = visit(size).login(pairs.login("anna"), PASSWORD)
    staff.go(f"/odoo/mentorship.edition/{edition}")
    staff.page.get_by_role("tab", name="Instellingen").click()
    staff.page.get_by_text("Er is geen briefing gepland").wait_for()
    seen(staff, "ready_warning", fits=False)
