"""A survey of 2,000 people, in Odoo's own surveys and in ours; runs in Odoo's shell."""

import json
import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

PEOPLE = 2000
COPIES = 4
"""One survey for each time that people are asked."""
SCALES = ("Hoe goed past het?", "Hoe ver zijn jullie?", "Hoe goed is de steun?")
CHOICES = {
    "Hebben jullie contact?": ("Ja", "Weinig", "Nee"),
    "Gingen de afspraken door?": ("Alle", "De meeste", "Enkele", "Geen"),
}
TEXT = "Wat moet er anders?"
WORDS = "Een vaste dag in de maand zou helpen, en een gesprek met de andere mentoren."


def partners(env):
    """Make the people, and an address for the sender of the mails."""
    env.ref("base.partner_admin").email = "beheer@vereniging.example"
    env["res.partner"].create(
        [
            {"name": f"Deelnemer {n}", "email": f"deelnemer{n}@leden.example"}
            for n in range(PEOPLE)
        ]
    )
    env.cr.commit()


def people(env):
    """Return the people."""
    return env["res.partner"].search([("name", "=like", "Deelnemer %")], order="id")


def surveys(env, survey_type="survey"):
    """Make the surveys, all with the same questions."""
    for number in range(COPIES):
        env["survey.survey"].create(
            {
                "title": f"Vragenlijst {number}",
                "survey_type": survey_type,
                "questions_layout": "one_page",
                "access_mode": "token",
                "question_and_page_ids": [Command.create(q) for q in _questions()],
            }
        )
    env.cr.commit()


def _questions():
    for title, choices in CHOICES.items():
        yield {
            "title": title,
            "question_type": "simple_choice",
            "constr_mandatory": True,
            "suggested_answer_ids": [Command.create({"value": v}) for v in choices],
        }
    for title in SCALES:
        yield {
            "title": title,
            "question_type": "scale",
            "constr_mandatory": True,
            "scale_min": 1,
            "scale_max": 5,
        }
    yield {"title": TEXT, "question_type": "text_box"}


def answers(survey, chance):
    """Return an answer to a survey as its page sends it."""
    sent = {}
    for question in survey.question_ids:
        if question.question_type == "scale":
            sent[str(question.id)] = str(chance.randint(1, 5))
        elif question.question_type == "text_box":
            sent[str(question.id)] = f"{WORDS} {chance.random()}"
        else:
            sent[str(question.id)] = str(
                chance.choice(question.suggested_answer_ids.ids)
            )
    return sent


def answered(env):
    """Let everyone answer the first of core's surveys."""
    chance = random.Random(1)
    survey = env["survey.survey"].search([("title", "=", "Vragenlijst 0")])
    now = fields.Datetime.now()
    inputs = env["survey.user_input"].create(
        [
            {
                "survey_id": survey.id,
                "state": "done",
                "start_datetime": now,
                "end_datetime": now,
            }
            for _person in range(PEOPLE)
        ]
    )
    lines = []
    for user_input in inputs:
        sent = answers(survey, chance)
        for question in survey.question_ids:
            kind = question.question_type
            kind = "suggestion" if kind == "simple_choice" else kind
            lines.append(
                user_input._get_line_answer_values(
                    question, sent[str(question.id)], kind
                )
            )
    env["survey.user_input.line"].create(lines)
    env.cr.commit()


def edition(env):
    """Make an edition in which everyone takes part, and its evaluations."""
    today = fields.Date.today()
    found = env["mentorship.edition"].create(
        {
            "programme_id": env.ref("nob_mentorship.programme_nob").id,
            "name": "2050",
            "enrolment_start": today - timedelta(days=90),
            "enrolment_end": today - timedelta(days=60),
            "date_start": today - timedelta(days=50),
            "date_end": today + timedelta(days=300),
        }
    )
    enrolments = env["mentorship.enrolment"].create(
        [
            {
                "edition_id": found.id,
                "partner_id": partner.id,
                "role": "mentee" if number % 2 else "mentor",
                "question": "Hoe verder?",
                "state": "matched",
            }
            for number, partner in enumerate(people(env))
        ]
    )
    pairs = zip(enrolments[::2], enrolments[1::2], strict=True)
    pairings = env["mentorship.pairing"].create(
        [
            {
                "edition_id": found.id,
                "member_ids": [
                    Command.create({"enrolment_id": e.id, "answer": "accepted"})
                    for e in pair
                ],
            }
            for pair in pairs
        ]
    )
    pairings.write({"state": "active", "date_start": today})
    found.state = "running"
    surveys(env, "mentorship")
    env["mentorship.evaluation"].create(
        [
            {"edition_id": found.id, "survey_id": survey.id, "audience": "all"}
            for survey in env["survey.survey"].search([("title", "=like", "Vragen%")])
        ]
    )
    env.cr.commit()


def links(env, evaluation_id, count):
    """Print a sealed answer for some people who have not answered: the path of each
    link, and what the page sends with it."""
    from base64 import b64encode

    evaluation = env["mentorship.evaluation"].browse(evaluation_id)
    chance = random.Random(1)
    sent = [_sealed(one, chance) for one in _waiting(evaluation)[:count]]
    env.cr.commit()
    print("json", json.dumps([[path, b64encode(b).decode()] for path, b in sent]))


def cast(env, evaluation_id):
    """Let all remaining people answer, each in their own transaction."""
    from odoo.addons.nob_mentorship.portal.evaluation import casting

    evaluation = env["mentorship.evaluation"].browse(evaluation_id)
    chance = random.Random(1)
    for invitation in _waiting(evaluation):
        _path, body = _sealed(invitation, chance)
        if casting.cast(env, evaluation_id, body) != "in_box":
            raise RuntimeError("an answer was not taken")
        env.cr.commit()


def _waiting(evaluation):
    return evaluation.invitation_ids.filtered(lambda one: not one.responded)


def _sealed(invitation, chance):
    """Return (path of a new link, what its page sends to the box)."""
    from odoo.addons.nob_mentorship.models.evaluation import links
    from odoo.addons.nob_mentorship.tools import ballot_file, ballot_hash

    evaluation = invitation.evaluation_id
    path, _hash, fragment = links.draw(invitation).partition("#")
    token, _dot, paper = fragment.partition(".")
    terms = evaluation._terms()
    said = {
        n: [value, ""] for n, value in answers(evaluation.survey_id, chance).items()
    }
    content = ballot_file.content(paper, token, invitation.role, said, terms["length"])
    file = ballot_file.sealed(terms["recipient"], content)
    return path, ballot_hash.of("token", bytes.fromhex(token)).encode() + file
