"""Completed mentorships and passed certifications; runs in Odoo's shell."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .fill import manager


def pairs(env, count):
    """Make an edition that is over, whose certificates for `count` members can be
    issued.
    """
    env.ref("base.partner_admin").email = "beheer@vereniging.example"
    today = fields.Date.today()
    edition = env["mentorship.edition"].create(
        {
            "programme_id": env.ref("nob_mentorship.programme_nob").id,
            "name": "2049",
            "date_start": today - timedelta(days=400),
            "date_end": today - timedelta(days=35),
            "certificate": True,
            "certificate_hours": True,
        }
    )
    partners = env["res.partner"].create(
        [
            {"name": f"Lid {number}", "email": f"lid{number}@leden.example"}
            for number in range(count)
        ]
    )
    half = count // 2
    enrolments = env["mentorship.enrolment"].create(
        [
            {
                "edition_id": edition.id,
                "partner_id": partner.id,
                "role": "mentor" if number < half else "mentee",
                "question": "Hoe verder?",
                "state": "completed",
            }
            for number, partner in enumerate(partners)
        ]
    )
    pairings = env["mentorship.pairing"].create(
        [
            {
                "edition_id": edition.id,
                "member_ids": [
                    Command.create({"enrolment_id": each.id, "answer": "accepted"})
                    for each in pair
                ],
            }
            for pair in zip(enrolments[:half], enrolments[half:], strict=True)
        ]
    )
    pairings.write(
        {
            "state": "completed",
            "date_start": edition.date_start,
            "date_end": edition.date_end,
        }
    )
    start = fields.Datetime.now() - timedelta(days=100)
    meetings = env["mentorship.meeting"].create(
        [
            {
                "pairing_id": pairing.id,
                "start": start + timedelta(days=day),
                "stop": start + timedelta(days=day, hours=1),
                "attendee_ids": pairing.member_ids.partner_id.ids,
            }
            for pairing in pairings
            for day in (0, 30)
        ]
    )
    meetings.write({"state": "held"})
    edition.write({"state": "closed"})
    manager(env)
    env.cr.commit()


def certified(env, count):
    """Make answers to a certification of Odoo Surveys that passed it."""
    survey = env["survey.survey"].create(
        {
            "title": "Certificering",
            "survey_type": "assessment",
            "scoring_type": "scoring_without_answers",
            "scoring_success_min": 0,
            "certification": True,
            "certification_report_layout": "modern_blue",
        }
    )
    partners = env["res.partner"].create(
        [{"name": f"Geslaagde {number}"} for number in range(count)]
    )
    env["survey.user_input"].create(
        [
            {"survey_id": survey.id, "partner_id": partner.id, "state": "done"}
            for partner in partners
        ]
    )
    env.cr.commit()
