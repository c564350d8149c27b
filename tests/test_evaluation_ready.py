"""Each ready form, answered on a phone in Dutch and counted by hand: the results page
says what was chosen, and each receipt is found."""

from collections import Counter

import pytest

from dev import postgres

from .harness.ballots import Audience
from .harness.browser import PHONE, Visitor
from .harness.polls import Form, Poll
from .harness.results import shown_on_page
from .harness.world import World

pytestmark = pytest.mark.slow

FORMS = (
    "survey_needs",
    "survey_pulse",
    "survey_midway_mentee",
    "survey_midway_mentor",
    "survey_midway_peer",
    "survey_final_mentee",
    "survey_final_mentor",
    "survey_final_peer",
    "survey_lookback",
)
PEOPLE = 3
STEPS = 5
"""The number of steps of each scale in the ready forms."""
SHIPPED = """
SELECT d.name FROM ir_model_data d JOIN survey_survey s ON s.id = d.res_id
 WHERE d.module = 'nob_mentorship' AND d.model = 'survey.survey'
   AND s.survey_type = 'mentorship' ORDER BY d.name
"""


@pytest.fixture(scope="module")
def staff(server):
    return World(server).manager("klaar_staf", "Sanne Staf")


@pytest.fixture(scope="module")
def people(server):
    return Audience(server, "klaar", ["mentor"] + ["mentee"] * PEOPLE)


def test_these_are_all_the_ready_forms(server):
    assert [name for (name,) in postgres.query(SHIPPED, server.db)] == sorted(FORMS)


class Phone:
    """A person with a phone, who answers a form.

    :param int number: of the person
    """

    def __init__(self, browser, poll, number):
        self.visitor = Visitor(browser, poll.server, PHONE)
        self.page, self.number = self.visitor.page, number
        self.page.set_default_timeout(20000)
        self.visitor.go(poll.links[number])
        self.page.locator("form[data-ballot-started]").wait_for()

    def fill(self, form):
        """Answer all questions of a form; return {question: the choice, or the text
        that was written}."""
        picked = {}
        for at, (number, kind, options, _rows) in enumerate(form.questions):
            steps = list(range(1, STEPS + 1)) if kind == "scale" else options
            first = (self.number + at) % len(steps) if steps else 0
            if kind == "text_box":
                picked[number] = [f"Persoon {self.number} over vraag {at}."]
                self.page.locator(f"textarea[name='{number}']").fill(*picked[number])
                continue
            picked[number] = [steps[first]]
            if kind == "multiple_choice":
                picked[number].append(steps[(first + 2) % len(steps)])
            for value in picked[number]:
                self.page.locator(
                    f"label:has(input[name='{number}'][value='{value}'])"
                ).click()
        return picked

    def send(self):
        """Send it; return the receipt."""
        self.page.locator("button[type=submit]").first.click()
        self.page.locator(".modal-footer .btn-primary").click()
        self.page.locator(".o_survey_finished").wait_for()
        self.page.get_by_text("je antwoord zit in de stembus").wait_for()
        return self.page.locator("output").inner_text()

    def found(self, poll, receipt):
        """Tell whether the page of receipts finds a receipt."""
        self.visitor.go(f"/mentorship/evaluation/{poll.id}/receipt")
        self.page.locator("#mentorship_receipt").fill(receipt)
        self.page.locator("form button").click()
        said = self.page.locator("[data-receipt-said].alert")
        said.wait_for()
        return "alert-success" in said.get_attribute("class")


@pytest.mark.parametrize("name", FORMS)
def test_what_was_picked_is_what_the_results_say(
    browser, server, smtp, staff, people, name
):
    ((original,),) = postgres.query(
        "SELECT res_id FROM ir_model_data"
        f" WHERE module = 'nob_mentorship' AND name = '{name}'",
        server.db,
    )
    copied = staff.call("survey.survey", "action_copy_form", [[int(original)]])
    poll = Poll(people, staff, smtp, audience="all", survey_id=copied["res_id"])
    form = Form(server, poll.survey)
    phones, picked, receipts = [], [], []
    try:
        for number in range(1, PEOPLE + 1):
            phone = Phone(browser, poll, number)
            phones.append(phone)
            picked.append(phone.fill(form))
            receipts.append(phone.send())
        poll.call("action_close")
        for phone, receipt in zip(phones, receipts, strict=True):
            assert phone.found(poll, receipt)
        assert not phones[0].found(poll, "0000-0000-0000")
        assert not [trouble for phone in phones for trouble in phone.visitor.troubles]
    finally:
        for phone in phones:
            phone.visitor.context.close()
    bars, texts = shown_on_page(staff.get(f"/mentorship/results/{poll.id}").text)
    numbers = [number for number, *_rest in form.questions]
    dutch = {"context": {"lang": "nl_NL"}}
    rows = staff.call("survey.question", "read", [numbers, ["title"]], dutch)
    titles = {row["id"]: row["title"] for row in rows}
    for number, kind, options, _rows in form.questions:
        said = [value for one in picked for value in one[number]]
        if kind == "text_box":
            assert texts[titles[number]] == sorted(said)
            continue
        counts = Counter(said)
        steps = range(1, STEPS + 1) if kind == "scale" else options
        shown = [count for _label, count, _share in bars[titles[number]]]
        assert shown == [counts[step] for step in steps], titles[number]
