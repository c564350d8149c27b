from odoo import models


class ResPartner(models.Model):
    """Erasure: an erased participant attends no course for a programme (N9)."""

    _inherit = "res.partner"

    def _mentorship_erase(self):
        result = super()._mentorship_erase()
        rows = self.env["slide.channel.partner"].with_context(active_test=False)
        rows.search(
            [("partner_id", "in", self.ids), ("mentorship_given", "=", True)]
        ).unlink()
        return result
