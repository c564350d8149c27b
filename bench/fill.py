"""An edition with many pairings, and as many registrations; runs in Odoo's shell."""

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.fields import Command

LOGIN = "bench_member"
MENTOR = "bench_mentor"
MANAGER = "bench_manager"
PASSWORD = "bench-member-2030"
COUNT = 1000


def member(env):
    """Make the member who views the portal."""
    user = env["res.users"].create(
        {
            "name": "Bente Bench",
            "login": LOGIN,
            "email": "bente@leden.example",
            "password": PASSWORD,
            "lang": "nl_NL",
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    env.cr.commit()
    return user.partner_id


def mentor(env):
    """Give the mentor of the member a login too."""
    own = env["res.users"].search([("login", "=", LOGIN)]).partner_id
    pairing = env["mentorship.pairing"].search(
        [("member_ids.partner_id", "=", own.id)], limit=1
    )
    env["res.users"].create(
        {
            "partner_id": pairing.mentor_id.id,
            "login": MENTOR,
            "password": PASSWORD,
            "lang": "nl_NL",
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    env.cr.commit()


def edition(env, count=COUNT):
    """Make an edition with active pairings, the member's own among them."""
    today = fields.Date.today()
    edition = env["mentorship.edition"].create(
        {
            "programme_id": env.ref("nob_mentorship.programme_nob").id,
            "name": "2050",
            "enrolment_start": today,
            "enrolment_end": today + timedelta(days=30),
            "date_start": today + timedelta(days=40),
        }
    )
    edition.action_open_enrolment()
    own = env["res.users"].search([("login", "=", LOGIN)]).partner_id
    numbers = range(1, 2 * count)
    partners = own + env["res.partner"].create(
        [{"name": f"Lid {n}", "email": f"lid{n}@leden.example"} for n in numbers]
    )
    sell(env, partners)
    enrolments = env["mentorship.enrolment"].create(
        [
            {
                "edition_id": edition.id,
                "partner_id": partner.id,
                "role": "mentee" if number < count else "mentor",
                "question": "Hoe verder?",
                "state": "matched",
            }
            for number, partner in enumerate(partners)
        ]
    )
    pairs = zip(enrolments[:count], enrolments[count:], strict=True)
    pairings = env["mentorship.pairing"].create(
        [
            {
                "edition_id": edition.id,
                "member_ids": [
                    Command.create({"enrolment_id": e.id, "answer": "accepted"})
                    for e in pair
                ],
            }
            for pair in pairs
        ]
    )
    end = today + timedelta(days=365)
    pairings.write({"state": "active", "date_start": today, "date_end": end})
    manager(env)
    env.cr.commit()


def manager(env):
    """Make the member of staff, unless there is one."""
    if env["res.users"].search([("login", "=", MANAGER)]):
        return
    env["res.users"].create(
        {
            "name": "Manon Manager",
            "login": MANAGER,
            "password": PASSWORD,
            "group_ids": [
                Command.link(env.ref("nob_mentorship.group_mentorship_manager").id),
                *(
                    Command.link(group.id)
                    for group in [env.ref("event.group_event_manager", False)]
                    if group
                ),
            ],
        }
    )
    env.cr.commit()


def sell(env, partners):
    """Give everyone a membership that is valid today."""
    today = fields.Date.today()
    year = {
        "date_from": today - timedelta(days=100),
        "date_to": today + timedelta(days=265),
    }
    product = env["product.product"].create(
        {
            "name": "Lidmaatschap",
            "membership": True,
            "list_price": 0,
            "membership_date_from": year["date_from"],
            "membership_date_to": year["date_to"],
        }
    )
    env["membership.membership_line"].create(
        [
            {
                "partner_id": partner.id,
                "membership_id": product.id,
                "member_price": 0,
                "date": today,
                "state": "paid",
                **year,
            }
            for partner in partners
        ]
    )


def meetings(env):
    """Plan a meeting for each pairing."""
    start = fields.Datetime.now() + timedelta(days=3)
    env["mentorship.meeting"].create(
        [
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendee_ids": pairing.member_ids.partner_id.ids,
                "planner_id": pairing.mentor_id.id,
            }
            for pairing in env["mentorship.pairing"].search([])
        ]
    )
    env.cr.commit()


def registrations(env):
    """Make an event with `COUNT` registrations."""
    now = fields.Datetime.now()
    event = env["event.event"].create(
        {
            "name": "Congres",
            "date_begin": now + timedelta(days=30),
            "date_end": now + timedelta(days=31),
        }
    )
    partners = env["res.partner"].search([("name", "=like", "Lid %")], limit=COUNT)
    env["event.registration"].create(
        [{"event_id": event.id, "partner_id": partner.id} for partner in partners]
    )
    env.cr.commit()


def notes(env, count=50):
    """Write notes in the member's own room, by both in turn."""
    own = env["res.users"].search([("login", "=", LOGIN)]).partner_id
    pairing = env["mentorship.pairing"].search(
        [("member_ids.partner_id", "=", own.id)], limit=1
    )
    people = pairing._room_people()
    for number in range(count):
        author = [*people.values()][number % len(people)]
        text = {
            "uuid": str(uuid4()),
            "revision": 1,
            # as long as a browser's ciphertext of a few sentences
            "sealed": b64encode(bytes(900)).decode(),
            "readers": [*people],
        }
        values = {"kind": "note", "audience": "room"}
        pairing._save_text("mentorship.note", author, text, values)
    env.cr.commit()
