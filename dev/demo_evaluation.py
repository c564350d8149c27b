"""Fills the evaluations of the demonstration; runs in Odoo's shell.

Two are closed and have results, one is open and half answered: each answer goes into
the ballot box as it does from a member's browser.
"""

import random
from datetime import timedelta

from odoo import fields

from odoo.addons.nob_mentorship.models.evaluation import links
from odoo.addons.nob_mentorship.portal.evaluation import casting
from odoo.addons.nob_mentorship.tools import ballot_file, ballot_hash

NEEDS = (
    "Een mentor die mijn vakgebied van buiten kent.",
    "Dat mijn leidinggevende weet dat ik hier tijd voor neem.",
    "Een duidelijke start: wie belt wie?",
    "Liever zes korte gesprekken dan twee lange.",
    "",
    "Iemand van een ander kantoor, zodat ik vrijuit kan praten.",
    "Voorbeelden van goede doelen.",
    "",
)
CHANGES = (
    "We plannen te ver vooruit. Eén vaste dag in de maand zou helpen.",
    "",
    "Een bijeenkomst halverwege met de andere mentees.",
)
SUMMARY = (
    "De meesten van jullie willen elkaar in levenden lijve zien, elke maand of om de "
    "maand. Jullie vroegen om een duidelijke start. Daarom staat in de eerste mail nu "
    "wie het eerste contact legt, en vóór wanneer."
)


def fill(env):
    """Make the evaluations of the running edition."""
    chance = random.Random(7)
    edition = env.ref("nob_mentorship.demo_edition_running")
    edition.evaluate = True
    edition.action_plan_evaluations()
    today = fields.Date.today()
    needs = _evaluation(env, edition, "needs", "all", today + timedelta(days=5))
    asked = needs.sudo().invitation_ids.partner_id
    for number, partner in enumerate(asked[:15]):
        _answer(needs, partner, NEEDS[number % len(NEEDS)], chance)
    env.cr.commit()
    needs.action_close()
    # it is closed in transactions of its own, which this one does not see
    env.cr.commit()
    env.invalidate_all()
    needs.measures = "In de uitnodiging staat nu wie het eerste contact legt."
    needs.with_context(lang="nl_NL").summary = SUMMARY
    needs.action_publish()
    _fill_pulse(env, edition, chance)
    midway = _evaluation(env, edition, "midway", "mentee", today + timedelta(days=12))
    own = env["res.users"].search([("login", "=", "mentee")]).partner_id
    others = midway.sudo().invitation_ids.partner_id - own
    for number, partner in enumerate(others[:3]):
        _answer(midway, partner, CHANGES[number], chance)
    env.cr.commit()


def _fill_pulse(env, edition, chance):
    """Make a closed pulse of the members who started two months ago."""
    # the edition was there before the demonstration was made
    edition.evaluated_since = edition.date_start
    closes_on = fields.Date.today() + timedelta(days=14)
    pulse = _evaluation(env, edition, "pulse", "all", closes_on, min_responses=4)
    for partner in pulse.sudo().invitation_ids.partner_id[:7]:
        _answer(pulse, partner, "", chance)
    env.cr.commit()
    pulse.action_close()
    env.cr.commit()
    env.invalidate_all()


def _evaluation(env, edition, moment, audience, closes_on, **more):
    values = {"edition_id": edition.id, "moment": moment, "audience": audience, **more}
    evaluation = edition.evaluation_ids.filtered(
        lambda planned: (planned.moment, planned.audience) == (moment, audience)
    ) or env["mentorship.evaluation"].create(values)
    evaluation.write({"opens_on": fields.Date.today(), "closes_on": closes_on})
    evaluation.action_open()
    env.cr.commit()
    return evaluation


def _answer(evaluation, partner, text, chance):
    """Answer the form of an evaluation as an invited person."""
    evaluation = evaluation.sudo()
    asked = evaluation.invitation_ids.filtered(lambda one: one.partner_id == partner)
    token = links.draw(asked).partition("#")[2].partition(".")[0]
    said = {}
    for question in evaluation.survey_id.question_ids:
        choices = [str(choice) for choice in question.suggested_answer_ids.ids]
        if question.question_type == "multiple_choice":
            value = chance.sample(choices, 2)
        elif choices:
            value = chance.choices(choices, range(len(choices), 0, -1))[0]
        elif question.question_type == "scale":
            value = str(chance.choices((2, 3, 4, 5), (1, 2, 5, 3))[0])
        else:
            value = text
        said[str(question.id)] = [value, ""]
    terms = evaluation._terms()
    content = ballot_file.content(
        evaluation.paper_hash, token, asked.role, said, terms["length"]
    )
    file = ballot_file.sealed(terms["recipient"], content)
    evaluation.env.flush_all()
    known = ballot_hash.of("token", bytes.fromhex(token)).encode()
    code = casting.cast(evaluation.env, evaluation.id, known + file)
    if code != "in_box":
        raise SystemExit(f"an answer was not taken: {code}")
