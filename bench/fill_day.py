"""A coordinator's day among many pairings, and as many activities of core's own; runs
in Odoo's shell."""

from odoo import fields

from . import multiply

SILENT = 50
"""In one of so many pairings, nothing has happened for weeks."""
LIFE = (
    "UPDATE mentorship_edition SET state = 'running', late_days = 21",
    f"""UPDATE mentorship_pairing
           SET date_start = current_date - 60, date_end = current_date + 300,
               reached = 'introduced',
               reached_on = current_date
                   - CASE WHEN id % {SILENT} = 0 THEN 60 ELSE 1 END,
               held_meeting_count = CASE WHEN id % {SILENT} = 0 THEN 0 ELSE 9 END""",
    "UPDATE res_partner SET message_bounce = 0",
)


def registrations(env, times):
    """Multiply the registrations, as `growth_steps.many` does the pairings."""
    # each has one of its own, and they are not shown
    env.cr.execute("UPDATE event_registration SET barcode = NULL")
    multiply.rows(env.cr, {"event_registration": "true"}, times)
    env.cr.commit()
    env.invalidate_all()


def lines(env):
    """Let the day find its lines, and plan as many activities on contacts."""
    for statement in LIFE:
        env.cr.execute(statement)
    env.cr.commit()
    env.invalidate_all()
    env["mentorship.edition"].search([])._refresh_day()
    activities = env["mail.activity"]
    found = activities.search([("mentorship_edition_id", "!=", False)])
    contacts = env["res.partner"].search([], limit=len(found))
    kind = env.ref("mail.mail_activity_data_todo")
    activities.with_context(mail_activity_quick_update=True).create(
        [
            {
                "activity_type_id": kind.id,
                "res_model_id": env["ir.model"]._get_id("res.partner"),
                "res_id": contact.id,
                "user_id": found[:1].user_id.id,
                "date_deadline": fields.Date.today(),
            }
            for contact in contacts
        ]
    )
    env.cr.commit()
