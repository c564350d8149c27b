from odoo import models


class ResUsers(models.Model):
    """Which of these can read sealed messages."""

    _inherit = "res.users"

    def _without_mentorship_keys(self):
        """Return the users among these who have no keys."""
        # sudo: for any caller: that these users have keys, and nothing of them
        identities = self.env["mentorship.identity"].sudo()
        having = identities.search(
            [("partner_id", "in", self.partner_id.ids), ("state", "=", "current")]
        ).partner_id
        return self.filtered(lambda user: user.partner_id not in having)
