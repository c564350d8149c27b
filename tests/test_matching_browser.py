"""The matching in a real browser: weights, run, pin, reject, prices, board, publish."""

import re
import time

import pytest

from .harness.kills import held_up_at
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

SAME = "Kadaster"
"""The employer of two people who must not be paired."""
PAUSE = 8
"""The number of seconds by which a run is slowed down."""
MENTORS = {"Anna": 0, "Bram": 1, "Carla": 2, "Dirk": 3, "Emma": 4}
"""{mentor: number of the topic offered}"""
MENTEES = {"Els": 0, "Finn": 1, "Gijs": 2, "Hanna": 4}
"""{mentee: number of the topic asked for}"""
BOARD = """() => {
    const first = (node) => node.innerText.trim().split(/\\s/)[0];
    const cards = ".o_kanban_record:not(.o_kanban_ghost)";
    return Object.fromEntries(
        [...document.querySelectorAll(".o_kanban_group")].map((group) => [
            first(group.querySelector(".o_column_title")),
            [...group.querySelectorAll(cards)].map(first),
        ])
    );
}"""
ROLES = {"mentor": MENTORS, "mentee": MENTEES}


@pytest.fixture(scope="module")
def house(server):
    return House(server)


class House:
    """An association in which each mentee has a mentor that fits."""

    def __init__(self, server):
        world = World(server)
        self.world, self.staff = world, world.manager("match_staff", "Sanne Staf")
        self.topics = self.staff.call(
            "mentorship.topic",
            "search_read",
            [[], ["name"]],
            {"context": {"lang": "nl_NL"}},
        )
        self.partners = {
            name: world.member(
                f"match_{name.lower()}",
                f"{name} {role.title()}",
                years=12 if role == "mentor" else 2,
            )
            for role, people in ROLES.items()
            for name in people
        }

    def call(self, model, method, *args):
        """Call a method as a member of staff."""
        return self.staff.call(model, method, args)

    def edition(self, name):
        """Return the id of an edition in matching, for which everyone signed up."""
        edition = self.world.edition(self.staff, name=name)
        self.call("mentorship.edition", "action_open_enrolment", [edition])
        enrolments = self.call(
            "mentorship.enrolment",
            "create",
            [
                {
                    "edition_id": edition,
                    "partner_id": self.partners[name],
                    "role": role,
                    "question": "Hoe verder?" if role == "mentee" else False,
                    "topic_ids": [(6, 0, [self.topics[topic]["id"]])],
                    "employer": SAME if name in ("Dirk", "Els") else name,
                    "max_mentees": 2 if name == "Carla" else 1,
                }
                for role, people in ROLES.items()
                for name, topic in people.items()
            ],
        )
        self.call("mentorship.enrolment", "action_submit", enrolments)
        self.call("mentorship.edition", "action_close_enrolment", [edition])
        return edition


class Desk:
    """A member of staff before the matching of an edition."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.page.set_default_timeout(30000)

    def press(self, name, inside=None):
        """Press the button of a method, and wait for its answer."""
        button = (inside or self.page).locator(f"button[name={name}]").first
        with self.page.expect_response(lambda answer: answer.url.endswith(f"/{name}")):
            button.click()

    def until(self, wanted, look):
        """Wait until the values are the expected ones."""
        deadline = time.monotonic() + 20
        while (found := look()) != wanted and time.monotonic() < deadline:
            time.sleep(0.2)
        assert found == wanted

    def row(self, name):
        """Return the row of the proposals that names a person."""
        rows = self.page.locator("[name=proposal_ids] .o_data_row")
        return rows.filter(has_text=name).first

    def card(self, name):
        """Return the card of a mentee on the board."""
        return self.page.locator(".o_kanban_record:not(.o_kanban_ghost)").filter(
            has_text=name
        )

    def column(self, name):
        """Return the column of a mentor on the board."""
        return self.page.locator(".o_kanban_group").filter(
            has=self.page.locator(".o_kanban_header", has_text=name)
        )

    def drag(self, mentee, mentor):
        """Drag the card of a mentee to the column of a mentor."""
        card, column = self.card(mentee), self.column(mentor)
        column.scroll_into_view_if_needed()
        card.hover()
        self.page.mouse.down()
        box = column.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + 100
        self.page.mouse.move(x, y - 20, steps=12)
        self.page.mouse.move(x, y, steps=4)
        with self.page.expect_response(lambda answer: answer.url.endswith("/web_save")):
            self.page.mouse.up()

    def board(self):
        """Return {mentor: the mentees in their column}."""
        return self.page.evaluate(BOARD)

    def score(self, mentee):
        """Return the score on the card of a mentee."""
        return self.card(mentee).locator("[name=score]").inner_text()


def test_matching(house, server, smtp, visit):
    edition = house.edition("2032")
    desk = Desk(visit().login("match_staff", PASSWORD))
    page = desk.page
    desk.visitor.go(f"/odoo/mentorship.edition/{edition}")
    desk.press("action_match")

    # a weight is changed, and the run shows its proposals at once
    page.locator("[name=weight_place] input").wait_for()
    page.locator("[name=weight_place] input").fill("1")
    desk.press("action_run")
    desk.row("Els").wait_for()
    assert "Anna" in desk.row("Els").inner_text()

    # a proposal says why
    desk.row("Els").locator("[name=mentee_names]").click()
    dialog = page.locator(".modal")
    dialog.locator("[name=explanation] table").wait_for()
    assert house.topics[0]["name"] in dialog.locator("[name=explanation]").inner_text()
    assert dialog.locator("[name=score]").inner_text() == "100,00"
    assert dialog.locator("[role=progressbar]").count() == 2
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    # one is pinned, one is rejected, and the next run keeps to it
    desk.press("action_pin", desk.row("Els"))
    desk.row("Els").locator("[name=action_unpin]").wait_for()
    desk.press("action_reject", desk.row("Finn"))
    desk.row("Finn").wait_for(state="detached")
    desk.press("action_run_again")
    desk.row("Finn").wait_for()
    assert "Anna" in desk.row("Els").inner_text()
    desk.row("Els").locator("[name=action_unpin]").wait_for()
    assert "Bram" not in desk.row("Finn").inner_text()
    page.locator(".nav-link[name=rejected]").click()
    rejected = page.locator("[name=rejected_ids] .o_data_row").filter(has_text="Finn")
    price = rejected.locator("[name=price]").inner_text()
    assert float(price.replace(",", ".")) > 0, price

    # the alternatives, and their cost
    page.locator(".nav-link[name=proposals]").click()
    desk.press("action_alternatives", desk.row("Gijs"))
    lines = dialog.locator("[name=line_ids] .o_data_row")
    lines.first.wait_for()
    offered = lines.filter(has=page.locator("button[name=action_choose]"))
    assert offered.count() == 3
    for line in offered.all():
        assert re.search(r"\d", line.locator("[name=price]").inner_text())
    # the place of a mentor that is pinned to another cannot be had
    (pinned,) = lines.filter(has_text="Anna").all()
    assert not pinned.locator("button[name=action_choose]").count()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    # the board: two change places, and a free place is filled
    desk.press("action_view_board")
    desk.card("Els").wait_for()
    before = {
        "Anna": ["Els"],
        "Bram": [],
        "Carla": ["Gijs"],
        "Dirk": ["Finn"],
        "Emma": ["Hanna"],
    }
    desk.until(before, desk.board)
    good, scores = desk.score("Hanna"), [desk.score("Hanna"), desk.score("Finn")]
    desk.drag("Hanna", "Dirk")
    desk.column("Emma").filter(has_text="Finn").wait_for()
    swapped = {**before, "Dirk": ["Hanna"], "Emma": ["Finn"]}
    desk.until(swapped, desk.board)
    assert [desk.score("Hanna"), desk.score("Finn")] != scores
    desk.drag("Gijs", "Bram")
    desk.column("Bram").filter(has_text="Gijs").wait_for()
    desk.until({**swapped, "Carla": [], "Bram": ["Gijs"]}, desk.board)

    # an impossible change says so, and is undone
    desk.press("action_undo")
    desk.until(swapped, desk.board)
    desk.press("action_undo")
    desk.until(before, desk.board)
    assert desk.score("Hanna") == good
    desk.drag("Els", "Dirk")
    dialog.wait_for()
    said = dialog.inner_text()
    assert "Els" in said and "Dirk" in said, said
    dialog.locator(".btn-primary").click()
    dialog.wait_for(state="detached")
    desk.until(before, desk.board)

    # publishing asks both of each pair
    page.locator(".breadcrumb-item a, .o_back_button").last.click()
    server.send_mails()
    smtp.messages.clear()
    page.locator(".o_form_statusbar").get_by_role(
        "button", name="Alles publiceren"
    ).click()
    dialog.locator("[name=consequences]").wait_for()
    desk.press("action_confirm", dialog)
    page.locator(".o_notification", has_text="4 van 4").wait_for()
    server.send_mails()
    for name, other in (("els", "Anna"), ("anna", "Els"), ("finn", "Dirk")):
        mail = smtp.wait_for(f"match_{name}@leden.example")
        assert other in mail.get_body(("html",)).get_content()
        assert len(smtp.to(f"match_{name}@leden.example")) == 1
    assert not smtp.to("match_bram@leden.example")
    for name, other in (("els", "Anna"), ("anna", "Els")):
        member = visit().login(f"match_{name}", PASSWORD)
        assert other in member.text()
        link = member.page.locator("#wrap a[href*='/my/mentorship/pairing/']").first
        member.go(link.get_attribute("href"))
        assert member.page.locator("button[name=answer]").count() == 2


def test_a_slow_run_shows_that_it_runs(house, server, visit, tmp_path):
    """The user who clicked sees it, and cannot click twice; others work on
    meanwhile."""
    edition = house.edition("2033")
    (run,) = house.call("mentorship.matching", "create", [{"edition_id": edition}])
    module = "models.matching.run"
    held_up_at(server, tmp_path, f"{module}:MentorshipMatching._run:before", PAUSE)
    try:
        desk = Desk(visit().login("match_staff", PASSWORD))
        colleague = server.client("match_staff", PASSWORD)
        desk.visitor.go(f"/odoo/mentorship.matching/{run}")
        button = desk.page.locator("button[name=action_run]")
        button.wait_for()
        pressed = time.monotonic()
        button.click()
        desk.page.locator(".o_loading_indicator").wait_for(timeout=2000)
        assert button.is_disabled()
        colleague.call(
            "mentorship.edition", "write", [[edition], {"duration_months": 9}]
        )
        assert colleague.get("/my/mentorship").status_code == 200
        assert button.is_disabled()
        assert time.monotonic() - pressed < PAUSE
        desk.row("Els").wait_for()
        assert time.monotonic() - pressed >= PAUSE
    finally:
        server.restart()
