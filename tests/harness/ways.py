"""The ways in Odoo to read a survey's answers, and to make new ones."""

from urllib.parse import quote

from dev import postgres

from .polls import Form
from .rpc import RpcError

INPUT, LINE = "survey.user_input", "survey.user_input.line"
SURVEY, QUESTION = "survey.survey", "survey.question"
VALUES = ["display_name", "value_text_box", "value_char_box", "answer_type"]


class Target:
    """A survey with answers, as an attacker tries to reach it.

    :param survey: its id
    :param word: occurs in its answers, and nowhere else
    :param token: of an answer, if there is one to try
    """

    def __init__(self, server, survey, word, token="x"):
        self.server, self.id, self.word, self.answer = server, survey, word, token
        ((self.token, code),) = self.query(
            "SELECT access_token, coalesce(session_code, 'x') FROM survey_survey"
            f" WHERE id = {survey}"
        )
        self.code, self.form = code, Form(server, survey)
        self.inputs = self.ids("survey_user_input")
        self.lines = self.ids("survey_user_input_line")
        if tokens := self.query(
            f"SELECT access_token FROM survey_user_input WHERE survey_id = {survey}"
            " ORDER BY id LIMIT 1"
        ):
            self.answer = token if token != "x" else tokens[0][0]

    def query(self, statement):
        """Return the rows of a statement."""
        return postgres.query(statement, self.server.db)

    def ids(self, table):
        """Return the ids of the rows of this survey."""
        rows = self.query(f"SELECT id FROM {table} WHERE survey_id = {self.id}")
        return [int(number) for (number,) in rows]

    def text_line(self):
        """Return the id of the line with the first text, 0 without."""
        rows = self.query(
            "SELECT min(id) FROM survey_user_input_line WHERE value_text_box"
            f" LIKE '%{self.word}%' AND survey_id = {self.id}"
        )
        return int(rows[0][0] or 0)


def pages(one):
    """Return {name: path} of core's pages on a survey."""
    survey, token, answer = one.id, one.token, quote(one.answer)
    question = one.form.questions[0][0]
    line = one.text_line()
    results = f"/survey/results/{survey}"
    return {
        "start": f"/survey/start/{token}",
        "start with the answer": f"/survey/start/{token}?answer_token={answer}",
        "the answer": f"/survey/{token}/{answer}",
        "print": f"/survey/print/{token}",
        "print the answer": f"/survey/print/{token}?answer_token={answer}",
        "review the answer": f"/survey/print/{token}?answer_token={answer}&review=True",
        "retry": f"/survey/retry/{token}/{answer}",
        "test": f"/survey/test/{token}",
        "results": results,
        "results that are finished": f"{results}?finished=true",
        "results that passed": f"{results}?passed=true",
        "results of one answer": f"{results}?filters=L,0,{line}",
        "short link": f"/s/{one.code}",
        "session": f"/survey/session/manage/{token}",
        "certification": f"/survey/{survey}/get_certification",
        "certification preview": f"/survey/{survey}/get_certification_preview",
        "certification page": f"/survey/{survey}/certification_preview",
        "picture": f"/survey/get_question_image/{token}/{answer}/{question}/1",
        "background": f"/survey/{token}/get_background_image",
        "background of a page": f"/survey/{token}/{question}/get_background_image",
    }


def json_ways(one):
    """Return {name: (path, params)} of core's JSON routes on a survey."""
    token, answer = one.token, quote(one.answer)
    session = "/survey/session"
    return {
        "begin": (f"/survey/begin/{token}/{answer}", {}),
        "next": (f"/survey/next_question/{token}/{answer}", {}),
        "submit": (f"/survey/submit/{token}/{answer}", {"1": "x"}),
        "session next": (f"{session}/next_question/{token}", {}),
        "session results": (f"{session}/results/{token}", {}),
        "session leaderboard": (f"{session}/leaderboard/{token}", {}),
        "session code": (f"/survey/check_session_code/{one.code}", {}),
    }


def calls(one):
    """Return {name: (model, method, args, kwargs)} that read answers."""
    mine, spec = [("survey_id", "=", one.id)], {name: {} for name in VALUES}
    deep = {
        "user_input_ids": {
            "fields": {"user_input_line_ids": {"fields": spec}, "partner_id": {}}
        }
    }
    lines = {"user_input_line_ids": {"fields": spec}}
    group = (["value_text_box"], ["__count"])
    found = {
        "read": (LINE, "read", [one.lines, VALUES]),
        "web_read": (LINE, "web_read", [one.lines, spec]),
        "search_read": (LINE, "search_read", [mine, VALUES]),
        "web_search_read": (LINE, "web_search_read", [mine, spec]),
        "export": (LINE, "export_data", [one.lines, VALUES]),
        "copy": (LINE, "copy", [one.lines[:1]]),
        "read_group": (LINE, "read_group", [mine, ["__count"], ["value_text_box"]]),
        "groups": (LINE, "formatted_read_group", [mine, *group]),
        "web groups": (LINE, "web_read_group", [mine, *group]),
        "export of the survey": (
            SURVEY,
            "export_data",
            [[one.id], ["user_input_ids/user_input_line_ids/value_text_box"]],
        ),
        "export of the answers": (
            INPUT,
            "export_data",
            [one.inputs, ["user_input_line_ids/value_text_box"]],
        ),
        "export of the questions": (
            QUESTION,
            "export_data",
            [one.form.ids("text_box"), ["user_input_line_ids/value_text_box"]],
        ),
        "the answers' lines": (INPUT, "web_read", [one.inputs, lines]),
        "the answers": (INPUT, "web_search_read", [mine, lines]),
        "the survey's answers": (SURVEY, "web_read", [[one.id], deep]),
        "the questions' lines": (
            QUESTION,
            "web_read",
            [one.form.ids("text_box"), lines],
        ),
    }
    return {name: (*call, {}) for name, call in found.items()}


def makers(one):
    """Return {name: (model, method, args, kwargs)} that make answers or mails."""
    survey = [[one.id]]
    names = (
        "action_test_survey",
        "action_send_survey",
        "action_start_session",
        "action_open_session_manager",
        "action_end_session",
        "action_result_survey",
        "action_print_survey",
        "action_start_survey",
        "action_survey_user_input",
        "action_survey_user_input_completed",
    )
    found = {name: (SURVEY, name, survey) for name in names}
    found |= {
        "an answer": (INPUT, "create", [{"survey_id": one.id}]),
        "a line": (
            LINE,
            "create",
            [
                {
                    "survey_id": one.id,
                    "question_id": one.form.questions[0][0],
                    "user_input_id": (one.inputs or [0])[0],
                    "skipped": True,
                }
            ],
        ),
        "changing an answer": (INPUT, "write", [one.inputs, {"nickname": "x"}]),
        "moving a line": (LINE, "write", [one.lines[:1], {"skipped": True}]),
        "deleting the answers": (INPUT, "unlink", [one.inputs]),
        "sending again": (INPUT, "action_resend", [one.inputs]),
        "printing": (INPUT, "action_print_answers", [one.inputs[:1]]),
        "an invitation": (
            "survey.invite",
            "create",
            [{"survey_id": one.id, "emails": "x@nergens.example"}],
        ),
    }
    return {name: (*call, {}) for name, call in found.items()}


PATHS = (
    (SURVEY, "id", "user_input_ids.user_input_line_ids.value_text_box"),
    (SURVEY, "id", "question_and_page_ids.user_input_line_ids.value_text_box"),
    (QUESTION, "survey_id", "user_input_line_ids.value_text_box"),
    (INPUT, "survey_id", "user_input_line_ids.value_text_box"),
    (LINE, "survey_id", "value_text_box"),
)
"""(model, field that leads to the survey, path to the text) to search by."""


def count(client, model, domain):
    """Return how many records a domain finds, None where that is refused."""
    try:
        return client.call(model, "search_count", [domain])
    except RpcError:
        return None


def answer(client, call):
    """Return the answer to a call, as text, and whether it was refused."""
    try:
        return repr(client.call(*call)), False
    except RpcError as error:
        assert error.name.startswith(("odoo.", "builtins.", "werkzeug.")), error
        return f"{error}", True
