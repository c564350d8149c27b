from odoo import api, models


class MentorshipEnrolment(models.Model):
    """Deleting a sign-up also deletes the proposals that need it."""

    _inherit = "mentorship.enrolment"

    @api.ondelete(at_uninstall=False)
    def _unlink_proposals(self):
        # sudo: the user is allowed to delete the sign-up; proposals without two people
        # are meaningless
        proposals = self.env["mentorship.proposal"].sudo()
        named = proposals.search([("mentee_enrolment_ids", "in", self.ids)])
        named.filtered(lambda p: len(p._people() - self) < 2).unlink()
