from odoo import api, models
from odoo.exceptions import UserError


class MentorshipEnrolment(models.Model):
    """The best free partners of a sign-up (P15). Deleting a sign-up also deletes the
    proposals that need it.
    """

    _inherit = "mentorship.enrolment"

    def action_rematch(self):
        """Show the best free partners of this member, each with a button that makes
        the offer.

        :raises UserError: if the member cannot be paired now, with the reason
        """
        if len(self) != 1:
            raise UserError(self.env._("Choose one sign-up."))
        self._check_staff()
        self._check_not_own()
        return self.env["mentorship.alternatives.wizard"]._open_free(self)

    def _check_free(self):
        """Raise unless this member can be paired now.

        :raises UserError: with the reason, worded for staff
        """
        self.ensure_one()
        if self.edition_id.state not in ("enrolment", "matching", "running"):
            raise UserError(
                self.env._("This edition is neither open for sign-up nor running.")
            )
        if self.state == "withdrawn":
            raise UserError(self.env._("%s has withdrawn.", self.display_name))
        if self.state not in ("accepted", "matched"):
            raise UserError(
                self.env._("The sign-up of %s is not accepted.", self.display_name)
            )
        if not self.free_places:
            raise UserError(
                self.env._("%s has no free place left.", self.display_name)
                if self.role == "mentor"
                else self.env._(
                    "%s already has a pairing, or an offer that waits for an answer.",
                    self.display_name,
                )
            )
        self._check_not_away()
        self._check_may_take_part()

    @api.ondelete(at_uninstall=False)
    def _unlink_proposals(self):
        # sudo: the user is allowed to delete the sign-up; proposals without two people
        # are meaningless
        proposals = self.env["mentorship.proposal"].sudo()
        named = proposals.search([("mentee_enrolment_ids", "in", self.ids)])
        named.filtered(lambda p: len(p._people() - self) < 2).unlink()
