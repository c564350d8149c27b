"""The script that seals an answer, on the form of an evaluation: a phone, in Dutch."""

import json
import re

import pytest

from .harness import kinds
from .harness.axe import violations
from .harness.ballot_page import Office, receipt
from .harness.ballots import Audience
from .harness.browser import DESKTOP, PHONE
from .harness.polls import Form, Poll
from .harness.world import World

pytestmark = pytest.mark.slow

TYPED = "Dit heb ik getypt"


@pytest.fixture(scope="module")
def poll(server, smtp):
    staff = World(server).manager("brief_staf", "Sanne Staf")
    people = Audience(server, "brief", ["mentor"] * 2 + ["mentee"] * 6)
    survey = kinds.make(staff, "Alle soorten vragen")
    return Poll(people, staff, smtp, audience="all", survey_id=survey)


@pytest.fixture(scope="module")
def form(server, poll):
    return Form(server, poll.survey)


@pytest.fixture(scope="module")
def described(server, poll, form):
    """The form according to the database: in Dutch, as the browser should find it."""
    fields = ["title", "question_type", "constr_mandatory", "comments_allowed",
              "comment_count_as_answer", "matrix_subtype", "scale_min", "scale_max",
              "triggering_answer_ids"]  # fmt: skip
    numbers = [number for number, *_ in form.questions]
    rows = poll.staff.call("survey.question", "read", [numbers, fields])
    said = {"fields": ["value"]}
    found = poll.staff.call("survey.question.answer", "search_read", [[]], said)
    choices = {row["id"]: row["value"] for row in found}
    parts = []
    for (number, kind, options, lines), row in zip(form.questions, rows, strict=True):
        comment = row["comments_allowed"] and (
            "instead" if row["comment_count_as_answer"] else "beside"
        )
        picked = [[str(one), choices[one], False] for one in options]
        if kind == "scale":
            steps = range(row["scale_min"], row["scale_max"] + 1)
            picked = [[str(step), str(step), False] for step in steps]
        parts.append(
            {
                "question": str(number),
                "kind": kind,
                "title": row["title"],
                "about": "",
                "required": row["constr_mandatory"],
                "hint": "",
                "comment": comment or "",
                "label": "Anders" if comment else "",
                "several": kind == "matrix" and row["matrix_subtype"] == "multiple",
                "choices": picked,
                "rows": [[str(one), choices[one]] for one in lines],
                "labels": [],
                "when": [str(one) for one in sorted(row["triggering_answer_ids"])],
            }
        )
    return {"title": "Alle soorten vragen", "about": "", "parts": parts}


def written(description):
    return json.dumps(description, ensure_ascii=False, separators=(",", ":"))


class Sheet:
    """The form before one person."""

    def __init__(self, visitor, poll, form, office):
        self.visitor, self.page, self.poll = visitor, visitor.page, poll
        self.form, self.office, self.change = form, office, lambda html: html
        self.page.set_default_timeout(20000)
        office.attend(self.page, self._html)

    def _html(self, route):
        answer = route.fetch()
        route.fulfill(
            response=answer, body=self.change(self.office.dress(answer.text()))
        )

    def open(self, fragment=None):
        link = self.poll.links[0].partition("#")[0]
        self.visitor.go(
            f"{link}#{self.office.fragment if fragment is None else fragment}"
        )
        return self.ready()

    def reload(self):
        self.page.reload()
        return self.ready()

    def ready(self):
        """Wait until core's script runs, and ours has looked at the link."""
        self.page.locator("form[data-ballot-started]").wait_for()
        self.page.wait_for_load_state("networkidle")
        return self

    def says(self):
        """Return the text of the page."""
        return self.page.locator(".o_survey_form").inner_text()

    @property
    def text(self):
        """The field of the text question that everyone is asked."""
        return self.field("text_box", 1)

    def field(self, kind, index=0):
        return self.page.locator(f"[name='{self.form.ids(kind)[index]}']")

    def pick(self, kind, index, *options):
        """Pick choices of a question."""
        number = self.form.ids(kind)[index]
        picked = next(one for one in self.form.questions if one[0] == number)[2]
        for option in options:
            value = picked[option]
            self.page.locator(
                f"label:has(input[name='{number}'][value='{value}'])"
            ).click()

    def other(self, kind, index, text):
        """Pick the option for none of the choices, and write a text."""
        wrapper = self.page.locator(f"[id='{self.form.ids(kind)[index]}']")
        wrapper.locator("label:has(input[value='-1'])").click()
        wrapper.locator("textarea").fill(text)

    def cell(self, index, row, column):
        number, _kind, columns, rows = [
            one for one in self.form.questions if one[1] == "matrix"
        ][index]
        name, value = f"{number}_{rows[row]}", columns[column]
        self.page.locator(f"td:has(input[name='{name}'][value='{value}'])").click()

    def fill(self):
        """Fill in one answer of each kind; return the expected contents of the
        ballot."""
        self.pick("simple_choice", 0, 0)
        self.field("text_box").fill("Omdat")
        self.pick("simple_choice", 1, 2)
        self.page.locator(f"[id='{self.form.ids('simple_choice')[1]}'] textarea").fill(
            "Ook"
        )
        self.other("simple_choice", 2, "Iets anders")
        self.pick("multiple_choice", 0, 2, 0)
        self.text.fill(TYPED)
        self.field("char_box").fill("Een regel ‘é’ 😀")
        self.field("numerical_box").fill("12.5")
        number = self.form.ids("scale")[0]
        self.page.locator(f"label:has(input[id='{number}_4'])").click()
        self.field("date").fill("28-02-2031")
        self.field("date").press("Tab")
        self.field("datetime").fill("28-02-2031 13:45:00")
        self.field("datetime").press("Tab")
        self.cell(0, 0, 1)
        self.cell(1, 1, 0)
        self.cell(1, 1, 2)
        return self.expected()

    def expected(self):
        asked = self.form.questions

        def said(number, *picked):
            return [str(asked[number][2][one]) for one in picked]

        def row(number, line, *picked):
            return {str(asked[number][3][line]): said(number, *picked)}

        answers = [
            [said(0, 0)[0], ""], ["Omdat", ""], [said(2, 2)[0], "Ook"],
            [None, "Iets anders"], [said(4, 0, 2), ""], [[], ""], [TYPED, ""],
            ["Een regel ‘é’ 😀", ""], ["12.5", ""], ["4", ""], ["2031-02-28", ""],
            ["2031-02-28 12:45:00", ""], [row(12, 0, 1), ""], [row(13, 1, 0, 2), ""],
        ]  # fmt: skip
        return {str(one[0]): value for one, value in zip(asked, answers, strict=True)}

    def send(self):
        """Press the button that sends, and say yes."""
        self.page.locator("button[type=submit]").first.click()
        self.page.locator(".modal-footer .btn-primary").click()

    def done(self):
        """Wait until it says that the answer is in the box; return the receipt."""
        self.page.get_by_text(
            "je antwoord zit in de stembus.", exact=False
        ).first.wait_for()
        return self.page.locator("output").inner_text()

    def alert(self):
        """Return the text that replaces the form, or is next to its button."""
        place = self.page.locator(".alert:visible").last
        place.wait_for()
        return place.inner_text()

    def lose(self):
        """Send, and hear nothing back."""
        self.office.code = None
        self.send()
        self.page.get_by_text("Er is geen verbinding.").wait_for()
        lost = "Failed to load resource: net::ERR_CONNECTION_RESET"
        self.visitor.troubles.remove(lost)

    def kept(self, storage="sessionStorage"):
        return self.page.evaluate(f"JSON.stringify({storage})")


@pytest.fixture
def sheet(visit, poll, form, described):
    """Return a function that makes the form before a person."""

    def make(size=PHONE, **values):
        office = Office(poll.id)
        office.sign([written(described), "{}"], **values)
        return Sheet(visit(size), poll, form, office)

    return make


def test_each_kind_of_question_is_sealed_and_nothing_else_leaves_the_page(sheet):
    one = sheet().open()
    sent = []
    one.page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    expected = one.fill()
    one.send()
    shown = one.done()
    (said,) = one.office.opened()
    assert said["answers"] == expected
    assert said["role"] == "mentee" and said["token"] == one.office.token
    assert said["paper"] == one.office.fragment.partition(".")[2]
    assert shown == receipt(one.office.ballots[0])
    one.page.get_by_text("Gecontroleerd: ").wait_for()
    for body in sent:
        assert TYPED.encode() not in body and one.office.token.encode() not in body
    assert TYPED not in one.kept() and TYPED not in one.kept("localStorage")
    assert TYPED not in one.page.content() and one.page.locator("textarea").count() == 0
    assert not one.visitor.troubles


def test_what_a_condition_hides_is_not_sealed_and_all_have_one_length(sheet):
    lengths = set()
    for long in (False, True):
        one = sheet().open()
        one.pick("simple_choice", 0, 0)
        one.field("text_box").fill("Omdat")
        one.pick("simple_choice", 0, 1)
        if long:
            one.text.fill("é😀" * 660)
        one.send()
        one.done()
        (said,) = one.office.opened()
        assert str(one.form.ids("text_box")[0]) not in said["answers"]
        lengths |= {len(body) for body in one.office.bodies}
    assert len(lengths) == 1


def test_what_has_to_be_answered_is_asked_by_core_first(sheet):
    one = sheet().open()
    one.text.fill(TYPED)
    one.send()
    error = one.page.locator(".o_survey_question_error.slide_in")
    error.wait_for()
    assert "vereist" in error.inner_text() or "antwoord" in error.inner_text()
    assert one.office.bodies == [] and one.text.input_value() == TYPED
    one.pick("simple_choice", 0, 1)
    one.send()
    one.done()


def test_what_was_typed_stays_in_the_tab_until_it_is_sent(sheet):
    one = sheet().open()
    expected = one.fill()
    assert TYPED in one.kept() and TYPED not in one.kept("localStorage")
    one.reload()
    assert one.text.input_value() == TYPED
    one.send()
    one.done()
    (said,) = one.office.opened()
    assert said["answers"] == expected
    assert TYPED not in one.kept()
    assert "survey" not in json.dumps(one.visitor.context.cookies())


def test_where_nothing_comes_back_the_same_ballot_is_sent_again(sheet):
    one = sheet().open()
    one.fill()
    one.lose()
    assert one.text.input_value() == TYPED and one.text.is_editable()
    one.office.code = "in_box"
    one.send()
    one.done()
    assert len(one.office.bodies) == 2 and one.office.bodies[0] == one.office.bodies[1]
    assert len(one.office.ballots) == 1
    assert one.page.get_by_text("Er is geen verbinding.").count() == 0


def test_where_the_first_attempt_had_arrived_its_receipt_is_shown(sheet):
    one = sheet().open()
    one.fill()
    one.lose()
    one.office.code, one.office.stored = "answered", False
    one.text.fill("Iets anders")
    one.send()
    shown = one.done()
    assert shown == receipt(one.office.ballots[0])
    assert "telt niet mee" in one.says()
    assert "Iets anders" not in one.kept()


def test_who_comes_back_is_told_that_it_lies_in_the_box(sheet):
    one = sheet().open()
    one.pick("simple_choice", 0, 1)
    one.send()
    shown = one.done()
    one.office.standing = {"standing": "answered"}
    one.open()
    one.reload()
    assert one.done() == shown
    one.page.get_by_text("Gecontroleerd: ").wait_for()
    one.office.ballots.clear()
    one.reload()
    one.page.get_by_text("staat niet tussen de codes").wait_for()
    assert "Dank je wel" not in one.says()


def test_a_link_that_another_browser_used_says_so(sheet):
    one = sheet()
    one.office.standing = {"standing": "answered"}
    one.open()
    one.page.get_by_text("Er is al een antwoord van jou ontvangen.").wait_for()
    assert one.page.locator("output").count() == 0
    assert one.page.locator("textarea").count() == 0


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        ("closed", "is gesloten"),
        ("other", "ander account"),
        ("unknown", "werkt niet"),
        (None, "werkt niet"),
    ],
)
def test_a_link_that_opens_nothing_says_why(sheet, standing, sentence):
    one = sheet()
    one.office.standing = {"standing": standing}
    one.open()
    assert sentence in one.alert()
    assert one.page.locator("textarea, button[type=submit]").count() == 0


def test_a_link_that_is_not_complete_or_of_another_paper_opens_nothing(sheet):
    one = sheet()
    for fragment, sentence in [
        ("", "niet compleet"),
        (one.office.fragment[:-1], "niet compleet"),
        (one.office.fragment[:-4] + "0000", "hoort niet bij je link"),
    ]:
        one.visitor.go("/web/login")
        one.open(fragment)
        assert sentence in one.alert()
        assert one.page.locator("textarea, button[type=submit]").count() == 0


CHANGES = {
    "a question": ("6 text_box", "Hoe heet je?"),
    "a choice": ('<span class="ms-2 text-break">B</span>',
                 '<span class="ms-2 text-break">Bé</span>'),
    "a row": ("<span>X</span>", "<span>Z</span>"),
    "what has to be answered": ('data-required="True"', ""),
    "the title": ("Alle soorten vragen</h1>", "Alle soorten</h1>"),
    "a placeholder": ('placeholder="Anders"', 'placeholder="Je naam"'),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_form_that_is_not_the_papers_opens_nothing(sheet, name):
    old, new = CHANGES[name]
    one = sheet()
    found = []

    def change(html):
        found.append(old in html)
        return html.replace(old, new, 1)

    one.change = change
    one.open()
    assert found == [True]
    assert "niet die waarmee" in one.alert()
    assert one.page.locator("textarea, button[type=submit]").count() == 0


def test_a_form_that_changes_while_it_is_filled_in_is_not_sent(sheet):
    one = sheet().open()
    one.pick("simple_choice", 0, 1)
    one.page.evaluate(
        "document.querySelector('h3 .text-break').textContent = 'Anders?'"
    )
    one.send()
    assert "niet die waarmee" in one.alert()
    assert one.office.bodies == []


def test_the_paper_says_what_is_promised(sheet):
    one = sheet(minimum=5, audience="mentor").open()
    said = one.says()
    assert "8 mensen gevraagd" in said and "minstens 5 mensen" in said
    assert "31 mei 2099" in said and "Je antwoordt als" not in said
    assert "Je antwoordt als mentee" in sheet().open().says()


def test_a_paper_whose_closing_day_is_past_opens_nothing(sheet):
    assert "laatste dag" in sheet(closes="2020-05-31").open().alert()


def test_a_text_that_is_too_long_cannot_be_typed(sheet):
    one = sheet().open()
    assert one.text.evaluate("one => one.maxLength") == 2000
    one.pick("simple_choice", 0, 1)
    one.text.evaluate(
        "one => { one.removeAttribute('maxlength'); one.value = 'x'.repeat(2001) }"
    )
    one.send()
    error = one.page.locator(".o_survey_question_error.slide_in")
    error.wait_for()
    assert "hoogstens 2000 tekens" in error.inner_text() and one.office.bodies == []


def test_a_browser_without_these_signatures_fetches_the_code_for_them(sheet):
    one = sheet()
    one.page.add_init_script(
        """const real = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (format, bytes, name, ...more) =>
            /25519/.test(name.name ?? name)
                ? Promise.reject(new DOMException("no", "NotSupportedError"))
                : real(format, bytes, name, ...more);"""
    )
    fetched = []
    one.page.on("request", lambda request: fetched.append(request.url))
    one.open()
    one.pick("simple_choice", 0, 1)
    one.send()
    one.done()
    assert len(one.office.opened()) == 1
    assert any(re.search(r"/ballot/signing\.js(\?|$)", url) for url in fetched)


def test_a_receipt_is_looked_for_in_the_browser_and_goes_nowhere(sheet):
    one = sheet()
    one.office.ballots = [b"a ballot", b"another one"]
    place = f"{one.office.box}/receipt"
    html = (
        f'<!doctype html><html lang="nl"><form data-receipt-box="{one.office.box}">'
        "<input aria-label='Bewijs'><button>Zoek</button>"
        '<div data-receipt-said role="status"></div></form>'
        '<script src="/nob_mentorship/static/ballot/receipt.nl.js"></script></html>'
    )
    one.page.route(
        f"**{place}", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    one.visitor.go(place)
    sent = []
    one.page.on("request", lambda asked: sent.append((asked.url, asked.post_data)))
    typed, said = one.page.get_by_label("Bewijs"), one.page.get_by_role("status")
    right = receipt(b"a ballot")
    for text, sentence in [
        ("7K2M", "twaalf cijfers en letters"),
        (right.lower().replace("-", " "), "Ja, je antwoord zit erbij."),
        (receipt(b"no ballot"), "staat niet in de lijst"),
    ]:
        typed.fill(text)
        typed.press("Enter")
        said.filter(has_text=sentence).wait_for()
    assert {(f"{one.visitor.server.url}{one.office.box}/receipts", None)} == set(sent)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_fits_on_the_screen_and_can_be_read_aloud(sheet, size):
    one = sheet(size).open()
    of_core = violations(one.page)
    assert one.visitor.wider() is None
    one.pick("simple_choice", 0, 1)
    one.lose()
    assert one.visitor.wider() is None
    assert violations(one.page).keys() <= of_core.keys()
    one.office.code = "in_box"
    one.send()
    one.done()
    one.page.get_by_text("Gecontroleerd: ").wait_for()
    assert one.visitor.wider() is None
    assert violations(one.page) == {}
