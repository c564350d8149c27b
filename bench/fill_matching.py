"""An edition that can be matched, of any size; runs in Odoo's shell."""

import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .fill import sell

SEED = 20300
PLACES = 2
EMPLOYERS = 12
"""Each person has one of these, so that a twelfth of the pairs are colleagues. With the
people who share no language, a tenth of the pairs is forbidden."""
ONLY_ENGLISH, ENGLISH_TOO = 0.02, 0.5
TOPICS = 16
WITH_LOGIN, WITH_PRIORITY, WITH_WISH, EXCLUDED = 0.1, 0.05, 0.1, 0.02
MODES = ("in_person", "video", "either", False)
SCALE = ("Nooit", "Soms", "Vaak", "Altijd")
TRAITS = ("Denker", "Doener", "Maker")


def fill(env, mentees, mentors):
    """Make an edition whose sign-up is closed, with this many accepted sign-ups.

    The same numbers make the same people.
    """
    chance = random.Random(SEED)
    env = env(
        context={**env.context, "tracking_disable": True, "no_reset_password": True}
    )
    edition = _edition(env)
    roles = ["mentee"] * mentees + ["mentor"] * mentors
    partners = _partners(env, chance, roles)
    sell(env, partners)
    enrolments = _enrolments(env, chance, edition, partners, roles)
    _between(env, chance, enrolments[:mentees], enrolments[mentees:])
    edition.state = "matching"
    env.cr.commit()
    env.cr.execute("ANALYZE")


def _edition(env):
    today = fields.Date.today()
    topics = env["mentorship.topic"]
    missing = range(topics.search_count([]), TOPICS)
    topics.create([{"name": f"Onderwerp {number}"} for number in missing])
    questions = env["mentorship.question"].create(
        [
            {
                "name": name,
                "ordered": ordered,
                "likeness": likeness,
                "answer_ids": [
                    Command.create({"name": answer, "sequence": at})
                    for at, answer in enumerate(answers)
                ],
            }
            for name, likeness, ordered, answers in (
                ("Hoe vaak wil je bellen?", "alike", True, SCALE),
                ("Wat ben je?", "complementary", False, TRAITS),
            )
        ]
    )
    return env["mentorship.edition"].create(
        {
            "programme_id": env.ref("nob_mentorship.programme_nob").id,
            "name": "2051",
            "enrolment_start": today - timedelta(days=60),
            "enrolment_end": today - timedelta(days=10),
            "date_start": today + timedelta(days=40),
            "date_end": today + timedelta(days=400),
            "question_ids": [Command.set(questions.ids)],
        }
    )


def _partners(env, chance, roles):
    """Make the people: half of them below a company, the others state theirs."""
    today = fields.Date.today()
    companies = env["res.partner"].create(
        [
            {"name": f"Kantoor {number} B.V.", "is_company": True}
            for number in range(EMPLOYERS)
        ]
    )
    years = {"mentee": (0, 9), "mentor": (11, 35)}
    partners = env["res.partner"].create(
        [
            {
                "name": f"{role.title()} {number}",
                "email": f"{role}{number}@leden.example",
                "parent_id": number % 2 and chance.choice(companies.ids),
                "professional_since": today
                - timedelta(days=chance.randint(*(365 * y for y in years[role]))),
            }
            for number, role in enumerate(roles)
        ]
    )
    portal = env.ref("base.group_portal")
    env["res.users"].create(
        [
            {
                "login": partner.email,
                "partner_id": partner.id,
                "group_ids": [Command.set(portal.ids)],
            }
            for partner in partners
            if chance.random() < WITH_LOGIN
        ]
    )
    return partners


def _enrolments(env, chance, edition, partners, roles):
    """Make the sign-ups, with an answer to everything that a matching uses."""
    topics = env["mentorship.topic"].search([]).ids[:TOPICS]
    focuses = env["mentorship.focus"].search([]).ids
    english = env["mentorship.language"].search([("name", "=", "English")])
    dutch = env["mentorship.language"].search([("id", "!=", english.id)], limit=1)
    regions = env.ref("base.nl").state_ids.ids
    answers = [question.answer_ids.ids for question in edition.question_ids]

    def some(ids, most):
        return [Command.set(chance.sample(ids, chance.randint(1, most)))]

    def languages():
        if chance.random() < ONLY_ENGLISH:
            return english
        return dutch | english if chance.random() < ENGLISH_TOO else dutch

    return env["mentorship.enrolment"].create(
        [
            {
                "edition_id": edition.id,
                "partner_id": partner.id,
                "role": role,
                "state": "accepted",
                "max_mentees": PLACES if role == "mentor" else 1,
                "employer": not partner.parent_id
                and f"kantoor {chance.randrange(EMPLOYERS)} bv",
                "topic_ids": some(topics, 4 if role == "mentee" else 8),
                "focus_ids": some(focuses, 2),
                "language_ids": [Command.set(languages().ids)],
                "region_id": chance.choice(regions),
                "meeting_mode": chance.choice(MODES),
                "answer_ids": [Command.set([chance.choice(ids) for ids in answers])],
                "priority": chance.random() < WITH_PRIORITY,
            }
            for partner, role in zip(partners, roles, strict=True)
        ]
    )


def _between(env, chance, mentees, mentors):
    """Record some wishes, and some pairs to keep apart."""
    pairs = {
        (mentee.id, chance.choice(mentors.ids))
        for mentee in mentees
        if chance.random() < WITH_WISH
    }
    env["mentorship.wish"].create(
        [
            {
                "edition_id": mentees.edition_id.id,
                "mentee_enrolment_id": mentee,
                "mentor_enrolment_id": mentor,
                "source": chance.choice(("mentee", "mentor", "staff")),
            }
            for mentee, mentor in sorted(pairs)
        ]
    )
    env["mentorship.exclusion"].create(
        [
            {
                "partner_id": mentee.partner_id.id,
                "other_partner_id": chance.choice(mentors).partner_id.id,
            }
            for mentee in mentees
            if chance.random() < EXCLUDED
        ]
    )
