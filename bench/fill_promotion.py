"""A programme whose page everyone can read; runs in Odoo's shell."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

VOICES = 6


def page(env):
    """Give the programme a public page, an open edition, and voices of earlier ones."""
    programme = env.ref("nob_mentorship.programme_nob")
    programme.write({"public_page": True, "board_name": "Femke Hoekstra"})
    today = fields.Date.today()
    editions = env["mentorship.edition"]
    open_now = editions.create(
        {
            "programme_id": programme.id,
            "name": "2061",
            "enrolment_start": today,
            "enrolment_end": today + timedelta(days=30),
            "date_start": today + timedelta(days=40),
        }
    )
    open_now.action_open_enrolment()
    past = editions.create(
        {
            "programme_id": programme.id,
            "name": "2021",
            "date_start": today - timedelta(days=500),
            "date_end": today - timedelta(days=135),
            "state": "closed",
        }
    )
    for number in range(VOICES):
        _pair(env, past, number)
    env.cr.commit()


def _pair(env, edition, number):
    """Add a completed pairing, whose mentee says something."""
    people = env["res.partner"].create(
        [
            {"name": f"{role} {number}", "email": f"{role}{number}@leden.example"}
            for role in ("mentor", "mentee")
        ]
    )
    sign_ups = env["mentorship.enrolment"].create(
        [
            {
                "edition_id": edition.id,
                "partner_id": person.id,
                "role": role,
                "question": "Hoe verder?",
                "state": "completed",
            }
            for person, role in zip(people, ("mentor", "mentee"), strict=True)
        ]
    )
    pairing = env["mentorship.pairing"].create(
        {
            "edition_id": edition.id,
            "member_ids": [
                Command.create({"enrolment_id": each.id, "answer": "accepted"})
                for each in sign_ups
            ],
        }
    )
    pairing.write({"state": "completed", "date_start": edition.date_start})
    env["mentorship.voice"].create(
        {
            "enrolment_id": sign_ups[1].id,
            "text": "Ik kijk met andere ogen naar mijn eigen werk.",
            "everyone": True,
            "state": "approved",
        }
    )
