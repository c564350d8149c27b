from odoo import models


class ResUsers(models.Model):
    """Users who can read sealed messages."""

    _inherit = "res.users"

    def _without_mentorship_keys(self):
        """Return the users who have no keys."""
        # sudo: reveals to any caller only whether these users have keys
        identities = self.env["mentorship.identity"].sudo()
        having = identities.search(
            [("partner_id", "in", self.partner_id.ids), ("state", "=", "current")]
        ).partner_id
        return self.filtered(lambda user: user.partner_id not in having)
