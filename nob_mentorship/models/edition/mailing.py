from odoo import models


class MentorshipEdition(models.Model):
    """Mail to all participants of an edition."""

    _inherit = "mentorship.edition"

    def _members_path(self):
        return f"/my/mentorship/edition/{self.id}"

    def action_mail_participants(self):
        """Write a mail to each member with an accepted sign-up."""
        self.ensure_one()
        self._check_staff()
        return self._write_to_each(
            self.enrolment_ids.filtered(
                lambda e: e.state in ("accepted", "matched", "completed")
            )
        )
