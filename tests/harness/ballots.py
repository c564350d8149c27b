"""An edition whose people are asked for an evaluation, and how they answer it."""

import json
import re
from datetime import timedelta

import requests

from dev import paths, postgres

from . import clock, programs, sealing
from .world import PASSWORD

SETUP = """
import json
from datetime import timedelta
from odoo import fields
from odoo.fields import Command

def people(env, name, roles, logins, mail, edition_id):
    today = fields.Date.today()
    edition = env["mentorship.edition"].browse(edition_id) or new(env, name, today)
    fill(env, edition, name, roles, logins, mail, today)

def new(env, name, today):
    programme = env.ref("nob_mentorship.programme_nob")
    edition = env["mentorship.edition"].create({{
        "programme_id": programme.id, "name": name, "evaluate": False,
        "enrolment_start": today - timedelta(days=200),
        "enrolment_end": today - timedelta(days=150),
        "date_start": today - timedelta(days=140),
        "date_end": today + timedelta(days=200),
    }})
    edition.state = "running"
    return edition

def fill(env, edition, name, roles, logins, mail, today):
    partners = env["res.partner"].create([
        {{"name": f"{{name}} persoon {{n}}", "lang": "nl_NL" if n % 3 else "en_US",
          "email": f"{{name}}.{{n}}@leden.example" if mail else False}}
        for n in range(len(roles))
    ])
    users = env["res.users"].create([
        {{"login": f"{{name}}.{{n}}", "partner_id": partner.id,
          "password": {password!r}, "lang": partner.lang,
          "group_ids": [Command.set(env.ref("base.group_portal").ids)]}}
        for n, partner in enumerate(partners) if n < logins
    ])
    enrolments = env["mentorship.enrolment"].create([
        {{"edition_id": edition.id, "partner_id": partner.id, "role": role,
          "max_mentees": 20, "state": "matched", "question": "Hoe verder?"}}
        for partner, role in zip(partners, roles)
    ])
    mentors = enrolments.filtered(lambda e: e.role == "mentor")
    others = enrolments - mentors
    pairings = env["mentorship.pairing"].create([
        {{"edition_id": edition.id, "member_ids": [
            Command.create({{"enrolment_id": one.id, "answer": "accepted"}})
            for one in (mentors[n % len(mentors)], other)]}}
        for n, other in enumerate(others)
    ] if mentors else [])
    pairings.write({{"state": "active", "date_start": today - timedelta(days=120)}})
    env.cr.commit()
    print("ids", json.dumps({{"edition": edition.id, "partners": partners.ids,
                              "users": users.ids}}))

people(env, {name!r}, {roles!r}, {logins!r}, {mail!r}, {edition!r})
"""


class Audience:
    """People of one edition, on a running server.

    :param server: a running server
    :param name: of the edition, and the beginning of everyone's login
    :param roles: the role of each person
    :param logins: how many of them have a login
    :param mail: they have an email address
    :param edition: the id of an existing edition, None for a new one
    """

    def __init__(self, server, name, roles, logins=0, mail=True, edition=None):
        self.server, self.name, self.roles = server, name, list(roles)
        script = SETUP.format(
            name=name,
            roles=self.roles,
            logins=logins,
            mail=mail,
            edition=edition,
            password=PASSWORD,
        )
        conf = paths.CONF / f"{server.db}.conf"
        printed = programs.run(conf, "--no-http", command="shell", given=script)
        found = json.loads(re.search(r"^ids (.*)$", printed, re.M)[1])
        self.edition, self.partners = found["edition"], found["partners"]
        self.users = found["users"]

    def _ready_form(self, staff, moment="midway", audience="mentee", **_values):
        name = f"survey_{moment}_{'mentor' if audience == 'mentor' else 'mentee'}"
        ((ready,),) = postgres.query(
            "SELECT res_id FROM ir_model_data"
            f" WHERE module = 'nob_mentorship' AND name = '{name}'",
            self.server.db,
        )
        copied = staff.call("survey.survey", "action_copy_form", [[int(ready)]])
        return copied["res_id"]

    def address(self, number):
        """Return the email address of a person."""
        return f"{self.name}.{number}@leden.example"

    def evaluation(self, staff, **values):
        """Create an evaluation as staff, an RPC client; return its id.

        Without another `survey_id` it has a copy of a ready form.
        """
        if "survey_id" not in values:
            values["survey_id"] = self._ready_form(staff, **values)
        return staff.call(
            "mentorship.evaluation",
            "create",
            [{"edition_id": self.edition, "moment": "midway", **values}],
        )

    def link(self, smtp, number, subject=""):
        """Return the path of the form in the newest mail to a person."""
        message = smtp.wait_for(self.address(number), subject)
        (link,) = sealing.links_in(message.get_body(("html",)).get_content())
        return link


class Respondent:
    """A browser without scripts, logged in or not, before a form.

    :param login: whose session it is, None for a visitor
    """

    def __init__(self, server, login=None):
        self.server, self.session = server, requests.Session()
        if login:
            page = self.session.get(f"{server.url}/web/login", timeout=60)
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
            self.session.post(
                f"{server.url}/web/login",
                data={"csrf_token": token, "login": login, "password": PASSWORD},
                timeout=60,
            )

    def open(self, link):
        """Open a form; return the response."""
        return self.session.get(self.server.url + link, timeout=60)

    def send(self, link, answers):
        """Seal answers as the page does, and send them; return {"code"}, with the
        "receipt", or as "error" the code of what was not taken.

        :param answers: as core's script collects them
        """
        file = self.sealed(link, answers)
        if file is None:
            return {"code": "unknown", "error": "unknown"}
        return self.post(link, file)

    def sealed(self, link, answers, role=None):
        """Return a ballot, None if there is no form to answer."""
        page = self.open(link)
        if "mentorship-paper" not in page.text:
            return None
        said = self.standing(link)
        role = role or said.get("role") or "mentee"
        return sealing.seal(
            link, sealing.served(page.text), role, sealing.shaped(answers)
        )

    def standing(self, link):
        """Return the answer to the page's question about its link."""
        response = self.session.post(
            f"{self.server.url}{sealing.parts(link)[0]}/token",
            json={"token_hash": sealing.token_hash(link)},
            timeout=60,
        )
        assert response.status_code == 200, response.text[:500]
        return response.json()

    def post(self, link, file):
        """Send a ballot; see :meth:`send`."""
        response = self.session.post(
            f"{self.server.url}{sealing.parts(link)[0]}/ballot",
            data=sealing.token_hash(link).encode() + file,
            headers={"Content-Type": "application/octet-stream"},
            timeout=60,
        )
        assert response.status_code == 200, response.text[:500]
        code = response.json()["code"]
        if code == "in_box":
            return {"code": code, "receipt": sealing.receipt(file)}
        return {"code": code, "error": code}


def questions(server, survey):
    """Return {key: (id, {key of a choice: id})} of the questions of a form."""
    rows = postgres.query(
        f"""SELECT q.mentorship_key, q.id, a.mentorship_key, a.id
              FROM survey_question q
              LEFT JOIN survey_question_answer a ON a.question_id = q.id
             WHERE q.survey_id = {int(survey)} ORDER BY q.sequence, q.id, a.sequence""",
        server.db,
    )
    found = {}
    for key, number, option, option_id in rows:
        choices = found.setdefault(key, (int(number), {}))[1]
        if option:
            choices[option] = int(option_id)
    return found


def answers_for(form, text="", **values):
    """Return what the page would send: a valid answer, with a text.

    :param form: as :func:`questions` returns it
    :param values: other answers, by key: the key of a choice, or a value
    """
    sent = {}
    for key, (number, choices) in form.items():
        value = values.get(key)
        if choices:
            sent[str(number)] = str(choices.get(value) or next(iter(choices.values())))
        elif key in ("change", "brought", "need"):
            sent[str(number)] = text if key == "change" else value or ""
        else:
            sent[str(number)] = str(value or 3)
    return sent


def evaluation_pages(stage):
    """Open an evaluation; return what its audience and staff see of it.

    :param stage: a Stage
    :return: {name: (login, path, status)}
    """
    server, root = stage.server, "/my/mentorship"
    name = f"{stage.prefix}_form"
    asked = Audience(server, name, ["mentor"] + ["mentee"] * 5, logins=3, mail=False)
    values = {"edition_id": asked.edition, "moment": "midway", "audience": "mentee"}
    values["closes_on"] = str(clock.today() + timedelta(days=20))
    evaluation = stage.call("evaluation", "create", values)
    stage.call("evaluation", "action_open", [evaluation])
    ((survey, _title),) = stage.read("evaluation", evaluation, "survey_id")
    own = f"{root}/evaluation/{evaluation}"
    first, second = (f"{name}.{number}" for number in (1, 2))
    answering = Respondent(server, second)
    link = answering.open(own).url.removeprefix(server.url)
    sent = answering.send(link, answers_for(questions(server, survey)))
    assert sent["code"] == "in_box", sent
    return {
        "evaluation on the overview": (first, root, 200),
        "form of an evaluation": (first, own, 200),
        "form of an evaluation, preview": (
            stage.login("staf"),
            f"/mentorship/form/{survey}",
            200,
        ),
        "form that was answered": (second, own, 200),
        "page of receipts": (
            first,
            f"/mentorship/evaluation/{evaluation}/receipt",
            200,
        ),
        "form of an earlier version": (first, "/mentorship/evaluation/nergens", 410),
        "form that is not there": (first, "/mentorship/evaluation/0", 404),
    }
