from odoo import models


class MentorshipEdition(models.Model):
    """Mailing all who take part."""

    _inherit = "mentorship.edition"

    def _members_path(self):
        return f"/my/mentorship/edition/{self.id}"

    def action_mail_participants(self):
        """Write a mail to each member whose sign-up is accepted."""
        self.ensure_one()
        self._check_staff()
        return self._write_to_each(
            self.enrolment_ids.filtered(
                lambda e: e.state in ("accepted", "matched", "completed")
            )
        )
