"""Staff cannot pair themselves (R49).

Otherwise staff who take part could try pairings of their own, and learn from a refusal
that another member asked not to be paired with them. So this check comes before any
other, and its message is always the same.
"""

from odoo import models


class MentorshipPairing(models.Model):
    """Pairings with the user in them are proposed, changed and offered by a
    colleague."""

    _inherit = "mentorship.pairing"

    def _check_not_own(self):
        """Raise if the caller is in one of these pairings.

        :raises UserError: with the same message for every pairing
        """
        # sudo: the sign-ups of a pairing, for `_check_not_own` to check
        members = self.env["mentorship.pairing.member"].sudo()
        members = members.search([("pairing_id", "in", self.ids)])
        self.env["mentorship.enrolment"].browse(
            members.enrolment_id.ids
        )._check_not_own()
