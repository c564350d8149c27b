from odoo import models


class MentorshipEnrolment(models.Model):
    """Mail to selected participants."""

    _inherit = "mentorship.enrolment"

    def _members_path(self):
        return self._page_path()

    def action_mail(self):
        """Write a mail to each of these members."""
        self._check_staff()
        return self._write_to_each(self)
