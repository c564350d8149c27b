"""What the members' pages show besides a running pairing; runs in Odoo's shell."""

from datetime import timedelta

from odoo import fields

from .fill import LOGIN, MANAGER, sell


def pages(env):
    """Give the member a planned talk, a sign-up that is not sent, and an offer; and
    the programme a coordinator.
    """
    programme = env.ref("nob_mentorship.programme_nob")
    programme.coordinator_ids = env["res.users"].search([("login", "=", MANAGER)])
    own = env["res.users"].search([("login", "=", LOGIN)]).partner_id
    pairing = env["mentorship.pairing"].search(
        [("member_ids.partner_id", "=", own.id)], limit=1
    )
    _meet(pairing)
    draft = {"partner_id": own.id, "role": "mentee"}
    draft["edition_id"] = _edition(env, "2051").id
    env["mentorship.enrolment"].create(draft)
    _offer(env, _edition(env, "2052"), own)
    env.cr.commit()


def _edition(env, name):
    today = fields.Date.today()
    edition = env["mentorship.edition"].create(
        {
            "programme_id": env.ref("nob_mentorship.programme_nob").id,
            "name": name,
            "enrolment_start": today,
            "enrolment_end": today + timedelta(days=30),
            "date_start": today + timedelta(days=40),
        }
    )
    edition.action_open_enrolment()
    return edition


def meetings(env, count):
    """Plan meetings of the member's own pairing, a day apart."""
    own = env["res.users"].search([("login", "=", LOGIN)]).partner_id
    pairing = env["mentorship.pairing"].search(
        [("member_ids.partner_id", "=", own.id)], limit=1
    )
    for number in range(count):
        _meet(pairing, number)
    env.cr.commit()


def _meet(pairing, days=3):
    start = fields.Datetime.now() + timedelta(days=days)
    pairing.meeting_ids.create(
        {
            "pairing_id": pairing.id,
            "start": start,
            "stop": start + timedelta(hours=1),
            "attendee_ids": pairing.member_ids.partner_id.ids,
            "planner_id": pairing.mentor_id.id,
        }
    )


def _offer(env, edition, own):
    other = env["res.partner"].create(
        {"name": "Mieke Mentor", "email": "mieke@leden.example"}
    )
    sell(env, other)
    mentee, mentor = env["mentorship.enrolment"].create(
        [
            {
                "edition_id": edition.id,
                "partner_id": partner.id,
                "role": role,
                "question": "Hoe verder?",
                "state": "accepted",
            }
            for partner, role in ((own, "mentee"), (other, "mentor"))
        ]
    )
    env["mentorship.pairing"].create(
        {
            "edition_id": edition.id,
            "mentor_enrolment_id": mentor.id,
            "mentee_enrolment_ids": [(6, 0, mentee.ids)],
        }
    ).action_offer()
