from odoo import models


class ResPartner(models.Model):
    """Erasure: Events keeps no name of an erased participant (N9)."""

    _inherit = "res.partner"

    def _mentorship_erase(self):
        result = super()._mentorship_erase()
        rows = self.env["event.registration"].with_context(active_test=False)
        rows.search(
            [
                ("partner_id", "in", self.ids),
                ("mentorship_session_id", "!=", False),
            ]
        ).unlink()
        return result
