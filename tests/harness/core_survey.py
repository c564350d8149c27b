"""A survey of Odoo's own, with the same questions, answered as its page does."""

import re
from html import unescape

from .ballots import questions
from .election import PEOPLE

LINK = re.compile(r"/survey/start/([\w-]+)\?answer_token=([\w-]+)")
COPIED = ("title", "question_type", "constr_mandatory", "scale_min", "scale_max")


class CoreSurvey:
    """The survey, to which the electorate is invited by core's own wizard.

    :param electorate: `Electorate`
    :param form: the questions to copy, as `questions` returns them
    """

    def __init__(self, electorate, form):
        self.electorate, self.server = electorate, electorate.server
        self.admin = electorate.world.admin
        self.id = self.admin.call(
            "survey.survey",
            "create",
            [
                {
                    "title": "Enquête",
                    "survey_type": "survey",
                    "access_mode": "token",
                    "questions_layout": "one_page",
                    "question_and_page_ids": [
                        [0, 0, one] for one in self._questions(form)
                    ],
                }
            ],
        )
        self.form = questions(self.server, self.id)
        self._invite()
        self.links = [self._link(person) for person in range(PEOPLE)]

    def _questions(self, form):
        """Return the values of the same questions."""
        found = []
        for key, (number, _choices) in form.items():
            (question,) = self._read("survey.question", [number], *COPIED)
            options = self.admin.call(
                "survey.question.answer",
                "search_read",
                [[("question_id", "=", number)]],
                {"fields": ["value", "mentorship_key"]},
            )
            found.append(
                {
                    **{name: question[name] for name in COPIED},
                    "sequence": len(found),
                    "mentorship_key": key,
                    "suggested_answer_ids": [
                        [
                            0,
                            0,
                            {name: one[name] for name in ("value", "mentorship_key")},
                        ]
                        for one in options
                    ],
                }
            )
        return found

    def _read(self, model, ids, *fields):
        return self.admin.call(model, "read", [ids, list(fields)])

    def _invite(self):
        sender = {"email": "enquete@vereniging.example"}
        self.admin.call("res.users", "write", [[self.admin.uid], sender])
        template = self.electorate.world.ref("survey.mail_template_user_input_invite")
        wizard = self.admin.call(
            "survey.invite",
            "create",
            [
                {
                    "survey_id": self.id,
                    "template_id": template,
                    "partner_ids": [[6, 0, self.electorate.audience.partners]],
                }
            ],
        )
        self.admin.call("survey.invite", "action_invite", [[wizard]])
        self.server.send_mails()

    def _link(self, person):
        """Return (token of the survey, token of the answer) in a person's mail."""
        address = self.electorate.audience.address(person)
        for message in self.electorate.smtp.to(address):
            body = message.get_body(("html",)).get_content()
            if found := LINK.search(unescape(body)):
                return found.groups()
        raise AssertionError(f"no invitation to {address}")

    def answer(self, person, sent):
        """Answer as one person."""
        tokens, begun = self.links[person], []

        def openings(browser):
            page = browser.open("/survey/start/{}?answer_token={}".format(*tokens))
            assert page.status_code == 200, page.text[:500]
            if not begun:
                begun.append(_post(browser, "begin", tokens, {}))
            return tokens

        self.electorate.visit(
            person, lambda browser, to: _post(browser, "submit", to, sent), openings
        )

    def done(self, moment):
        """Return the partners that answered, as a moment shows it."""
        rows = moment.rows["survey_user_input"].values()
        return {
            row["partner_id"]
            for row in rows
            if row["survey_id"] == self.id and row["state"] == "done"
        }

    def close(self):
        """Close it, as far as core knows that."""
        self.admin.call("survey.survey", "action_archive", [[self.id]])

    def classes(self):
        """Return all people as one class: nothing of them is shown by design."""
        return [list(range(PEOPLE))]


def _post(browser, what, tokens, params):
    """Post as core's page does; return its answer, a dict."""
    survey, answer = tokens
    response = browser.session.post(
        f"{browser.server.url}/survey/{what}/{survey}/{answer}",
        json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
        timeout=60,
    )
    assert response.status_code == 200, response.text[:500]
    return response.json()["result"][1]
