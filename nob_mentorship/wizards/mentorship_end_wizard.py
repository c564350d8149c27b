from odoo import api, fields, models


class MentorshipEndWizard(models.TransientModel):
    """End pairings early, with a reason from the list (R67)."""

    _name = "mentorship.end.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "End pairings"

    pairing_ids = fields.Many2many(
        "mentorship.pairing",
        string="Pairings",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason_id = fields.Many2one("mentorship.end.reason", required=True)
    outlook = fields.Text("What happens", compute="_compute_outlook")

    @api.depends("pairing_ids")
    def _compute_outlook(self):
        for wizard in self:
            wizard.outlook = wizard.pairing_ids._origin._end_outlook()

    def action_end(self):
        """End them, and report the result to staff."""
        self.pairing_ids._check_staff()
        return self.pairing_ids._in_bulk(
            "action_end", self.reason_id.id, name=self.env._("End pairings")
        )
