"""Evaluations: strange links, strange answers, and the contents of the box."""

from urllib.parse import quote

import pytest
import requests

from .harness import kinds, sealing
from .harness.ballots import Audience, Respondent
from .harness.polls import CoreSurvey, Form, Poll, ready_form
from .harness.world import World

ROLES = ["mentor"] * 3 + ["mentee"] * 6
LAST = len(ROLES) - 1
"""A person who never answers: everything that is sent with this link is invalid."""
LINK = "/mentorship/evaluation/"
TOKENS = {
    "a guess": "x",
    "NUL": "%00",
    "NUL inside": "a%00b",
    "very long": "a" * 5000,
    "unicode": quote("één-token-☕-👩🏽‍💻"),
    "no UTF-8": "%ff%fe",
    "markup": quote("<script>alert(1)</script>"),
    "SQL": quote("' OR 1=1 --"),
    "a number that is none": "999999",
    "a long number": "9" * 400,
}


@pytest.fixture(scope="module")
def world(server):
    return World(server)


@pytest.fixture(scope="module")
def staff(world):
    return world.manager("postvak_staf", "Sanne Staf")


@pytest.fixture(scope="module")
def people(server):
    return Audience(server, "postvak", ROLES, logins=len(ROLES))


@pytest.fixture(scope="module")
def new_poll(people, staff, smtp):
    """Return a function that makes an evaluation for everyone."""

    def new(**values):
        values = {"audience": "all", "survey_id": ready_form(staff), **values}
        return Poll(people, staff, smtp, **values)

    return new


@pytest.fixture(scope="module")
def poll(new_poll, staff):
    """An open evaluation with a question of every kind."""
    return new_poll(survey_id=kinds.make(staff, "Alle soorten"))


@pytest.fixture(scope="module")
def form(server, poll):
    return Form(server, poll.survey)


@pytest.fixture(autouse=True)
def clean_log(server):
    """No case leaves a traceback, or the input, in the log of the server."""
    start = len(server.log.read_text())
    yield
    written = server.log.read_text()[start:]
    assert "Traceback" not in written
    assert "tekst-" not in written


def tells_nothing(poll, text):
    """See that a page names no one."""
    assert poll.people.name not in text.lower()
    return True


def post(poll, what, body, method="POST", **headers):
    """Send a body as it is to a route of the box."""
    url = f"{poll.server.url}{LINK}{poll.id}/{what}"
    return requests.request(method, url, data=body, headers=headers, timeout=60)


# links


@pytest.mark.parametrize("name", TOKENS)
def test_a_link_that_is_none_opens_nothing(poll, name):
    page = Respondent(poll.server).open(LINK + TOKENS[name])
    assert page.status_code in (404, 410) and tells_nothing(poll, page.text)
    assert "mentorship-paper" not in page.text


def test_the_form_is_the_same_for_all_and_knows_nobody(poll):
    pages = [
        Respondent(poll.server, login).open(poll.links[LAST]).text
        for login in (None, f"{poll.people.name}.1")
    ]
    for page in pages:
        assert sealing.served(page) == sealing.served(pages[0])
        assert poll.people.address(LAST) not in page
        assert f"{poll.people.name} persoon {LAST}" not in page


def test_somebody_elses_link_is_none_for_who_is_logged_in(poll):
    other = Respondent(poll.server, f"{poll.people.name}.1")
    assert other.standing(poll.links[LAST]) == {"standing": "other"}
    own = Respondent(poll.server, f"{poll.people.name}.{LAST}")
    for visitor in (Respondent(poll.server), own):
        assert visitor.standing(poll.links[LAST])["standing"] == "open"


def test_a_link_that_was_forwarded_counts_once_for_whom_it_was_sent_to(new_poll):
    poll = new_poll()
    poll.answer(0)
    for visitor in (Respondent(poll.server), Respondent(poll.server, "postvak.0")):
        assert visitor.standing(poll.links[0]) == {"standing": "answered"}
        answer = visitor.send(poll.links[0], poll.answers("tekst-nog eens"))
        assert answer["error"] == "answered"
    assert poll.counts() == (len(ROLES), 1, 1, 0)


def test_of_two_tabs_the_second_is_told_that_it_was_received(new_poll):
    poll = new_poll()
    tabs = [Respondent(poll.server), Respondent(poll.server)]
    files = [tab.sealed(poll.links[3], poll.answers("tekst-tab")) for tab in tabs]
    said = [
        tab.post(poll.links[3], file)["code"]
        for tab, file in zip(tabs, files, strict=True)
    ]
    assert said == ["in_box", "answered"]
    assert poll.counts()[1:3] == (1, 1)


def test_a_link_drawn_on_the_portal_and_the_one_mailed_count_once(new_poll):
    poll = new_poll()
    own = Respondent(poll.server, "postvak.2")
    page = own.open(f"/my/mentorship/evaluation/{poll.id}")
    drawn = page.url.removeprefix(poll.server.url)
    assert page.status_code == 200 and drawn != poll.links[2]
    assert sealing.parts(drawn)[2] == sealing.parts(poll.links[2])[2]
    assert own.send(drawn, poll.answers("tekst-eigen"))["code"] == "in_box"
    assert poll.send(2)["error"] == "answered"


def test_a_form_that_closes_while_it_is_filled_in_takes_nothing(new_poll):
    poll = new_poll()
    poll.answer(0, 1, 2)
    late = Respondent(poll.server)
    file = late.sealed(poll.links[4], poll.answers("tekst-te laat"))
    poll.call("action_close")
    assert late.post(poll.links[4], file)["error"] == "closed"
    for number in (0, 4):
        page = late.open(poll.links[number])
        assert page.status_code in (404, 410) and tells_nothing(poll, page.text)
    assert poll.counts() == (len(ROLES), 3, 0, 3)
    assert poll.texts() == poll.expected(0, 1, 2)
    assert not poll.key.exists()


def test_nobody_but_who_was_asked_is_led_to_their_own_link(poll, world):
    world.user("postvak_buiten", "Bea Buiten", "base.group_portal")
    path = f"/my/mentorship/evaluation/{poll.id}"
    own = Respondent(poll.server, f"{poll.people.name}.2").open(path)
    assert sealing.LINK.search(own.url) and own.status_code == 200
    assert Respondent(poll.server, "postvak_buiten").open(path).status_code == 404
    for other in (0, 2**31, 2**70, poll.id + 999):
        path = f"/my/mentorship/evaluation/{other}"
        page = Respondent(poll.server, f"{poll.people.name}.2").open(path)
        assert page.status_code == 404


# bodies

BODIES = {
    "nothing": b"",
    "NUL": b"\x00" * 100,
    "no UTF-8": b"\xff\xfe" * 32,
    "no token": b"{" * 64,
    "brackets without end": b"[" * 100_000,
    "JSON": b'{"jsonrpc": "2.0", "params": {}}',
}
TOO_MUCH = 6_000_000


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_ballot_is_refused_by_a_code(poll, name):
    before = poll.counts()
    for kind in ("application/octet-stream", "multipart/form-data", "text/plain", ""):
        answer = post(poll, "ballot", BODIES[name], **{"Content-Type": kind})
        assert answer.status_code == 200
        assert answer.json()["code"] in ("unknown", "wrong")
    assert post(poll, "token", BODIES[name]).status_code in (400, 413)
    assert poll.counts() == before


@pytest.mark.parametrize("what", ["ballot", "token"])
def test_too_much_is_refused_also_without_a_length(poll, what):
    def chunks():
        for _number in range(TOO_MUCH // 50_000):
            yield b"x" * 50_000

    before = poll.counts()
    for body in (b"x" * TOO_MUCH, chunks()):
        try:
            answer = post(poll, what, body)
        except requests.ConnectionError:
            # the server did not read to the end
            continue
        if answer.status_code == 200:
            # of a body without a length it read nothing, or no more than a ballot
            assert answer.json()["code"] in ("unknown", "wrong")
        else:
            assert answer.status_code in (400, 413), answer.status_code
    assert poll.counts() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH"])
def test_another_method_sends_nothing(poll, method):
    before = poll.counts()
    for what in ("ballot", "token"):
        answer = post(poll, what, b"{}", method)
        assert answer.status_code < 500 and tells_nothing(poll, answer.text)
    assert poll.counts() == before


def test_ballots_have_one_length_and_no_other_is_taken(poll):
    before = poll.counts()
    visitor, link = Respondent(poll.server), poll.links[LAST]
    short = visitor.sealed(link, poll.answers("kort"))
    long = visitor.sealed(link, poll.answers("tekst " * 300))
    assert len(short) == len(long)
    for file in (short[:-1], short + b"x", short[:200], b""):
        assert visitor.post(link, file)["error"] == "wrong"
    assert poll.counts() == before


# answers


def test_what_the_form_does_not_have_is_no_answer(new_poll, staff):
    """A ballot that no page would seal loses the answer to that question, and no
    more."""
    poll = new_poll(survey_id=kinds.make(staff, "Onzin"))
    form = Form(poll.server, poll.survey)
    valid = kinds.answers(form)["as little as can be"]
    # what no ballot can hold at all, such as a fraction, drops it as a whole
    wrong = [value for kind in kinds.WRONG for value in kinds.WRONG[kind]]
    wrong = [value for value in wrong if isinstance(value, str) and "\0" not in value]
    for number in range(4):
        part = wrong[number::4]
        said = {
            **valid,
            **{
                str(question): part[at % len(part)]
                for at, (question, *_rest) in enumerate(form.questions[2:])
            },
        }
        assert poll.send(number, said)["code"] == "in_box"
    poll.call("action_close")
    assert poll.counts() == (len(ROLES), 4, 0, 4)
    assert len(form.lines()) == 4


def test_valid_answers_come_out_as_core_would_have_stored_them(
    new_poll, staff, world, server
):
    survey = kinds.make(staff, "Zoals core")
    core = CoreSurvey(server, world.admin, survey)
    poll = new_poll(survey_id=survey)
    form = Form(server, survey)
    variants = kinds.answers(form)
    assert len(variants) <= len(ROLES)
    for number, (name, sent) in enumerate(variants.items()):
        answer = poll.send(number, sent)
        assert answer["code"] == "in_box", (name, answer)
        core.answer(kinds.answers(core.form)[name])
    poll.call("action_close")
    assert len(form.lines()) == len(variants)
    assert form.lines() == core.form.lines()
    # and belongs to no one, all at one moment
    rows = poll.query(
        f"""SELECT DISTINCT create_uid, write_uid, partner_id, email, nickname, state,
                   start_datetime, end_datetime, lang_id, test_entry, deadline
              FROM survey_user_input WHERE survey_id = {survey}"""
    )
    assert len(rows) == 1 and rows[0][:5] == ["1", "1", "", "", ""]


def test_a_form_with_two_hundred_questions_is_asked_answered_and_counted(
    new_poll, staff
):
    survey = kinds.long(staff, "Tweehonderd vragen", 200)
    poll = new_poll(survey_id=survey)
    form = Form(poll.server, survey)
    for number in range(3):
        answers = {
            str(question): f"tekst-{number}" if kind == "text_box" else str(options[0])
            for question, kind, options, _rows in form.questions
        }
        assert poll.send(number, answers)["code"] == "in_box"
    poll.call("action_close")
    assert poll.counts() == (len(ROLES), 3, 0, 3)
    assert [len(lines) for lines in form.lines()] == [200] * 3
