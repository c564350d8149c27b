from odoo import models


class MentorshipEnrolment(models.Model):
    """What happens to a sign-up, for the timetable (R63); see `mentorship.pairing`."""

    _inherit = "mentorship.enrolment"

    def _happened_draft(self, edition, first, last):
        """Return the sign-ups that are not sent, with the last day for it."""
        day = edition.enrolment_end
        if edition.state != "enrolment" or not day or not first <= day <= last:
            return []
        drafts = self._search_whole(
            [("edition_id", "=", edition.id), ("state", "=", "draft")]
        )
        return [(enrolment, day, enrolment) for enrolment in drafts]
