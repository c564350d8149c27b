"""Evaluations: strange links, strange answers, and what comes out of the box."""

import json
from urllib.parse import quote

import pytest
import requests

from .harness import kinds
from .harness.ballots import Audience, Respondent
from .harness.polls import SUBMIT, CoreSurvey, Form, Poll, ready_form
from .harness.world import World

ROLES = ["mentor"] * 3 + ["mentee"] * 6
LAST = len(ROLES) - 1
"""Who never answers: whatever is sent with this link is wrong."""
LINK = "/mentorship/evaluation/"
TOKENS = {
    "a guess": "x",
    "NUL": "%00",
    "NUL inside": "a%00b",
    "very long": "a" * 5000,
    "unicode": quote("één-token-☕-👩🏽‍💻"),
    "no UTF-8": "%ff%fe",
    "a slash": "%2e%2e%2f1",
    "markup": quote("<script>alert(1)</script>"),
    "SQL": quote("' OR 1=1 --"),
    "the preview's": "preview",
    "the word of core's page": "mentorship",
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
    """Return a function that makes an evaluation for everybody."""

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
    """No case leaves a traceback, or what was sent, in the log of the server."""
    start = len(server.log.read_text())
    yield
    written = server.log.read_text()[start:]
    assert "Traceback" not in written
    assert "tekst-" not in written


def tells_nothing(poll, text):
    """See that a page names nobody."""
    assert poll.people.name not in text.lower()
    return True


def post(poll, token, body, method="POST", **headers):
    """Send a body as it is to the route that takes answers."""
    headers = {"Content-Type": "application/json", **headers}
    return requests.request(
        method, poll.server.url + SUBMIT + token, data=body, headers=headers, timeout=60
    )


def said(response):
    """Return what a page hears that sent something wrong; always a sentence."""
    assert response.status_code == 200, response.status_code
    _correct, result = response.json()["result"]
    assert "survey_content" not in result
    assert len(result["error"]) > 9
    return result


# links


@pytest.mark.parametrize("name", TOKENS)
def test_a_link_that_is_none_opens_nothing(poll, name):
    before = poll.counts()
    page = Respondent(poll.server).open(LINK + TOKENS[name])
    assert page.status_code == 404 and tells_nothing(poll, page.text)
    body = json.dumps({"params": {}})
    answer = post(poll, TOKENS[name], body)
    if answer.status_code != 404:
        assert said(answer)["error"] != "validation"
    assert poll.counts() == before


def test_somebody_elses_link_shows_no_name_and_takes_no_answer(poll, form):
    before = poll.counts()
    other = Respondent(poll.server, f"{poll.people.name}.1")
    page = other.open(poll.links[LAST])
    assert page.status_code == 403
    # the page of who is logged in names that person at most
    assert f"{poll.people.name} persoon {LAST}" not in page.text
    assert poll.people.address(LAST) not in page.text
    valid = kinds.answers(form)["everything"]
    assert "error" in other.send(poll.links[LAST], valid)
    assert poll.counts() == before
    # the link itself is fine
    page = Respondent(poll.server).open(poll.links[LAST])
    assert page.status_code == 200 and tells_nothing(poll, page.text)
    assert 'data-ballot="' in page.text


def test_a_link_that_was_forwarded_counts_once_for_whom_it_was_sent_to(new_poll):
    poll = new_poll()
    poll.answer(0)
    for visitor in (Respondent(poll.server), Respondent(poll.server, "postvak.0")):
        page = visitor.open(poll.links[0])
        assert page.status_code == 200
        assert "data-ballot" not in page.text
        assert "tekst-" not in page.text
        assert "postvak persoon 0" not in page.text.partition("<main")[2]
        answer = visitor.send(poll.links[0], poll.answers("tekst-nog eens"))
        assert len(answer["error"]) > 20 and answer["error"] != "validation"
    assert poll.counts() == (len(ROLES), 1, 1, 0)


def test_of_two_tabs_the_second_is_told_that_it_was_received(new_poll):
    poll = new_poll()
    tabs = [Respondent(poll.server), Respondent(poll.server)]
    for tab in tabs:
        assert "data-ballot" in tab.open(poll.links[3]).text
    first, second = (t.send(poll.links[3], poll.answers("tekst-tab")) for t in tabs)
    assert "survey_content" in first and "survey_content" not in second
    assert len(second["error"]) > 20
    assert poll.counts()[1:3] == (1, 1)


def test_a_form_that_closes_while_it_is_filled_in_takes_nothing(new_poll):
    poll = new_poll()
    poll.answer(0, 1, 2)
    late = Respondent(poll.server)
    assert "data-ballot" in late.open(poll.links[4]).text
    poll.call("action_close")
    answer = late.send(poll.links[4], poll.answers("tekst-te laat"))
    assert len(answer["error"]) > 20 and answer["error"] != "validation"
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
    assert own.url.endswith(poll.links[2]) and own.status_code == 200
    assert Respondent(poll.server, "postvak_buiten").open(path).status_code == 404
    for other in (0, 2**31, 2**70, poll.id + 999):
        path = f"/my/mentorship/evaluation/{other}"
        page = Respondent(poll.server, f"{poll.people.name}.2").open(path)
        assert page.status_code == 404


# bodies

BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe",
    "NUL": b"\x00" * 100,
    "null": b"null",
    "a number": b"1e999",
    "a list": b"[1, 2]",
    "no answers": b"{}",
    "answers that are a list": b'{"params": []}',
    "answers that are a text": b'{"params": "x"}',
    "brackets without end": b"[" * 200_000,
    "nested answers": b'{"params": ' + b'{"1": ' * 100_000,
    "too much": b'{"params": "' + b"x" * 6_000_000 + b'"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_answer_is_refused_with_a_word(poll, name):
    before = poll.counts()
    assert said(post(poll, poll.token(LAST), BODIES[name]))
    assert poll.counts() == before


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
    ],
)
def test_a_body_of_another_kind_is_refused_with_a_word(poll, kind):
    before = poll.counts()
    for body in (b"params=%7B%7D&a=b", b"--x\r\n\r\nb\r\n--x--\r\n"):
        headers = {"Content-Type": kind}
        assert said(post(poll, poll.token(LAST), body, **headers))
    assert poll.counts() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH"])
def test_another_method_sends_nothing(poll, method):
    before = poll.counts()
    answer = post(poll, poll.token(LAST), b"{}", method)
    assert answer.status_code < 500
    assert "survey_content" not in answer.text and tells_nothing(poll, answer.text)
    assert poll.counts() == before


# answers


def wrong_cases(form, kind, main):
    """Return (id of a question, wrong value) of a kind; `main` is always answered."""
    foreign = {
        str(i) for _n, _k, *lists in form.questions for ids in lists for i in ids
    }
    for number, one, choices, rows in form.questions:
        if one != kind or number in main[1:]:
            continue
        own = {str(i) for i in (*choices, *rows)}
        yield from ((number, value) for value in (*kinds.NEVER, *kinds.WRONG[kind]))
        if choices and not rows:
            yield from ((number, value) for value in sorted(foreign - own)[:5])
            if kind == "simple_choice":
                yield number, [str(choices[0]), str(choices[1])]
            for comment in ("x" * 2001, ["x"], 5, None):
                yield number, [str(choices[0]), {"comment": comment}]
        if rows:
            row, column = str(rows[0]), str(choices[0])
            yield number, {row: [row]}
            yield number, {column: [column]}
            yield number, {row: [sorted(foreign - own)[0]]}
            yield number, {row: column}
            yield number, {row: [column], "comment": "x" * 2001}
            yield number, {row: [column], "comment": ["x"]}


@pytest.mark.parametrize("kind", kinds.WRONG)
def test_a_wrong_answer_is_refused_at_its_question(poll, form, kind):
    before, tried = poll.counts(), 0
    valid = kinds.answers(form)["as little as can be"]
    main = [form.questions[0][0], form.questions[1][0]]
    for number, value in wrong_cases(form, kind, main):
        body = json.dumps({"params": {**valid, str(number): value}})
        answer = said(post(poll, poll.token(LAST), body))
        assert answer["error"] == "validation", (kind, value, answer)
        assert len(answer["fields"][str(number)]) > 9
        tried += 1
    assert tried >= 7
    assert poll.counts() == before


def test_a_mandatory_question_that_was_left_open_is_named(poll, form):
    before = poll.counts()
    for sent in ({}, {"csrf_token": "x"}, {"999999": "x"}, {"x": ["y"]}):
        answer = poll.send(LAST, sent)
        assert list(answer["fields"]) == [str(form.questions[0][0])]
    assert poll.counts() == before


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
        assert "survey_content" in answer, (name, answer)
        core.answer(kinds.answers(core.form)[name])
    poll.call("action_close")
    assert len(form.lines()) == len(variants)
    assert form.lines() == core.form.lines()
    # and of nobody, all at one moment
    rows = poll.query(
        f"""SELECT DISTINCT create_uid, write_uid, partner_id, email, nickname, state,
                   start_datetime, end_datetime, lang_id, test_entry, deadline
              FROM survey_user_input WHERE survey_id = {survey}"""
    )
    assert len(rows) == 1 and rows[0][:5] == ["1", "1", "", "", ""]
