from odoo import api, models


class MentorshipEnrolment(models.Model):
    """A sign-up that is deleted takes the proposals with it that need it."""

    _inherit = "mentorship.enrolment"

    @api.ondelete(at_uninstall=False)
    def _unlink_proposals(self):
        # sudo: whoever may delete a sign-up; proposals without two people say nothing
        proposals = self.env["mentorship.proposal"].sudo()
        named = proposals.search([("mentee_enrolment_ids", "in", self.ids)])
        named.filtered(lambda p: len(p._people() - self) < 2).unlink()
