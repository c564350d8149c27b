from odoo import models


class MailActivity(models.Model):
    """What staff can do about a line on a pair that waits to be introduced (R51)."""

    _inherit = "mail.activity"

    def action_mentorship_introduce(self):
        """Ask whether the pairs of these lines are introduced now."""
        pairings = self._mentorship_of("mentorship.pairing")
        return pairings.with_context(
            mentorship_action="action_introduce_anyway"
        ).action_ask()
