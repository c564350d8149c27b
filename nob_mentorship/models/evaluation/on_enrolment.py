from odoo import models


class MentorshipEnrolment(models.Model):
    """That somebody answered can count; what they answered, nobody knows."""

    _inherit = "mentorship.enrolment"

    def _answered_evaluations(self):
        """Return the evaluations that count for this participant's certificate (R69).

        :return: ``mentorship.evaluation``, with the server's rights
        """
        # sudo: the caller shows what follows from it to this participant alone
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
