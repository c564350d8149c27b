"""Members' pages without a violation; staff's forms with none that core's lack."""

import pytest

from .harness.axe import violations
from .harness.ballots import evaluation_pages
from .harness.browser import DESKTOP, PHONE
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

SIZES = pytest.mark.parametrize(
    "size", [PHONE, DESKTOP], ids=lambda size: str(size["width"])
)
SEND_ANYHOW = """([path, values]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = path;
    for (const [name, value] of Object.entries(values)) {
        const field = document.createElement("input");
        [field.type, field.name, field.value] = ["hidden", name, value];
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture
def people(stage, visit):
    """Return a function: the visitor of a login, logged in once for each test."""
    visitors = {}

    def person(login, size):
        if login not in visitors:
            visitors[login] = visit(size).login(login, PASSWORD)
        return visitors[login]

    return person


@SIZES
def test_no_members_page_has_a_violation(stage, people, size):
    found = {}
    for name, (login, path) in stage.pages.items():
        visitor = people(login, size)
        assert visitor.go(path).status == 200, name
        visitor.page.evaluate(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        )
        if troubles := violations(visitor.page):
            found[name] = troubles
    assert not found


@pytest.mark.fault
def test_no_members_page_scrolls_sideways_on_the_smallest_phone(stage, people):
    found = {}
    for name, (login, path) in stage.pages.items():
        visitor = people(login, {"width": 320, "height": 640})
        assert visitor.go(path).status == 200, name
        visitor.page.evaluate(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        )
        if wider := visitor.wider():
            found[name] = wider
    assert not found


@pytest.fixture(scope="module")
def evaluation(stage):
    pages = evaluation_pages(stage)
    return pages


@SIZES
def test_no_page_of_an_evaluation_has_a_violation(evaluation, people, size):
    found = {}
    for name, (login, path, status) in evaluation.items():
        visitor = people(login, size)
        assert visitor.go(path).status == status, name
        if troubles := violations(visitor.page):
            found[name] = troubles
    assert not found


@SIZES
def test_no_form_with_mistakes_has_a_violation(stage, people, size):
    found = {}
    for name, (who, path, form) in stage.mistakes().items():
        visitor = people(stage.login(who), size)
        visitor.go("/my/mentorship")
        form["csrf_token"] = visitor.page.evaluate("odoo.csrf_token")
        with visitor.page.expect_navigation() as navigation:
            visitor.page.evaluate(SEND_ANYHOW, [path, form])
        assert navigation.value.status == 422, name
        if troubles := violations(visitor.page):
            found[name] = troubles
    assert not found


def test_no_form_of_staff_has_a_violation_that_cores_forms_lack(stage, visit):
    """Core's forms: a contact, a survey, a user: tabs, lists, chatter, drop-downs."""
    admin = visit().login("admin", "admin")

    def rules(visitor, model, record_id):
        visitor.go(f"/odoo/{model}/{record_id}")
        visitor.page.locator(".o_form_view .o_form_sheet").wait_for()
        visitor.page.wait_for_timeout(1000)
        return violations(visitor.page)

    world = stage.world
    survey = world.create(
        "survey.survey",
        title="Proef",
        question_and_page_ids=[
            (0, 0, {"title": "Wat vind je?", "question_type": "text_box"})
        ],
    )
    core = rules(admin, "res.partner", stage.partners["mentor"])
    core |= rules(admin, "survey.survey", survey)
    core |= rules(admin, "res.users", world.admin.uid)
    staff = visit().login(stage.login("staf"), PASSWORD)
    found = {}
    for model, name in (
        ("programme", "programme"),
        ("edition", "open"),
        ("enrolment", "submitted"),
        ("pairing", "active"),
    ):
        for rule, places in rules(
            staff, f"mentorship.{model}", stage.ids[name]
        ).items():
            # an activity in the chatter is core's own; core's forms here have none
            own = [place for place in places if "o-mail-Activity" not in place]
            if rule not in core and own:
                found[model, rule] = own
    assert not found
