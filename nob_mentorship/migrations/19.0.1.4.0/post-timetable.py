from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give each programme the timetable that a programme starts with, and each edition
    a copy of it: both count from today, so that nobody is mailed about the past."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["mentorship.programme"].search([])._begin_timetable()
    env["mentorship.edition"].search([])._take_timetable()
