"""The sign-up in three short steps, on a phone, in Dutch."""

from datetime import timedelta

import pytest

from .harness import clock
from .harness.axe import violations
from .harness.browser import PHONE
from .harness.world import PASSWORD, World

TALLEST = 1308
MOST_CONTROLS = 16
CONTROLS = """() => [...document.querySelector("#wrap").querySelectorAll(
    "a[href], button, input, select, textarea, summary"
)].filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden"
    && one.checkVisibility()).length"""
"""Counts the controls of a page that the keyboard reaches."""
HEIGHT = "() => document.documentElement.scrollHeight"
FOCUSED = "() => document.activeElement.id"
WITHOUT_SCRIPT = """() => {
    for (const one of document.querySelectorAll(".o_mentorship_example")) {
        one.replaceWith(one.cloneNode(true));
    }
}"""
"""Takes away what our script does when an example is tapped."""
QUESTION = "Hoe kies ik een specialisme?"


@pytest.fixture(scope="module")
def place(server):
    """Return (RPC client of a manager, id of an open edition of a programme with
    terms)."""
    manager = World(server).manager("steps_staff", "Sanne Staf")
    today = clock.today()
    programme = manager.call(
        "mentorship.programme",
        "create",
        [
            {
                "name": "NOB-stappenprogramma",
                "code": "STAPPEN",
                "contact_email": "stappen@leden.example",
                "coordinator_ids": [(6, 0, [manager.uid])],
                "terms": "<p>Je houdt wat je hoort tussen jullie.</p>",
            }
        ],
    )
    edition = manager.call(
        "mentorship.edition",
        "create",
        [
            {
                "programme_id": programme,
                "name": "2042",
                "intake": True,
                "enrolment_start": str(today),
                "enrolment_end": str(today + timedelta(days=30)),
                "date_start": str(today + timedelta(days=40)),
            }
        ],
    )
    manager.call("mentorship.edition", "action_open_enrolment", [[edition]])
    return manager, edition


def begin(visit, server, place, login, role, years):
    """Return a visitor on the first step of a new sign-up."""
    World(server).member(login, "Lotte Lid", years)
    visitor = visit(PHONE).login(login, PASSWORD)
    visitor.go(f"/my/mentorship/edition/{place[1]}")
    visitor.press(f"Meld je aan als {role}")
    return visitor


def fits(visitor):
    """Check that a step is short, and reachable in few taps."""
    found = visitor.page.evaluate(HEIGHT), visitor.page.evaluate(CONTROLS)
    assert found[0] <= TALLEST and found[1] <= MOST_CONTROLS, found
    assert not visitor.wider()
    assert not violations(visitor.page)


def test_a_mentee_signs_up_in_three_steps(visit, server, place):
    lotte = begin(visit, server, place, "steps_lotte", "mentee", 2)
    page = lotte.page
    fits(lotte)
    lotte.press("Verder")
    assert page.evaluate(FOCUSED) == "question"
    assert page.locator("#question_error").inner_text()
    page.locator(".o_mentorship_example").first.click()
    assert len(page.input_value("#question")) > 20
    page.fill("#question", QUESTION)
    assert page.locator("#question_count").inner_text().startswith(f"{len(QUESTION)} ")
    lotte.press("Verder")
    fits(lotte)
    chips = page.locator(".o_mentorship_chip input")
    for number in range(5):
        chips.nth(number).check()
    assert chips.nth(5).is_disabled()
    page.fill("#employer", "Linde & Partners")
    lotte.press("Verder")
    fits(lotte)
    assert QUESTION in lotte.text() and "Linde & Partners" in lotte.text()
    lotte.press("Wijzig mijn vraag")
    assert page.input_value("#question") == QUESTION
    lotte.press("Verder")
    assert page.locator(".o_mentorship_chip input:checked").count() == 5
    lotte.press("Verder")
    lotte.press("Meld je aan")
    assert page.evaluate(FOCUSED) == "terms"
    page.check("#terms")
    lotte.press("Meld je aan")
    assert "Je aanmelding is verstuurd" in lotte.text()
    assert "Sanne" in lotte.text()
    fits(lotte)


@pytest.mark.slow
def test_a_mentor_without_scripts(visit, server, place):
    mila = begin(visit, server, place, "steps_mila", "mentor", 12)
    page = mila.page
    fits(mila)
    page.evaluate(WITHOUT_SCRIPT)
    with page.expect_navigation():
        page.locator(".o_mentorship_example").first.click()
    said = page.input_value("#motivation")
    assert len(said) > 20
    mila.press("Verder")
    mila.press("Verder")
    assert page.locator("#topic_ids_error").inner_text()
    assert page.evaluate(FOCUSED).startswith("topic_")
    fits(mila)
    page.locator(".o_mentorship_chip input").first.check()
    mila.press("Verder")
    assert said in mila.text()
    page.check("#terms")
    mila.press("Meld je aan")
    assert "Je aanmelding is verstuurd" in mila.text()


@pytest.mark.slow
def test_taking_part_again_in_one_step(visit, server, place):
    manager, edition = place
    world = World(server)
    partner = world.member("steps_again", "Anna Weer", 2)
    values = {
        "edition_id": edition,
        "partner_id": partner,
        "role": "mentee",
        "question": QUESTION,
        "topic_ids": [(6, 0, manager.call("mentorship.topic", "search", [[]])[:7])],
    }
    earlier = manager.call("mentorship.enrolment", "create", [values])
    manager.call("mentorship.enrolment", "action_submit", [[earlier]])
    manager.call("mentorship.enrolment", "action_accept", [[earlier]])
    for name in ("action_close_enrolment", "action_start", "action_close"):
        manager.call("mentorship.edition", name, [[edition]])
    following = manager.call("mentorship.edition", "copy", [[edition]])[0]
    today = clock.today()
    dates = {
        "enrolment_start": str(today),
        "enrolment_end": str(today + timedelta(days=30)),
    }
    manager.call("mentorship.edition", "write", [[following], dates])
    manager.call("mentorship.edition", "action_open_enrolment", [[following]])
    anna = visit(PHONE).login("steps_again", PASSWORD)
    anna.go(f"/my/mentorship/edition/{following}")
    anna.press("Doe weer mee als mentee")
    assert QUESTION in anna.text()
    fits(anna)
    anna.page.check("#terms")
    anna.press("Meld je aan")
    assert "Je aanmelding is verstuurd" in anna.text()


@pytest.mark.slow
def test_withdrawing_is_asked_once(visit, server, place):
    # its own edition: the tests before this one may have closed theirs
    manager, edition = place
    copy = manager.call("mentorship.edition", "copy", [[edition]])[0]
    today = clock.today()
    dates = {
        "enrolment_start": str(today),
        "enrolment_end": str(today + timedelta(days=30)),
    }
    manager.call("mentorship.edition", "write", [[copy], dates])
    manager.call("mentorship.edition", "action_open_enrolment", [[copy]])
    wim = begin(visit, server, (manager, copy), "steps_wim", "mentee", 2)
    wim.page.get_by_text("Trek je terug uit deze editie").click()
    shown = wim.page.locator(".o_mentorship details[open] .btn")
    assert [text.strip() for text in shown.all_inner_texts()] == [
        "Nee, laat mijn aanmelding staan",
        "Ja, ik trek me terug",
        "Dit jaar niet, vraag me de volgende keer",
    ]
    wim.press("Nee, laat mijn aanmelding staan")
    assert wim.page.locator("#question").count()
    wim.page.get_by_text("Trek je terug uit deze editie").click()
    wim.press("Ja, ik trek me terug")
    assert "Je hebt je teruggetrokken" in wim.text()
