from odoo import fields, models


class MentorshipJoinWizard(models.TransientModel):
    """Ask a member to join a group, or peers, that already started (P11)."""

    _name = "mentorship.join.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Ask a member to join"

    pairing_id = fields.Many2one("mentorship.pairing", required=True)
    edition_id = fields.Many2one(related="pairing_id.edition_id")
    enrolment_id = fields.Many2one(
        "mentorship.enrolment", "Member to ask", required=True
    )

    def action_join(self):
        """Ask by mail; the member joins by accepting."""
        self.pairing_id.action_add(self.enrolment_id.id)
        return {"type": "ir.actions.act_window_close"}
