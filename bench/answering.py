"""Answering a survey: one of ours, one of Odoo's, and one of version 1.3."""

import base64
import itertools
import json
import re
import time

import requests

from dev import odoo, paths, postgres

LOGGED = re.compile(r'HTTP/1\.1" \d+ - (\d+) ')


def logged(server):
    """Return how many queries each request took, by the server's log."""
    return list(map(int, LOGGED.findall(server.log.read_text())))


class Way:
    """People who answer one after the other, each with their own link.

    :param client: RPC client of a running server, with the server as ``server``
    :param links: the link of each person
    """

    def __init__(self, client, links):
        self.client, self.session = client, requests.Session()
        self.links, self.opened, self.asked = iter(links), [], 0

    def open(self, count=1):
        """Open the form, as often as there are people to answer it."""
        for link in itertools.islice(self.links, count):
            self._open(link)
            self.opened.append(link)

    def send(self):
        """Send the answer of the last person who opened the form."""
        self._send(self.opened.pop())

    def answer(self):
        self.open()
        self.send()

    def queries(self, count):
        """Return the number of queries for an answer, from opening its form to the
        server's response: the highest number of some people.

        :param int count: of people
        """
        taken = []
        for _person in range(count):
            before, self.asked = len(logged(self.client.server)), 0
            self.answer()
            # a line is written once its answer has been sent
            while len(lines := logged(self.client.server)[before:]) < self.asked:
                time.sleep(0.05)
            taken.append(sum(lines))
        return max(taken)

    def _get(self, path):
        self.asked += 1
        page = self.session.get(self.client.url + path, timeout=120)
        if page.status_code != 200 or "o_survey" not in page.text:
            raise RuntimeError(f"{path} answers {page.status_code}")

    def _call(self, path, params):
        self.asked += 1
        answer = self.session.post(
            self.client.url + path,
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
            timeout=120,
        ).json()
        if "error" in answer or "error" in answer["result"][1]:
            raise RuntimeError(f"{path} answers {answer}")


class OurWay(Way):
    """Answers our evaluation: the page, a request about its link, and a ballot.

    :param links: [(path, what is sent to the box)], sealed by a browser beforehand
    """

    def _open(self, link):
        path, sent = link
        self._get(path)
        asked = {"token_hash": sent[:64].decode()}
        answer = self._post(f"{path}/token", json=asked)
        if answer["standing"] != "open":
            raise RuntimeError(f"{path} answers {answer}")

    def _send(self, link):
        path, sent = link
        answer = self._post(f"{path}/ballot", data=sent)
        if answer["code"] != "in_box":
            raise RuntimeError(f"{path} answers {answer}")

    def _post(self, path, **content):
        self.asked += 1
        answer = self.session.post(self.client.url + path, timeout=120, **content)
        answer.raise_for_status()
        return answer.json()


class CoreWay(Way):
    """Answers Odoo's survey: start, begin, send."""

    def __init__(self, client, links, survey, answers):
        super().__init__(client, links)
        self.survey, self.answers = survey, answers

    def _open(self, link):
        self._get(f"/survey/start/{self.survey}?answer_token={link}")
        self._call(f"/survey/begin/{self.survey}/{link}", {"lang_code": "en_US"})

    def _send(self, link):
        self._call(f"/survey/submit/{self.survey}/{link}", self.answers)


class EarlierWay(Way):
    """Answers an evaluation of version 1.3: the page, and the answers."""

    def __init__(self, client, links, answers):
        super().__init__(client, links)
        self.answers = answers

    def _open(self, link):
        self._get(f"/mentorship/evaluation/{link}")

    def _send(self, link):
        self._call(f"/survey/submit/mentorship/{link}", self.answers)


def ours(client, evaluation, count):
    """Return how some people answer an open evaluation."""
    printed = shell(client, f"fill_survey.links(env, {evaluation}, {count})")
    links = [(path, base64.b64decode(sent)) for path, sent in _printed(printed)]
    return OurWay(client, links)


def core(client, title):
    """Return how people answer a survey they were invited to."""
    ((survey, token),) = postgres.query(
        f"SELECT id, access_token FROM survey_survey WHERE title->>'en_US' = '{title}'",
        client.db,
    )
    rows = postgres.query(
        f"SELECT access_token FROM survey_user_input WHERE survey_id = {survey}",
        client.db,
    )
    return CoreWay(client, [one for (one,) in rows], token, _answers(client, survey))


def earlier(client, evaluation, count):
    """Return how people answer an evaluation of version 1.3."""
    ((survey,),) = postgres.query(
        f"SELECT survey_id FROM mentorship_evaluation WHERE id = {evaluation}",
        client.db,
    )
    printed = shell(client, f"fill_earlier.tokens(env, {evaluation}, {count})")
    return EarlierWay(client, _printed(printed), _answers(client, survey))


def shell(client, line):
    """Run a line in Odoo's shell on the database of a running server."""
    conf = paths.CONF / f"{client.db}.conf"
    lines = f"from bench import fill_earlier, fill_survey\n{line}\n"
    return odoo.run(conf, "--no-http", what=line, command="shell", input=lines)


def _printed(text):
    return json.loads(re.search(r"^json (.*)$", text, re.M)[1])


def _answers(client, survey):
    questions = postgres.query(
        "SELECT q.id, q.question_type, min(a.id) FROM survey_question q"
        " LEFT JOIN survey_question_answer a ON a.question_id = q.id"
        f" WHERE q.survey_id = {survey} GROUP BY q.id",
        client.db,
    )
    values = {"scale": "4", "text_box": "Een vaste dag in de maand zou helpen."}
    return {number: values.get(kind, choice) for number, kind, choice in questions}
