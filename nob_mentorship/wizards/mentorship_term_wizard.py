from odoo import api, fields, models


class MentorshipTermWizard(models.TransientModel):
    """Pause pairings, or continue them after the edition (R6)."""

    _name = "mentorship.term.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Pause or prolong pairings"

    pairing_ids = fields.Many2many(
        "mentorship.pairing",
        string="Pairings",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    kind = fields.Selection(
        [("pause", "Pause"), ("prolong", "Continue after the programme")],
        required=True,
        default="pause",
    )
    until = fields.Date(required=True)
    outlook = fields.Text("What happens", compute="_compute_outlook")

    @api.depends("pairing_ids", "kind", "until")
    def _compute_outlook(self):
        for wizard in self:
            wizard.outlook = wizard.pairing_ids._origin._term_outlook(
                wizard.kind, wizard.until
            )

    def action_apply(self):
        """Apply it, and report the result to staff."""
        self.pairing_ids._check_staff()
        return self.pairing_ids._in_bulk(
            f"action_{self.kind}", self.until, name=self.env._("Pause or prolong")
        )
