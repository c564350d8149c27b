"""Asking, answering, closing and reading, against Odoo's own surveys for as many."""

import contextlib
import itertools
import json
import re
import time

import requests

from dev import odoo, paths, postgres
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Row, Seconds, side_by_side

ASKING, ANSWERS, READING = 2, 40, 5
OPEN_GOAL, ANSWER_GOAL, RESULTS_GOAL = 1.0, 1.2, 1.0


def rows():
    """Measure both; return the lines of the table."""
    with (
        _surveys("member", "manager", "survey.partners", "survey.edition") as ours,
        _core("survey.partners", "survey.surveys", "survey.answered") as core,
    ):
        yield _asking(ours, core)
        yield from _answering(ours, core)
        yield _closing(ours)
        yield _reading(ours, core)


@contextlib.contextmanager
def _surveys(*calls):
    with (
        filled(*calls, modules=(paths.ADDON.name,)) as name,
        running(source=name, log_level="info") as server,
    ):
        client = Client(server.url, server.db).login(MANAGER, PASSWORD)
        client.server = server
        yield client


@contextlib.contextmanager
def _core(*calls):
    with (
        filled(*calls) as name,
        running(source=name, log_level="info") as server,
    ):
        client = server.client()
        client.server = server
        yield client


def _ids(client, table, where="TRUE"):
    statement = f"SELECT id FROM {table} WHERE {where} ORDER BY id"
    return [int(i) for (i,) in postgres.query(statement, client.db)]


def _asking(ours, core):
    evaluations = iter(_ids(ours, "mentorship_evaluation"))
    surveys = iter(_ids(core, "survey_survey", "title->>'en_US' LIKE 'Vragenlijst %'"))
    partners = _ids(core, "res_partner", "name LIKE 'Deelnemer %'")

    def open_ours():
        ours.call("mentorship.evaluation", "action_open", [[next(evaluations)]])

    def invite_core():
        action = core.call("survey.survey", "action_send_survey", [[next(surveys)]])
        values = {"partner_ids": [[6, 0, partners]]}
        options = {"context": action["context"]}
        wizard = core.call("survey.invite", "create", [values], options)
        core.call("survey.invite", "action_invite", [[wizard]], options)

    times = side_by_side(open_ours, invite_core, ASKING)
    each = [
        _queries(client, method) / len(partners)
        for client, method in ((ours, "action_open"), (core, "action_invite"))
    ]
    return Row(
        f"open 2000 ({each[0]:.1f} against {each[1]:.1f} queries a person)",
        *times,
        OPEN_GOAL,
    )


def _queries(client, method):
    """Return how many queries the last call of a method sent, by the server's log."""
    found = re.findall(
        rf'call_kw#[\w.]+\.{method} HTTP/1\.1" 200 - (\d+) ',
        client.server.log.read_text(),
    )
    return int(found[-1])


def _answering(ours, core):
    mine = _OurWay(ours, *_our_tokens(ours))
    theirs = _CoreWay(core, *_tokens_of_core(core))
    whole = side_by_side(mine.answer, theirs.answer, ANSWERS, warm=5)
    mine.open(ANSWERS + 5)
    theirs.open(ANSWERS + 5)
    sent = side_by_side(mine.send, theirs.send, ANSWERS, warm=5)
    return [
        Row("answer", *whole, ANSWER_GOAL),
        Row("answer, sending alone", *sent, ANSWER_GOAL),
    ]


class _OurWay:
    """How somebody answers an evaluation: open the page, send it."""

    def __init__(self, client, tokens, questions):
        self.url, self.session = client.url, requests.Session()
        self.tokens, self.sent = iter(tokens), _answer(questions)
        self.opened = []

    def open(self, count=1):
        for token in itertools.islice(self.tokens, count):
            self._get(f"/mentorship/evaluation/{token}")
            self.opened.append(token)

    def send(self):
        self._post(f"/survey/submit/mentorship/{self.opened.pop()}", self.sent)

    def answer(self):
        self.open()
        self.send()

    def _get(self, path):
        page = self.session.get(self.url + path, timeout=120)
        if page.status_code != 200 or "o_survey" not in page.text:
            raise RuntimeError(f"{path} answers {page.status_code}")

    def _post(self, path, params):
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
            timeout=120,
        ).json()
        if "error" in answer or "error" in answer["result"][1]:
            raise RuntimeError(f"{path} answers {answer}")


class _CoreWay(_OurWay):
    """How somebody answers core's survey: start, begin, send."""

    def __init__(self, client, tokens, questions, survey):
        super().__init__(client, tokens, questions)
        self.survey = survey

    def open(self, count=1):
        for token in itertools.islice(self.tokens, count):
            self._get(f"/survey/start/{self.survey}?answer_token={token}")
            self._post(f"/survey/begin/{self.survey}/{token}", {"lang_code": "en_US"})
            self.opened.append(token)

    def send(self):
        self._post(f"/survey/submit/{self.survey}/{self.opened.pop()}", self.sent)


def _our_tokens(client):
    (evaluation, survey), *_others = postgres.query(
        "SELECT id, survey_id FROM mentorship_evaluation ORDER BY id", client.db
    )
    printed = _shell(client, f"fill_survey.tokens(env, {evaluation})")
    tokens = json.loads(re.search(r"^json (.*)$", printed, re.M)[1])
    return tokens, _questions(client, survey)


def _tokens_of_core(client):
    ((survey, token),) = postgres.query(
        "SELECT id, access_token FROM survey_survey"
        " WHERE title->>'en_US' = 'Vragenlijst 1'",
        client.db,
    )
    rows = postgres.query(
        f"SELECT access_token FROM survey_user_input WHERE survey_id = {survey}",
        client.db,
    )
    return [row[0] for row in rows], _questions(client, survey), token


def _questions(client, survey):
    return postgres.query(
        "SELECT q.id, q.question_type, min(a.id) FROM survey_question q"
        " LEFT JOIN survey_question_answer a ON a.question_id = q.id"
        f" WHERE q.survey_id = {survey} GROUP BY q.id",
        client.db,
    )


def _answer(questions):
    values = {"scale": "4", "text_box": "Een vaste dag in de maand zou helpen."}
    return {number: values.get(kind, choice) for number, kind, choice in questions}


def _closing(ours):
    evaluation = _ids(ours, "mentorship_evaluation")[0]
    _shell(ours, f"fill_survey.cast(env, {evaluation})")
    begin = time.perf_counter()
    ours.call("mentorship.evaluation", "action_close", [[evaluation]])
    return Seconds("close 2000", time.perf_counter() - begin)


def _reading(ours, core):
    evaluation = _ids(ours, "mentorship_evaluation")[0]
    survey = _ids(core, "survey_survey", "title->>'en_US' = 'Vragenlijst 0'")[0]

    def read(client, path):
        page = client.get(path)
        if page.status_code != 200 or "Een vaste dag" not in page.text:
            raise RuntimeError(f"{path} answers {page.status_code}")

    times = side_by_side(
        lambda: read(ours, f"/mentorship/results/{evaluation}"),
        lambda: read(core, f"/survey/results/{survey}"),
        READING,
        warm=1,
    )
    return Row("results 2000", *times, RESULTS_GOAL)


def _shell(client, line):
    """Run a line in Odoo's shell on the database of a running server."""
    conf = paths.CONF / f"{client.db}.conf"
    lines = f"from bench import fill_survey\n{line}\n"
    return odoo.run(conf, "--no-http", what=line, command="shell", input=lines)
