from datetime import timedelta

from odoo import fields, models


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
