from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipEnrolment(models.Model):
    """The daily steps of a sign-up."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _due_remind_draft(self, today):
        """Return the unsent sign-ups whose last day is tomorrow, or today if
        yesterday's run was missed.
        """
        return (
            Domain("state", "=", "draft")
            & Domain("edition_id.state", "=", "enrolment")
            & Domain("edition_id.enrolment_end", ">=", today)
            & Domain("edition_id.enrolment_end", "<=", today + timedelta(days=1))
            & Domain("draft_reminded_on", "=", False)
        )

    def _day_remind_draft(self):
        self.draft_reminded_on = fields.Date.context_today(self)
        self._mail("mail_template_draft_reminder")
