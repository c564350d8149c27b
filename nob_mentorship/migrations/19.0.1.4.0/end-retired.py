from odoo import SUPERUSER_ID, api

RETIRED = ("mail_template_meeting_left", "mail_template_room_closed")


def migrate(cr, version):
    """Take away the mails that nothing sends any more: of each meeting apart, to who
    left a group (one mail tells of all), and of a login that changed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in RETIRED:
        if template := env.ref(f"nob_mentorship.{name}", False):
            template.unlink()
