from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, version):
    """Give each programme the timetable that a programme starts with, and each edition
    a copy of it. They count from tomorrow, so that nobody is mailed about the past, nor
    about what the version before has mailed today."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["mentorship.programme"].search([])._begin_timetable()
    env["mentorship.edition"].search([])._take_timetable()
    tomorrow = fields.Date.today() + timedelta(days=1)
    env["mentorship.reminder"].search([]).since = tomorrow
