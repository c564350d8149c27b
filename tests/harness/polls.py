"""Evaluations on a running server: opened, answered, closed, and their results."""

import json

import pytest

from dev import paths, postgres

from . import sealing
from .ballots import Respondent, answers_for, questions
from .rpc import Client, RpcError

ROUTE = "mentorship.evaluation"
QUESTIONS = """
SELECT q.id, q.question_type,
       (SELECT json_agg(a.id ORDER BY a.sequence, a.id) FROM survey_question_answer a
         WHERE a.question_id = q.id),
       (SELECT json_agg(a.id ORDER BY a.sequence, a.id) FROM survey_question_answer a
         WHERE a.matrix_question_id = q.id)
  FROM survey_question q WHERE q.survey_id = {} ORDER BY q.sequence, q.id
"""
LINES = """
SELECT json_build_array(l.user_input_id, l.question_id, l.suggested_answer_id,
       l.matrix_row_id, l.answer_type, l.skipped, l.value_char_box, l.value_text_box,
       l.value_numerical_box, l.value_scale, l.value_date, l.value_datetime)
  FROM survey_user_input_line l
 WHERE l.survey_id = {} ORDER BY l.user_input_id, l.question_id, l.id
"""


class Poll:
    """An evaluation, the links that were mailed, and the contents of its box.

    :param people: `ballots.Audience`
    :param staff: RPC client of a staff member
    :param smtp: where the mails go
    :param opened: whether to open it
    :param values: of the evaluation
    """

    def __init__(self, people, staff, smtp, opened=True, **values):
        self.people, self.staff, self.smtp = people, staff, smtp
        self.server, self.links = people.server, {}
        self.id = people.evaluation(staff, **{"min_responses": 3, **values})
        self.survey = self.read("survey_id")[0]
        if opened:
            self.open()

    def open(self):
        """Open it, send the mails and keep the links."""
        self.server.send_mails()
        before = len(self.smtp.messages)
        self.call("action_open")
        self.server.send_mails()
        self.keep_links(before)

    def keep_links(self, before=0):
        """Keep the links of the mails after the first `before` ones.

        :raises AssertionError: when a person got two, or one that is not theirs
        """
        self.links = {}
        for message in self.smtp.messages[before:]:
            (address,) = message.recipients
            if not address.startswith(f"{self.people.name}."):
                continue
            body = message.get_body(("html",)).get_content()
            number = int(address.removeprefix(self.people.name + ".").split("@")[0])
            assert number not in self.links, f"two mails to {address}"
            (self.links[number],) = sealing.links_in(body)

    def call(self, method, *args, by=None):
        """Call a method of the evaluation, as staff or another RPC client."""
        return (by or self.staff).call(ROUTE, method, [[self.id], *args])

    def refused(self, method, *args, by=None):
        """Return the message of a refusal; the call must be refused."""
        try:
            self.call(method, *args, by=by)
        except RpcError as error:
            assert error.name.startswith("odoo.exceptions."), error
            return error.message
        raise AssertionError(f"{method} was not refused")

    def read(self, name):
        """Return the value of a field, as staff reads it."""
        return self.call("read", [name])[0][name]

    def token(self, number):
        """Return the token of a person's link."""
        return sealing.parts(self.links[number])[1]

    def answers(self, text=""):
        """Return a valid answer, as the page sends it, to a form of the ready kind."""
        return answers_for(questions(self.server, self.survey), text)

    def send(self, number, answers=None, text="", login=None):
        """Send a person's answer; return the page's reply."""
        answers = self.answers(text) if answers is None else answers
        return Respondent(self.server, login).send(self.links[number], answers)

    def answer(self, *numbers):
        """Have people answer, each with a text of their own; see that it is taken."""
        for number in numbers:
            said = self.send(number, text=f"tekst-{number}-{self.id}")
            assert said["code"] == "in_box", said

    def query(self, statement):
        """Return the rows of a statement on this server's database."""
        return postgres.query(statement, self.server.db)

    def counts(self):
        """Return (asked, answered, ballots in the box, answers in the results)."""
        (row,) = self.query(
            f"""SELECT (SELECT count(*) FROM mentorship_evaluation_invitation
                         WHERE evaluation_id = {self.id}),
                       (SELECT count(*) FROM mentorship_evaluation_invitation
                         WHERE evaluation_id = {self.id} AND responded),
                       (SELECT count(*) FROM mentorship_evaluation_ballot
                         WHERE evaluation_id = {self.id}),
                       (SELECT count(*) FROM survey_user_input
                         WHERE mentorship_evaluation_id = {self.id})"""
        )
        return tuple(map(int, row))

    def texts(self):
        """Return the texts that came out of the box, in order."""
        rows = self.query(
            f"""SELECT value_text_box FROM survey_user_input_line
                 WHERE survey_id = {self.survey}
                   AND value_text_box LIKE 'tekst-%' ORDER BY 1"""
        )
        return [text for (text,) in rows]

    def expected(self, *numbers):
        """Return the texts of people, as :meth:`texts` does."""
        return sorted(f"tekst-{number}-{self.id}" for number in numbers)

    @property
    def key(self):
        """The file of this evaluation's key."""
        query = f"SELECT box_uuid FROM mentorship_evaluation WHERE id = {self.id}"
        ((name,),) = self.query(query)
        return key_folder(self.server) / f"{name}.key"


def rows(table, quick):
    """Return the names of a table's rows, to parametrize with; the others are slow.

    :param quick: the names of those that are not
    """
    assert set(quick) <= set(table)
    slow = pytest.mark.slow
    return [n if n in quick else pytest.param(n, marks=slow) for n in table]


def ready_form(staff):
    """Return the id of a new copy of a ready form."""
    search = {"domain": [("mentorship_key", "=", "change")], "order": "id", "limit": 1}
    (row,) = staff.call("survey.question", "search_read", [], search)
    copy = staff.call("survey.survey", "action_copy_form", [[row["survey_id"][0]]])
    return copy["res_id"]


def key_folder(server):
    """Return where the keys of a server's evaluations are."""
    query = "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    ((uuid,),) = postgres.query(query, server.db)
    return paths.BALLOTS / server.db / uuid


class Form:
    """A survey's questions and what was answered to them, by number instead of id.

    :param questions: [(id, kind, ids of the choices, ids of the rows)] in their order
    """

    def __init__(self, server, survey):
        self.server, self.survey = server, int(survey)
        rows = postgres.query(QUESTIONS.format(self.survey), server.db)
        self.questions = [
            (int(number), kind, *(json.loads(ids or "[]") for ids in lists))
            for number, kind, *lists in rows
        ]
        self._numbers = {}
        for index, (number, _kind, *lists) in enumerate(self.questions):
            self._numbers["question", number] = index
            for ids in lists:
                self._numbers |= {("choice", i): n for n, i in enumerate(ids)}

    def ids(self, kind):
        """Return the ids of the questions of a kind."""
        return [number for number, one, *_lists in self.questions if one == kind]

    def lines(self):
        """Return the lines of each answer, a sorted list of lists."""
        found = {}
        for (row,) in postgres.query(LINES.format(self.survey), self.server.db):
            number, question, choice, line, *values = json.loads(row)
            names = [
                self._numbers["question", question],
                self._numbers.get(("choice", choice)),
                self._numbers.get(("choice", line)),
            ]
            found.setdefault(number, []).append([*names, *values])
        return sorted(map(sorted_lines, found.values()), key=json.dumps)


def sorted_lines(lines):
    """Return lines in an order that does not depend on ids."""
    return sorted(lines, key=json.dumps)


class CoreSurvey:
    """An ordinary survey of core, answered as its page does it.

    :param admin: RPC client
    :param copied: id of the survey to copy
    """

    def __init__(self, server, admin, copied):
        self.server = server
        self.id = admin.call("survey.survey", "copy", [[copied]])[0]
        values = {"survey_type": "survey", "access_mode": "public"}
        admin.call("survey.survey", "write", [[self.id], values])
        row = admin.call("survey.survey", "read", [[self.id], ["access_token"]])
        self.token = row[0]["access_token"]
        self.form = Form(server, self.id)

    def answer(self, answers):
        """Answer it as a visitor; return the token of the answer."""
        visitor = Client(self.server.url, self.server.db)
        page = visitor.get(f"/survey/start/{self.token}")
        assert page.status_code == 200, page.status_code
        answer = page.url.partition("?")[0].rpartition("/")[2]
        for step, params in (("begin", {}), ("submit", answers)):
            path = f"/survey/{step}/{self.token}/{answer}"
            _correct, result = visitor.json(path, params)
            assert "error" not in result, (step, result)
        return answer
