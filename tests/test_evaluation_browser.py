"""The form of an evaluation in a real browser, on a phone, in Dutch."""

import pytest

from .harness import kinds
from .harness.ballots import Audience
from .harness.browser import PHONE
from .harness.polls import Form, Poll
from .harness.world import World

pytestmark = pytest.mark.slow

TYPED = "Dit heb ik getypt"
SUBMIT = "**/mentorship/evaluation/*/ballot"


@pytest.fixture(scope="module")
def poll(server, smtp):
    staff = World(server).manager("blad_staf", "Sanne Staf")
    people = Audience(server, "blad", ["mentor"] * 2 + ["mentee"] * 6)
    survey = kinds.make(staff, "Alle soorten vragen")
    return Poll(people, staff, smtp, audience="all", survey_id=survey)


@pytest.fixture(scope="module")
def form(server, poll):
    return Form(server, poll.survey)


class Sheet:
    """The form before one person.

    :param number: of the person
    """

    def __init__(self, visitor, poll, form, number):
        self.visitor, self.page, self.poll = visitor, visitor.page, poll
        self.page.set_default_timeout(20000)
        self.form, self.number, self.link = form, number, poll.links[number]
        self.open()

    def open(self):
        """Open the link, and wait until its scripts run."""
        self.visitor.go(self.link)
        self.ready()

    def ready(self):
        self.page.locator("form[data-ballot-started]").wait_for()
        self.page.wait_for_load_state("networkidle")
        self.text.wait_for()

    @property
    def text(self):
        """The field of the text question that everyone is asked."""
        return self.page.locator(f"[name='{self.form.ids('text_box')[1]}']")

    def choice(self, index):
        """Return the label and the button of a choice of the first question."""
        option = self.form.questions[0][2][index]
        button = self.page.locator(f"input[value='{option}']").first
        return self.page.locator("label").filter(has=button).first, button

    def fill(self):
        """Fill in the required answers, a text and a number."""
        self.choice(0)[0].click()
        self.text.fill(TYPED)
        number = self.form.ids("numerical_box")[0]
        self.page.locator(f"[name='{number}']").fill("7")

    def send(self):
        """Press the button that sends, and say yes."""
        self.page.locator("button[type=submit]").first.click()
        self.page.locator(".modal-footer .btn-primary").click()

    def kept(self):
        """Return what is kept in this browser."""
        return self.page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}])"
        )

    def done(self):
        """Wait for the screen after sending; return the receipt on it."""
        self.page.locator(".o_survey_finished").wait_for()
        return self.page.locator("output").inner_text().strip()

    def alert(self):
        """Return the text next to the button."""
        place = self.page.locator("[role=alert]:visible").last
        place.wait_for()
        return place.inner_text()

    def cookies(self):
        """Return the names of the cookies of surveys."""
        names = [cookie["name"] for cookie in self.visitor.context.cookies()]
        return [name for name in names if name.startswith("survey_")]


@pytest.fixture
def open_form(visit, poll, form):
    """Return a function that puts the form before a person."""
    return lambda number: Sheet(visit(PHONE), poll, form, number)


def test_what_was_typed_is_kept_until_it_is_sent_and_then_gone(open_form, poll):
    sheet = open_form(0)
    before = poll.counts()
    sheet.fill()
    # the question that belongs to the choice came forth
    conditional = sheet.page.locator(f"[name='{sheet.form.ids('text_box')[0]}']")
    conditional.wait_for()
    conditional.fill("Omdat")
    sheet.page.reload()
    sheet.ready()
    assert sheet.text.input_value() == TYPED
    assert sheet.choice(0)[1].is_checked() and not sheet.choice(1)[1].is_checked()
    assert conditional.input_value() == "Omdat" and conditional.is_visible()
    assert TYPED in sheet.kept()
    sheet.send()
    receipt = sheet.done()
    assert poll.counts()[1:3] == (before[1] + 1, before[2] + 1)
    assert TYPED not in sheet.kept() and receipt in sheet.kept()
    assert sheet.cookies() == []
    assert TYPED not in sheet.page.content()
    # the receipt is in the list, and a different one is not
    sheet.visitor.go(f"/mentorship/evaluation/{poll.id}/receipt")
    for typed, word in ((receipt.lower(), "zit erbij"), ("0" * 12, "niet in de")):
        sheet.page.locator("#mentorship_receipt").fill(typed)
        sheet.page.locator("form button").click()
        sheet.page.locator("[data-receipt-said]", has_text=word).wait_for()


def test_the_way_back_shows_nothing_of_what_was_answered(open_form):
    sheet = open_form(1)
    sheet.fill()
    sheet.send()
    sheet.page.locator(".o_survey_finished").wait_for()
    sheet.visitor.go("/web/login")
    for _step in range(2):
        sheet.page.go_back()
        sheet.page.wait_for_load_state("networkidle")
        assert TYPED not in sheet.page.content()
        sheet.page.locator(".o_survey_finished").wait_for()
        assert sheet.page.locator("textarea").count() == 0
        sheet.visitor.go(sheet.link)
        sheet.page.locator(".o_survey_finished").wait_for()
        assert sheet.page.locator("textarea").count() == 0
        sheet.visitor.go("/web/login")
    assert TYPED not in sheet.kept()


def test_where_sending_fails_the_form_stays_and_is_sent_again(open_form, poll):
    sheet = open_form(2)
    before = poll.counts()
    sheet.fill()
    sheet.page.route(SUBMIT, lambda route: route.abort("connectionreset"))
    sheet.send()
    assert "geen verbinding" in sheet.alert()
    assert sheet.text.input_value() == TYPED and sheet.text.is_visible()
    assert TYPED in sheet.kept()
    assert poll.counts() == before
    sheet.page.unroute(SUBMIT)
    # the browser's own word about the connection that was cut
    lost = [t for t in sheet.visitor.troubles if "ERR_CONNECTION_RESET" in t]
    assert lost and lost == sheet.visitor.troubles
    sheet.visitor.troubles.clear()
    sheet.send()
    sheet.done()
    assert poll.counts()[1] == before[1] + 1
    assert TYPED not in sheet.kept()


def test_a_question_that_was_forgotten_says_so_below_itself(open_form, poll):
    sheet = open_form(3)
    before = poll.counts()
    sheet.text.fill(TYPED)
    sheet.send()
    question = sheet.form.questions[0][0]
    word = sheet.page.locator(f"[id='{question}'] .o_survey_question_error")
    word.locator("visible=true").wait_for()
    assert len(word.inner_text().strip()) > 10
    assert sheet.text.input_value() == TYPED
    assert poll.counts() == before
    sheet.choice(1)[0].click()
    sheet.send()
    sheet.page.locator(".o_survey_finished").wait_for()
    assert poll.counts()[1] == before[1] + 1


def test_a_form_that_was_answered_elsewhere_says_so(open_form, poll):
    sheet = open_form(4)
    sheet.fill()
    first = sheet.form.questions[0]
    assert poll.send(4, {str(first[0]): str(first[2][1])})["code"] == "in_box"
    before = poll.counts()
    sheet.send()
    sheet.page.locator(".o_survey_finished").wait_for()
    assert "Er is al een antwoord van jou ontvangen" in sheet.page.content()
    assert poll.counts() == before


def test_the_draft_of_one_person_is_not_shown_to_another(open_form, poll):
    sheet = open_form(5)
    sheet.fill()
    assert TYPED in sheet.kept()
    sheet.link = poll.links[6]
    sheet.open()
    sheet.page.reload()
    sheet.ready()
    assert sheet.text.input_value() == ""
    assert not sheet.choice(0)[1].is_checked()


def test_the_page_reaches_this_server_alone_and_sends_no_answer_in_the_open(
    visit, poll
):
    asked = []
    visitor = visit(PHONE)

    def keep(request):
        asked.append(request)

    visitor.page.on("request", keep)
    sheet = Sheet(visitor, poll, Form(poll.server, poll.survey), 7)
    sheet.fill()
    sheet.send()
    sheet.done()
    assert all(one.url.startswith((poll.server.url, "data:")) for one in asked)
    for one in asked:
        body = one.post_data_buffer or b""
        assert TYPED.encode() not in body and TYPED not in one.url
        # the part behind the # goes nowhere
        token = poll.token(7)
        assert token.encode() not in body and token not in one.url
        assert token not in str(one.headers)


def test_what_others_add_to_all_pages_is_not_on_the_form(visit, poll, others_layout):
    asked = []
    visitor = visit(PHONE)
    visitor.page.set_default_timeout(20000)
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.go(poll.links[5])
    visitor.page.locator("form[data-ballot-started]").wait_for()
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate("window.evil") is None
    assert all(url.startswith((poll.server.url, "data:")) for url in asked)
    assert "evil" not in visitor.page.content()


OTHERS = """<data><xpath expr="//head" position="inside">
    <link rel="preconnect" href="https://evil.example/"/>
    <script>window.evil = 1;</script>
    <script>var odoo = {{ csrf_token: "", debug: "" }}; window.evil = 1;</script>
    <script src="https://evil.example/count.js"></script>
    <script src="/web/content/{attachment}"></script>
    <script src="/web/assets/%2e%2e/content/{attachment}"></script>
</xpath><xpath expr="//div[@id='wrapwrap']" position="after">
    <iframe src="https://evil.example/frame"/>
    <img src="https://evil.example/pixel.gif" alt=""/>
    <img src="/nowhere" onerror="window.evil = 1" alt="" class="d-none"/>
</xpath></data>"""


@pytest.fixture
def others_layout(server):
    """Put a counter, head code and a script that was uploaded into the layout of all
    pages."""
    world = World(server)
    attachment = world.create(
        "ir.attachment",
        name="evil.js",
        raw="window.evil = 1;",
        mimetype="text/javascript",
        public=True,
    )
    (layout,) = world.admin.call(
        "ir.ui.view", "search", [[("key", "=", "web.frontend_layout")]], {"limit": 1}
    )
    view = world.create(
        "ir.ui.view",
        name="counters",
        type="qweb",
        mode="extension",
        inherit_id=layout,
        arch=OTHERS.format(attachment=attachment),
    )
    yield
    world.admin.call("ir.ui.view", "unlink", [[view]])
    world.admin.call("ir.attachment", "unlink", [[attachment]])


def test_a_script_in_odoos_own_bundles_reads_what_is_typed(visit, poll, bundled):
    """Not stopped: `docs/privacy.md` says so first, and Settings names the script."""
    visitor = visit(PHONE)
    visitor.page.set_default_timeout(20000)
    visitor.go(poll.links[5])
    visitor.page.locator("form[data-ballot-started]").wait_for()
    visitor.page.locator("textarea:visible").first.fill(TYPED)
    assert visitor.page.evaluate("window.stolen") == TYPED
    world = World(poll.server)
    settings = world.create("res.config.settings")
    said = world.admin.call("res.config.settings", "read", [[settings]])
    assert bundled in said[0]["mentorship_health"]


@pytest.fixture
def bundled(server):
    """Put a script into the bundle of all pages; return its path."""
    world, path = World(server), "/_custom/web.assets_frontend/count.js"
    code = """document.addEventListener("input", (event) => {
        window.stolen = event.target.value;
    }, true);"""
    attachment = world.create(
        "ir.attachment",
        name="count.js",
        type="binary",
        raw=code,
        url=path,
        mimetype="text/javascript",
        public=True,
    )
    asset = world.create(
        "ir.asset", name="count", bundle="web.assets_frontend_minimal", path=path
    )
    yield path
    world.admin.call("ir.asset", "unlink", [[asset]])
    world.admin.call("ir.attachment", "unlink", [[attachment]])
