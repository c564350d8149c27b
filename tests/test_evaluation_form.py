"""Evaluations: a form stays as it was opened, and what opens at all."""

import pytest

from dev import postgres

from .harness import kinds
from .harness.ballots import Audience
from .harness.importing import CSV, bring_in
from .harness.polls import Form, Poll, ready_form, rows
from .harness.rpc import RpcError
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

SURVEY, QUESTION, CHOICE = "survey.survey", "survey.question", "survey.question.answer"
SNAPSHOT = """
SELECT md5(string_agg(r, ';' ORDER BY r)) FROM (
    SELECT row_to_json(s)::text AS r FROM survey_survey s WHERE id = {0}
     UNION ALL SELECT row_to_json(q)::text FROM survey_question q WHERE survey_id = {0}
     UNION ALL SELECT row_to_json(a)::text FROM survey_question_answer a
       JOIN survey_question q ON q.id IN (a.question_id, a.matrix_question_id)
      WHERE q.survey_id = {0}) rows
"""
CLEAR = ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError")


class Cast:
    """The users who may touch forms, and the forms they are asked to touch."""

    def __init__(self, server, smtp):
        self.server, self.world = server, World(server)
        names = {
            "manager": "nob_mentorship.group_mentorship_manager",
            "coordinator": "nob_mentorship.group_mentorship_coordinator",
            "surveyor": "survey.group_survey_manager",
        }
        self.clients = {"admin": self.world.admin}
        for name, group in names.items():
            user, _partner = self.world.user(f"vorm_{name}", f"V. {name}", group)
            self.world.admin.call("res.users", "write", [[user], {"lang": "en_US"}])
            self.clients[name] = server.client(f"vorm_{name}", PASSWORD)
        self.staff = self.clients["manager"]
        programme = self.world.ref("nob_mentorship.programme_nob")
        values = {"coordinator_ids": [(4, self.clients["coordinator"].uid)]}
        self.staff.call("mentorship.programme", "write", [[programme], values])
        self.people = Audience(server, "vorm", ["mentor"] * 2 + ["mentee"] * 4)
        self.smtp = smtp

    def poll(self, **values):
        values = {"audience": "all", "survey_id": ready_form(self.staff), **values}
        return Poll(self.people, self.staff, self.smtp, **values)

    def draft(self, **values):
        return self.poll(opened=False, **values)


@pytest.fixture(scope="module")
def cast(server, smtp):
    return Cast(server, smtp)


@pytest.fixture(scope="module")
def used(cast):
    """{state: (a form that is being or was answered, a form next to it)}."""
    found = {}
    for state in ("open", "closed"):
        poll = cast.poll(survey_id=kinds.make(cast.staff, f"Vast {state}"))
        if state == "closed":
            poll.call("action_close")
        found[state] = (poll.survey, kinds.make(cast.staff, f"Los {state}"))
    return found


def edits(server, survey, other):
    """Return {name: (model, method, args, kwargs)} that would change a form."""
    form, beside = Form(server, survey), Form(server, other)
    first, *_rest, last = (number for number, *_ in form.questions)
    (choice, *_), matrix = form.questions[0][2], form.questions[-1]
    stranger, its_choice = beside.questions[6][0], beside.questions[4][2][0]
    dutch = {"nl_NL": "Anders"}
    new = {"title": "Nieuw", "question_type": "text_box", "survey_id": survey}
    named = {"title": "Nieuw", "question_type": "text_box", "mentorship_key": "nieuw"}
    new_choice = {"value": "Nieuw", "question_id": first}

    def write(model, number, **values):
        return (model, "write", [[number], values], {})

    def context(**defaults):
        return {"context": {f"default_{k}": v for k, v in defaults.items()}}

    return {
        "the title": write(SURVEY, survey, title="Anders"),
        "the description": write(SURVEY, survey, description="<p>Anders</p>"),
        "the title in Dutch": (
            SURVEY, "update_field_translations", [[survey], "title", dutch], {}
        ),
        "its type": write(SURVEY, survey, survey_type="survey"),
        "archiving": (SURVEY, "action_archive", [[survey]], {}),
        "deleting the form": (SURVEY, "unlink", [[survey]], {}),
        "a question by the form": write(
            SURVEY, survey, question_and_page_ids=[(1, first, {"title": "Anders"})]
        ),
        "a question": write(QUESTION, first, title="Anders"),
        "a question in Dutch": (
            QUESTION, "update_field_translations", [[first], "title", dutch], {}
        ),
        "no longer mandatory": write(QUESTION, first, constr_mandatory=False),
        "the order": write(QUESTION, last, sequence=0),
        "its kind": write(QUESTION, last, question_type="text_box"),
        "kept as nickname": write(QUESTION, last, save_as_nickname=True),
        "the condition": write(QUESTION, last, triggering_answer_ids=[(4, choice)]),
        "a new question": (QUESTION, "create", [new], {}),
        "a new question by default": (
            QUESTION, "create", [named], context(survey_id=survey)
        ),
        "a copy of a question": (QUESTION, "copy", [[first]], {}),
        "deleting a question": (QUESTION, "unlink", [[last]], {}),
        "a question that leaves": write(QUESTION, last, survey_id=other),
        "a question that comes": write(QUESTION, stranger, survey_id=survey),
        "a choice": write(CHOICE, choice, value="Anders"),
        "a choice in Dutch": (
            CHOICE, "update_field_translations", [[choice], "value", dutch], {}
        ),
        "the order of choices": write(CHOICE, choice, sequence=99),
        "a new choice": (CHOICE, "create", [new_choice], {}),
        "a new choice by default": (
            CHOICE, "create", [{"value": "Nieuw"}], context(question_id=first)
        ),
        "a new row": (
            CHOICE, "create", [{"value": "Nieuw", "matrix_question_id": matrix[0]}], {}
        ),
        "deleting a choice": (CHOICE, "unlink", [[choice]], {}),
        "deleting a row": (CHOICE, "unlink", [[matrix[3][0]]], {}),
        "a choice that leaves": write(CHOICE, choice, question_id=stranger),
        "a choice that comes": write(CHOICE, its_choice, question_id=first),
    }  # fmt: skip


def snapshot(server, survey):
    return postgres.query(SNAPSHOT.format(survey), server.db)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_nobody_changes_a_form_that_is_or_was_answered(cast, used, state):
    survey, other = used[state]
    before, beside = snapshot(cast.server, survey), snapshot(cast.server, other)
    wrong = []
    for who, client in cast.clients.items():
        for name, call in edits(cast.server, survey, other).items():
            try:
                client.call(*call)
                wrong.append((who, name, "not refused"))
            except RpcError as error:
                clear = error.name in (*CLEAR, "odoo.exceptions.AccessError")
                if not clear or len(error.message) < 20:
                    wrong.append((who, name, str(error)))
                if error.name not in CLEAR and who != "surveyor":
                    wrong.append((who, name, str(error)))
    assert wrong == []
    assert snapshot(cast.server, survey) == before
    assert snapshot(cast.server, other) == beside


@pytest.mark.slow
def test_all_of_that_can_be_done_to_a_form_that_nobody_answers(cast):
    """So that what is refused above is only refused for that reason."""
    other = kinds.make(cast.staff, "Ernaast")
    names = edits(cast.server, other, kinds.make(cast.staff, "Los"))
    for name in names:
        survey = kinds.make(cast.staff, f"Vrij: {name}")
        before = snapshot(cast.server, survey)
        cast.staff.call(*edits(cast.server, survey, other)[name])
        assert snapshot(cast.server, survey) != before, name


# what opens

PROBLEMS = {
    "several pages": ({"questions_layout": "page_per_question"}, "page"),
    "a page per section": ({"questions_layout": "page_per_section"}, "page"),
    "at random": ({"questions_selection": "random"}, "random"),
    "scores": ({"scoring_type": "scoring_with_answers"}, "scores"),
    "a certification": (
        {"scoring_type": "scoring_without_answers", "certification": True},
        "certification",
    ),
    "a login": ({"users_login_required": True}, "login"),
    "attempts": ({"is_attempts_limited": True, "attempts_limit": 2}, "attempts"),
    "a time limit": ({"is_time_limited": True, "time_limit": 5}, "time limit"),
    "going back": ({"users_can_go_back": True}, "go back"),
    "open to all": ({"access_mode": "public"}, "open to anyone"),
    "an archived form": ({"active": False}, "archived"),
}  # fmt: skip
ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="  # noqa: E501
QUESTIONS = {
    "as email address": ({"save_as_email": True, "validation_email": True}, "email"),
    "as nickname": ({"save_as_nickname": True}, "nickname"),
}


def opens(cast, poll, word):
    """See that opening is refused with a sentence, and had no effect."""
    said = poll.refused("action_open")
    assert word in said and len(said) > 20, said
    assert poll.counts() == (0, 0, 0, 0)
    assert poll.read("state") == "draft"
    return said


@pytest.mark.parametrize("name", rows(PROBLEMS, ("several pages", "a login")))
def test_a_form_with_a_setting_that_names_people_does_not_open(cast, name):
    values, word = PROBLEMS[name]
    poll = cast.draft()
    before = cast.world.admin.call(SURVEY, "read", [[poll.survey], list(values)])[0]
    cast.world.admin.call(SURVEY, "write", [[poll.survey], values])
    opens(cast, poll, word)
    back = {name: before[name] for name in values}
    cast.world.admin.call(SURVEY, "write", [[poll.survey], back])
    poll.open()
    assert poll.read("state") == "open" and poll.counts()[0] == len(poll.links) == 6


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_names_people_does_not_open(cast, name):
    values, word = QUESTIONS[name]
    poll = cast.draft(survey_id=kinds.make(cast.staff, name))
    (char,) = Form(cast.server, poll.survey).ids("char_box")
    cast.staff.call(QUESTION, "write", [[char], values])
    opens(cast, poll, word)


@pytest.mark.slow
def test_pictures_sessions_and_empty_forms_do_not_open(cast):
    poll = cast.draft(survey_id=kinds.make(cast.staff, "Plaatjes"))
    (choice, *_) = Form(cast.server, poll.survey).questions[0][2]
    cast.staff.call(CHOICE, "write", [[choice], {"value_image": ONE_PIXEL}])
    opens(cast, poll, "pictures")
    cast.staff.call(CHOICE, "write", [[choice], {"value_image": False}])
    for state in ("ready", "in_progress"):
        query = f"UPDATE survey_survey SET session_state = %s WHERE id = {poll.survey}"
        poll.query(query % f"'{state}'")
        opens(cast, poll, "live session")
    poll.query(query % "NULL")
    poll.open()
    empty = cast.staff.call(
        SURVEY, "create", [{"title": "Leeg", "survey_type": "mentorship"}]
    )
    opens(cast, cast.draft(survey_id=empty), "no questions")


def test_an_ordinary_survey_is_no_form(cast):
    survey = cast.world.create(SURVEY, title="Gewoon", survey_type="survey")
    # staff may not read it, so they are not told its name either
    with pytest.raises(RpcError) as refused:
        cast.draft(survey_id=survey)
    assert refused.value.name == "odoo.exceptions.AccessError"
    assert "Gewoon" not in str(refused.value)


def test_too_few_people_and_a_day_that_passed_do_not_open(cast, server, smtp):
    few = Audience(server, "tweetal", ["mentor", "mentee"])
    poll = Poll(few, cast.staff, smtp, opened=False, audience="all")
    said = opens(cast, poll, "results need at least 3")
    assert "Only 2" in said
    days = {"opens_on": "2020-01-01", "closes_on": "2020-02-01"}
    opens(cast, cast.draft(**days), "already passed")


def test_a_form_is_of_one_evaluation(cast):
    poll = cast.poll()
    second = cast.draft(survey_id=poll.survey)
    opens(cast, second, "already uses this form")
    poll.call("action_close")
    opens(cast, second, "already uses this form")


# the minimum


def test_the_minimum_is_three_and_nobody_changes_it_once_open(cast):
    draft = cast.draft()
    for least in (2, 1, 0, -1):
        assert len(draft.refused("write", {"min_responses": least})) > 20
        with pytest.raises(RpcError):
            cast.draft(min_responses=least)
    poll = cast.poll(min_responses=5)
    fixed = {
        "min_responses": 3,
        "audience": "mentee",
        "moment": "final",
        "survey_id": draft.survey,
        "state": "draft",
        "box_uuid": "0" * 32,
        "paper": "{}",
        "paper_hash": "0" * 64,
        "closing": True,
        "opened_count": 5,
    }
    for name in ("manager", "coordinator", "admin"):
        for field, value in fixed.items():
            said = poll.refused("write", {field: value}, by=cast.clients[name])
            assert len(said) > 20, (name, field)
    content = f".id,min_responses\n{poll.id},3\n".encode()
    ids, messages = bring_in(cast.staff, "mentorship.evaluation", content, CSV)
    assert messages and not ids
    rows = [[str(poll.id), "3"]]
    for client in (cast.staff, cast.world.admin):
        try:
            loaded = client.call(
                "mentorship.evaluation", "load", [[".id", "min_responses"], rows]
            )
            assert not loaded["ids"] and loaded["messages"]
        except RpcError as error:
            assert error.name == "odoo.exceptions.AccessError"
    assert poll.read("min_responses") == 5 and poll.read("state") == "open"
    # more than the minimum is needed to see anything
    poll.answer(0, 1, 2, 3)
    poll.call("action_close")
    assert poll.read("opened_count") == 0 and poll.counts() == (6, 4, 0, 0)
    assert not poll.key.exists()
