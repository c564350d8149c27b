from odoo import SUPERUSER_ID, api

RETIRED = ("mail_template_meeting_left", "mail_template_room_closed")


def migrate(cr, version):
    """Delete the mail templates that are no longer used: one per meeting for members
    who left a group, which one mail for all meetings replaces, and one for a changed
    login."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in RETIRED:
        if template := env.ref(f"nob_mentorship.{name}", False):
            template.unlink()
