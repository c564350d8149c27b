from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, version):
    """Give each programme the timetable that a programme starts with, and each edition
    a copy of it. They count from tomorrow, so that nobody is mailed about the past, nor
    about what the version before has mailed today; what it had still to mail today is
    not mailed. Offers that wait keep the day of their reminder."""
    cr.execute(
        """
        UPDATE mentorship_pairing_member AS member
           SET asked_on = coalesce(member.asked_on, pairing.offered_on),
               remind_on = pairing.half_way_on
          FROM mentorship_pairing AS pairing
         WHERE pairing.id = member.pairing_id
           AND member.answer = 'pending'
           AND pairing.half_way_on IS NOT NULL
        """
    )
    cr.execute(
        """
        UPDATE mentorship_edition SET enrolment_opened_on = current_date
         WHERE state = 'enrolment' AND enrolment_start > current_date
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["mentorship.programme"].search([])._begin_timetable()
    env["mentorship.edition"].search([])._take_timetable()
    tomorrow = fields.Date.today() + timedelta(days=1)
    env["mentorship.reminder"].search([]).since = tomorrow
