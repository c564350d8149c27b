from odoo import models
from odoo.fields import Domain


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

    def _has_answered_final(self):
        """Tell whether this participant answered a final evaluation that counts, or was
        asked in none (R69). As above, only this participant may learn it.
        """
        self.ensure_one()
        if "final" in self._answered_evaluations().mapped("moment"):
            return True
        # sudo: who was asked follows from who takes part; not what they did
        invitations = self.env["mentorship.evaluation.invitation"].sudo()
        asked = Domain("partner_id", "=", self.partner_id.id) & Domain(
            "evaluation_id", "any", self.edition_id._final_evaluations()
        )
        return not invitations.search_count(asked, limit=1)
