from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class MentorshipEnrolment(models.Model):
    """What happens to a sign-up, for the timetable (R63); see `mentorship.pairing`."""

    _inherit = "mentorship.enrolment"

    def _happened_draft(self, edition, first, last):
        """Return the sign-ups that are not sent, with the last day for it."""
        day = edition.enrolment_end
        if edition.state != "enrolment" or not day or not first <= day <= last:
            return []
        # who has just begun is busy with it
        a_day_ago = fields.Datetime.now() - timedelta(days=1)
        drafts = self._search_whole(
            [
                ("edition_id", "=", edition.id),
                ("state", "=", "draft"),
                ("create_date", "<=", a_day_ago),
            ]
        )
        return [(enrolment, day, enrolment) for enrolment in drafts]

    def _happened_not_ready(self, edition, first, last):
        """Return the sign-ups of members who are not ready to start, with the first day
        of the programme; a member who said “not now” is left alone until that day, and
        one whom staff reminded today too.
        """
        day = edition.date_start
        if not edition.ready_asks or not day or not first <= day <= last:
            return []
        today = fields.Date.context_today(self)
        asked = self._search_whole(
            Domain("edition_id", "=", edition.id) & self._asked_before_start()
        )
        return [
            (enrolment, day, enrolment)
            for enrolment in asked._unready()
            if not enrolment._is_away() and enrolment.ready_reminded_on != today
        ]
