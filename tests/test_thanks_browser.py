"""The end of an edition on a phone, in Dutch: a member is thanked by name as long as
they like, and a participant of the next edition reads what changed (R66, R69).
"""

import pytest

from .harness.ballots import Audience
from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.bulk import finished
from .harness.results import ClosedEvaluation, close
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ROOT = "/my/mentorship"
ROLES = ["mentor"] * 3 + ["mentee"] * 3
PERSON = 1
"""The number of the member at the screen, a mentor who reads Dutch."""
CHANGE = "Het eerste gesprek staat binnen twee weken in de agenda"
SAID = "Het duurde lang voordat het eerste gesprek was gepland."


@pytest.fixture(scope="module")
def server(smtp):
    with running(smtp_port=smtp.port) as server:
        yield server


@pytest.fixture(scope="module")
def world(server):
    world = World(server)
    world.staff = world.manager("thanks_staf", "Sanne Staf")
    return world


@pytest.fixture
def thanked(world, server):
    """A closed edition of three pairs; all but one person said yes to being named."""
    people = Audience(server, "dank", ROLES, logins=len(ROLES))
    edition = [people.edition]
    world.staff.call("mentorship.edition", "write", [edition, {"wall_of_thanks": True}])
    told = world.staff.call("mentorship.edition", "action_close", [edition])
    finished(server, world.staff, told)
    found = world.staff.call(
        "mentorship.enrolment",
        "search_read",
        [[("edition_id", "=", people.edition)]],
        {"fields": ["partner_id", "state"]},
    )
    assert {row["state"] for row in found} == {"completed"}
    sign_ups = {row["partner_id"][0]: row["id"] for row in found}
    people.sign_ups = [sign_ups[partner] for partner in people.partners]
    for number, sign_up in enumerate(people.sign_ups):
        if number != PERSON:
            own = server.client(f"dank.{number}", PASSWORD)
            args = [[sign_up], "yes"]
            own.call("mentorship.enrolment", "action_answer_thanks", args)
    return people


def test_a_member_is_named_as_long_as_they_like(thanked, server, browser):
    visitor = Visitor(browser, server, PHONE).login(f"dank.{PERSON}", PASSWORD)
    own = f"{ROOT}/enrolment/{thanked.sign_ups[PERSON]}"
    names = [f"dank persoon {number}" for number in range(len(ROLES))]

    visitor.go(f"{ROOT}/thanks")
    assert names[PERSON] not in visitor.text()
    visitor.go(own)
    assert "Mogen we je met je naam bedanken?" in visitor.text()
    assert not visitor.wider()
    visitor.press("Ja, noem mijn naam")
    assert "Je hebt ja gezegd" in visitor.text()
    assert "Jouw badge: Mentor" in visitor.text()

    visitor.go(f"{ROOT}/thanks")
    assert all(name in visitor.text() for name in names)
    assert "Mentoren" in visitor.text() and "Mentees" in visitor.text()
    assert not visitor.wider()

    visitor.go(own)
    visitor.press("Haal mijn naam weg")
    assert "Je hebt nee gezegd" in visitor.text()
    visitor.go(f"{ROOT}/thanks")
    assert names[PERSON] not in visitor.text()
    assert names[0] in visitor.text()
    assert not visitor.troubles


@pytest.fixture
def results(world, server, smtp):
    """The id of a closed evaluation with results."""
    roles = ["mentor"] * 3 + ["mentee"] * 6
    evaluation = ClosedEvaluation(server, smtp, world.staff, "gehoord", roles)
    close(world.staff, evaluation)
    return evaluation.id


@pytest.fixture
def newcomer(world):
    """The next edition, in which a member takes part: (its id, their login)."""
    partner = world.member("thanks_nieuw", "Nina Nieuw", 2)
    edition = world.edition(world.staff, name="volgend")
    world.staff.call("mentorship.edition", "action_open_enrolment", [[edition]])
    values = {
        "edition_id": edition,
        "partner_id": partner,
        "role": "mentee",
        "question": "Hoe verder?",
    }
    sign_up = world.staff.call("mentorship.enrolment", "create", [values])
    world.staff.call("mentorship.enrolment", "action_submit", [[sign_up]])
    return edition, "thanks_nieuw"


def test_what_members_said_is_read_by_the_next_edition(
    world, results, newcomer, server, browser
):
    edition, login = newcomer
    reader = Visitor(browser, server, PHONE).login(login, PASSWORD)
    reader.go(f"{ROOT}/edition/{edition}")
    assert CHANGE not in reader.page.inner_text("body")

    staff = Visitor(browser, server, DESKTOP).login("thanks_staf", PASSWORD)
    page = staff.page
    staff.go(f"/odoo/mentorship.evaluation/{results}")
    page.locator("button[name=action_view_results]:visible").first.click()
    page.locator(".o_mentorship_follow button").click()
    form = page.locator(".modal .o_form_view")
    form.locator(".o_field_widget[name=name] input").fill(CHANGE)
    form.locator(".o_field_widget[name=said] textarea").fill(SAID)
    page.locator(".modal .o_form_button_save:visible").first.click()
    page.locator(".modal").wait_for(state="detached")

    (row,) = world.staff.call(
        "mentorship.change",
        "search_read",
        [[("evaluation_id", "=", results)]],
        {"fields": ["name", "state", "published", "owner_id"]},
    )
    assert (row["name"], row["state"], row["published"]) == (CHANGE, "agreed", False)
    assert row["owner_id"][1] == "Sanne Staf"
    staff.go(f"/odoo/mentorship.change/{row['id']}")
    page.locator("button[name=action_done]:visible").first.click()
    page.locator("button[name=action_reopen]:visible").first.wait_for()
    page.locator("button[name=action_ask]:visible").first.click()
    page.locator(".modal button[name=action_confirm]").click()
    page.locator("button[name=action_unpublish]:visible").first.wait_for()
    assert not staff.troubles

    reader.go(f"{ROOT}/edition/{edition}")
    title = "Wat deelnemers zeiden, en wat er veranderde"
    reader.page.locator("summary", has_text=title).click()
    reader.press("Lees alles wat er veranderde")
    text = reader.text()
    assert CHANGE in text and SAID in text and "Gedaan op" in text
    assert "Sanne Staf" not in text
    assert not reader.wider() and not reader.troubles
