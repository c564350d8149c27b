from odoo import models
from odoo.exceptions import UserError


class MentorshipPairing(models.Model):
    """From a pairing that ended to the next one of its mentee (P15)."""

    _inherit = "mentorship.pairing"

    def action_rematch(self):
        """Show the best free mentors for the mentee of this pairing.

        :raises UserError: if there are several mentees, or this one cannot be paired
        """
        self._check_staff()
        mentees = self.mentee_enrolment_ids
        if len(mentees) != 1:
            raise UserError(
                self.env._("Choose the member to pair again, under “People”.")
            )
        return mentees.action_rematch()


class MentorshipPairingMember(models.Model):
    """From a pairing that ended, or a group that was left, to the next one of each
    member.
    """

    _inherit = "mentorship.pairing.member"

    def action_rematch(self):
        """Show the best free partners of this member."""
        self._check_staff()
        return self.enrolment_id.action_rematch()
