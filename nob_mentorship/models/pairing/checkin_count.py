from odoo import api, fields, models


class MentorshipPairing(models.Model):
    """The check-ins about a pairing, as far as its reader can see them (R65)."""

    _inherit = "mentorship.pairing"

    checkin_count = fields.Integer("Check-ins", compute="_compute_checkin_count")

    @api.depends_context("uid")
    def _compute_checkin_count(self):
        checkins = self.env["mentorship.checkin"]
        counts = {}
        if checkins.has_access("read"):
            counts = dict(
                checkins._read_group(
                    [("pairing_id", "in", self.ids), ("state", "!=", "cancelled")],
                    ["pairing_id"],
                    ["__count"],
                )
            )
        for pairing in self:
            pairing.checkin_count = counts.get(pairing._origin, 0)
