"""Nobody of the staff pairs themselves (R49).

Who takes part and is staff could else try pairings of their own, and learn from a
refusal that somebody asked not to be paired with them. So the word on one's own pairing
comes before what is in its way, and is the same whatever that is.
"""

from odoo import models


class MentorshipPairing(models.Model):
    """A pairing one is in is proposed, changed and offered by a colleague."""

    _inherit = "mentorship.pairing"

    def _check_not_own(self):
        """Raise when the caller is in one of these pairings.

        :raises UserError: the same whatever the pairing
        """
        # sudo: the sign-ups of a pairing, to be looked at by `_check_not_own`
        members = self.env["mentorship.pairing.member"].sudo()
        members = members.search([("pairing_id", "in", self.ids)])
        self.env["mentorship.enrolment"].browse(
            members.enrolment_id.ids
        )._check_not_own()
