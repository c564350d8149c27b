from odoo import models


class MentorshipEnrolment(models.Model):
    """The fact that a member answered can count; the contents remain unknown."""

    _inherit = "mentorship.enrolment"

    def _answered_evaluations(self):
        """Return the evaluations that count for this participant's certificate (R69).

        :return: ``mentorship.evaluation`` records, as superuser
        """
        # sudo: the caller shows the result only to this participant
        invitations = self.env["mentorship.evaluation.invitation"].sudo()
        found = invitations.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("responded", "=", True),
                ("evaluation_id.edition_id", "in", self.edition_id.ids),
                ("evaluation_id.counts_for_certificate", "=", True),
            ]
        )
        return found.evaluation_id
