from odoo import SUPERUSER_ID, api

RETIRED = "nob_mentorship.mail_template_meeting_left"


def migrate(cr, version):
    """Take away the mail that told of each meeting apart, to who left a group: one mail
    tells of all."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    if template := env.ref(RETIRED, False):
        template.unlink()
